#include "cli/logging.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <unistd.h>

#include "events/time.hpp"

namespace portal {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warn", "error"};
constexpr std::size_t waiting_bytes_max = std::size_t{4} * 1024 * 1024;
constexpr std::size_t waiting_bytes_usual = std::size_t{64} * 1024;
constexpr auto pause = 50ms; // a line about one request is not worth a system call of its own

std::string
line_of(LogLevel level, std::string_view message, const std::function<void(Members&)>& more) {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  const Instant now{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
  std::string line;
  {
    Members members{line};
    members.text("time", to_text(now))
      .text("level", level_names.at(static_cast<std::size_t>(level)))
      .text("message", message);
    if (more) more(members);
  }
  return line += '\n';
}

/// Writes all of it, or what can be written: there is nowhere to complain about a log.
void write_out(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(STDERR_FILENO, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) return;
    if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

/// Lines on their way to stderr: gathered by whoever has one, written together by a thread of its own.
class Log {
 public:
  explicit Log(LogLevel least) : least_(least), thread_([this] { run(); }) {}

  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  ~Log() {
    {
      const std::lock_guard lock{mutex_};
      is_ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  bool takes(LogLevel level) const { return level >= least_; }

  /// A warning is on stderr when this returns: what comes next may be the end of the process.
  void add(LogLevel level, std::string_view line) {
    {
      const std::lock_guard lock{mutex_};
      if (waiting_.size() + line.size() > waiting_bytes_max && level < LogLevel::warn) {
        ++dropped_;
        return;
      }
      waiting_ += line;
      if (level < LogLevel::warn && waiting_.size() < waiting_bytes_usual) return;
    }
    if (level >= LogLevel::warn) return write_waiting();
    wake_.notify_one();
  }

 private:
  void run() {
    for (;;) {
      bool is_ending = false;
      {
        std::unique_lock lock{mutex_};
        const auto due = [this] { return is_ending_ || waiting_.size() >= waiting_bytes_usual; };
        wake_.wait_for(lock, pause, due);
        is_ending = is_ending_;
      }
      write_waiting();
      if (is_ending) return;
    }
  }

  void write_waiting() {
    const std::lock_guard in_order{writing_};
    std::uint64_t dropped = 0;
    {
      const std::lock_guard lock{mutex_};
      taken_.clear();
      std::swap(taken_, waiting_);
      dropped = std::exchange(dropped_, 0);
    }
    write_out(taken_);
    if (dropped == 0) return;
    const auto what = std::to_string(dropped) + " log lines were dropped: stderr is too slow.";
    write_out(line_of(LogLevel::warn, what, {}));
  }

  const LogLevel least_;
  std::mutex writing_; ///< taken before mutex_; held while stderr takes its time
  std::string taken_;  ///< guarded by writing_
  std::mutex mutex_;   ///< guards what follows
  std::condition_variable wake_;
  std::string waiting_;
  std::uint64_t dropped_ = 0;
  bool is_ending_ = false;
  std::thread thread_;
};

std::unique_ptr<Log>& log_of_process() {
  static std::unique_ptr<Log> one;
  return one;
}

} // namespace

void start_log(LogLevel least) { log_of_process() = std::make_unique<Log>(least); }

void log_line(LogLevel level, std::string_view message, const std::function<void(Members&)>& more) {
  Log* log = log_of_process().get();
  if (log != nullptr && log->takes(level)) log->add(level, line_of(level, message, more));
}

LogLevel log_level_of(std::string_view name) {
  const auto at = std::find(level_names.begin(), level_names.end(), name);
  return at == level_names.end() ? LogLevel::error
                                 : static_cast<LogLevel>(at - level_names.begin());
}

void stop_log() { log_of_process().reset(); }

} // namespace portal

// A line about one request is not worth a system call of its own, and no request waits for whoever reads
// the log: lines are gathered in memory, up to a bound, and one thread writes them.
#include "cli/logging.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "events/time.hpp"

namespace portal {

namespace {

using namespace std::chrono_literals;

constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warn", "error"};
constexpr std::size_t waiting_bytes_max = std::size_t{4} * 1024 * 1024;
constexpr std::size_t warning_bytes_more = std::size_t{1} * 1024 * 1024; // room that others leave
constexpr std::size_t waiting_bytes_usual = std::size_t{64} * 1024;
constexpr std::size_t bytes_at_a_time = 4096; // PIPE_BUF: a pipe that takes any takes so many
constexpr int look_up_ms = 50;
constexpr auto last_words_within = 2s;

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

/// Lines on their way out: gathered by whoever has one, written together by a thread of its own, which
/// alone waits where the reader is slow.
class Log {
 public:
  explicit Log(const LogOutput& output) : output_(output), thread_([this] { run(); }) {}

  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// Nobody logs any more.
  ~Log() {
    flush(last_words_within);
    {
      const std::lock_guard lock{mutex_};
      is_ending_ = true;
    }
    wake_.notify_one();
    thread_.join();
  }

  bool takes(LogLevel level) const { return level >= output_.least; }

  void add(LogLevel level, std::string_view line) {
    const bool urgent = level >= LogLevel::warn;
    {
      const std::lock_guard lock{mutex_};
      const std::size_t most = waiting_bytes_max + (urgent ? warning_bytes_more : 0);
      if (waiting_.size() + line.size() > most) {
        ++(urgent ? dropped_warnings_ : dropped_);
        return;
      }
      waiting_ += line;
      ++added_;
      if (urgent) is_urgent_ = true;
      if (!is_due()) return;
    }
    wake_.notify_one();
  }

  bool flush(std::chrono::milliseconds within) {
    std::unique_lock lock{mutex_};
    const std::uint64_t all = added_;
    is_urgent_ = true;
    wake_.notify_one();
    return done_.wait_for(lock, within, [&] { return written_ >= all; });
  }

 private:
  bool is_due() const { return is_ending_ || is_urgent_ || waiting_.size() >= waiting_bytes_usual; }

  void run() {
    std::string lines;
    for (;;) {
      std::uint64_t upto = 0;
      {
        std::unique_lock lock{mutex_};
        wake_.wait_for(lock, output_.gather, [this] { return is_due(); });
        if (is_ending_) return;
        is_urgent_ = false;
        lines.clear();
        std::swap(lines, waiting_);
        upto = added_;
        if (dropped_ + dropped_warnings_ > 0) lines += line_of_dropped();
      }
      write_out(lines);
      {
        const std::lock_guard lock{mutex_};
        written_ = upto;
      }
      done_.notify_all();
    }
  }

  std::string line_of_dropped() {
    const std::uint64_t others = std::exchange(dropped_, 0);
    const std::uint64_t warnings = std::exchange(dropped_warnings_, 0);
    return line_of(
      LogLevel::warn,
      std::to_string(others + warnings) + " log lines were dropped, " + std::to_string(warnings) +
        " of them warnings or errors: whoever reads the log is too slow.",
      {}
    );
  }

  bool is_ending() {
    const std::lock_guard lock{mutex_};
    return is_ending_;
  }

  /// Writes all of it, or what can be written: there is nowhere to complain about a log.
  void write_out(std::string_view bytes) {
    while (!bytes.empty() && !is_ending()) {
      pollfd ready{output_.to, POLLOUT, 0};
      if (::poll(&ready, 1, look_up_ms) == 0) continue;
      const auto count = std::min(bytes.size(), bytes_at_a_time);
      const auto written = ::write(output_.to, bytes.data(), count);
      if (written < 0 && errno != EINTR && errno != EAGAIN) return;
      if (written > 0) bytes.remove_prefix(static_cast<std::size_t>(written));
    }
  }

  const LogOutput output_;
  std::mutex mutex_; ///< guards what follows
  std::condition_variable wake_;
  std::condition_variable done_;
  std::string waiting_;
  std::uint64_t added_ = 0; ///< lines, ever
  std::uint64_t written_ = 0;
  std::uint64_t dropped_ = 0;
  std::uint64_t dropped_warnings_ = 0;
  bool is_urgent_ = false;
  bool is_ending_ = false;
  std::thread thread_;
};

std::unique_ptr<Log>& log_of_process() {
  static std::unique_ptr<Log> one;
  return one;
}

} // namespace

void start_log(const LogOutput& output) { log_of_process() = std::make_unique<Log>(output); }

void log_line(LogLevel level, std::string_view message, const std::function<void(Members&)>& more) {
  Log* log = log_of_process().get();
  if (log != nullptr && log->takes(level)) log->add(level, line_of(level, message, more));
}

LogLevel log_level_of(std::string_view name) {
  const auto at = std::find(level_names.begin(), level_names.end(), name);
  return at == level_names.end() ? LogLevel::error
                                 : static_cast<LogLevel>(at - level_names.begin());
}

bool flush_log(std::chrono::milliseconds within) {
  Log* log = log_of_process().get();
  return log == nullptr || log->flush(within);
}

void stop_log() { log_of_process().reset(); }

} // namespace portal

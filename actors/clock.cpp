#include "actors/clock.hpp"

#include <algorithm>
#include <chrono>
#include <limits>

#include "store/thread_name.hpp"

namespace portal {
namespace {

constexpr std::chrono::milliseconds round_every{500};
constexpr std::size_t ticks_at_once = 1024;

/// Counts answers down from any threads; outlives whoever waits.
class Countdown {
 public:
  explicit Countdown(std::size_t answers) : left_(answers) {}

  void answer(bool fine) {
    const std::lock_guard lock{mutex_};
    all_fine_ = all_fine_ && fine;
    if (--left_ == 0) done_.notify_all();
  }

  /// True when all answers were.
  bool wait() {
    std::unique_lock lock{mutex_};
    done_.wait(lock, [this] { return left_ == 0; });
    return all_fine_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable done_;
  std::size_t left_;
  bool all_fine_ = true;
};

} // namespace

ClockThread::ClockThread(Ports ports) : ports_(std::move(ports)), thread_([this] { run(); }) {}

ClockThread::~ClockThread() { stop(); }

void ClockThread::advance(Instant to, std::function<void(Stored<Instant>)> then) {
  {
    const std::lock_guard lock{mutex_};
    if (!stopping_) {
      asked_.emplace_back(to, std::move(then));
      wake_.notify_one();
      return;
    }
  }
  then(fault(FaultKind::io, "The server is shutting down; the clock has not been moved."));
}

void ClockThread::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void ClockThread::run() {
  name_this_thread("portal-clock");
  for (;;) {
    std::pair<Instant, std::function<void(Stored<Instant>)>> ask;
    {
      std::unique_lock lock{mutex_};
      wake_.wait_for(lock, round_every, [this] { return stopping_ || !asked_.empty(); });
      if (!asked_.empty()) {
        ask = std::move(asked_.front());
        asked_.pop_front();
      } else if (stopping_) {
        return;
      }
    }
    stuck_.clear();
    if (ask.second) {
      ask.second(walk_to(ask.first));
    } else {
      settle(ports_.time->now());
    }
  }
}

Stored<Instant> ClockThread::walk_to(Instant to) {
  if (to < ports_.time->now()) {
    return fault(
      FaultKind::misuse, "The clock stands at " + to_text(ports_.time->now()) +
                           " and cannot be moved back to " + to_text(to) + "."
    );
  }
  for (;;) {
    const auto next = next_stop();
    if (!next) return tl::unexpected<Fault>(next.error());
    const Instant now = ports_.time->now();
    if (now == to && (!*next || **next > to)) return to;
    ports_.time->advance(*next ? std::min(std::max(**next, now), to) : to);
    if (!settle(ports_.time->now())) {
      return fault(FaultKind::io, "What falls due could not be done; the clock stands on the way.");
    }
  }
}

/// When something next happens, once all that can happen now has: what falls due, or what someone who
/// follows the log waits for.
Stored<std::optional<Instant>> ClockThread::next_stop() {
  const auto not_followed = [] {
    return fault(FaultKind::io, "The views did not follow; the clock stands on the way.");
  };
  if (!wait_until_settled()) return not_followed();
  const Instant now = ports_.time->now();
  auto next = ports_.let_followers_work();
  if (next && *next <= now) next.reset(); // it did not get done in time: it goes on by itself
  if (!wait_until_settled()) return not_followed();
  const Dues dues = due_by(Instant{std::numeric_limits<std::int64_t>::max() - 1}, 1);
  if (!dues.empty() && (!next || dues.front().at < *next)) next = dues.front().at;
  return next;
}

bool ClockThread::settle(Instant now) {
  for (;;) {
    if (stopping() || !wait_until_settled()) return false;
    const Dues dues = due_by(now, ticks_at_once);
    if (dues.empty()) return true;
    tick_all(dues);
    if (!wait_until_settled()) return false;
    // What stands where it stood failed or did not move: leave it, or this would never end.
    std::set<std::pair<Instant, std::string>> left;
    for (const DueStream& due : due_by(now, ticks_at_once)) left.emplace(due.at, due.stream);
    for (const DueStream& due : dues) {
      const std::pair row{due.at, due.stream};
      if (left.contains(row)) stuck_.insert(row);
    }
  }
}

ClockThread::Dues ClockThread::due_by(Instant now, std::size_t limit) const {
  auto dues = due_before(*ports_.rows(), now, limit + stuck_.size());
  if (!dues) return {};
  std::erase_if(*dues, [this](const DueStream& due) {
    return stuck_.contains({due.at, due.stream});
  });
  return std::move(*dues);
}

void ClockThread::tick_all(const Dues& dues) {
  const auto countdown = std::make_shared<Countdown>(dues.size());
  for (const DueStream& due : dues) {
    ports_.tick(due.stream, [countdown](bool fine) { countdown->answer(fine); });
  }
  countdown->wait();
}

bool ClockThread::wait_until_settled() {
  const auto countdown = std::make_shared<Countdown>(1);
  ports_.when_settled([countdown](bool fine) { countdown->answer(fine); });
  return countdown->wait();
}

bool ClockThread::stopping() {
  const std::lock_guard lock{mutex_};
  return stopping_;
}

} // namespace portal

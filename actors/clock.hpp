#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "actors/time_source.hpp"
#include "projections/due.hpp"
#include "store/fault.hpp"
#include "store/views.hpp"

namespace portal {

/// The thread that sends Tick to every stream in which something has fallen due, as the due rows say,
/// and moves a test clock from one due time to the next.
class ClockThread {
 public:
  struct Ports {
    TimeSource* time = nullptr;
    std::function<std::unique_ptr<ViewReader>()> rows;
    /// Does what is due in the stream; calls back with whether that is durable.
    std::function<void(const std::string& stream, std::function<void(bool)>)> tick;
    /// Calls back once the rows show everything committed by now, or with false.
    std::function<void(std::function<void(bool)>)> when_settled;
    /// Waits until those who follow the log have nothing left to do now; answers when they next have.
    std::function<std::optional<Instant>()> let_followers_work = [] { return std::nullopt; };
  };

  explicit ClockThread(Ports ports);
  ~ClockThread();
  ClockThread(const ClockThread&) = delete;
  ClockThread& operator=(const ClockThread&) = delete;

  /// Test clock: see Node::advance_clock.
  void advance(Instant to, std::function<void(Stored<Instant>)> then);

  /// Idempotent.
  void stop();

 private:
  using Dues = std::vector<DueStream>;

  void run();
  Stored<Instant> walk_to(Instant to);
  /// Ticks what is due by `now` until nothing is; false when stopped or the views do not follow.
  bool settle(Instant now);
  Stored<std::optional<Instant>> next_stop();
  Dues due_by(Instant now, std::size_t limit) const;
  void tick_all(const Dues& dues);
  bool wait_until_settled();
  bool stopping();

  Ports ports_;
  /// Dues whose Tick led to nothing: not tried again before the next round.
  std::set<std::pair<Instant, std::string>> stuck_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::pair<Instant, std::function<void(Stored<Instant>)>>> asked_;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace portal

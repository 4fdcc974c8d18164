#pragma once

#include <chrono>
#include <functional>
#include <mutex>
#include <optional>
#include <vector>

#include "events/time.hpp"

namespace portal {

/// Someone who follows the log and does things outside because of it: payments, mails, deliveries. The
/// test clock asks it, so that what it does, and tries again, happens at its own time.
class Follower {
 public:
  Follower() = default;
  Follower(const Follower&) = delete;
  Follower& operator=(const Follower&) = delete;
  virtual ~Follower() = default;

  /// Waits, at most for so long, until nothing is left to do at the node's present time; answers when
  /// there is something to do next, if that is known.
  virtual std::optional<Instant> work_off(std::chrono::milliseconds at_most) = 0;
};

/// Those who follow. Thread-safe.
class Followers {
 public:
  /// `follower` must live until remove().
  void add(Follower& follower);
  void remove(Follower& follower);

  /// Has all of them work off what there is to do now; answers the earliest time at which one has
  /// something to do next.
  std::optional<Instant> work_off();

 private:
  std::mutex mutex_;
  std::vector<Follower*> all_;
};

} // namespace portal

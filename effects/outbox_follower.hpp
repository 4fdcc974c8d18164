#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "actors/node.hpp"
#include "projections/outbox.hpp"

namespace portal {

/// When work that did not get done is tried again: after a second, twice as long each time, at most six
/// hours, give or take a fifth by chance.
Millis retry_delay(int attempts, double chance);

/// Follows the log for one kind of work and does it: that of one stream in order, one at a time; that of
/// many streams at once on a few threads. Work that does not get done is tried again, later and later by
/// the node's clock, for as long as no event tells its outcome.
class OutboxFollower final : public Follower {
 public:
  struct Ports {
    Node* node = nullptr;
    std::string kind;
    int threads = 4;
    /// Does it; true once its outcome is in the log. Called on any of the threads.
    std::function<bool(const OutboxItem&, int attempts)> work;
  };

  explicit OutboxFollower(Ports ports);
  ~OutboxFollower() override;

  std::optional<Instant> work_off(std::chrono::milliseconds at_most) override;

 private:
  struct Item {
    OutboxItem what;
    int attempts = 0;
  };

  struct Lane {
    std::deque<Item> items;
    Instant ready_at; ///< as it stands in ready_, while it does
  };

  /// What a commit rings; outlives the follower, for a commit that rings while it goes.
  struct Bell {
    std::mutex mutex;
    OutboxFollower* whom = nullptr;
  };

  void commit_seen();
  void look();
  bool wait_to_look();
  void look_once();
  void take(std::vector<OutboxItem> items);
  void work();
  std::optional<std::string> next_lane(std::unique_lock<std::mutex>& lock);
  void done(const std::string& stream, bool fine);
  void stop();

  Ports ports_;
  Position looked_to_ = 0; ///< the looking thread's own

  std::mutex mutex_;
  std::condition_variable to_look_;
  std::condition_variable to_work_;
  std::condition_variable changed_; ///< a look or a piece of work is done
  std::map<std::string, Lane> lanes_;
  std::set<std::pair<Instant, std::string>> ready_; ///< lanes that nobody works on
  std::size_t busy_ = 0;
  std::uint64_t looks_asked_ = 1;
  std::uint64_t looks_done_ = 0;
  bool looker_waits_ = false; ///< for a commit
  bool stopping_ = false;

  std::shared_ptr<Bell> bell_ = std::make_shared<Bell>();
  std::shared_ptr<void> hears_commits_;
  std::vector<std::thread> threads_;
};

} // namespace portal

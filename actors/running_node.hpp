#pragma once

// The running node: what is wired to what. How a command comes in is in intake.cpp.

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "actors/aside.hpp"
#include "actors/catalog_board.hpp"
#include "actors/claims.hpp"
#include "actors/clock.hpp"
#include "actors/committer.hpp"
#include "actors/coupon_slots.hpp"
#include "actors/directory.hpp"
#include "actors/disk_room.hpp"
#include "actors/engines.hpp"
#include "actors/eraser.hpp"
#include "actors/idempotency.hpp"
#include "actors/listeners.hpp"
#include "actors/permits.hpp"
#include "actors/projector_thread.hpp"
#include "actors/system.hpp"
#include "actors/work.hpp"

namespace portal {

/// Why commands are refused while there is too little room.
Fault no_room_left(const DiskRoom& disk);

class RunningNode final : public Node {
 public:
  RunningNode(NodeSettings settings, Engines engines, Catalog catalog, Instant last_recorded);
  ~RunningNode() override;

  void submit(Submission submission, Reply reply) override;
  void when_visible(
    Position at_least, std::chrono::milliseconds deadline, std::function<void(bool)> then
  ) override;
  std::unique_ptr<ViewReader> rows() const override;
  Stored<std::unique_ptr<ViewReader>>
  rows_as_of(const std::string& stream, Position position) const override;
  Stored<Position> position_at(Instant at) const override;
  std::shared_ptr<const Catalog> catalog() const override;
  const EventLog& log() const override;
  Vault& vault() override;
  NodeStatus status() const override;
  Instant now() const override;
  void advance_clock(Instant to, std::function<void(Stored<Instant>)> then) override;
  std::shared_ptr<void> on_commit(std::function<void(Position)> hear) override;
  void follow(Follower& follower) override;
  void unfollow(Follower& follower) override;
  void drain(std::chrono::milliseconds deadline) override;

 private:
  // -- a command on its way in (intake.cpp) --
  bool has_room(const std::shared_ptr<Work>& work);
  bool take_permit(const std::shared_ptr<Work>& work);
  bool enter_key(const std::shared_ptr<Work>& work);
  void replay(const std::shared_ptr<Work>& work, const StoredOutcome& stored);
  void take_claims(const std::shared_ptr<Work>& work, bool aside);
  void take_claims_aside(const std::shared_ptr<Work>& work);
  std::optional<std::vector<std::string>> free_names(const std::shared_ptr<Work>& work);
  void deliver(const std::shared_ptr<Work>& work);
  void redeem(const std::shared_ptr<Work>& work, const LimitedRedemption& redemption);
  void give_up_redemption(Work& work);
  void settle(Work& work, const Outcome& outcome);
  void tick(const std::string& stream, std::function<void(bool)> then);

  Committer::Ports committer_ports();
  ClockThread::Ports clock_ports();
  Surroundings surroundings();
  void stop_on(const Fault& fault);

  NodeSettings settings_;
  Engines engines_;
  TimeSource time_;
  mutable DiskRoom disk_;
  Permits permits_;
  KeysInFlight keys_;
  ClaimTable claims_;
  CouponSlots coupons_;
  CatalogBoard board_;
  Listeners listeners_;
  Followers followers_;
  std::atomic<std::uint64_t> commands_{0};
  std::atomic<std::uint64_t> refusals_{0};
  std::atomic<std::uint64_t> overloaded_{0};
  std::atomic<std::size_t> open_works_{0};
  std::mutex idle_mutex_;
  std::condition_variable idle_;
  std::atomic<bool> draining_{false};
  std::atomic<bool> failed_{false};
  std::mutex stop_mutex_;
  bool stopped_ = false;

  // In the order of their start; stopped in the order that drain() gives.
  Eraser eraser_;
  ProjectorThread projector_;
  Committer committer_;
  Aside aside_;
  Surroundings around_;
  System system_;
  Directory directory_;
  ClockThread clock_;
};

} // namespace portal

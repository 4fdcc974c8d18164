#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "actors/aside.hpp"
#include "actors/catalog_board.hpp"
#include "actors/committer.hpp"
#include "actors/load.hpp"
#include "actors/time_source.hpp"
#include "actors/work.hpp"

namespace portal {

/// What every entity shares.
struct Surroundings {
  LoadSources sources;
  Committer& committer;
  Aside& aside;
  CatalogBoard& board;
  const TimeSource& time;
  std::size_t snapshot_every = 200;
  /// Context::gateway
  std::string gateway;
  /// Keeps a snapshot's row beside the views, some time.
  std::function<void(std::string key, std::string row)> keep_snapshot;
  /// Calls back when the key that the erasure at that position destroys is gone; with false when that
  /// takes too long.
  std::function<void(Position, std::function<void(bool)>)> when_erased;
  /// Has a redemption of the coupon set aside for the work, and then sends it here again; or refuses it.
  std::function<void(std::shared_ptr<Work>, const LimitedRedemption&)> redeem;
  /// Directory::gone
  std::function<void(const std::string& stream)> gone;
  /// NodeSettings::on_trouble
  std::function<void(std::string_view stream, std::string_view what)> trouble;
};

/// How an entity reaches the actor that it lives in.
class EntityHome {
 public:
  EntityHome() = default;
  EntityHome(const EntityHome&) = delete;
  EntityHome& operator=(const EntityHome&) = delete;
  virtual ~EntityHome() = default;

  /// Sends a Load to the entity; may be kept and called on any thread.
  virtual std::function<void(std::shared_ptr<Load>)> mailbox() = 0;

  /// Ends the actor.
  virtual void leave() = 0;
};

/// The generic host of a decider: one stream's state in memory, one command at a time, never blocking.
/// decide → seal → evolve at once → encode → committer; the next command goes on while earlier
/// appends are in flight; replies, refusals too, wait until what they were decided on is durable.
template <class Decider> class Entity {
 public:
  using State = typename Decider::State;
  using Command = typename Decider::Command;
  using Event = typename Decider::Event;

  Entity(std::string stream, Surroundings& around, EntityHome& home);

  // The three messages of the actor.
  void execute(std::shared_ptr<Work> work);
  void arrived(const std::shared_ptr<Load>& load);
  void retire();

 private:
  enum class Phase { cold, loading, ready };

  /// What the envelopes of one command's events have in common.
  struct Doing {
    const Origin& origin;
    std::string_view action;
    Instant effective_at;
  };

  void start_loading(bool make_key);
  void take_over(LoadOf<Decider>& loaded);
  void run_waiting();
  void answer_waiting(const Fault& fault);

  void run(const std::shared_ptr<Work>& work);
  void attempt(const std::shared_ptr<Work>& work);
  void run_due(Instant now);
  void accept(const std::shared_ptr<Work>& work, Decided<Event> decided, Instant now);
  void keep_unchanged(const std::shared_ptr<Work>& work, const Subject& subject, Instant now);
  void refuse(const std::shared_ptr<Work>& work, const Refusal& refusal, Instant now);
  void answer_when_durable(const std::shared_ptr<Work>& work, Outcome outcome);

  bool lacks_key() const;
  void make_key_first(const std::shared_ptr<Work>& work);
  const PersonalCodec& codec() const;
  Append happen(std::vector<Event>& events, const Doing& doing);
  std::function<void(const Durable&)> snapshot_if_due(const Append& append, Instant now);
  void enqueue(Append append, std::function<void(const Stored<Durable>&)> then);

  void crashed(const std::shared_ptr<Work>& work, std::string_view why);
  void note_crash();
  bool quarantined() const;

  std::string stream_;
  Surroundings& around_;
  EntityHome& home_;
  Phase phase_ = Phase::cold;
  bool retiring_ = false;
  bool erased_ = false;
  State state_;
  Version version_ = 0;
  Version snapshot_version_ = 0;
  std::optional<Instant> stuck_due_; ///< a Tick that led to nothing is not tried again
  std::shared_ptr<const PersonalCodec> codec_;
  std::shared_ptr<std::atomic<std::size_t>> in_flight_; ///< appends that are not durable yet
  std::vector<std::shared_ptr<Work>> waiting_;
  std::vector<std::chrono::steady_clock::time_point> crashes_;
};

extern template class Entity<CustomerDecider>;
extern template class Entity<CatalogDecider>;
extern template class Entity<AccessDecider>;
extern template class Entity<WebhookDecider>;

} // namespace portal

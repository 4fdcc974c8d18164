#include "actors/system.hpp"

#include <condition_variable>
#include <mutex>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/actor_system_config.hpp>
#include <caf/atom.hpp>
#include <caf/exit_reason.hpp>
#include <caf/logger.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include "actors/protocol.hpp"

namespace portal {
namespace {

/// How many actors live, and a wait for none.
class Census {
 public:
  void born() {
    const std::lock_guard lock{mutex_};
    ++count_;
  }

  void died() {
    const std::lock_guard lock{mutex_};
    if (--count_ == 0) none_.notify_all();
  }

  bool wait_for_none(std::chrono::milliseconds deadline) {
    std::unique_lock lock{mutex_};
    return none_.wait_for(lock, deadline, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  std::size_t count_ = 0;
};

/// The entity inside its actor.
template <class Decider> class Housed : public EntityHome {
 public:
  Housed() = default;
  Housed(const Housed&) = delete;
  Housed& operator=(const Housed&) = delete;

  ~Housed() override {
    entity_.reset(); // before it is said to be dead
    if (census_) census_->died();
  }

  void move_in(
    EntityActor::pointer self, std::string stream, Surroundings& around,
    std::shared_ptr<Census> census
  ) {
    self_ = self;
    census_ = std::move(census);
    entity_.emplace(std::move(stream), around, *this);
  }

  std::function<void(std::shared_ptr<Load>)> mailbox() override {
    return [actor = EntityActor{self_}](std::shared_ptr<Load> load) {
      caf::anon_send(actor, Arrived{std::move(load)});
    };
  }

  void leave() override { self_->quit(); }

  Entity<Decider>& entity() { return *entity_; }

 private:
  EntityActor::pointer self_ = nullptr;
  std::shared_ptr<Census> census_;
  std::optional<Entity<Decider>> entity_;
};

template <class Decider>
EntityActor::behavior_type entity_actor(
  EntityActor::stateful_pointer<Housed<Decider>> self, const std::string& stream,
  Surroundings* around, const std::shared_ptr<Census>& census
) {
  self->state.move_in(self, stream, *around, census);
  // The entity answers for its own exceptions; whatever still escapes must not take the actor down
  // unseen: its commands are answered by ~Work.
  return {
    [self](Execute& message) { self->state.entity().execute(std::move(message.work)); },
    [self](Arrived& message) { self->state.entity().arrived(message.load); },
    [self](const Retire& /*message*/) { self->state.entity().retire(); },
  };
}

/// The directory's end of an actor.
class Posted final : public Resident {
 public:
  explicit Posted(EntityActor actor) : actor_(std::move(actor)) {}

  void execute(std::shared_ptr<Work> work) override {
    caf::anon_send(actor_, Execute{std::move(work)});
  }

  void retire() override { caf::anon_send(actor_, Retire{}); }

 private:
  EntityActor actor_;
};

/// Spawning leaves a reference to the system's logger with the thread, and ~actor_system waits for it
/// until the thread ends: so it is given back here.
class LoggerReleased {
 public:
  LoggerReleased() = default;
  LoggerReleased(const LoggerReleased&) = delete;
  LoggerReleased& operator=(const LoggerReleased&) = delete;

  ~LoggerReleased() { caf::logger::set_current_actor_system(nullptr); }
};

caf::actor_system_config& configure(caf::actor_system_config& config, int threads) {
  // The sharing policy wakes a sleeping worker at once; stealing would poll every 10 ms.
  config.set("scheduler.policy", caf::atom("sharing"));
  config.set("scheduler.max-threads", static_cast<std::size_t>(threads));
  config.set("scheduler.max-throughput", std::size_t{64});
  return config;
}

} // namespace

class System::Running {
 public:
  explicit Running(int threads) : system(configure(config, threads)) {
    system.await_actors_before_shutdown(false);
  }

  caf::actor_system_config config;
  caf::actor_system system;
  std::shared_ptr<Census> census = std::make_shared<Census>();
};

System::System(int threads) : running_(std::make_unique<Running>(threads)) {}

System::~System() { stop(std::chrono::milliseconds{0}); }

bool System::knows(const std::string& stream) {
  return stream == "catalog" || stream == "access" || customer_of(stream).has_value() ||
         is_webhook_stream(stream);
}

std::shared_ptr<Resident> System::start(const std::string& stream, Surroundings& around) {
  running_->census->born();
  auto& system = running_->system;
  const LoggerReleased released;
  if (stream == "catalog") {
    return std::make_shared<Posted>(
      system.spawn(entity_actor<CatalogDecider>, stream, &around, running_->census)
    );
  }
  if (stream == "access") {
    return std::make_shared<Posted>(
      system.spawn(entity_actor<AccessDecider>, stream, &around, running_->census)
    );
  }
  if (is_webhook_stream(stream)) {
    return std::make_shared<Posted>(
      system.spawn(entity_actor<WebhookDecider>, stream, &around, running_->census)
    );
  }
  return std::make_shared<Posted>(
    system.spawn(entity_actor<CustomerDecider>, stream, &around, running_->census)
  );
}

void System::stop(std::chrono::milliseconds deadline) {
  if (!running_) return;
  if (running_->census->wait_for_none(deadline)) {
    running_.reset();
  } else {
    running_.release(); // NOLINT(bugprone-unused-return-value): left to the end of the process
  }
}

} // namespace portal

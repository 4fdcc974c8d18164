// The generic entity's life around its decisions: loading, waiting, crashing, retiring. What happens
// to one command is in entity_command.hpp.

#include "actors/entity.hpp"

#include <algorithm>
#include <exception>
#include <utility>

#include "actors/entity_command.hpp"

namespace portal {
namespace {

constexpr std::size_t crashes_max = 3;
constexpr std::chrono::seconds crash_window{60};

} // namespace

Version version_in(std::string_view object) {
  const auto document = JsonDocument::parse(object);
  if (!document) return 0;
  const auto version = document->root().member("version");
  return version ? static_cast<Version>(version->integer()) : 0;
}

const Origin& clock_origin() {
  static const Origin origin{{PrincipalKind::system, "clock"}, "clock", {}, {}, {}};
  return origin;
}

template <class Decider>
Entity<Decider>::Entity(std::string stream, Surroundings& around, EntityHome& home)
    : stream_(std::move(stream)), around_(around), home_(home),
      in_flight_(std::make_shared<std::atomic<std::size_t>>(0)) {}

template <class Decider> void Entity<Decider>::execute(std::shared_ptr<Work> work) {
  if (phase_ == Phase::ready) return run(work);
  if (phase_ == Phase::cold && quarantined()) {
    return work->answer(
      Fault{FaultKind::io, stream_ + " is set aside after repeated faults; see the log."},
      crash_window
    );
  }
  waiting_.push_back(std::move(work));
  if (phase_ == Phase::cold) start_loading(false);
}

template <class Decider> void Entity<Decider>::start_loading(bool make_key) {
  phase_ = Phase::loading;
  auto read = [&around = around_, stream = stream_, make_key, send = home_.mailbox()] {
    around.aside.run([&around, stream, make_key, send] {
      send(load<Decider>(around.sources, stream, make_key));
    });
  };
  if (in_flight_->load() == 0) return read();
  // What is in flight must be in the log before it can be read from there.
  enqueue({}, [read = std::move(read)](const Stored<Durable>& /*either*/) { read(); });
}

template <class Decider> void Entity<Decider>::arrived(const std::shared_ptr<Load>& load) {
  if (load->fault) {
    phase_ = Phase::cold;
    around_.trouble(stream_, "it cannot be read: " + load->fault->message);
    if (load->fault->kind == FaultKind::damaged) note_crash();
    answer_waiting(*load->fault);
  } else {
    phase_ = Phase::ready;
    take_over(static_cast<LoadOf<Decider>&>(*load));
    run_waiting();
  }
  if (retiring_ && phase_ != Phase::loading) retire();
}

template <class Decider> void Entity<Decider>::take_over(LoadOf<Decider>& loaded) {
  state_ = std::move(loaded.state);
  version_ = loaded.version;
  snapshot_version_ = loaded.snapshot_version;
  erased_ = loaded.erased;
  codec_ = std::move(loaded.codec);
  stuck_due_.reset();
}

template <class Decider> void Entity<Decider>::run_waiting() {
  auto waiting = std::exchange(waiting_, {});
  std::size_t at = 0;
  while (at < waiting.size() && phase_ == Phase::ready) run(waiting[at++]);
  // A command may have sent the entity back to loading (and then waits itself, in front).
  waiting_.insert(waiting_.end(), waiting.begin() + static_cast<std::ptrdiff_t>(at), waiting.end());
  if (phase_ == Phase::cold && !waiting_.empty()) {
    answer_waiting({FaultKind::io, stream_ + " is set aside after repeated faults; see the log."});
  }
}

template <class Decider> void Entity<Decider>::answer_waiting(const Fault& fault) {
  for (const auto& work : std::exchange(waiting_, {})) work->answer(fault);
}

template <class Decider> void Entity<Decider>::retire() {
  retiring_ = true;
  if (phase_ == Phase::loading) return;
  // Gone only when its last append is in the log: the next actor reads from there.
  enqueue({}, [gone = around_.gone, stream = stream_](const Stored<Durable>& /*either*/) {
    gone(stream);
  });
  home_.leave();
}

template <class Decider> void Entity<Decider>::run(const std::shared_ptr<Work>& work) {
  try {
    attempt(work);
  } catch (const std::exception& problem) {
    crashed(work, problem.what());
  } catch (...) {
    crashed(work, "something that is no std::exception");
  }
}

template <class Decider>
void Entity<Decider>::crashed(const std::shared_ptr<Work>& work, std::string_view why) {
  // Nothing of this command was queued (that is its last step), but the state may be half changed.
  work->answer(Fault{FaultKind::misuse, "A command on " + stream_ + " threw: " + std::string{why}});
  around_.trouble(stream_, "a command threw: " + std::string{why});
  note_crash();
  phase_ = Phase::cold;
  if (!quarantined()) start_loading(false);
}

template <class Decider> void Entity<Decider>::note_crash() {
  const auto now = std::chrono::steady_clock::now();
  std::erase_if(crashes_, [now](auto at) { return now - at >= crash_window; });
  crashes_.push_back(now);
  if (quarantined()) around_.trouble(stream_, "set aside for a minute after repeated faults");
}

template <class Decider> bool Entity<Decider>::quarantined() const {
  const auto now = std::chrono::steady_clock::now();
  const auto recent = std::count_if(crashes_.begin(), crashes_.end(), [now](auto at) {
    return now - at < crash_window;
  });
  return static_cast<std::size_t>(recent) >= crashes_max;
}

template class Entity<CustomerDecider>;
template class Entity<CatalogDecider>;
template class Entity<AccessDecider>;
template class Entity<WebhookDecider>;

} // namespace portal

#pragma once

// The whole protocol of the actors, and the only header that names CAF's types. Messages stay inside
// the process: they are never serialised, and each is its own struct.

#include <memory>

#include <caf/allowed_unsafe_message_type.hpp>
#include <caf/fwd.hpp>
#include <caf/replies_to.hpp>
#include <caf/typed_actor.hpp>

namespace portal {

struct Load;
class Work;

/// Decide this command; its Work is answered when the outcome is durable.
struct Execute {
  std::shared_ptr<Work> work;
};

/// The state that was asked for is here.
struct Arrived {
  std::shared_ptr<Load> load;
};

/// Finish what was sent before, tell the directory, end.
struct Retire {};

/// ENTITY: one stream's actor, whatever its decider.
using EntityActor =
  caf::typed_actor<caf::reacts_to<Execute>, caf::reacts_to<Arrived>, caf::reacts_to<Retire>>;

} // namespace portal

CAF_ALLOW_UNSAFE_MESSAGE_TYPE(portal::Execute)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(portal::Arrived)
CAF_ALLOW_UNSAFE_MESSAGE_TYPE(portal::Retire)

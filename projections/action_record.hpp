#pragma once

#include <optional>
#include <string>

#include "events/actions.hpp"
#include "projections/occurrence.hpp"

namespace portal {

/// What an event tells of an action that changed nothing, or was refused. Its own name is that of the
/// recording: the envelope of a look at an invoice says `action.record`.
struct ActionRecord {
  std::string action;
  ActionOutcome outcome = ActionOutcome::done;
  std::string reason; ///< of a refusal
  std::optional<std::string> resource;
};

/// Nothing for an event that changed something; only records are decoded.
Stored<std::optional<ActionRecord>> record_in(const Occurrence& event);

} // namespace portal

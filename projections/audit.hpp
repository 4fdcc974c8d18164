#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/actions.hpp"
#include "events/envelope.hpp"
#include "projections/projection.hpp"

namespace portal {

/// What an action was about.
struct ActionResource {
  std::string object;
  std::string id;
  bool operator==(const ActionResource&) const = default;
  static constexpr Fields fields{
    Field{"object", &ActionResource::object, "The kind of object."},
    Field{"id", &ActionResource::id, "Its id."},
  };
};

/// Events of one type that follow each other in one action.
struct ActionEvents {
  std::string position;
  std::string type;
  std::int64_t count = 1;
  bool operator==(const ActionEvents&) const = default;
  static constexpr Fields fields{
    Field{"position", &ActionEvents::position, "Place of the first in the log."},
    Field{"type", &ActionEvents::type, "What happened."},
    Field{"count", &ActionEvents::count, "How many of that type follow each other."},
  };
};

/// Who did what: one command, done or refused, with its consequences. Personal values are sealed.
struct Action {
  std::string position;
  Instant time;
  Principal principal;
  std::string action;
  std::optional<ActionResource> resource;
  std::optional<CustomerId> customer;
  ActionOutcome outcome = ActionOutcome::done;
  std::optional<std::string> reason;
  std::optional<Personal<std::string>> ip;
  std::optional<Personal<std::string>> user_agent;
  std::string request_id;
  std::optional<std::string> cause;
  std::optional<RawJson> before;
  std::optional<RawJson> after;
  std::vector<ActionEvents> events;

  static constexpr Fields fields{
    Field{"position", &Action::position, "Place of its first event in the log."},
    Field{"time", &Action::time, "When the log made it durable."},
    Field{"principal", &Action::principal, "Who acted."},
    Field{"action", &Action::action, "What was asked for."},
    Field{"resource", &Action::resource, "The object it was about."},
    Field{"customer", &Action::customer, "The customer concerned."},
    Field{"outcome", &Action::outcome, "Whether it was done or refused."},
    Field{"reason", &Action::reason, "Why it was refused."},
    Field{"ip", &Action::ip, "The client's address (personal)."},
    Field{"user_agent", &Action::user_agent, "The client's program (personal)."},
    Field{"request_id", &Action::request_id, "The request that caused it."},
    Field{"cause", &Action::cause, "Position of the event that it follows from."},
    Field{"before", &Action::before, "The object before, where it is small."},
    Field{"after", &Action::after, "The object after, where it is small."},
    Field{"events", &Action::events, "What happened."},
  };

  Position position_number() const;
};

/// Newest first. At most one of the two cursors.
struct ActionQuery {
  std::optional<CustomerId> customer{};
  std::optional<std::string> principal{}; ///< id: `sk_…`, `ps_…`, `cst_…`, `clock`
  std::optional<std::string> action{};
  std::optional<ActionOutcome> outcome{};
  std::optional<Instant> from{}; ///< inclusive
  std::optional<Instant> to{};   ///< exclusive
  std::size_t limit = 20;
  std::optional<Position> starting_after{}; ///< actions older than it
  std::optional<Position> ending_before{};  ///< actions newer than it
};

struct ActionPage {
  std::vector<Action> actions; ///< newest first
  bool has_more = false;
};

/// Refused (`parameter_invalid`) when both cursors are given. A cursor is a position and need not
/// be an action's own.
Stored<Result<ActionPage>> list_actions(const ViewReader& rows, const ActionQuery& query);

/// One row for each command, found by customer, principal, action, outcome and time.
std::unique_ptr<Projection> make_audit_projection();

} // namespace portal

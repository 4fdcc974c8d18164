#pragma once

// What someone did that changed nothing (a page view, a read, a download) or tried and was refused:
// for the auditor.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/customer_area.hpp"

namespace portal {

enum class ActionOutcome { done, refused };

constexpr auto names_of(ActionOutcome) {
  return std::to_array<std::string_view>({"done", "refused"});
}

// -- what may be asked for ----------------------------------------------------------------------------

struct RecordAction {
  std::string action;
  std::optional<std::string> resource;
  ActionOutcome outcome = ActionOutcome::done;
  std::optional<std::string> reason;
  static constexpr std::string_view type = "action.record";
  static constexpr Fields fields{
    Field{"action", &RecordAction::action, "What was done, such as invoice.download."},
    Field{"resource", &RecordAction::resource, "The id of what it was done to."},
    Field{"outcome", &RecordAction::outcome, "Done or refused?"},
    Field{"reason", &RecordAction::reason, "Why it was refused."},
  };
};

using ActionCommand = std::variant<RecordAction>;

// -- what has happened --------------------------------------------------------------------------------

struct ActionRecorded {
  std::string action;
  std::optional<std::string> resource;
  ActionOutcome outcome = ActionOutcome::done;
  std::optional<std::string> reason;
  std::optional<SessionId> session;
  std::optional<TokenId> token;
  bool operator==(const ActionRecorded&) const = default;
  static constexpr std::string_view type = "action.recorded.v1";
  static constexpr Fields fields{
    Field{"action", &ActionRecorded::action, "What was done."},
    Field{"resource", &ActionRecorded::resource, "The id of what it was done to."},
    Field{"outcome", &ActionRecorded::outcome, "Done or refused?"},
    Field{"reason", &ActionRecorded::reason, "Why it was refused."},
    Field{"session", &ActionRecorded::session, "The open session that it came through."},
    Field{"token", &ActionRecorded::token, "The token that it came through."},
  };
};

/// A command was refused and changed nothing.
struct ActionRefused {
  std::string action;
  std::optional<std::string> resource;
  std::string code;
  std::optional<std::string> param;
  std::string message;
  bool operator==(const ActionRefused&) const = default;
  static constexpr std::string_view type = "action.refused.v1";
  static constexpr Fields fields{
    Field{"action", &ActionRefused::action, "What was tried."},
    Field{"resource", &ActionRefused::resource, "The id of what it was tried on."},
    Field{"code", &ActionRefused::code, "The refusal's name."},
    Field{"param", &ActionRefused::param, "The field at fault."},
    Field{"message", &ActionRefused::message, "The refusal in words."},
  };
};

using ActionEvent = std::variant<ActionRecorded, ActionRefused>;

// -- rules --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const RecordAction&, const Context&);

void evolve(CustomerState&, const ActionRecorded&, const EventMeta&);
void evolve(CustomerState&, const ActionRefused&, const EventMeta&);

std::vector<Subject> touched(const ActionRecorded&);
std::vector<Subject> touched(const ActionRefused&);

} // namespace portal

#pragma once

// A customer's own record: what was done on the account, out of the audit's actions, in a vocabulary that
// does not change when events do. Looks, reads and bookkeeping are left out; the audit has them.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/actions.hpp"
#include "events/envelope.hpp"
#include "projections/projection.hpp"

namespace portal {

/// What can be told of an account.
enum class Happening {
  account_opened,
  details_changed,
  payment_method_added,
  payment_method_removed,
  payment_method_chosen,
  plan_started,
  plan_changed,
  plan_change_scheduled,
  plan_change_undone,
  cancellation_scheduled,
  plan_kept,
  plan_ended,
  plan_paused,
  pause_scheduled,
  pause_undone,
  plan_resumed,
  plan_renewed,
  trial_ended,
  discount_given,
  offer_accepted,
  offer_declined,
  payment_overdue,
  invoice_issued,
  invoice_paid,
  payment_failed,
  invoice_voided,
  invoice_downloaded,
  credit_given,
  credit_taken_back,
  credit_expired,
  link_made,
  portal_opened,
  portal_left,
  access_given,
  access_withdrawn,
  data_exported,
};

constexpr auto names_of(Happening) {
  return std::to_array<std::string_view>(
    {"account_opened",
     "details_changed",
     "payment_method_added",
     "payment_method_removed",
     "payment_method_chosen",
     "plan_started",
     "plan_changed",
     "plan_change_scheduled",
     "plan_change_undone",
     "cancellation_scheduled",
     "plan_kept",
     "plan_ended",
     "plan_paused",
     "pause_scheduled",
     "pause_undone",
     "plan_resumed",
     "plan_renewed",
     "trial_ended",
     "discount_given",
     "offer_accepted",
     "offer_declined",
     "payment_overdue",
     "invoice_issued",
     "invoice_paid",
     "payment_failed",
     "invoice_voided",
     "invoice_downloaded",
     "credit_given",
     "credit_taken_back",
     "credit_expired",
     "link_made",
     "portal_opened",
     "portal_left",
     "access_given",
     "access_withdrawn",
     "data_exported"}
  );
}

/// Who did it, as the customer sees it: `you` through the portal or a token, the merchant's `support`
/// (or its app) with a secret key, or the portal itself, when something fell due.
enum class Doer { you, support, automatic };

constexpr auto names_of(Doer) {
  return std::to_array<std::string_view>({"you", "support", "automatic"});
}

/// One entry. Where it came from is told of the customer's own acts alone.
struct Activity {
  std::string id;
  Instant time;
  Doer by = Doer::automatic;
  std::vector<Happening> what;
  ActionOutcome outcome = ActionOutcome::done;
  std::optional<std::string> about;
  std::optional<Personal<std::string>> ip;
  std::optional<Personal<std::string>> user_agent;
  static constexpr Fields fields{
    Field{"id", &Activity::id, "Its name in cursors."},
    Field{"time", &Activity::time, "When it was done."},
    Field{"by", &Activity::by, "Who did it: you, the merchant's support, or the portal itself."},
    Field{
      "what", &Activity::what, "What was done, in order; of something refused, what was tried."},
    Field{"outcome", &Activity::outcome, "Whether it was done or refused."},
    Field{"about", &Activity::about, "An invoice's number, a card's last digits, a plan's name."},
    Field{"ip", &Activity::ip, "The address it came from, of what you did yourself."},
    Field{
      "user_agent", &Activity::user_agent, "The program it came from, of what you did yourself."},
  };
};

/// An entry with the object that its `about` is found by.
struct ToldAction {
  Activity activity;
  Subject subject;    ///< empty id: none
  Position until = 0; ///< its last event: as of then the object had the name it is told by
};

/// Newest first. At most one of the two cursors.
struct ActivityQuery {
  CustomerId customer;
  std::size_t limit = 20;
  std::optional<Position> starting_after{}; ///< what is older
  std::optional<Position> ending_before{};  ///< what is newer
};

struct ActivityPage {
  std::vector<ToldAction> entries; ///< newest first
  bool has_more = false;
};

/// Reads the audit's index of a customer's own record: a page costs as many rows as it shows.
Stored<ActivityPage> list_activity(const ViewReader& rows, const ActivityQuery& query);

/// What an event tells the customer; nothing when it tells nothing. `type` with its version.
std::optional<Happening> happening_of(std::string_view type);

/// What an action that changed nothing, or was refused, tells the customer.
std::optional<Happening> happening_of_action(std::string_view action, ActionOutcome outcome);

} // namespace portal

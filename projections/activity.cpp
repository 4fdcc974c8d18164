#include "projections/activity.hpp"

#include <algorithm>

#include "projections/audit_rows.hpp"

namespace portal {
namespace {

struct Told {
  std::string_view name;
  Happening what;
};

constexpr auto of_events = std::to_array<Told>({
  {"customer.created", Happening::account_opened},
  {"customer.updated", Happening::details_changed},
  {"customer.default_payment_method_changed", Happening::payment_method_chosen},
  {"payment_method.attached", Happening::payment_method_added},
  {"payment_method.detached", Happening::payment_method_removed},
  {"subscription.created", Happening::plan_started},
  {"subscription.changed", Happening::plan_changed},
  {"subscription.change_scheduled", Happening::plan_change_scheduled},
  {"subscription.change_undone", Happening::plan_change_undone},
  {"subscription.cancel_scheduled", Happening::cancellation_scheduled},
  {"subscription.cancel_undone", Happening::plan_kept},
  {"subscription.canceled", Happening::plan_ended},
  {"subscription.expired", Happening::plan_ended},
  {"subscription.paused", Happening::plan_paused},
  {"subscription.pause_scheduled", Happening::pause_scheduled},
  {"subscription.pause_undone", Happening::pause_undone},
  {"subscription.resumed", Happening::plan_resumed},
  {"subscription.renewed", Happening::plan_renewed},
  {"subscription.trial_ended", Happening::trial_ended},
  {"subscription.discounted", Happening::discount_given},
  {"subscription.payment_method_changed", Happening::payment_method_chosen},
  {"subscription.past_due", Happening::payment_overdue},
  {"subscription.unpaid", Happening::payment_overdue},
  {"cancellation.offer_accepted", Happening::offer_accepted},
  {"cancellation.offer_declined", Happening::offer_declined},
  {"invoice.finalized", Happening::invoice_issued},
  {"invoice.paid", Happening::invoice_paid},
  {"invoice.payment_failed", Happening::payment_failed},
  {"invoice.voided", Happening::invoice_voided},
  {"credit.granted", Happening::credit_given},
  {"credit.voided", Happening::credit_taken_back},
  {"credit.expired", Happening::credit_expired},
  {"portal_session.created", Happening::link_made},
  {"portal_session.opened", Happening::portal_opened},
  {"portal_session.ended", Happening::portal_left},
  {"customer_token.created", Happening::access_given},
  {"customer_token.revoked", Happening::access_withdrawn},
});

constexpr auto of_attempts = std::to_array<Told>({
  {"customer.update", Happening::details_changed},
  {"payment_method.attach", Happening::payment_method_added},
  {"payment_method.detach", Happening::payment_method_removed},
  {"payment_method.reattach", Happening::payment_method_added},
  {"subscription.update", Happening::plan_changed},
  {"subscription.cancel", Happening::cancellation_scheduled},
  {"subscription.reactivate", Happening::plan_kept},
  {"subscription.pause", Happening::plan_paused},
  {"subscription.resume", Happening::plan_resumed},
  {"cancellation.start", Happening::cancellation_scheduled},
  {"cancellation.confirm", Happening::cancellation_scheduled},
  {"cancellation.accept", Happening::offer_accepted},
  {"invoice.pay", Happening::invoice_paid},
  {"portal_session.open", Happening::portal_opened},
});

constexpr auto of_deeds = std::to_array<Told>({
  {"invoice.download", Happening::invoice_downloaded},
  {"customer.export", Happening::data_exported},
});

template <std::size_t N>
std::optional<Happening> find(const std::array<Told, N>& table, std::string_view name) {
  const auto* const found =
    std::find_if(table.begin(), table.end(), [&](const Told& told) { return told.name == name; });
  if (found == table.end()) return std::nullopt;
  return found->what;
}

Doer doer_of(PrincipalKind kind) {
  switch (kind) {
  case PrincipalKind::session:
  case PrincipalKind::token:
  case PrincipalKind::link: return Doer::you;
  case PrincipalKind::key: return Doer::support;
  case PrincipalKind::system: return Doer::automatic;
  }
  return Doer::automatic;
}

ToldAction told(ActionRow&& row) {
  ToldAction made;
  Activity& activity = made.activity;
  activity.id = std::to_string(row.position);
  activity.time = row.time;
  activity.by = doer_of(row.principal.kind);
  activity.outcome = row.outcome;
  const auto tell = [&](std::optional<Happening> what) {
    auto& all = activity.what;
    if (what && std::find(all.begin(), all.end(), *what) == all.end()) all.push_back(*what);
  };
  for (const EventRun& run : row.events) tell(happening_of(run.type));
  if (activity.what.empty()) tell(happening_of_action(row.action, row.outcome));
  if (activity.by == Doer::you) {
    activity.ip = std::move(row.ip);
    activity.user_agent = std::move(row.user_agent);
  }
  made.until = row.last_position();
  made.subject = {std::move(row.resource.object), std::move(row.resource.id)};
  return made;
}

/// Up to limit + 1 positions of the index, in the order of the walk.
Stored<std::vector<Position>> told_positions(const ViewReader& audit, const ActivityQuery& query) {
  const std::string& customer = query.customer.text();
  const Key all = told_to(customer);
  const std::string from =
    query.ending_before ? told_key(customer, *query.ending_before).bytes() + '\0' : all.bytes();
  const std::string to =
    query.starting_after ? told_key(customer, *query.starting_after).bytes() : after_prefix(all);
  const Order order = query.ending_before ? Order::ascending : Order::descending;
  std::vector<Position> found;
  const auto scanned = audit.scan(from, to, order, [&](std::string_view key, std::string_view) {
    found.push_back(Pieces{key.substr(all.bytes().size())}.number());
    return found.size() <= query.limit;
  });
  if (!scanned) return tl::unexpected<Fault>(scanned.error());
  return found;
}

} // namespace

std::optional<Happening> happening_of(std::string_view type) {
  return find(of_events, type.substr(0, type.rfind(".v")));
}

std::optional<Happening> happening_of_action(std::string_view action, ActionOutcome outcome) {
  return outcome == ActionOutcome::done ? find(of_deeds, action) : find(of_attempts, action);
}

Stored<ActivityPage> list_activity(const ViewReader& rows, const ActivityQuery& query) {
  auto prefix = serving_prefix(rows, RowsOf::audit);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader audit{rows, std::move(*prefix)};
  auto positions = told_positions(audit, query);
  if (!positions) return tl::unexpected<Fault>(positions.error());
  ActivityPage page;
  page.has_more = positions->size() > query.limit;
  if (page.has_more) positions->pop_back();
  if (query.ending_before) std::reverse(positions->begin(), positions->end());
  const std::string& customer = query.customer.text();
  for (const Position position : *positions) {
    const auto stored = audit.get(action_key(customer, position));
    if (!stored) return tl::unexpected<Fault>(stored.error());
    if (*stored) page.entries.push_back(told(read_action(position, customer, **stored)));
  }
  return page;
}

} // namespace portal

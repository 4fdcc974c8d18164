#include "events/upcoming.hpp"

#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"

namespace portal {
namespace {

/// True where the end of the period brings something.
bool goes_on(const Subscription& subscription) {
  switch (subscription.status) {
  case SubscriptionStatus::trialing:
  case SubscriptionStatus::active:
  case SubscriptionStatus::past_due:
  case SubscriptionStatus::unpaid: return true;
  case SubscriptionStatus::incomplete:
  case SubscriptionStatus::incomplete_expired:
  case SubscriptionStatus::paused:
  case SubscriptionStatus::canceled: return false;
  }
  return false;
}

Refusal none(std::string why) {
  return {RefusalKind::not_found, "no_upcoming_invoice", "subscription", std::move(why)};
}

Result<const Subscription*>
subscription_asked_for(const CustomerState& state, const PreviewUpcomingInvoice& ask) {
  if (ask.subscription) {
    auto found = find_subscription(state, *ask.subscription);
    if (!found) {
      return tl::unexpected<Refusal>(
        not_found("subscription", ask.subscription->text(), "subscription")
      );
    }
    return found;
  }
  const Subscription* first = nullptr;
  for (const auto& [id, subscription] : state.billing.subscriptions) {
    if (!goes_on(subscription)) continue;
    const bool sooner =
      first == nullptr || subscription.current_period_end < first->current_period_end;
    if (sooner) first = &subscription;
  }
  if (first != nullptr) return first;
  return tl::unexpected<Refusal>(none("The customer has no subscription that will be billed."));
}

/// The invoice among the events, as its finalising left it.
std::optional<UpcomingInvoice> invoice_in(BillingWork& work, const SubscriptionId& subscription) {
  const InvoiceCreated* created = nullptr;
  for (const CustomerEvent& event : work.events()) {
    const auto* one = get_if<InvoiceCreated>(&event);
    if (one != nullptr && one->invoice.subscription == subscription) created = one;
  }
  if (created == nullptr) return std::nullopt;
  const Invoice& made = work.invoice(created->invoice.id);
  return UpcomingInvoice{
    made.customer,     subscription,    made.currency,        work.now(),    made.billing_reason,
    made.period_start, made.period_end, made.lines,           made.subtotal, made.discount_total,
    made.tax_total,    made.total,      made.credits_applied, made.credits,  made.balance_applied,
    made.amount_due,   made.tax_exempt};
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const PreviewUpcomingInvoice& ask, const Context& context) {
  if (auto refusal = feature_refusal(state, context, PortalFeature::invoice_history)) {
    return refused(*refusal);
  }
  const auto found = subscription_asked_for(state, ask);
  if (!found) return refused(found.error());
  const Subscription& subscription = **found;
  if (auto refusal = session_scope_refusal(state, context, subscription.id)) {
    return refused(*refusal);
  }
  if (!goes_on(subscription)) {
    return refused(none(
      "The subscription is " + std::string{name_of(subscription.status)} +
      ": its period's end brings no invoice."
    ));
  }
  Context then = context;
  then.now = subscription.current_period_end;
  BillingWork work{state, then};
  end_period(work, subscription.id);
  const auto upcoming = invoice_in(work, subscription.id);
  if (!upcoming) {
    return refused(none("The end of the subscription's period will bring no invoice."));
  }
  return Decided<CustomerEvent>{
    {}, {"upcoming_invoice", write_object("upcoming_invoice", *upcoming, [&](Members& members) {
           members.integer("amount", upcoming->total);
         })}};
}

} // namespace portal

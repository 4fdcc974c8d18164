// Where one period ends and another begins: renewals, ends of trials, pending changes, pauses.

#include "events/billing_change.hpp"
#include "events/billing_work.hpp"

namespace portal {
namespace {

void add(std::vector<InvoiceLine>& to, std::vector<InvoiceLine> more) {
  std::move(more.begin(), more.end(), std::back_inserter(to));
}

/// The period that begins at `at`: the rest of the anchor's, and all of the anchor's.
std::pair<Period, Period> periods_from(const Subscription& subscription, Instant at) {
  const PriceTerms& terms = subscription.items.front().terms;
  const Instant anchor = subscription.billing_anchor;
  const Period whole{
    boundary_at_or_before(anchor, terms.interval, terms.interval_count, at),
    boundary_after(anchor, terms.interval, terms.interval_count, at)};
  return {{at, whole.end}, whole};
}

/// Lines for the period that is over, in arrears: what waited, and usage. None after a trial.
std::vector<InvoiceLine> closing_lines(BillingWork& work, const Subscription& subscription) {
  if (subscription.status == SubscriptionStatus::trialing) return {};
  std::vector<InvoiceLine> lines = due_lines(work, subscription.id);
  add(lines, usage_lines(work, subscription, subscription.period()));
  add(lines, departed_lines(work, subscription.id));
  return lines;
}

void begin_pause(BillingWork& work, const Subscription& subscription) {
  std::vector<InvoiceLine> lines = closing_lines(work, subscription);
  SubscriptionPause pause = *subscription.pause;
  pause.starts_at = work.now();
  pause.remaining_ms = 0;
  work.happen(SubscriptionPaused{subscription.id, pause});
  if (lines.empty()) return;
  bill(
    work,
    {subscription.id, BillingReason::subscription_cycle, subscription.period(), std::move(lines)}
  );
}

/// The items that were asked for with the period's end; another interval is counted from there.
void apply_pending_change(BillingWork& work, const Subscription& subscription) {
  const PriceTerms& old_terms = subscription.items.front().terms;
  const PriceTerms& new_terms = subscription.pending_change->items.front().terms;
  SubscriptionChanged event;
  event.id = subscription.id;
  event.items = subscription.pending_change->items;
  event.effective_at = subscription.current_period_end;
  event.rounding = work.book(subscription.id).rounding;
  const bool other_rhythm = old_terms.interval != new_terms.interval ||
                            old_terms.interval_count != new_terms.interval_count;
  if (other_rhythm) event.billing_anchor = subscription.current_period_end;
  work.happen(std::move(event));
}

} // namespace

void end_period(BillingWork& work, const SubscriptionId& id) {
  const Subscription ending = work.subscription(id);
  if (ending.cancel_at_period_end) return end_subscription(work, id, CancelReason::requested);
  if (ending.pause) return begin_pause(work, ending);
  std::vector<InvoiceLine> lines = closing_lines(work, ending);
  if (ending.pending_change) apply_pending_change(work, ending);
  const auto [next, whole] = periods_from(work.subscription(id), ending.current_period_end);
  if (ending.status == SubscriptionStatus::trialing) {
    SubscriptionTrialEnded event{id, next, {}};
    if (next != whole) event.period_seconds = seconds_of(whole);
    work.happen(std::move(event));
  } else {
    work.happen(SubscriptionRenewed{id, next});
  }
  add(lines, advance_lines(work, work.subscription(id), next, whole));
  if (!lines.empty()) bill(work, {id, BillingReason::subscription_cycle, next, std::move(lines)});
}

void resume(BillingWork& work, const SubscriptionId& id) {
  const Subscription paused = work.subscription(id);
  const Millis left{paused.pause->remaining_ms.value_or(0)};
  if (left.count() > 0) {
    const Instant end = work.now() + left;
    work.happen(SubscriptionResumed{
      id, {paused.current_period_start, end}, end, paused.whole_seconds()});
    return;
  }
  const PriceTerms& terms = paused.items.front().terms;
  const Period next{work.now(), add_intervals(work.now(), terms.interval, terms.interval_count)};
  work.happen(SubscriptionResumed{id, next, work.now(), {}});
  auto lines = advance_lines(work, work.subscription(id), next, next);
  if (!lines.empty()) bill(work, {id, BillingReason::subscription_cycle, next, std::move(lines)});
}

} // namespace portal

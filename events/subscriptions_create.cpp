// A subscription begins: anew, or again on the terms of one that has ended.

#include <algorithm>

#include "events/billing_agreement.hpp"
#include "events/billing_amounts.hpp"
#include "events/billing_change.hpp"
#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"
#include "events/subscription_items.hpp"
#include "events/taxes.hpp"

namespace portal {
namespace {

constexpr std::int64_t trial_days_max = 730;

/// The items asked for, whichever of the two forms it was, with the path of each.
Result<std::vector<std::pair<RequestedItem, std::string>>>
requested_items(const CreateSubscription& ask) {
  std::vector<std::pair<RequestedItem, std::string>> all;
  if (ask.price && !ask.items.empty()) {
    return refuse_invalid("items", "parameters_exclusive", "Give either price or items, not both.");
  }
  if (ask.price) {
    all.push_back({{*ask.price, ask.quantity}, ""});
    return all;
  }
  if (ask.items.empty()) {
    return refuse_invalid("price", "parameter_missing", "Give a price, or items.");
  }
  if (ask.quantity) {
    return refuse_invalid(
      "quantity", "parameters_exclusive", "With items, give the quantity inside each item."
    );
  }
  if (ask.items.size() > items_max) {
    return refuse_invalid("items", "too_many_items", "A subscription has at most 20 items.");
  }
  for (std::size_t at = 0; at < ask.items.size(); ++at) {
    all.emplace_back(ask.items[at], at_index("items", at));
  }
  return all;
}

Result<std::vector<SubscriptionItem>>
agree_all(const CustomerState& state, const CreateSubscription& ask, const Context& context) {
  const auto requested = requested_items(ask);
  if (!requested) return tl::unexpected<Refusal>(requested.error());
  std::vector<SubscriptionItem> items;
  for (const auto& [wanted, path] : *requested) {
    auto item = agree_item(context, wanted, path);
    if (!item) return tl::unexpected<Refusal>(item.error());
    if (auto refusal = misfit(items, *item, path)) {
      return tl::unexpected<Refusal>(std::move(*refusal));
    }
    items.push_back(std::move(*item));
  }
  const Currency currency = items.front().terms.currency;
  const auto billed = billed_currency(state);
  if (billed.value_or(currency) != currency) {
    return refuse_invalid(
      "price", "currency_mismatch",
      "The customer is billed in " + std::string{billed->text()} +
        ". Choose a price in that currency."
    );
  }
  return items;
}

/// The trial's length: what is asked for, or the longest that a price offers.
Result<std::int64_t> trial_days(
  const CreateSubscription& ask, const std::vector<SubscriptionItem>& items, const Catalog& catalog
) {
  if (ask.trial_days) {
    if (auto refusal = check_range(*ask.trial_days, 0, trial_days_max, "trialDays")) {
      return tl::unexpected<Refusal>(std::move(*refusal));
    }
    return *ask.trial_days;
  }
  std::int64_t longest = 0;
  for (const SubscriptionItem& item : items) {
    longest = std::max(longest, catalog.prices.at(item.price).trial_days.value_or(0));
  }
  return longest;
}

/// Sets the first period: the trial, or from now to the anchor's next boundary.
void open_first_period(Subscription& made, std::int64_t trial, std::optional<Instant> anchor) {
  made.current_period_start = made.created;
  if (trial > 0) {
    made.status = SubscriptionStatus::trialing;
    made.trial_end = made.created + std::chrono::days{trial};
    made.current_period_end = *made.trial_end;
    made.billing_anchor = anchor.value_or(*made.trial_end);
    return;
  }
  const PriceTerms& terms = made.items.front().terms;
  made.billing_anchor = anchor.value_or(made.created);
  made.current_period_end =
    boundary_after(made.billing_anchor, terms.interval, terms.interval_count, made.created);
  const Instant whole_start =
    boundary_at_or_before(made.billing_anchor, terms.interval, terms.interval_count, made.created);
  if (whole_start != made.created) {
    made.period_seconds = seconds_of({whole_start, made.current_period_end});
  }
}

/// Credit for what an ended subscription was charged beyond its end: one that goes on on the same terms is
/// not paid for twice. For what is not paid, the credit waits.
std::vector<WaitingLine> charged_already(BillingWork& work, const Subscription& ended) {
  Decimal rounding;
  const Period rest{work.now(), ended.current_period_end};
  auto lines = unused_time(work, ended.id, ended.items, rest, rounding);
  // One that never began has used up nothing of what the one before it was paid.
  const bool never_began = ended.status == SubscriptionStatus::incomplete_expired;
  if (never_began && ended.replaces) {
    auto more = charged_already(work, Subscription{work.subscription(*ended.replaces)});
    std::move(more.begin(), more.end(), std::back_inserter(lines));
  }
  return lines;
}

/// Makes the subscription happen: its first invoice, or none for a trial.
void begin(BillingWork& work, Subscription made, std::vector<WaitingLine> credits = {}) {
  const SubscriptionId id = made.id;
  std::vector<InvoiceLine> lines;
  auto held = take_due(std::move(credits), lines);
  work.happen(SubscriptionCreated{std::move(made), std::move(held)});
  const Subscription& subscription = work.subscription(id);
  if (subscription.status == SubscriptionStatus::trialing) return;
  const PriceTerms& terms = subscription.items.front().terms;
  const Period period = subscription.period();
  const Period whole{
    boundary_at_or_before(
      subscription.billing_anchor, terms.interval, terms.interval_count, period.start
    ),
    period.end};
  auto advance = advance_lines(work, subscription, period, whole);
  std::move(advance.begin(), advance.end(), std::back_inserter(lines));
  if (lines.empty()) {
    work.happen(SubscriptionActivated{id});
    return;
  }
  bill(work, {id, BillingReason::subscription_create, period, std::move(lines)});
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const CreateSubscription& ask, const Context& context) {
  if (auto refusal = only_for_the_app(context, "create subscriptions")) return refused(*refusal);
  auto items = agree_all(state, ask, context);
  if (!items) return refused(items.error());
  const auto trial = trial_days(ask, *items, *context.catalog);
  if (!trial) return refused(trial.error());
  if (ask.default_payment_method) {
    const auto refusal = unattached(state, *ask.default_payment_method, "defaultPaymentMethod");
    if (refusal) return refused(*refusal);
  }
  auto taxes = tax_terms_of(*context.catalog, ask.tax_rates, "taxRates");
  if (!taxes) return refused(taxes.error());
  Subscription made;
  made.id = ask.id ? *ask.id : context.ids->next<SubscriptionId>();
  made.customer = state.customer->id;
  made.items = std::move(*items);
  made.currency = made.items.front().terms.currency;
  made.default_payment_method = ask.default_payment_method;
  made.proration_behavior = ask.proration_behavior.value_or(ProrationBehavior::create_prorations);
  made.after_retries = ask.after_retries.value_or(AfterRetries::canceled);
  made.metadata = ask.metadata;
  if (!taxes->empty()) made.tax_rates = std::move(*taxes);
  made.created = context.now;
  open_first_period(made, *trial, ask.billing_anchor);
  if (ask.coupon) {
    const Instant from = made.trial_end.value_or(context.now);
    auto discount = discount_of(*context.catalog, *ask.coupon, made.currency, context.now, from);
    if (!discount) return refused(discount.error());
    made.coupon = ask.coupon;
    made.discount = std::move(*discount);
  }
  BillingWork work{state, context};
  const Subject subject{"subscription", made.id.text()};
  begin(work, std::move(made));
  return work.decided(subject);
}

CustomerDecision
restart(const CustomerState& state, const Subscription& ended, const Context& context) {
  if (state.customer->currency.value_or(ended.currency) != ended.currency) {
    return refused(invalid(
      "price", "currency_mismatch",
      "The customer is billed in " + std::string{state.customer->currency->text()} +
        ". Create a subscription to a price in that currency."
    ));
  }
  Subscription made;
  made.id = context.ids->next<SubscriptionId>();
  made.customer = ended.customer;
  for (const SubscriptionItem& item : ended.items) {
    const auto price = context.catalog->prices.find(item.price);
    if (price == context.catalog->prices.end() || !price->second.active) {
      return refused(
        {RefusalKind::conflict, "price_archived", "",
         "The price " + item.price.text() + " is no longer sold. Create a subscription to another."}
      );
    }
    made.items.push_back(item);
    made.items.back().id = context.ids->next<SubscriptionItemId>();
  }
  made.currency = ended.currency;
  if (ended.default_payment_method && find_payment_method(state, *ended.default_payment_method) != nullptr) {
    made.default_payment_method = ended.default_payment_method;
  }
  made.coupon = ended.coupon;
  made.discount = ended.discount;
  if (made.discount) begin_by(*made.discount, context.now);
  made.proration_behavior = ended.proration_behavior;
  made.after_retries = ended.after_retries;
  made.metadata = ended.metadata;
  made.tax_rates = ended.tax_rates;
  made.replaces = ended.id;
  made.created = context.now;
  open_first_period(made, 0, std::nullopt);
  BillingWork work{state, context};
  const Subject subject{"subscription", made.id.text()};
  begin(work, std::move(made), charged_already(work, ended));
  return work.decided(subject);
}

} // namespace portal

#pragma once

// Subscriptions: what a customer has agreed to pay for, period by period. A subscription's invoices
// and payments are made in the same decision. What may be asked: subscriptions_create.cpp,
// subscriptions_change.cpp, quotes.cpp, subscriptions_pause.cpp and subscriptions.cpp (the rest); what of
// it the state allows: subscription_rules.cpp. What it costs: billing_change.cpp and service_book.cpp. What
// time brings: billing_due.cpp and billing_periods.cpp; an invoice from draft to paid: billing_work.hpp.

#include <variant>
#include <vector>

#include "events/checks.hpp"
#include "events/customer_area.hpp"
#include "events/subscriptions_events.hpp"

namespace portal {

// -- what may be asked for
// ----------------------------------------------------------------------------

/// An item as the caller asks for it.
struct RequestedItem {
  PriceId price;
  std::optional<std::int64_t> quantity;
  static constexpr Fields fields{
    Field{"price", &RequestedItem::price, "The price to subscribe to."},
    Field{
      "quantity", &RequestedItem::quantity, "How many, 1 when left out; not for a metered price."},
  };
};

struct CreateSubscription {
  std::optional<SubscriptionId> id;
  std::optional<PriceId> price;
  std::optional<std::int64_t> quantity;
  std::vector<RequestedItem> items;
  std::optional<std::int64_t> trial_days;
  std::optional<CouponId> coupon;
  std::optional<PaymentMethodId> default_payment_method;
  std::optional<ProrationBehavior> proration_behavior;
  std::optional<Instant> billing_anchor;
  std::optional<AfterRetries> after_retries;
  std::vector<TaxRateId> tax_rates;
  Metadata metadata;
  static constexpr std::string_view type = "subscription.create";
  static constexpr Fields fields{
    Field{"id", &CreateSubscription::id, "An id of the caller's choice."},
    Field{"price", &CreateSubscription::price, "The one price to subscribe to, instead of items."},
    Field{"quantity", &CreateSubscription::quantity, "How many of that price; 1 when left out."},
    Field{"items", &CreateSubscription::items, "The prices to subscribe to, up to 20."},
    Field{
      "trial_days", &CreateSubscription::trial_days,
      "Days before the first charge, 0 to 730; the price's own when left out."},
    Field{"coupon", &CreateSubscription::coupon, "A coupon for its invoices."},
    Field{
      "default_payment_method", &CreateSubscription::default_payment_method,
      "What to charge instead of the customer's default."},
    Field{
      "proration_behavior", &CreateSubscription::proration_behavior,
      "Is a first period that the billing anchor cuts short charged in part (create_prorations, "
      "always_invoice) or free (none)?"},
    Field{
      "billing_anchor", &CreateSubscription::billing_anchor,
      "A moment that periods are counted from, before or after now; now when left out."},
    Field{
      "after_retries", &CreateSubscription::after_retries,
      "What happens when the last retry fails."},
    Field{
      "tax_rates", &CreateSubscription::tax_rates, "The taxes on its invoices, up to 10 rates."},
    Field{"metadata", &CreateSubscription::metadata, "The caller's own notes."},
  };
};

struct UpdateSubscription {
  SubscriptionId id;
  std::optional<PriceId> price;
  std::optional<std::int64_t> quantity;
  std::vector<ItemChange> items;
  std::optional<ProrationBehavior> proration_behavior;
  std::optional<BillingCycleAnchor> billing_cycle_anchor;
  std::optional<EffectiveWhen> effective;
  std::optional<QuoteId> quote;
  Patch<RawJson> pending_change;
  std::optional<bool> cancel_at_period_end;
  Patch<CouponId> coupon;
  Patch<PaymentMethodId> default_payment_method;
  Patch<MetadataPatch> metadata;
  static constexpr std::string_view type = "subscription.update";
  static constexpr Fields fields{
    Field{"id", &UpdateSubscription::id, "The subscription to change."},
    Field{"price", &UpdateSubscription::price, "The new price, where there is one item."},
    Field{"quantity", &UpdateSubscription::quantity, "The new quantity, where there is one item."},
    Field{
      "items", &UpdateSubscription::items,
      "Items to add, change and remove; those not named stay."},
    Field{
      "proration_behavior", &UpdateSubscription::proration_behavior,
      "What becomes of the rest of the period: no money, lines on the next invoice, or an invoice "
      "now. The subscription's own when left out."},
    Field{
      "billing_cycle_anchor", &UpdateSubscription::billing_cycle_anchor,
      "now: a new period begins and is billed; it also does where the interval changes, or where "
      "something free becomes paid."},
    Field{
      "effective", &UpdateSubscription::effective,
      "now, or period_end: a pending change, which can be undone."},
    Field{
      "quote", &UpdateSubscription::quote,
      "A quote of …/preview: charges exactly what it says, or is refused."},
    Field{"pending_change", &UpdateSubscription::pending_change, "null undoes the pending change."},
    Field{
      "cancel_at_period_end", &UpdateSubscription::cancel_at_period_end,
      "true: end with this period; false: undo that, or start anew when it has ended."},
    Field{
      "coupon", &UpdateSubscription::coupon, "A coupon for its invoices from now on; null: none."},
    Field{
      "default_payment_method", &UpdateSubscription::default_payment_method,
      "What to charge from now on; null: the customer's default."},
    Field{
      "metadata", &UpdateSubscription::metadata,
      "Keys to set; null or an empty string removes one."},
  };
};

/// Works out what such an update would cost, and promises it for 15 minutes.
struct PreviewSubscription {
  SubscriptionId id;
  std::optional<PriceId> price;
  std::optional<std::int64_t> quantity;
  std::vector<ItemChange> items;
  std::optional<ProrationBehavior> proration_behavior;
  std::optional<BillingCycleAnchor> billing_cycle_anchor;
  std::optional<EffectiveWhen> effective;
  Patch<CouponId> coupon;
  std::optional<QuoteId> quote;
  static constexpr std::string_view type = "subscription.preview";
  static constexpr Fields fields{
    Field{"id", &PreviewSubscription::id, "The subscription that would change."},
    Field{"price", &PreviewSubscription::price, "As in the update."},
    Field{"quantity", &PreviewSubscription::quantity, "As in the update."},
    Field{"items", &PreviewSubscription::items, "As in the update."},
    Field{"proration_behavior", &PreviewSubscription::proration_behavior, "As in the update."},
    Field{"billing_cycle_anchor", &PreviewSubscription::billing_cycle_anchor, "As in the update."},
    Field{"effective", &PreviewSubscription::effective, "As in the update."},
    Field{"coupon", &PreviewSubscription::coupon, "As in the update."},
    Field{
      "quote", &PreviewSubscription::quote,
      "An earlier quote, to work out the same change anew; instead of the change."},
  };
};

struct PauseSubscription {
  SubscriptionId id;
  std::optional<std::int64_t> max_duration;
  std::optional<Instant> resumes_at;
  std::optional<EffectiveWhen> starts_at;
  static constexpr std::string_view type = "subscription.pause";
  static constexpr Fields fields{
    Field{"id", &PauseSubscription::id, "The subscription to pause."},
    Field{
      "max_duration", &PauseSubscription::max_duration,
      "Days until it resumes by itself, 1 to 730; for customers at most, and by default, what the "
      "portal configuration says."},
    Field{
      "resumes_at", &PauseSubscription::resumes_at, "When it resumes by itself, instead of days."},
    Field{
      "starts_at", &PauseSubscription::starts_at,
      "now (the default; what is left of the period follows the pause) or period_end."},
  };
};

struct ResumeSubscription {
  SubscriptionId id;
  static constexpr std::string_view type = "subscription.resume";
  static constexpr Fields fields{
    Field{
      "id", &ResumeSubscription::id,
      "The subscription to resume, or whose scheduled pause to undo."},
  };
};

/// When a cancellation takes effect.
using CancelWhen = EffectiveWhen;

struct CancelSubscription {
  SubscriptionId id;
  std::optional<CancelWhen> effective;
  std::optional<ProrationBehavior> proration_behavior = {};
  static constexpr std::string_view type = "subscription.cancel";
  static constexpr Fields fields{
    Field{"id", &CancelSubscription::id, "The subscription to end."},
    Field{
      "effective", &CancelSubscription::effective,
      "now or period_end. When left out: now for a secret key; for a customer what the portal "
      "configuration says."},
    Field{
      "proration_behavior", &CancelSubscription::proration_behavior,
      "With now: is unused time credited? none when left out; for a customer what the portal "
      "configuration says."},
  };
};

struct ReactivateSubscription {
  SubscriptionId id;
  static constexpr std::string_view type = "subscription.reactivate";
  static constexpr Fields fields{
    Field{
      "id", &ReactivateSubscription::id,
      "The subscription whose scheduled end to undo, or which to start anew on the same terms."},
  };
};

using SubscriptionsCommand = std::variant<
  CreateSubscription, UpdateSubscription, CancelSubscription, ReactivateSubscription,
  PreviewSubscription, PauseSubscription, ResumeSubscription>;

// -- rules
// --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const CreateSubscription&, const Context&);
CustomerDecision decide(const CustomerState&, const UpdateSubscription&, const Context&);
CustomerDecision decide(const CustomerState&, const CancelSubscription&, const Context&);
CustomerDecision decide(const CustomerState&, const ReactivateSubscription&, const Context&);
CustomerDecision decide(const CustomerState&, const PreviewSubscription&, const Context&);
CustomerDecision decide(const CustomerState&, const PauseSubscription&, const Context&);
CustomerDecision decide(const CustomerState&, const ResumeSubscription&, const Context&);

void evolve(CustomerState&, const SubscriptionCreated&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionActivated&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionTrialEnded&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionRenewed&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionPastDue&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionUnpaid&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionCancelScheduled&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionCancelUndone&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionCanceled&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionExpired&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionDiscounted&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionDiscountEnded&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionPaymentMethodChanged&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionMetadataChanged&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionChanged&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionChangeScheduled&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionChangeUndone&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionPauseScheduled&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionPauseUndone&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionPaused&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionResumed&, const EventMeta&);
void evolve(CustomerState&, const SubscriptionQuoted&, const EventMeta&);

std::vector<Subject> touched(const SubscriptionCreated&);
std::vector<Subject> touched(const SubscriptionActivated&);
std::vector<Subject> touched(const SubscriptionTrialEnded&);
std::vector<Subject> touched(const SubscriptionRenewed&);
std::vector<Subject> touched(const SubscriptionPastDue&);
std::vector<Subject> touched(const SubscriptionUnpaid&);
std::vector<Subject> touched(const SubscriptionCancelScheduled&);
std::vector<Subject> touched(const SubscriptionCancelUndone&);
std::vector<Subject> touched(const SubscriptionCanceled&);
std::vector<Subject> touched(const SubscriptionExpired&);
std::vector<Subject> touched(const SubscriptionDiscounted&);
std::vector<Subject> touched(const SubscriptionDiscountEnded&);
std::vector<Subject> touched(const SubscriptionPaymentMethodChanged&);
std::vector<Subject> touched(const SubscriptionMetadataChanged&);
std::vector<Subject> touched(const SubscriptionChanged&);
std::vector<Subject> touched(const SubscriptionChangeScheduled&);
std::vector<Subject> touched(const SubscriptionChangeUndone&);
std::vector<Subject> touched(const SubscriptionPauseScheduled&);
std::vector<Subject> touched(const SubscriptionPauseUndone&);
std::vector<Subject> touched(const SubscriptionPaused&);
std::vector<Subject> touched(const SubscriptionResumed&);
std::vector<Subject> touched(const SubscriptionQuoted&);

/// The API object: the subscription's fields and `allowedActions`.
std::string render(const CustomerState&, const Subscription&, Instant now);

/// What a preview answers.
std::string render(const CustomerState&, const Quote&, Instant now);

/// What may be asked of the subscription as it stands, each with the reason when not.
std::vector<AllowedAction> allowed_actions(const Subscription& subscription);

} // namespace portal

#pragma once

// Subscriptions: what a customer has agreed to pay for, period by period. A subscription's invoices
// and payments are made in the same decision. The rules: subscriptions.cpp (commands),
// billing_due.cpp (what time brings), billing_work.cpp (an invoice from draft to paid).

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
  std::optional<bool> cancel_at_period_end;
  Patch<CouponId> coupon;
  Patch<PaymentMethodId> default_payment_method;
  Patch<MetadataPatch> metadata;
  static constexpr std::string_view type = "subscription.update";
  static constexpr Fields fields{
    Field{"id", &UpdateSubscription::id, "The subscription to change."},
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

/// When a cancellation takes effect.
enum class CancelWhen { now, period_end };

constexpr auto names_of(CancelWhen) {
  return std::to_array<std::string_view>({"now", "period_end"});
}

struct CancelSubscription {
  SubscriptionId id;
  std::optional<CancelWhen> effective;
  static constexpr std::string_view type = "subscription.cancel";
  static constexpr Fields fields{
    Field{"id", &CancelSubscription::id, "The subscription to end."},
    Field{
      "effective", &CancelSubscription::effective,
      "now or period_end. When left out: now for a secret key; for a customer what the portal "
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

using SubscriptionsCommand =
  std::variant<CreateSubscription, UpdateSubscription, CancelSubscription, ReactivateSubscription>;

// -- rules
// --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const CreateSubscription&, const Context&);
CustomerDecision decide(const CustomerState&, const UpdateSubscription&, const Context&);
CustomerDecision decide(const CustomerState&, const CancelSubscription&, const Context&);
CustomerDecision decide(const CustomerState&, const ReactivateSubscription&, const Context&);

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

/// The API object: the subscription's fields and `allowedActions`.
std::string render(const CustomerState&, const Subscription&, Instant now);

/// What may be asked of the subscription as it stands, each with the reason when not.
std::vector<AllowedAction> allowed_actions(const Subscription& subscription);

} // namespace portal

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/billing_terms.hpp"
#include "events/periods.hpp"
#include "events/proration.hpp"

namespace portal {

enum class SubscriptionStatus {
  incomplete,
  incomplete_expired,
  trialing,
  active,
  past_due,
  paused,
  canceled,
  unpaid,
};

constexpr auto names_of(SubscriptionStatus) {
  return std::to_array<std::string_view>(
    {"incomplete", "incomplete_expired", "trialing", "active", "past_due", "paused", "canceled",
     "unpaid"}
  );
}

/// What becomes of a subscription whose last retry has failed.
enum class AfterRetries { canceled, unpaid };

constexpr auto names_of(AfterRetries) {
  return std::to_array<std::string_view>({"canceled", "unpaid"});
}

/// Why a subscription was or will be ended.
enum class CancelReason { requested, payment_failed, customer_deleted };

constexpr auto names_of(CancelReason) {
  return std::to_array<std::string_view>({"requested", "payment_failed", "customer_deleted"});
}

/// One price of a subscription, and how many of it.
struct SubscriptionItem {
  SubscriptionItemId id;
  PriceId price;
  std::optional<std::int64_t> quantity; ///< absent for a metered price
  PriceTerms terms;
  bool operator==(const SubscriptionItem&) const = default;
  static constexpr Fields fields{
    Field{"id", &SubscriptionItem::id, "The item's id."},
    Field{"price", &SubscriptionItem::price, "The price."},
    Field{"quantity", &SubscriptionItem::quantity, "How many; absent for a metered price."},
    Field{"terms", &SubscriptionItem::terms, "The price's terms as they were agreed."},
  };
};

/// When something that is asked for takes effect.
enum class EffectiveWhen { now, period_end };

constexpr auto names_of(EffectiveWhen) {
  return std::to_array<std::string_view>({"now", "period_end"});
}

/// A pause that has begun, or that will begin with the period's end.
struct SubscriptionPause {
  Instant starts_at;
  std::optional<Instant> resumes_at;
  std::optional<std::int64_t> remaining_ms; ///< absent until the pause has begun
  bool operator==(const SubscriptionPause&) const = default;
  static constexpr Fields fields{
    Field{"starts_at", &SubscriptionPause::starts_at, "When it begins or began."},
    Field{
      "resumes_at", &SubscriptionPause::resumes_at,
      "When it ends by itself; absent: when it is asked to."},
    Field{
      "remaining_ms", &SubscriptionPause::remaining_ms,
      "Milliseconds of the period that were left when it began: they follow the pause."},
  };
};

/// Other items from the period's end on.
struct PendingChange {
  std::vector<SubscriptionItem> items;
  Instant effective_at;
  Instant requested_at;
  bool operator==(const PendingChange&) const = default;
  static constexpr Fields fields{
    Field{"items", &PendingChange::items, "All items from then on."},
    Field{"effective_at", &PendingChange::effective_at, "When: the end of this period."},
    Field{"requested_at", &PendingChange::requested_at, "When it was asked for."},
  };
};

/// An agreement to pay for its items, period by period, until it ends.
struct Subscription {
  SubscriptionId id;
  CustomerId customer;
  SubscriptionStatus status = SubscriptionStatus::incomplete;
  std::vector<SubscriptionItem> items;
  Currency currency;
  Instant current_period_start;
  Instant current_period_end;
  Instant billing_anchor;
  bool cancel_at_period_end = false;
  std::optional<Instant> cancel_at;
  std::optional<Instant> canceled_at; ///< when ending it was last asked for
  std::optional<CancelReason> cancel_reason;
  std::optional<Instant> ended_at;
  std::optional<Instant> trial_end;
  std::optional<SubscriptionPause> pause;
  std::optional<PendingChange> pending_change;
  std::optional<std::int64_t> period_seconds; ///< where it is not the length of this period
  std::optional<CouponId> coupon;
  std::optional<Discount> discount;
  std::optional<PaymentMethodId> default_payment_method;
  std::optional<InvoiceId> latest_invoice;
  ProrationBehavior proration_behavior = ProrationBehavior::create_prorations;
  AfterRetries after_retries = AfterRetries::canceled;
  std::optional<SubscriptionId> replaces;    ///< the ended one that this was reactivated from
  std::optional<SubscriptionId> replaced_by; ///< the one that this was reactivated as
  Metadata metadata;
  Instant created;
  std::int64_t version = 0;
  std::optional<std::vector<TaxTerms>> tax_rates;
  bool operator==(const Subscription&) const = default;
  static constexpr Fields fields{
    Field{"id", &Subscription::id, "The subscription's id."},
    Field{"customer", &Subscription::customer, "Whose it is."},
    Field{"status", &Subscription::status, "Where it stands."},
    Field{"items", &Subscription::items, "What is subscribed to."},
    Field{"currency", &Subscription::currency, "The currency of all its prices."},
    Field{
      "current_period_start", &Subscription::current_period_start, "First moment of this period."},
    Field{
      "current_period_end", &Subscription::current_period_end, "First moment after this period."},
    Field{"billing_anchor", &Subscription::billing_anchor, "The moment periods are counted from."},
    Field{
      "cancel_at_period_end", &Subscription::cancel_at_period_end, "Does it end with this period?"},
    Field{"cancel_at", &Subscription::cancel_at, "When it will end, if that is set."},
    Field{"canceled_at", &Subscription::canceled_at, "When its end was asked for."},
    Field{"cancel_reason", &Subscription::cancel_reason, "Why it ends."},
    Field{"ended_at", &Subscription::ended_at, "When it ended."},
    Field{"trial_end", &Subscription::trial_end, "When the trial ends or ended."},
    Field{"pause", &Subscription::pause, "Its pause, begun or set to begin."},
    Field{
      "pending_change", &Subscription::pending_change,
      "What changes with the period's end; PATCH it to null to undo that."},
    Field{
      "period_seconds", &Subscription::period_seconds,
      "Seconds that a whole period's price stands for, where this period is longer or shorter: the "
      "first up to an anchor, or one that was paused."},
    Field{"coupon", &Subscription::coupon, "The coupon that discounts its invoices."},
    Field{"discount", &Subscription::discount, "That coupon's terms as they were applied."},
    Field{
      "default_payment_method", &Subscription::default_payment_method,
      "What it charges instead of the customer's default."},
    Field{"latest_invoice", &Subscription::latest_invoice, "Its newest invoice."},
    Field{
      "proration_behavior", &Subscription::proration_behavior,
      "What changes inside a period cost."},
    Field{"after_retries", &Subscription::after_retries, "What happens when the last retry fails."},
    Field{"replaces", &Subscription::replaces, "The ended subscription it was reactivated from."},
    Field{"replaced_by", &Subscription::replaced_by, "The subscription it was reactivated as."},
    Field{"metadata", &Subscription::metadata, "The caller's own notes."},
    Field{"created", &Subscription::created, "When it was created."},
    Field{"version", &Subscription::version, "Stream version of its latest event."},
    Field{"tax_rates", &Subscription::tax_rates, "The taxes on its invoices."},
  };

  Period period() const { return {current_period_start, current_period_end}; }

  /// T of a proration: the seconds that the price of a whole period stands for.
  std::int64_t whole_seconds() const { return period_seconds.value_or(seconds_of(period())); }
};

/// Something that may be asked of a subscription, whether it may be now, and if not, why.
struct AllowedAction {
  std::string action;
  bool allowed = false;
  std::optional<std::string> reason;
  bool operator==(const AllowedAction&) const = default;
  static constexpr Fields fields{
    Field{"action", &AllowedAction::action, "The action's name."},
    Field{"allowed", &AllowedAction::allowed, "May it be done now?"},
    Field{"reason", &AllowedAction::reason, "Why not, in words."},
  };
};

} // namespace portal

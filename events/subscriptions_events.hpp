#pragma once

#include <variant>

#include "events/subscriptions_changes.hpp"
#include "events/variants.hpp"

namespace portal {

// -- what has happened
// --------------------------------------------------------------------------------

/// It exists: `incomplete` until its first invoice is settled, or `trialing`.
struct SubscriptionCreated {
  Subscription subscription;
  std::optional<std::vector<WaitingLine>> waiting = {};
  bool operator==(const SubscriptionCreated&) const = default;
  static constexpr std::string_view type = "subscription.created.v1";
  static constexpr Fields fields{
    Field{"subscription", &SubscriptionCreated::subscription, "The subscription as it began."},
    Field{
      "waiting", &SubscriptionCreated::waiting,
      "Credit for what open invoices of the one that it replaces charge beyond its end."},
  };
};

/// Nothing is owed (any more): from incomplete, past_due or unpaid.
struct SubscriptionActivated {
  SubscriptionId id;
  bool operator==(const SubscriptionActivated&) const = default;
  static constexpr std::string_view type = "subscription.activated.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionActivated::id, "The subscription."},
  };
};

/// The trial is over and the first paid period begins.
struct SubscriptionTrialEnded {
  SubscriptionId id;
  Period period;
  std::optional<std::int64_t> period_seconds = {};
  bool operator==(const SubscriptionTrialEnded&) const = default;
  static constexpr std::string_view type = "subscription.trial_ended.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionTrialEnded::id, "The subscription."},
    Field{"period", &SubscriptionTrialEnded::period, "The first paid period."},
    Field{
      "period_seconds", &SubscriptionTrialEnded::period_seconds,
      "Seconds of a whole period, where an anchor cuts this one short."},
  };
};

/// A new period begins.
struct SubscriptionRenewed {
  SubscriptionId id;
  Period period;
  bool operator==(const SubscriptionRenewed&) const = default;
  static constexpr std::string_view type = "subscription.renewed.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionRenewed::id, "The subscription."},
    Field{"period", &SubscriptionRenewed::period, "The new period."},
  };
};

struct SubscriptionPastDue {
  SubscriptionId id;
  InvoiceId invoice;
  bool operator==(const SubscriptionPastDue&) const = default;
  static constexpr std::string_view type = "subscription.past_due.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionPastDue::id, "The subscription."},
    Field{"invoice", &SubscriptionPastDue::invoice, "The invoice that could not be collected."},
  };
};

struct SubscriptionUnpaid {
  SubscriptionId id;
  InvoiceId invoice;
  bool operator==(const SubscriptionUnpaid&) const = default;
  static constexpr std::string_view type = "subscription.unpaid.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionUnpaid::id, "The subscription."},
    Field{"invoice", &SubscriptionUnpaid::invoice, "The invoice whose last retry failed."},
  };
};

struct SubscriptionCancelScheduled {
  SubscriptionId id;
  Instant cancel_at;
  Instant canceled_at;
  bool operator==(const SubscriptionCancelScheduled&) const = default;
  static constexpr std::string_view type = "subscription.cancel_scheduled.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionCancelScheduled::id, "The subscription."},
    Field{"cancel_at", &SubscriptionCancelScheduled::cancel_at, "When it will end."},
    Field{"canceled_at", &SubscriptionCancelScheduled::canceled_at, "When that was asked for."},
  };
};

struct SubscriptionCancelUndone {
  SubscriptionId id;
  bool operator==(const SubscriptionCancelUndone&) const = default;
  static constexpr std::string_view type = "subscription.cancel_undone.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionCancelUndone::id, "The subscription."},
  };
};

struct SubscriptionCanceled {
  SubscriptionId id;
  Instant ended_at;
  Instant canceled_at;
  CancelReason reason = CancelReason::requested;
  std::optional<std::vector<WaitingLine>> waiting = {};
  bool operator==(const SubscriptionCanceled&) const = default;
  static constexpr std::string_view type = "subscription.canceled.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionCanceled::id, "The subscription."},
    Field{"ended_at", &SubscriptionCanceled::ended_at, "When it ended."},
    Field{"canceled_at", &SubscriptionCanceled::canceled_at, "When its end was asked for."},
    Field{"reason", &SubscriptionCanceled::reason, "Why it ended."},
    Field{
      "waiting", &SubscriptionCanceled::waiting,
      "Credit for the unused time that an open invoice charges: given once that is paid."},
  };
};

/// Its first invoice was not paid in time (or was voided): it never began.
struct SubscriptionExpired {
  SubscriptionId id;
  Instant ended_at;
  bool operator==(const SubscriptionExpired&) const = default;
  static constexpr std::string_view type = "subscription.expired.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionExpired::id, "The subscription."},
    Field{"ended_at", &SubscriptionExpired::ended_at, "When it was given up."},
  };
};

struct SubscriptionDiscounted {
  SubscriptionId id;
  Discount discount;
  bool operator==(const SubscriptionDiscounted&) const = default;
  static constexpr std::string_view type = "subscription.discounted.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionDiscounted::id, "The subscription."},
    Field{"discount", &SubscriptionDiscounted::discount, "The coupon's terms from now on."},
  };
};

/// Why a discount is over.
enum class DiscountEnd { removed, used, expired };

constexpr auto names_of(DiscountEnd) {
  return std::to_array<std::string_view>({"removed", "used", "expired"});
}

struct SubscriptionDiscountEnded {
  SubscriptionId id;
  CouponId coupon;
  DiscountEnd reason = DiscountEnd::removed;
  bool operator==(const SubscriptionDiscountEnded&) const = default;
  static constexpr std::string_view type = "subscription.discount_ended.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionDiscountEnded::id, "The subscription."},
    Field{"coupon", &SubscriptionDiscountEnded::coupon, "The coupon."},
    Field{"reason", &SubscriptionDiscountEnded::reason, "Why the discount is over."},
  };
};

struct SubscriptionPaymentMethodChanged {
  SubscriptionId id;
  std::optional<PaymentMethodId> payment_method;
  bool operator==(const SubscriptionPaymentMethodChanged&) const = default;
  static constexpr std::string_view type = "subscription.payment_method_changed.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionPaymentMethodChanged::id, "The subscription."},
    Field{
      "payment_method", &SubscriptionPaymentMethodChanged::payment_method,
      "What it charges from now on; absent: the customer's default."},
  };
};

struct SubscriptionMetadataChanged {
  SubscriptionId id;
  Metadata metadata;
  bool operator==(const SubscriptionMetadataChanged&) const = default;
  static constexpr std::string_view type = "subscription.metadata_changed.v1";
  static constexpr Fields fields{
    Field{"id", &SubscriptionMetadataChanged::id, "The subscription."},
    Field{"metadata", &SubscriptionMetadataChanged::metadata, "All of it, after the change."},
  };
};

using SubscriptionsEvent = JoinedVariant<
  std::variant<
    SubscriptionCreated, SubscriptionActivated, SubscriptionTrialEnded, SubscriptionRenewed,
    SubscriptionPastDue, SubscriptionUnpaid, SubscriptionCancelScheduled, SubscriptionCancelUndone,
    SubscriptionCanceled, SubscriptionExpired, SubscriptionDiscounted, SubscriptionDiscountEnded,
    SubscriptionPaymentMethodChanged, SubscriptionMetadataChanged>,
  SubscriptionChangeEvent>;

} // namespace portal

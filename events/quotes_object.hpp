#pragma once

// A change of a subscription as it is asked for, and the quote that says what it costs.

#include <cstdint>
#include <optional>
#include <vector>

#include "events/invoices_object.hpp"
#include "events/portal_features.hpp"
#include "events/subscriptions_object.hpp"

namespace portal {

/// One item to add (a price), change (an id, and what is new) or remove (an id, `deleted`).
struct ItemChange {
  std::optional<SubscriptionItemId> id;
  std::optional<PriceId> price;
  std::optional<std::int64_t> quantity;
  std::optional<bool> deleted;
  bool operator==(const ItemChange&) const = default;
  static constexpr Fields fields{
    Field{"id", &ItemChange::id, "The item to change or remove; left out to add one."},
    Field{"price", &ItemChange::price, "Its price from now on."},
    Field{"quantity", &ItemChange::quantity, "Its quantity from now on; not for a metered price."},
    Field{"deleted", &ItemChange::deleted, "true removes the item."},
  };
};

/// What of a subscription is to be otherwise: the part of a PATCH that moves money.
struct SubscriptionChange {
  std::optional<PriceId> price;
  std::optional<std::int64_t> quantity;
  std::vector<ItemChange> items;
  Patch<CouponId> coupon;
  std::optional<ProrationBehavior> proration_behavior;
  std::optional<BillingCycleAnchor> billing_cycle_anchor;
  std::optional<EffectiveWhen> effective;
  bool operator==(const SubscriptionChange&) const = default;
  static constexpr Fields fields{
    Field{"price", &SubscriptionChange::price, "The one item's new price."},
    Field{"quantity", &SubscriptionChange::quantity, "The one item's new quantity."},
    Field{"items", &SubscriptionChange::items, "Items to add, change and remove."},
    Field{"coupon", &SubscriptionChange::coupon, "The new coupon; null: none."},
    Field{
      "proration_behavior", &SubscriptionChange::proration_behavior,
      "What becomes of the rest of the period."},
    Field{
      "billing_cycle_anchor", &SubscriptionChange::billing_cycle_anchor,
      "Does a new period begin?"},
    Field{"effective", &SubscriptionChange::effective, "Now, or with the period's end."},
  };

  bool changes_items() const { return price || quantity || !items.empty(); }

  bool says_how() const { return proration_behavior || billing_cycle_anchor || effective; }

  bool empty() const { return !changes_items() && !says_how() && coupon.absent(); }
};

/// What is due at once: `subtotal` − `discount` + `tax` (where not inside) − `credits` = `total`.
struct DueNow {
  std::int64_t subtotal = 0;
  std::int64_t discount = 0;
  std::int64_t tax = 0;
  std::int64_t credits = 0;
  std::int64_t total = 0;
  bool operator==(const DueNow&) const = default;
  static constexpr Fields fields{
    Field{"subtotal", &DueNow::subtotal, "Sum of the lines that are invoiced now."},
    Field{"discount", &DueNow::discount, "What coupons take off them."},
    Field{"tax", &DueNow::tax, "Their taxes."},
    Field{
      "credits", &DueNow::credits,
      "What credit grants and the balance pay; below zero: what goes to the balance."},
    Field{"total", &DueNow::total, "What is charged now."},
  };
};

/// The invoice that follows by itself, as things would stand.
struct NextInvoice {
  Instant date;
  std::int64_t total = 0;
  std::int64_t amount_due = 0;
  bool operator==(const NextInvoice&) const = default;
  static constexpr Fields fields{
    Field{"date", &NextInvoice::date, "When it will be made."},
    Field{"total", &NextInvoice::total, "Its total as of now: usage may still add to it."},
    Field{"amount_due", &NextInvoice::amount_due, "What credits and balance leave of it."},
  };
};

/// What a change costs if it is made until `expires_at`: exactly this, or it is refused.
struct Quote {
  QuoteId quote;
  CustomerId customer;
  SubscriptionId subscription;
  SubscriptionChange change;
  Currency currency;
  EffectiveWhen effective = EffectiveWhen::now;
  std::int64_t proration_amount = 0;
  DueNow due_now;
  std::vector<InvoiceLine> lines;
  std::optional<NextInvoice> next_invoice;
  Instant created; ///< the moment that the change is reckoned at
  Instant expires_at;
  std::int64_t subscription_version = 0;
  bool spent = false;
  bool operator==(const Quote&) const = default;
  static constexpr Fields fields{
    Field{"quote", &Quote::quote, "The quote's id, for the PATCH that carries it out."},
    Field{"customer", &Quote::customer, "Whose it is."},
    Field{"subscription", &Quote::subscription, "The subscription that would change."},
    Field{"change", &Quote::change, "The change, as it was asked for."},
    Field{"currency", &Quote::currency, "The currency of its amounts."},
    Field{"effective", &Quote::effective, "When the change would take effect."},
    Field{
      "proration_amount", &Quote::proration_amount,
      "Sum of the lines for the rest of this period, now or on the next invoice."},
    Field{"due_now", &Quote::due_now, "What would be charged at once."},
    Field{"lines", &Quote::lines, "The lines that the change makes."},
    Field{"next_invoice", &Quote::next_invoice, "The invoice after that."},
    Field{"created", &Quote::created, "When it was made: what prorations are reckoned from."},
    Field{"expires_at", &Quote::expires_at, "It holds until then."},
    Field{
      "subscription_version", &Quote::subscription_version,
      "The subscription's version that it is about."},
    Field{"spent", &Quote::spent, "Was it carried out?"},
  };
};

constexpr Millis quote_lives = std::chrono::minutes{15};

} // namespace portal

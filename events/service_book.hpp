#pragma once

// What a subscription's customer has been charged for the period that runs, line by line, and what
// waits for the next invoice. Credits are worked out from here, not from today's prices: nobody gets
// back what was never charged, or gets it back twice.

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "events/customer_area.hpp"
#include "events/subscriptions_changes.hpp"

namespace portal {

struct InvoiceCreated;

/// One charge for service until the period's end, discounts taken off.
struct ChargedService {
  SubscriptionItemId item;
  InvoiceLineId line;
  std::optional<InvoiceId> invoice; ///< absent while the line waits
  std::int64_t amount = 0;
  std::int64_t credited = 0;
  std::int64_t full_amount = 0; ///< with period_seconds: what the service costs a second
  std::int64_t period_seconds = 0;
  std::int64_t discount = 0; ///< what is off full_amount already
  bool operator==(const ChargedService&) const = default;
  static constexpr Fields fields{
    Field{"item", &ChargedService::item, "The item that it is for."},
    Field{"line", &ChargedService::line, "The line that charged it."},
    Field{"invoice", &ChargedService::invoice, "The invoice of that line."},
    Field{"amount", &ChargedService::amount, "What was charged."},
    Field{"credited", &ChargedService::credited, "What of it was given back."},
    Field{"full_amount", &ChargedService::full_amount, "What a whole period of it costs."},
    Field{"period_seconds", &ChargedService::period_seconds, "Seconds of that whole period."},
    Field{"discount", &ChargedService::discount, "What a coupon took off the full amount."},
  };
};

/// A metered item that was there: what was used in its time and comes late is billed all the same.
struct DepartedItem {
  SubscriptionItem item;
  std::optional<Instant> since; ///< absent: from the beginning
  Instant until;
  bool operator==(const DepartedItem&) const = default;
  static constexpr Fields fields{
    Field{"item", &DepartedItem::item, "The item, as it was sold at last."},
    Field{"since", &DepartedItem::since, "From when on it measured, if it was not there before."},
    Field{"until", &DepartedItem::until, "Until when."},
  };
};

/// How many of them a subscription remembers.
constexpr std::size_t departed_kept = 20;

struct ServiceBook {
  std::vector<ChargedService> charges;
  std::vector<WaitingLine> waiting;
  Decimal rounding;
  std::map<SubscriptionItemId, Instant> since; ///< items that were not there from the beginning
  std::vector<DepartedItem> departed;          ///< oldest first
  std::vector<Period> pauses;                  ///< that are over, the last few
  bool operator==(const ServiceBook&) const = default;
  static constexpr Fields fields{
    Field{"charges", &ServiceBook::charges, "Charges for the period that runs."},
    Field{"waiting", &ServiceBook::waiting, "Lines that wait for the next invoice."},
    Field{
      "rounding", &ServiceBook::rounding,
      "What the roundings of prorations have come to, in minor units."},
    Field{"since", &ServiceBook::since, "From when on items measure usage that came later."},
    Field{"departed", &ServiceBook::departed, "Metered items that are there no more."},
    Field{"pauses", &ServiceBook::pauses, "When the subscription was paused."},
  };
};

// -- how events change it (called by the folds of the events named) -----------------------------------

/// True for a line of the subscription that has waited for this invoice.
bool waits(const CustomerState& state, const Invoice& invoice, const InvoiceLine& line);

void note_created(CustomerState& state, const InvoiceCreated& event);
void note_voided(CustomerState& state, const Invoice& invoice);
/// To be called while the subscription is still paused.
void note_resumed(CustomerState& state, const SubscriptionId& subscription, Instant at);
/// Was it served, and its usage counted, at that time? Usage that comes late is judged by its own time.
bool was_served(const CustomerState& state, const Subscription& subscription, Instant time);
/// Was the item there at that time?
bool was_there(
  const CustomerState& state, const Subscription& subscription, const SubscriptionItem& item,
  Instant time
);
/// To be called while the subscription is still as it was.
void note_changed(CustomerState& state, const SubscriptionChanged& event);

/// Credits wait in the books of the subscriptions whose invoices they wait for.
void note_held(CustomerState& state, const std::optional<std::vector<WaitingLine>>& waiting);

/// A new period has begun: what was charged for the last one has been served.
void note_new_period(CustomerState& state, const SubscriptionId& subscription);

} // namespace portal

#pragma once

// Usage of metered subscription items, counted as it arrives. What happened in the open period is billed
// when that ends. What arrives for a period that is billed already is late: the open period's invoice
// bills the difference that it makes to its own period, so that it costs what it would have in time.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "events/billing_terms.hpp"
#include "events/customer_area.hpp"
#include "events/invoices_object.hpp"

namespace portal {

struct BillingState;
struct DepartedItem;
struct Subscription;
struct SubscriptionItem;

/// The running numbers of one metered item since it was last billed. All exact.
struct UsageTally {
  std::int64_t events = 0;
  std::int64_t first_version = 0; ///< of the events in the customer's stream; 0: none
  std::int64_t last_version = 0;
  Decimal sum;
  std::optional<Decimal> max;
  std::optional<Decimal> min;
  std::optional<Decimal> last;
  std::optional<Instant> last_at;
  std::map<std::string, std::int64_t> unique;
  bool operator==(const UsageTally&) const = default;
  static constexpr Fields fields{
    Field{"events", &UsageTally::events, "How many events counted."},
    Field{"first_version", &UsageTally::first_version, "Stream version of the first."},
    Field{"last_version", &UsageTally::last_version, "Stream version of the last."},
    Field{"sum", &UsageTally::sum, "Their sum."},
    Field{"max", &UsageTally::max, "The largest."},
    Field{"min", &UsageTally::min, "The smallest."},
    Field{"last", &UsageTally::last, "The latest by its own time."},
    Field{"last_at", &UsageTally::last_at, "When that was."},
    Field{"unique", &UsageTally::unique, "How often each different value came."},
  };
};

/// A period of an item that invoices have billed, and what has come late for it.
struct ClosedUsage {
  Period period;
  UsageTally billed;
  std::optional<UsageTally> with_late; ///< `billed` and what came since, which is not billed yet
  std::int64_t late_from_version = 0;
  std::int64_t late_to_version = 0;
  std::optional<PriceId>
    price; ///< with `terms`: what it was sold at, once the item is sold otherwise
  std::optional<PriceTerms> terms;
  bool operator==(const ClosedUsage&) const = default;
  static constexpr Fields fields{
    Field{"period", &ClosedUsage::period, "The period."},
    Field{"billed", &ClosedUsage::billed, "What was billed of it."},
    Field{"with_late", &ClosedUsage::with_late, "The same with what came late."},
    Field{"late_from_version", &ClosedUsage::late_from_version, "Version of the first late event."},
    Field{"late_to_version", &ClosedUsage::late_to_version, "Version of the last late event."},
    Field{"price", &ClosedUsage::price, "The price that it was sold at, if another holds now."},
    Field{"terms", &ClosedUsage::terms, "That price's terms."},
  };
};

/// How many billed periods of an item are remembered. A late event of an older one is billed as if it
/// were all of its period's usage.
constexpr std::size_t closed_periods_kept = 3;

/// From when on the item's usage counts in `period`: its beginning, or where a price that went was billed up
/// to within it.
Instant
counted_since(const BillingState& billing, const SubscriptionItemId& item, const Period& period);

/// Does usage of that time count for the item, as things stand now? What comes late is judged by its own time.
bool counts_usage(
  const CustomerState& state, const Subscription& subscription, const SubscriptionItem& item,
  Instant time
);

/// Does it count for the item that is there no more? It is late then.
bool counts_usage(
  const CustomerState& state, const Subscription& subscription, const DepartedItem& gone,
  Instant time
);

/// The number that a property of a usage event is, read by `parse`: as a number or as a string of digits.
std::optional<Decimal>
usage_number(const Json& value, std::optional<Decimal> (*parse)(std::string_view));

/// Counts a usage event (of that version in the stream) towards every metered item of a live subscription
/// whose meter's terms let it, also those that were there at its time. To be called by `evolve` of the event
/// that recorded it; reads `properties` (an object) only where an item counts events of that type.
void note_usage(
  CustomerState& state, std::string_view event_type, Instant time, const RawJson& properties,
  Version version
);

/// What comes late for what the item was sold at so far is billed at that price, also of the `last` period of it.
void keep_terms(BillingState& billing, const SubscriptionItem& sold, const Period& last);

/// What an invoice bills is counted no more, and remembered for what comes late.
void close_usage(BillingState& billing, const InvoiceLine& line);

/// The value that an event with these properties counts with (empty for a count); nothing when those
/// terms do not count it.
std::optional<std::string> counted_value(const MeterTerms& terms, const Json& properties);

/// What the tally comes to under that aggregation; 0 when nothing counted.
Decimal usage_value(const UsageTally& tally, const Aggregation& aggregation);

} // namespace portal

#pragma once

// Usage of metered subscription items, counted as it arrives. What arrives is billed on the period
// that is open then; what happened before that period began is counted as late.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "events/billing_terms.hpp"
#include "events/customer_area.hpp"

namespace portal {

/// The running numbers of one metered item since it was last billed. All exact.
struct UsageTally {
  std::int64_t events = 0;
  std::int64_t late_events = 0;
  Decimal sum;
  std::optional<Decimal> max;
  std::optional<Decimal> min;
  std::optional<Decimal> last;
  std::optional<Instant> last_at;
  std::map<std::string, std::int64_t> unique;
  bool operator==(const UsageTally&) const = default;
  static constexpr Fields fields{
    Field{"events", &UsageTally::events, "How many events counted."},
    Field{"late_events", &UsageTally::late_events, "How many of them happened before the period."},
    Field{"sum", &UsageTally::sum, "Their sum."},
    Field{"max", &UsageTally::max, "The largest."},
    Field{"min", &UsageTally::min, "The smallest."},
    Field{"last", &UsageTally::last, "The latest by its own time."},
    Field{"last_at", &UsageTally::last_at, "When that was."},
    Field{"unique", &UsageTally::unique, "How often each different value came."},
  };
};

/// Counts a usage event towards every live metered item whose meter's terms let it. To be called by
/// `evolve` of the event that recorded it; reads `properties` (an object) only where an item counts
/// events of that type.
void note_usage(
  CustomerState& state, std::string_view event_type, Instant time, const RawJson& properties
);

/// What the tally comes to under that aggregation; 0 when nothing counted.
Decimal usage_value(const UsageTally& tally, const Aggregation& aggregation);

} // namespace portal

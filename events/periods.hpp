#pragma once

#include <cstdint>
#include <string_view>
#include <tuple>

#include "events/codec.hpp"

namespace portal {

/// A span of service: `start` inclusive, `end` exclusive.
struct Period {
  Instant start;
  Instant end;
  bool operator==(const Period&) const = default;
  static constexpr Fields fields{
    Field{"start", &Period::start, "First moment of the period."},
    Field{"end", &Period::end, "First moment after the period."},
  };
};

/// The first boundary of `anchor`'s rhythm (every `every` × `interval`) that is later than `at`.
/// Boundaries are always counted from the anchor, so a day of month that was clamped comes back.
Instant boundary_after(Instant anchor, Interval interval, std::int64_t every, Instant at);

/// The last boundary of `anchor`'s rhythm that is not later than `at`.
Instant boundary_at_or_before(Instant anchor, Interval interval, std::int64_t every, Instant at);

/// Whole seconds of [start, end): the unit that proration counts in.
std::int64_t seconds_of(const Period& period);

} // namespace portal

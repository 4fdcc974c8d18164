#pragma once

#include <array>
#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portal {

/// A moment: milliseconds since 1970-01-01T00:00:00Z. The domain never reads a clock; it is told.
struct Instant {
  std::int64_t ms = 0;
  auto operator<=>(const Instant&) const = default;
};

using Millis = std::chrono::milliseconds;

constexpr Instant operator+(Instant at, Millis span) { return {at.ms + span.count()}; }

constexpr Instant operator-(Instant at, Millis span) { return {at.ms - span.count()}; }

constexpr Millis operator-(Instant left, Instant right) { return Millis{left.ms - right.ms}; }

/// RFC 3339 in UTC with exactly three decimals: `2026-11-22T14:09:14.000Z`.
std::string to_text(Instant at);

/// Reads RFC 3339 with any offset and up to nine decimals (cut to milliseconds); years 1970 to 9999.
std::optional<Instant> parse_instant(std::string_view text);

/// The length of a billing interval's unit.
enum class Interval { day, week, month, year };

constexpr auto names_of(Interval) {
  return std::to_array<std::string_view>({"day", "week", "month", "year"});
}

/// The boundary `count` intervals after `anchor`. Months and years keep the anchor's day of month and
/// clamp to the month's last day: from 31 January, 28 February, then 31 March. UTC calendar.
Instant add_intervals(Instant anchor, Interval interval, std::int64_t count);

} // namespace portal

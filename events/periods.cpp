#include "events/periods.hpp"

namespace portal {
namespace {

constexpr std::int64_t ms_per_day = 86'400'000;

/// A length that no interval is shorter than, to begin the search below the answer.
std::int64_t longest_ms(Interval interval) {
  switch (interval) {
  case Interval::day: return ms_per_day;
  case Interval::week: return 7 * ms_per_day;
  case Interval::month: return 31 * ms_per_day;
  case Interval::year: return 366 * ms_per_day;
  }
  return ms_per_day;
}

/// The largest count whose boundary is not later than `at`.
std::int64_t boundaries_passed(Instant anchor, Interval interval, std::int64_t every, Instant at) {
  const std::int64_t step = longest_ms(interval) * every;
  // For a moment before the anchor the quotient is cut towards zero; one step back makes it a floor.
  std::int64_t count = (at.ms - anchor.ms) / step - (at.ms < anchor.ms ? 1 : 0);
  while (add_intervals(anchor, interval, count * every) > at) --count;
  while (add_intervals(anchor, interval, (count + 1) * every) <= at) ++count;
  return count;
}

} // namespace

Instant boundary_after(Instant anchor, Interval interval, std::int64_t every, Instant at) {
  const std::int64_t passed = boundaries_passed(anchor, interval, every, at);
  return add_intervals(anchor, interval, (passed + 1) * every);
}

Instant boundary_at_or_before(Instant anchor, Interval interval, std::int64_t every, Instant at) {
  return add_intervals(anchor, interval, boundaries_passed(anchor, interval, every, at) * every);
}

std::int64_t seconds_of(const Period& period) { return (period.end.ms - period.start.ms) / 1000; }

} // namespace portal

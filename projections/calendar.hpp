#pragma once

#include <chrono>
#include <string_view>
#include <vector>

#include "events/checks.hpp"
#include "events/refusal.hpp"
#include "events/time.hpp"
#include "projections/usage.hpp"

namespace portal {

/// The edges of the buckets from `start` to `end`: the first is `start`, the last `end`, between
/// them each boundary of the local calendar, so that n + 1 edges make n buckets without a gap. A
/// day begins at the first instant of its date, whether or not that is midnight, and a date that a
/// zone skipped has no bucket; where a zone turns its clock, minutes and hours begin anew, so that
/// a repeated hour counts twice. Weeks begin on Monday. Refused for an unknown zone, end < start,
/// or too many buckets.
Result<std::vector<Instant>>
bucket_edges(Instant start, Instant end, Granularity granularity, std::string_view time_zone);

/// Refuses a zone that this machine's time zone database does not hold, with the nearest that it does.
Check check_known_zone(std::string_view time_zone, std::string_view param);

/// The date on the calendar in that zone; in UTC where the zone is not known.
std::chrono::year_month_day local_date(Instant at, std::string_view time_zone);

} // namespace portal

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/envelope.hpp"
#include "projections/projection.hpp"

namespace portal {

struct Meter;

enum class Granularity { minute, hour, day, week, month };

constexpr auto names_of(Granularity) {
  return std::to_array<std::string_view>({"minute", "hour", "day", "week", "month"});
}

/// What of a customer's usage is asked for.
struct UsageQuery {
  CustomerId customer;
  Instant start; ///< inclusive
  Instant end;   ///< exclusive
  std::vector<std::string>
    group_by{};                    ///< properties; a series for each combination of values found
  std::optional<Position> as_of{}; ///< only events up to this position
};

struct TimelineQuery {
  UsageQuery usage;
  Granularity granularity = Granularity::day;
  std::string time_zone = "UTC"; ///< IANA name; days, weeks (from Monday) and months are local
};

/// One bucket of a series. `value` is nothing where min, max, avg or last have no event to speak
/// of.
struct UsageBucket {
  Instant start;
  Instant end;
  std::optional<Decimal> value;
  /// One for each of `group_by`; nothing where the events lack the property.
  std::vector<std::optional<std::string>> group{};
};

/// The most buckets (times groups) that one answer may have.
inline constexpr std::size_t usage_buckets_max = 10'000;

/// The customer's usage as `meter` measures it, in buckets that leave no gap: cut at the local time
/// zone's boundaries, the first and last also at `start` and `end`. Ordered by group, then time.
/// Refused: `parameter_invalid` for an unknown time zone or an end before the start,
/// `too_many_buckets`, `usage_out_of_range` for a sum past what a Decimal holds.
Stored<Result<std::vector<UsageBucket>>>
usage_timeline(const ViewReader& rows, const Meter& meter, const TimelineQuery& query);

/// The same without cutting: one bucket from start to end for each group (just one without
/// group_by).
Stored<Result<std::vector<UsageBucket>>>
usage_total(const ViewReader& rows, const Meter& meter, const UsageQuery& query);

/// Raw usage rows by customer, event type, time and position.
std::unique_ptr<Projection> make_usage_projection();

} // namespace portal

#pragma once

// The rows behind reports:
//   'k' <level> <value> <metric> <day>  → its labels, each with its count
//   'c' <cancellation>                  → what it is counted under
//   'a' <subscription>                  → the accepted offers that are watched
//   'm' <day> <cancellation>            → under what a comment was given that day
//   'i' <invoice>                       → the watched subscription that it bills
//   's' <session>                       → the flow that it shows
//   'e' <variant> <customer>            → which of OnceOf were counted of the customer
//   'u' <customer>                      → what the customer's use of the portal is counted under
// A metric's days stand together, so that a report reads what it shows and nothing else.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "projections/analytics.hpp"

namespace portal {

/// Each count is kept in total, by each dimension, and for each combination of all four.
enum class CountLevel : std::uint8_t { all, product, price, country, variant, combination };

/// A day of one metric: labels, each once, with their counts.
using LabelCounts = std::vector<std::pair<std::string, std::int64_t>>;

void add_count(LabelCounts& counts, std::string_view label, std::int64_t more);
std::string write_counts(const LabelCounts& counts);
LabelCounts read_counts(std::string_view stored);

Key counts_of(CountLevel level);
/// `value` is that of the level's dimension; for combinations all four.
Key counts_of(CountLevel level, std::string_view value, std::string_view metric, ReportDay day);
/// Of a key under counts_of(level): its value.
std::string_view counted_value(std::string_view key);
/// Of the same key: its day.
ReportDay counted_day(std::string_view key);

Key comments_of(ReportDay day);

/// All four in one text, and back.
std::string write_dimensions(const ReportDimensions& dimensions);
ReportDimensions read_dimensions(std::string_view text);

} // namespace portal

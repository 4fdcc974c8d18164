#pragma once

// The rows behind reports:
//   'k' <level> <value> <day> <metric> <label>  → a count
//   'c' <cancellation>                          → what it is counted under
//   'a' <subscription> <cancellation>           → an accepted offer that is watched
//   'w' <subscription>                          → nothing; there while it has rows of 'a', since to look for
//                                                 those is to go through a whole batch
//   'm' <day> <cancellation>                    → under what a comment was given that day
//   'i' <invoice>                               → the watched subscription that it bills
//   's' <session>                               → the flow that it shows

#include <cstdint>
#include <string>
#include <string_view>

#include "projections/analytics.hpp"

namespace portal {

/// Each count is kept in total, by each dimension, and for each combination of all four.
enum class CountLevel : std::uint8_t { all, product, price, country, variant, combination };

/// What a count's key says. The texts are the caller's, or the stored key's.
struct CountKey {
  std::string_view value; ///< of the level's dimension; for combinations all four
  ReportDay day = 0;
  std::string_view metric;
  std::string_view label;
};

Key counts_of(CountLevel level);
Key days_of(CountLevel level, std::string_view value, ReportDay day);
Key count_key_of(CountLevel level, const CountKey& key);
CountKey read_count_key(std::string_view bytes);

Key comments_of(ReportDay day);

std::string write_count(std::int64_t count);
std::int64_t read_count(std::string_view stored);

/// All four in one text, and back.
std::string write_dimensions(const ReportDimensions& dimensions);
ReportDimensions read_dimensions(std::string_view text);

} // namespace portal

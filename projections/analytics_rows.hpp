#pragma once

// The rows behind reports:
//   'k' <level> <value> <day> <metric> <label>  → a count
//   'c' <cancellation>                          → what it is counted under
//   'a' <subscription> <cancellation>           → an accepted offer that is watched
//   'i' <invoice>                               → the watched subscription that it bills
//   's' <session>                               → the flow that it shows

#include <cstdint>
#include <string>
#include <string_view>

#include "projections/analytics.hpp"

namespace portal {

/// Each count is kept in total, by each dimension, and for each combination of all four.
enum class CountLevel : std::uint8_t { all, product, price, country, variant, combination };

struct CountKey {
  std::string value; ///< of the level's dimension; for combinations all four
  ReportDay day = 0;
  std::string metric;
  std::string label;
};

Key counts_of(CountLevel level);
Key days_of(CountLevel level, std::string_view value, ReportDay day);
Key count_key_of(CountLevel level, const CountKey& key);
CountKey read_count_key(std::string_view bytes);

std::string write_count(std::int64_t count);
std::int64_t read_count(std::string_view stored);

/// All four in one text, and back.
std::string write_dimensions(const ReportDimensions& dimensions);
ReportDimensions read_dimensions(std::string_view text);

} // namespace portal

#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>

#include "events/periods.hpp"

namespace portal {

/// What becomes of the part of a period that a change leaves over: nothing; lines on the next invoice;
/// lines on an invoice of their own, charged now.
enum class ProrationBehavior { none, create_prorations, always_invoice };

constexpr auto names_of(ProrationBehavior) {
  return std::to_array<std::string_view>({"none", "create_prorations", "always_invoice"});
}

/// How a prorated amount was made: ±round(`full_amount` · `remaining_seconds` / `period_seconds`).
struct ProrationBasis {
  std::int64_t full_amount = 0;
  std::int64_t remaining_seconds = 0;
  std::int64_t period_seconds = 0;
  std::optional<std::int64_t> discount = {}; ///< set where nothing more is to be taken off the line
  bool operator==(const ProrationBasis&) const = default;
  static constexpr Fields fields{
    Field{"full_amount", &ProrationBasis::full_amount, "What the whole period costs."},
    Field{"remaining_seconds", &ProrationBasis::remaining_seconds, "R: seconds that remain."},
    Field{"period_seconds", &ProrationBasis::period_seconds, "T: seconds of the whole period."},
    Field{
      "discount", &ProrationBasis::discount,
      "What a coupon took off before: fullAmount is what was left. The line takes no more."},
  };
};

/// The basis for what remains of `period` from `at` on; R is kept within 0 and T.
ProrationBasis proration_basis(std::int64_t full_amount, const Period& period, Instant at);

/// round(full · R / T), halves away from zero; 0 for an empty period. Never outside 0…full.
std::int64_t prorated(const ProrationBasis& basis);

} // namespace portal

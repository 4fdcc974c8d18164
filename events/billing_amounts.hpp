#pragma once

// The arithmetic of an invoice: from terms to lines, from a discount to its parts, from lines to
// totals. Pure integers; nothing here knows a customer or a time.

#include <cstdint>
#include <optional>
#include <vector>

#include "events/invoices_object.hpp"

namespace portal {

/// The largest amount of one line, in minor units. What would be more is refused when it is asked for,
/// and cut to this where time brings it.
constexpr std::int64_t line_amount_max = 999'999'999'999'999;

/// What `quantity` of a price costs for a whole period. Nothing when it is over line_amount_max.
std::optional<Priced> price_of(const PriceTerms& terms, Decimal quantity);

/// `total` (≥ 0) split in proportion to `weights` (≥ 0, not all 0) into parts that sum to it exactly:
/// rounded down, and the rest one by one to the largest remainders, earlier ones first.
std::vector<std::int64_t> allocate(std::int64_t total, const std::vector<std::int64_t>& weights);

/// What the discount takes off that sum (≥ 0): never more than the sum.
std::int64_t discount_amount(const Discount& discount, std::int64_t sum);

/// Puts the discount on every line that charges something, and answers what it took off in all.
std::int64_t discount_lines(std::vector<InvoiceLine>& lines, const Discount& discount);

/// Sets subtotal, discountTotal, taxTotal and total from the lines.
void total_up(Invoice& invoice);

} // namespace portal

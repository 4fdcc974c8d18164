#include "events/billing_amounts.hpp"

#include <algorithm>
#include <numeric>

namespace portal {

std::optional<Priced> price_of(const PriceTerms& terms, Decimal quantity) {
  std::optional<Priced> priced;
  if (terms.tiers_mode) {
    priced = price_in_tiers(terms.tiers, *terms.tiers_mode, quantity);
  } else if (const auto amount = price_per_unit(terms.unit_amount.value_or(Decimal{}), quantity)) {
    priced = Priced{*amount, {}};
  }
  if (!priced || priced->amount > line_amount_max) return std::nullopt;
  return priced;
}

std::vector<std::int64_t> allocate(std::int64_t total, const std::vector<std::int64_t>& weights) {
  const Int128 sum = std::accumulate(weights.begin(), weights.end(), Int128{0});
  std::vector<std::int64_t> parts;
  std::vector<Int128> remainders;
  std::int64_t left = total;
  for (const std::int64_t weight : weights) {
    const Int128 product = Int128{total} * weight;
    parts.push_back(static_cast<std::int64_t>(product / sum));
    remainders.push_back(product % sum);
    left -= parts.back();
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::size_t one, std::size_t other) {
    return remainders[one] > remainders[other];
  });
  for (std::size_t at = 0; left > 0; ++at, --left) ++parts[order[at]];
  return parts;
}

std::int64_t discount_amount(const Discount& discount, std::int64_t sum) {
  if (discount.percent_off) {
    const auto off =
      divide_rounded(Int128{sum} * discount.percent_off->scaled(), Int128{100} * Decimal::scale);
    return std::clamp<std::int64_t>(off.value_or(sum), 0, sum);
  }
  return std::clamp<std::int64_t>(discount.amount_off.value_or(0), 0, sum);
}

std::int64_t discount_lines(std::vector<InvoiceLine>& lines, const Discount& discount) {
  std::vector<std::int64_t> weights;
  weights.reserve(lines.size());
  for (const InvoiceLine& line : lines) {
    // The discount of a change is inside its lines already.
    const bool inside = line.proration_basis && line.proration_basis->discount;
    weights.push_back(inside ? 0 : std::max<std::int64_t>(line.amount, 0));
  }
  const std::int64_t sum = std::accumulate(weights.begin(), weights.end(), std::int64_t{0});
  if (sum == 0) return 0;
  const std::int64_t off = discount_amount(discount, sum);
  const std::vector<std::int64_t> parts = allocate(off, weights);
  for (std::size_t at = 0; at < lines.size(); ++at) {
    if (parts[at] == 0) continue;
    const DiscountBasis basis{discount.percent_off, discount.amount_off, sum, off, weights[at]};
    lines[at].discounts.push_back({discount.coupon, parts[at], basis});
  }
  return off;
}

void total_up(Invoice& invoice) {
  invoice.subtotal = 0;
  invoice.discount_total = 0;
  invoice.tax_total = 0;
  std::int64_t added_tax = 0;
  for (const InvoiceLine& line : invoice.lines) {
    invoice.subtotal += line.amount;
    for (const LineDiscount& discount : line.discounts) invoice.discount_total += discount.amount;
    for (const LineTax& tax : line.taxes) {
      invoice.tax_total += tax.amount;
      if (!tax.inclusive) added_tax += tax.amount;
    }
  }
  invoice.total = invoice.subtotal - invoice.discount_total + added_tax;
  invoice.amount_due = std::max<std::int64_t>(invoice.total, 0);
}

} // namespace portal

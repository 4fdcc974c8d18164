// Whatever the lines, the coupon and the rates: parts sum to wholes, and no cent appears or is lost.

#include <numeric>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "events/billing_amounts.hpp"
#include "events/taxes.hpp"
#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

constexpr std::int64_t whole_percent = 1'000'000; // in the ten-thousandths that rates are exact to

std::vector<TaxTerms> some_rates() {
  const auto parts = *rc::gen::resize(
    4, rc::gen::container<std::vector<std::int64_t>>(
         rc::gen::inRange<std::int64_t>(0, whole_percent + 1)
       )
  );
  std::vector<TaxTerms> rates;
  for (const std::int64_t part : parts) {
    rates.push_back(
      {TaxRateId{"txr_" + std::to_string(rates.size())}, "Tax",
       DecimalText{Decimal::from_scaled(Int128{part} * (Decimal::scale / 10'000))},
       *rc::gen::arbitrary<bool>()}
    );
  }
  return rates;
}

std::vector<InvoiceLine> some_lines() {
  const auto amounts = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(
    rc::gen::inRange<std::int64_t>(-line_amount_max, line_amount_max + 1)
  ));
  std::vector<InvoiceLine> lines;
  for (const std::int64_t amount : amounts) {
    lines.emplace_back().amount = amount;
    const int behavior = *rc::gen::inRange(0, 3);
    if (behavior < 2) lines.back().tax_behavior = static_cast<TaxBehavior>(behavior);
  }
  return lines;
}

Discount some_discount() {
  Discount discount;
  discount.coupon = CouponId{"cou_1"};
  if (*rc::gen::arbitrary<bool>()) {
    discount.percent_off = Decimal::from_scaled(
      Int128{*rc::gen::inRange<std::int64_t>(1, whole_percent + 1)} * (Decimal::scale / 10'000)
    );
  } else {
    discount.amount_off = *rc::gen::inRange<std::int64_t>(1, line_amount_max);
  }
  return discount;
}

std::int64_t off(const InvoiceLine& line) {
  std::int64_t sum = 0;
  for (const LineDiscount& discount : line.discounts) sum += discount.amount;
  return sum;
}

RC_GTEST_PROP(Amounts, PartsOfAnAllocationSumToTheWhole, ()) {
  auto weights = *rc::gen::nonEmpty(rc::gen::container<std::vector<std::int64_t>>(
    rc::gen::inRange<std::int64_t>(0, line_amount_max)
  ));
  weights.front() += 1;
  const std::int64_t total = *rc::gen::inRange<std::int64_t>(0, line_amount_max);
  const auto parts = allocate(total, weights);
  RC_ASSERT(std::accumulate(parts.begin(), parts.end(), std::int64_t{0}) == total);
  const Int128 sum = std::accumulate(weights.begin(), weights.end(), Int128{0});
  for (std::size_t at = 0; at < parts.size(); ++at) {
    const Int128 exact = Int128{total} * weights[at];
    RC_ASSERT(Int128{parts[at]} * sum <= exact + sum);
    RC_ASSERT((Int128{parts[at]} + 1) * sum > exact);
  }
}

RC_GTEST_PROP(Amounts, LinesDiscountsAndTaxesSumToTheTotal, ()) {
  Invoice invoice;
  invoice.lines = some_lines();
  const Discount discount = some_discount();
  const std::int64_t taken = discount_lines(invoice.lines, discount);
  const auto rates = some_rates();
  for (InvoiceLine& line : invoice.lines) tax_line(line, rates, TaxExempt::none);
  total_up(invoice);
  std::int64_t total = 0;
  for (const InvoiceLine& line : invoice.lines) {
    RC_ASSERT(off(line) >= 0);
    RC_ASSERT(off(line) <= std::max<std::int64_t>(line.amount, 0));
    std::int64_t net = line.amount - off(line);
    total += net;
    for (const LineTax& tax : line.taxes) {
      if (tax.inclusive) net -= tax.amount;
      if (!tax.inclusive) total += tax.amount;
    }
    for (const LineTax& tax : line.taxes) RC_ASSERT(tax.taxable_amount == net);
  }
  RC_ASSERT(invoice.discount_total == taken);
  RC_ASSERT(invoice.total == total);
}

RC_GTEST_PROP(Amounts, TaxesOfACreditAreThoseOfTheChargeTurnedAround, ()) {
  InvoiceLine charge;
  charge.amount = *rc::gen::inRange<std::int64_t>(0, line_amount_max);
  InvoiceLine credit = charge;
  credit.amount = -charge.amount;
  const auto rates = some_rates();
  tax_line(charge, rates, TaxExempt::none);
  tax_line(credit, rates, TaxExempt::none);
  for (std::size_t at = 0; at < charge.taxes.size(); ++at) {
    RC_ASSERT(charge.taxes[at].amount == -credit.taxes[at].amount);
  }
}

} // namespace
} // namespace portal::testing

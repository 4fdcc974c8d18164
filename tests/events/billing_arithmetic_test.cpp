// Periods, proration and tiers against the worked examples and an exact reference: fractions whose
// denominator is written out, in integers wide enough to lose nothing.

#include <random>

#include "events/billing_amounts.hpp"
#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

constexpr std::uint64_t seed = 20'261'122;

/// numerator / denominator (both ≥ 0) to the nearest integer, halves up.
std::int64_t rounded(Int128 numerator, Int128 denominator) {
  return static_cast<std::int64_t>((2 * numerator + denominator) / (2 * denominator));
}

TEST(Proration, OfTheWorkedExamplesComesOutExactly) {
  const Period june{at("2026-06-01T00:00:00Z"), at("2026-07-01T00:00:00Z")};
  const Instant half = at("2026-06-16T00:00:00Z");
  EXPECT_EQ(-prorated(proration_basis(1000, june, half)), -500);
  EXPECT_EQ(prorated(proration_basis(2000, june, half)), 1000);
  const Instant second = at("2026-06-02T00:00:00Z");
  EXPECT_EQ(-prorated(proration_basis(500, june, second)), -483);
  EXPECT_EQ(prorated(proration_basis(2000, june, second)), 1933);
}

TEST(Proration, EqualsTheExactFractionRoundedOnce) {
  std::mt19937_64 random{seed};
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (int round = 0; round < 20'000; ++round) {
    const auto length = static_cast<std::int64_t>(random() % 40'000'000) + 1;
    const auto left = static_cast<std::int64_t>(random() % 40'000'000);
    const auto amount = static_cast<std::int64_t>(random() % line_amount_max);
    const Period period{{0}, {length * 1000}};
    const ProrationBasis basis = proration_basis(amount, period, {(length - left) * 1000});
    EXPECT_EQ(basis.remaining_seconds, std::min(left, length));
    EXPECT_EQ(
      prorated(basis), rounded(Int128{amount} * basis.remaining_seconds, basis.period_seconds)
    );
  }
}

std::vector<PriceTier> some_tiers(std::mt19937_64& random) {
  std::vector<PriceTier> tiers;
  std::int64_t end = 0;
  for (std::uint64_t count = random() % 4; count > 0; --count) {
    end += static_cast<std::int64_t>(random() % 1000) + 1;
    tiers.emplace_back().up_to = end;
  }
  tiers.emplace_back();
  for (PriceTier& tier : tiers) {
    tier.unit_amount_decimal =
      DecimalText{Decimal::from_scaled(static_cast<Int128>(random() % 9'000'000'000'000'000))};
    if (random() % 2 == 0) tier.flat_amount = static_cast<std::int64_t>(random() % 10'000);
  }
  return tiers;
}

/// The price in 10^-24 of a minor unit: the product of two decimals, nothing rounded.
Int128 reference(const std::vector<PriceTier>& tiers, TiersMode mode, Decimal quantity) {
  const Int128 wanted = quantity.scaled();
  Int128 sum = 0;
  Int128 below = 0;
  for (const PriceTier& tier : tiers) {
    if (wanted <= below) break;
    const Int128 end = tier.up_to ? Int128{*tier.up_to} * Decimal::scale : wanted;
    const bool within = wanted <= end;
    const Int128 units = mode == TiersMode::volume ? wanted : (within ? wanted : end) - below;
    if (mode == TiersMode::graduated || within) {
      sum += tier.unit_amount_decimal->value.scaled() * units;
      sum += Int128{tier.flat_amount.value_or(0)} * Decimal::scale * Decimal::scale;
    }
    if (within) break;
    below = end;
  }
  return sum;
}

TEST(Tiers, EqualTheExactSumRoundedOnce) {
  std::mt19937_64 random{seed};
  SCOPED_TRACE("seed " + std::to_string(seed));
  for (int round = 0; round < 20'000; ++round) {
    const auto tiers = some_tiers(random);
    const Decimal quantity = Decimal::from_scaled(
      random() % 2 == 0 ? Int128{random() % 5000} * Decimal::scale
                        : static_cast<Int128>(random() % 5'000'000'000'000'000)
    );
    for (const TiersMode mode : {TiersMode::graduated, TiersMode::volume}) {
      const auto priced = price_in_tiers(tiers, mode, quantity);
      ASSERT_TRUE(priced);
      EXPECT_EQ(
        priced->amount,
        rounded(reference(tiers, mode, quantity), Int128{Decimal::scale} * Decimal::scale)
      );
    }
  }
}

TEST(Tiers, PriceEachUnitInItsTierOrAllInOne) {
  std::vector<PriceTier> tiers(2);
  tiers[0].up_to = 10;
  tiers[0].unit_amount = 100;
  tiers[1].unit_amount = 50;
  tiers[1].flat_amount = 500;
  const Decimal twelve = Decimal::from_integer(12);
  const auto graduated = price_in_tiers(tiers, TiersMode::graduated, twelve);
  EXPECT_EQ(graduated->amount, 10 * 100 + 500 + 2 * 50);
  EXPECT_EQ(graduated->shares.size(), 2U);
  EXPECT_EQ(price_in_tiers(tiers, TiersMode::volume, twelve)->amount, 500 + 12 * 50);
  EXPECT_EQ(price_in_tiers(tiers, TiersMode::volume, Decimal::from_integer(10))->amount, 1000);
  EXPECT_EQ(price_in_tiers(tiers, TiersMode::graduated, Decimal{})->amount, 0);
}

TEST(Price, BelowTheMinorUnitIsRoundedOverTheWholeQuantity) {
  PriceTerms terms;
  terms.unit_amount = *Decimal::parse("0.015");
  EXPECT_EQ(price_of(terms, Decimal::from_integer(1000))->amount, 15);
  EXPECT_EQ(price_of(terms, Decimal::from_integer(1))->amount, 0);
  terms.unit_amount = Decimal::from_integer(line_amount_max);
  EXPECT_TRUE(price_of(terms, Decimal::from_integer(1)));
  EXPECT_FALSE(price_of(terms, Decimal::from_integer(2)));
}

TEST(Period, IsAlwaysCountedFromTheAnchor) {
  const Instant anchor = at("2024-01-31T10:00:00Z");
  const auto next = [&](std::string_view from) {
    return to_text(boundary_after(anchor, Interval::month, 1, at(from)));
  };
  EXPECT_EQ(next("2024-01-31T10:00:00Z"), "2024-02-29T10:00:00.000Z");
  EXPECT_EQ(next("2024-02-29T10:00:00Z"), "2024-03-31T10:00:00.000Z");
  EXPECT_EQ(next("2024-02-29T09:59:59Z"), "2024-02-29T10:00:00.000Z");
  EXPECT_EQ(next("2023-11-15T00:00:00Z"), "2023-11-30T10:00:00.000Z");
  EXPECT_EQ(
    to_text(boundary_at_or_before(anchor, Interval::month, 3, at("2124-05-01T00:00:00Z"))),
    "2124-04-30T10:00:00.000Z"
  );
  EXPECT_EQ(
    to_text(boundary_after(anchor, Interval::week, 2, at("2024-02-14T10:00:00Z"))),
    "2024-02-28T10:00:00.000Z"
  );
}

} // namespace
} // namespace portal::testing

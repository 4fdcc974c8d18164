#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "events/money.hpp"

namespace portal::testing {
namespace {

struct Spelling {
  std::string_view text;
  std::string_view means;
};

TEST(Decimal, ReadsExactlyAndWritesTheShortest) {
  const auto table = std::to_array<Spelling>({
    {"0", "0"},
    {"-0", "0"},
    {"0.10", "0.1"},
    {"12.5", "12.5"},
    {"-12.500", "-12.5"},
    {"1e3", "1000"},
    {"1.5E-3", "0.0015"},
    {"0.000000000001", "0.000000000001"},
    {"999999999999999999999", "999999999999999999999"},
    {"-999999999999999999999.999999999999", "-999999999999999999999.999999999999"},
    {"100e-2", "1"},
  });
  for (const Spelling& spelling : table) {
    const auto parsed = Decimal::parse(spelling.text);
    ASSERT_TRUE(parsed) << spelling.text;
    EXPECT_EQ(parsed->text(), spelling.means) << spelling.text;
  }
}

TEST(Decimal, RefusesWhatItWouldHaveToRound) {
  for (const std::string_view text :
       {"",
        ".",
        "1.",
        ".5",
        "+1",
        "1,5",
        "0x1",
        "NaN",
        "Infinity",
        "1e",
        "e1",
        "--1",
        "1e999",
        "0.0000000000001",
        "1000000000000000000000",
        "1e21",
        "1e-13",
        "1 ",
        " 1",
        "1_000"}) {
    EXPECT_FALSE(Decimal::parse(text)) << text;
  }
}

/// floor(|n| / d + 1/2) with n's sign, by long division on the remainder alone.
std::int64_t reference(Int128 numerator, Int128 denominator) {
  const bool negative = numerator < 0;
  const Int128 size = negative ? -numerator : numerator;
  Int128 whole = size / denominator;
  const Int128 rest = size - whole * denominator;
  if (rest >= denominator - rest) ++whole;
  return static_cast<std::int64_t>(negative ? -whole : whole);
}

TEST(Decimal, RoundsWhereItIsAskedTo) {
  const auto read = [](std::string_view text) {
    return Decimal::parse_rounded(text).value().text();
  };
  EXPECT_EQ(read("0.30000000000000004"), "0.3");
  EXPECT_EQ(read("-0.3333333333333333"), "-0.333333333333");
  EXPECT_EQ(read("0.0000000000005"), "0.000000000001");
  EXPECT_EQ(read("0.00000000000049"), "0");
  EXPECT_EQ(read("5e-14"), "0");
  EXPECT_EQ(read("9.9999999999999"), "10");
  EXPECT_EQ(read("12.5"), "12.5");
  EXPECT_FALSE(Decimal::parse_rounded("1e30"));
  EXPECT_FALSE(Decimal::parse_rounded("abc"));
}

TEST(Decimal, SumsToTheEndOfItsRange) {
  const Decimal most = *Decimal::parse("999999999999999999999.999999999999");
  EXPECT_EQ(saturated_sum(most, Decimal::from_integer(1)), most);
  EXPECT_EQ(
    saturated_sum(Decimal::from_integer(1), Decimal::from_integer(2)), Decimal::from_integer(3)
  );
}

TEST(Rounding, GoesToTheNearestAndHalvesAwayFromZero) {
  EXPECT_EQ(divide_rounded(5, 2), 3);
  EXPECT_EQ(divide_rounded(-5, 2), -3);
  EXPECT_EQ(divide_rounded(4, 3), 1);
  EXPECT_EQ(divide_rounded(-4, 3), -1);
  EXPECT_EQ(divide_rounded(0, 7), 0);
  EXPECT_EQ(divide_rounded(1, 2), 1);
  EXPECT_EQ(divide_rounded(-1, 2), -1);
}

TEST(Rounding, EqualsTheReferenceForRandomNumbers) {
  const std::uint64_t seed = 20'261'122;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random{seed};
  for (int at = 0; at < 200'000; ++at) {
    const auto numerator = static_cast<std::int64_t>(random()) >> (random() % 60);
    const auto denominator = static_cast<std::int64_t>(random() >> (1 + random() % 62)) + 1;
    ASSERT_EQ(divide_rounded(numerator, denominator), reference(numerator, denominator))
      << numerator << " / " << denominator;
  }
}

TEST(Rounding, RefusesWhatDoesNotFit) {
  const Int128 large = Int128{std::numeric_limits<std::int64_t>::max()} * 4;
  EXPECT_FALSE(divide_rounded(large, 2));
  EXPECT_TRUE(divide_rounded(large, 4));
}

TEST(Money, MultipliesUnitsExactly) {
  EXPECT_EQ(times(*Decimal::parse("0.5"), 3), 2); // 1.5 → 2
  EXPECT_EQ(times(*Decimal::parse("0.005"), 1'000'000), 5'000);
  EXPECT_EQ(times(*Decimal::parse("1999"), 12), 23'988);
  EXPECT_EQ(times(*Decimal::parse("-0.5"), 1), -1);
  EXPECT_FALSE(times(Decimal::from_integer(1'000'000'000'000), 1'000'000'000'000));
}

TEST(Money, ChecksItsSums) {
  constexpr auto most = std::numeric_limits<std::int64_t>::max();
  EXPECT_EQ(checked_add(most - 1, 1), most);
  EXPECT_FALSE(checked_add(most, 1));
  EXPECT_FALSE(checked_add(std::numeric_limits<std::int64_t>::min(), -1));
}

TEST(Money, KnowsTheMinorUnitOfEachCurrency) {
  EXPECT_EQ(Currency::parse("usd")->exponent(), 2);
  EXPECT_EQ(Currency::parse("jpy")->exponent(), 0);
  EXPECT_EQ(Currency::parse("kwd")->exponent(), 3);
  EXPECT_EQ(to_text(1'250, *Currency::parse("usd")), "12.50 USD");
  EXPECT_EQ(to_text(-5, *Currency::parse("usd")), "-0.05 USD");
  EXPECT_EQ(to_text(1'250, *Currency::parse("jpy")), "1250 JPY");
  EXPECT_EQ(to_text(1'250, *Currency::parse("kwd")), "1.250 KWD");
  for (const std::string_view code : {"", "us", "USD", "usdx", "zzz"}) {
    EXPECT_FALSE(Currency::parse(code)) << code;
  }
}

} // namespace
} // namespace portal::testing

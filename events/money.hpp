#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portal {

// GCC and Clang have it; -Wpedantic asks that the extension be marked.
__extension__ typedef __int128 Int128;           // NOLINT(modernize-use-using)
__extension__ typedef unsigned __int128 UInt128; // NOLINT(modernize-use-using)

/// A lower-case ISO 4217 code that this build knows the exponent of.
class Currency {
 public:
  Currency() = default;

  /// Nothing unless `text` is a known code in lower case.
  static std::optional<Currency> parse(std::string_view text);

  std::string_view text() const { return {code_, 3}; }

  /// Digits of the minor unit: 2 for usd, 0 for jpy, 3 for kwd.
  int exponent() const;

  bool empty() const { return code_[0] == '\0'; }

  auto operator<=>(const Currency&) const = default;

 private:
  char code_[4] = {};
};

/// An exact decimal, scaled by 10^12: prices below the minor unit, usage values, percentages.
/// Holds |x| < 10^21; sums that could leave the range are made with saturated_sum().
class Decimal {
 public:
  static constexpr std::int64_t scale = 1'000'000'000'000;

  Decimal() = default;

  static Decimal from_integer(std::int64_t value) { return from_scaled(Int128{value} * scale); }

  static Decimal from_scaled(Int128 scaled) {
    Decimal made;
    made.scaled_ = scaled;
    return made;
  }

  /// Reads `-12.5`, `3`, `1e-3`: at most 12 decimals and 21 digits before the point, nothing rounded.
  static std::optional<Decimal> parse(std::string_view text);

  /// The same, but what is beyond 12 decimals is rounded, halves away from zero: programs that count in
  /// binary fractions send `0.30000000000000004`.
  static std::optional<Decimal> parse_rounded(std::string_view text);

  /// The shortest exact text, no exponent: `12.5`.
  std::string text() const;

  Int128 scaled() const { return scaled_; }

  bool is_integer() const { return scaled_ % scale == 0; }

  auto operator<=>(const Decimal&) const = default;

  friend Decimal operator+(Decimal left, Decimal right) {
    return from_scaled(left.scaled_ + right.scaled_);
  }

  /// left + right, or the end of the range that it would leave.
  friend Decimal saturated_sum(Decimal left, Decimal right);

  friend Decimal operator-(Decimal left, Decimal right) {
    return from_scaled(left.scaled_ - right.scaled_);
  }

 private:
  enum class Rest { refused, rounded };

  static std::optional<Decimal> read(std::string_view text, Rest rest);

  Int128 scaled_ = 0;
};

/// numerator / denominator, rounded to the nearest integer, halves away from zero. `denominator` > 0.
/// Nothing when the result does not fit 64 bits. The one rounding rule for money (SPEC: proration).
std::optional<std::int64_t> divide_rounded(Int128 numerator, Int128 denominator);

/// unit price (minor units, possibly with decimals) × quantity, rounded to whole minor units.
std::optional<std::int64_t> times(Decimal unit_amount, std::int64_t quantity);

/// a + b, or nothing when it leaves 64 bits.
std::optional<std::int64_t> checked_add(std::int64_t left, std::int64_t right);

/// `12.50 USD`, `¥` never: plain, for messages and descriptions; the edge localises.
std::string to_text(std::int64_t amount_minor, Currency currency);

} // namespace portal

#include "events/tiers.hpp"

#include <algorithm>

namespace portal {
namespace {

/// An exact sum of products of two decimals: whole 10^-12 parts, and what is left over in 10^-24.
class ExactSum {
 public:
  void add(Decimal unit_amount, Decimal quantity) {
    const Int128 whole = quantity.scaled() / Decimal::scale;
    const Int128 part = quantity.scaled() % Decimal::scale;
    Int128 by_whole = 0;
    Int128 by_part = 0;
    overflown_ |= __builtin_mul_overflow(unit_amount.scaled(), whole, &by_whole);
    overflown_ |= __builtin_mul_overflow(unit_amount.scaled(), part, &by_part);
    overflown_ |= __builtin_add_overflow(parts_, by_whole, &parts_);
    overflown_ |= __builtin_add_overflow(parts_, by_part / Decimal::scale, &parts_);
    rest_ += by_part % Decimal::scale;
    if (rest_ >= Decimal::scale) {
      rest_ -= Decimal::scale;
      ++parts_;
    }
  }

  void add_flat(std::int64_t amount) {
    overflown_ |= __builtin_add_overflow(parts_, Int128{amount} * Decimal::scale, &parts_);
  }

  /// For sums that are not below zero: what is left over can then never reach a half by itself.
  std::optional<std::int64_t> rounded() const {
    if (overflown_) return std::nullopt;
    return divide_rounded(parts_, Decimal::scale);
  }

 private:
  Int128 parts_ = 0;
  Int128 rest_ = 0;
  bool overflown_ = false;
};

void add_share(
  Priced& priced, ExactSum& sum, const std::vector<PriceTier>& tiers, std::size_t at,
  Decimal quantity
) {
  const PriceTier& tier = tiers[at];
  const Decimal unit = unit_price(tier);
  sum.add(unit, quantity);
  if (tier.flat_amount) sum.add_flat(*tier.flat_amount);
  priced.shares.push_back({static_cast<std::int64_t>(at), quantity, unit, tier.flat_amount});
}

} // namespace

std::optional<Priced>
price_in_tiers(const std::vector<PriceTier>& tiers, TiersMode mode, Decimal quantity) {
  Priced priced;
  ExactSum sum;
  Decimal below; // the end of the tiers before this one
  for (std::size_t at = 0; at < tiers.size() && quantity > below; ++at) {
    // The last tier takes the rest even where its own end is lower.
    const bool last = at + 1 == tiers.size() || !tiers[at].up_to;
    const Decimal end = last ? quantity : Decimal::from_integer(*tiers[at].up_to);
    if (mode == TiersMode::graduated) {
      add_share(priced, sum, tiers, at, std::min(quantity, end) - below);
    } else if (quantity <= end) {
      add_share(priced, sum, tiers, at, quantity);
      break;
    }
    below = end;
  }
  const auto amount = sum.rounded();
  if (!amount) return std::nullopt;
  priced.amount = *amount;
  return priced;
}

std::optional<std::int64_t> price_per_unit(Decimal unit_amount, Decimal quantity) {
  ExactSum sum;
  sum.add(unit_amount, quantity);
  return sum.rounded();
}

} // namespace portal

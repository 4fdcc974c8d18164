#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "events/prices.hpp"

namespace portal {

/// What one tier added to an amount, before rounding.
struct TierShare {
  std::int64_t tier = 0; ///< place in the price's list, from 0
  Decimal quantity;
  std::optional<Decimal> unit_amount;
  std::optional<std::int64_t> flat_amount;
  bool operator==(const TierShare&) const = default;
  static constexpr Fields fields{
    Field{"tier", &TierShare::tier, "The tier's place in the price, from 0."},
    Field{"quantity", &TierShare::quantity, "Units priced in this tier."},
    Field{"unit_amount", &TierShare::unit_amount, "Price of each, in minor units."},
    Field{"flat_amount", &TierShare::flat_amount, "Added once for the tier, in minor units."},
  };
};

/// An amount and the tiers that it came from.
struct Priced {
  std::int64_t amount = 0;
  std::vector<TierShare> shares;
  bool operator==(const Priced&) const = default;
};

/// The price of `quantity` (≥ 0) in tiers, rounded once over the whole sum, halves away from zero.
/// Nothing when it leaves 64 bits.
std::optional<Priced>
price_in_tiers(const std::vector<PriceTier>& tiers, TiersMode mode, Decimal quantity);

/// unit price × quantity, both exact, rounded once. Nothing when it leaves 64 bits.
std::optional<std::int64_t> price_per_unit(Decimal unit_amount, Decimal quantity);

} // namespace portal

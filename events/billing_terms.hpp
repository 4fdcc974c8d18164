#pragma once

// What a subscription has agreed to, copied from the catalog when it was agreed: events and
// invoices are made from these terms and never from the catalog of a later day.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/meters.hpp"
#include "events/tax_rates.hpp"
#include "events/tiers.hpp"

namespace portal {

/// What a metered price counts, at the moment a subscription took it.
struct MeterTerms {
  MeterId id;
  std::string event_type;
  Aggregation aggregation;
  std::vector<MeterFilter> filters;
  std::optional<std::string> unit;
  bool operator==(const MeterTerms&) const = default;
  static constexpr Fields fields{
    Field{"id", &MeterTerms::id, "The meter."},
    Field{"event_type", &MeterTerms::event_type, "The type of the events that it counts."},
    Field{"aggregation", &MeterTerms::aggregation, "How events become a number."},
    Field{"filters", &MeterTerms::filters, "All of these must hold for an event to count."},
    Field{"unit", &MeterTerms::unit, "What one of it is called."},
  };
};

/// A price's terms at the moment a subscription took it.
struct PriceTerms {
  ProductId product;
  std::string description; ///< the product's name: what an invoice line says
  Currency currency;
  std::optional<Decimal> unit_amount;
  std::optional<TiersMode> tiers_mode;
  std::vector<PriceTier> tiers;
  Interval interval = Interval::month;
  std::int64_t interval_count = 1;
  UsageType usage_type = UsageType::licensed;
  TaxBehavior tax_behavior = TaxBehavior::exclusive;
  std::optional<MeterTerms> meter;
  bool operator==(const PriceTerms&) const = default;
  static constexpr Fields fields{
    Field{"product", &PriceTerms::product, "The product that is sold."},
    Field{"description", &PriceTerms::description, "The product's name."},
    Field{"currency", &PriceTerms::currency, "The price's currency."},
    Field{"unit_amount", &PriceTerms::unit_amount, "Price of one unit, in minor units."},
    Field{"tiers_mode", &PriceTerms::tiers_mode, "How the tiers apply."},
    Field{"tiers", &PriceTerms::tiers, "The tiers, for a tiered price."},
    Field{"interval", &PriceTerms::interval, "The unit of the billing interval."},
    Field{"interval_count", &PriceTerms::interval_count, "How many of them a period lasts."},
    Field{"usage_type", &PriceTerms::usage_type, "In advance by quantity, or afterwards by usage."},
    Field{"tax_behavior", &PriceTerms::tax_behavior, "Is tax on top of the amount, or inside it?"},
    Field{"meter", &PriceTerms::meter, "What counts, for a metered price."},
  };

  bool metered() const { return usage_type == UsageType::metered; }
};

/// A tax rate's terms at the moment a subscription or an invoice line took it.
struct TaxTerms {
  TaxRateId id;
  std::string display_name;
  DecimalText percentage;
  bool inclusive = false;
  bool operator==(const TaxTerms&) const = default;
  static constexpr Fields fields{
    Field{"id", &TaxTerms::id, "The tax rate."},
    Field{"display_name", &TaxTerms::display_name, "What invoices call the tax."},
    Field{"percentage", &TaxTerms::percentage, "Percent, exact."},
    Field{"inclusive", &TaxTerms::inclusive, "Is it inside amounts without a price?"},
  };
};

/// A coupon as it applies to a subscription: `once`, until `ends_at`, or for ever.
struct Discount {
  CouponId coupon;
  std::optional<Decimal> percent_off;
  std::optional<std::int64_t> amount_off;
  std::optional<Currency> currency;
  bool once = false;
  Instant starts_at;
  std::optional<Instant> ends_at;
  bool operator==(const Discount&) const = default;
  static constexpr Fields fields{
    Field{"coupon", &Discount::coupon, "The coupon it comes from."},
    Field{"percent_off", &Discount::percent_off, "Percent taken off."},
    Field{"amount_off", &Discount::amount_off, "Amount taken off each invoice, in minor units."},
    Field{"currency", &Discount::currency, "The currency of amountOff."},
    Field{"once", &Discount::once, "Does it end with the first invoice it takes something off?"},
    Field{"starts_at", &Discount::starts_at, "When it was applied."},
    Field{"ends_at", &Discount::ends_at, "Periods that start from here on are not discounted."},
  };
};

} // namespace portal

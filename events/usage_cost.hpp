#pragma once

// What usage costs before it is billed, by the lines that the next invoices would have. Nothing happens.

#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "events/customer_area.hpp"
#include "events/money.hpp"
#include "events/periods.hpp"

namespace portal {

// -- what may be asked for ----------------------------------------------------------------------------

/// Asks what the usage costs that no invoice has billed yet. Leads to no event.
struct LookAtUsageCost {
  static constexpr std::string_view type = "usage.cost";
  static constexpr Fields<> fields{};
};

using UsageCostCommand = std::variant<LookAtUsageCost>;

// -- object -------------------------------------------------------------------------------------------

/// What a meter costs the subscriptions whose period that is.
struct MeterCost {
  MeterId meter;
  Period period; ///< the one that runs
  Currency currency;
  std::int64_t amount = 0;
  std::optional<std::int64_t> included;
  static constexpr Fields fields{
    Field{"meter", &MeterCost::meter, "The meter."},
    Field{"period", &MeterCost::period, "The period that runs."},
    Field{"currency", &MeterCost::currency, "The currency of the amount."},
    Field{
      "amount", &MeterCost::amount,
      "What is not billed yet, late usage too, before discounts and taxes, in minor units."},
    Field{"included", &MeterCost::included, "How many units of a period cost nothing."},
  };
};

struct UsageCost {
  std::vector<MeterCost> meters;
  static constexpr Fields fields{
    Field{"meters", &UsageCost::meters, "Once for each meter and period."},
  };
};

// -- rules --------------------------------------------------------------------------------------------

/// Its subject is {"usage_cost", JSON}.
CustomerDecision decide(const CustomerState&, const LookAtUsageCost&, const Context&);

} // namespace portal

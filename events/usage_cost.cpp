#include "events/usage_cost.hpp"

#include <algorithm>

#include "events/billing_rules.hpp"
#include "events/billing_work.hpp"

namespace portal {
namespace {

bool is_free(const PriceTier& tier) {
  const bool unit = tier.unit_amount.value_or(0) != 0 ||
                    (tier.unit_amount_decimal && tier.unit_amount_decimal->value != Decimal{});
  return !unit && tier.flat_amount.value_or(0) == 0;
}

/// Units that cost nothing whatever else is used: the first tiers, where each unit is in one.
std::optional<std::int64_t> included_in(const PriceTerms& terms) {
  if (terms.tiers_mode != TiersMode::graduated) return std::nullopt;
  std::optional<std::int64_t> included;
  for (const PriceTier& tier : terms.tiers) {
    if (!is_free(tier)) return included;
    included = tier.up_to;
  }
  return std::nullopt; // nothing is ever charged
}

MeterCost& cost_of(UsageCost& made, const Subscription& subscription, const MeterId& meter) {
  const auto known = std::find_if(made.meters.begin(), made.meters.end(), [&](const auto& one) {
    return one.meter == meter && one.period == subscription.period();
  });
  if (known != made.meters.end()) return *known;
  made.meters.push_back({meter, subscription.period(), subscription.currency, 0, std::nullopt});
  return made.meters.back();
}

void add_lines(
  UsageCost& made, const Subscription& subscription, const std::vector<InvoiceLine>& lines
) {
  for (const InvoiceLine& line : lines) {
    if (line.usage) cost_of(made, subscription, line.usage->meter).amount += line.amount;
  }
}

} // namespace

CustomerDecision
decide(const CustomerState& state, const LookAtUsageCost& /*ask*/, const Context& context) {
  if (auto refusal = feature_refusal(state, context, PortalFeature::usage))
    return refused(*refusal);
  UsageCost made;
  BillingWork work{state, context};
  for (const auto& [id, subscription] : state.billing.subscriptions) {
    if (subscription.ended_at) continue;
    add_lines(made, subscription, usage_lines(work, subscription, subscription.period()));
    add_lines(made, subscription, departed_lines(work, id));
    const auto book = state.billing.books.find(id);
    if (book != state.billing.books.end()) {
      for (const WaitingLine& waiting : book->second.waiting) {
        add_lines(made, subscription, {waiting.line});
      }
    }
    for (const SubscriptionItem& item : subscription.items) {
      if (!item.terms.meter) continue;
      const auto included = included_in(item.terms);
      if (!included) continue;
      auto& sum = cost_of(made, subscription, item.terms.meter->id).included;
      sum = sum.value_or(0) + *included;
    }
  }
  return Decided<CustomerEvent>{{}, {"usage_cost", write_message(made)}};
}

} // namespace portal

#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

/// A subscription to a flat price and a metered one of 3 minor units each.
World metered() {
  World world;
  world.card("pm_card_visa");
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.items = {{PriceId{"price_pro"}, {}}, {PriceId{"price_calls"}, {}}};
  EXPECT_EQ(world.ask(ask), "");
  return world;
}

void use(World& world, std::string_view when, std::string_view properties) {
  note_usage(world.state, "api.call", at(when), RawJson{std::string{properties}});
}

TEST(MeteredUsage, IsBilledInArrearsAtRenewal) {
  World world = metered();
  EXPECT_EQ(world.invoice().total, 2000);
  use(world, "2026-02-01T00:00:00Z", R"({"tokens":100})");
  use(world, "2026-02-02T00:00:00Z", R"({"tokens":"0.5"})");
  use(world, "2026-02-02T00:00:00Z", R"({"other":7})");
  note_usage(world.state, "other.type", at("2026-02-02T00:00:00Z"), RawJson{R"({"tokens":1})"});
  world.advance("2026-02-28T10:00:00Z");
  EXPECT_EQ(world.invoice().total, 2302); // 100.5 × 3 = 301.5, half away from zero
  const InvoiceLine& line = world.invoice().lines.front();
  EXPECT_EQ(line.usage, (LineUsage{MeterId{"mtr_calls"}, *Decimal::parse("100.5"), 2, 0}));
  EXPECT_EQ(line.period.start, at(start_of_2026));
  EXPECT_EQ(line.period.end, at("2026-02-28T10:00:00Z"));
  world.advance("2026-03-31T10:00:00Z");
  EXPECT_EQ(world.invoice().total, 2000);
}

TEST(MeteredUsage, ThatIsLateIsBilledOnTheOpenPeriodAndMarked) {
  World world = metered();
  world.advance("2026-02-28T10:00:00Z");
  use(world, "2026-02-27T00:00:00Z", R"({"tokens":10})");
  use(world, "2026-03-01T00:00:00Z", R"({"tokens":1})");
  use(world, "2025-12-01T00:00:00Z", R"({"tokens":1000})"); // before there was a subscription
  world.advance("2026-03-31T10:00:00Z");
  EXPECT_EQ(
    world.invoice().lines.front().usage,
    (LineUsage{MeterId{"mtr_calls"}, Decimal::from_integer(11), 2, 1})
  );
}

TEST(MeteredUsage, IsBilledWhenTheSubscriptionIsCanceledNow) {
  World world = metered();
  use(world, "2026-01-31T10:00:00Z", R"({"tokens":10})");
  world.happened();
  EXPECT_EQ(world.ask(CancelSubscription{SubscriptionId{"sub_1"}, {}}), "");
  EXPECT_EQ(
    world.happened(), (Types{
                        "subscription.canceled", "invoice.created", "invoice.finalized",
                        "payment.started", "payment.succeeded", "invoice.paid"})
  );
  EXPECT_EQ(world.invoice().total, 30);
  EXPECT_EQ(world.invoice().billing_reason, BillingReason::subscription_cancel);
  use(world, "2026-01-31T10:00:00Z", R"({"tokens":10})");
  EXPECT_TRUE(world.state.billing.usage.empty());
}

TEST(MeteredUsage, InATrialIsNeverBilled) {
  World world;
  world.card("pm_card_visa");
  world.catalog.prices[PriceId{"price_calls"}].trial_days = 7;
  world.subscribe("price_calls");
  use(world, "2026-02-01T00:00:00Z", R"({"tokens":10})");
  world.advance("2026-02-07T10:00:00Z");
  EXPECT_EQ(world.status(), "active");
  EXPECT_TRUE(world.state.billing.usage.empty());
  EXPECT_TRUE(world.state.billing.invoices.empty());
}

TEST(MeteredUsage, PassesTheMetersFiltersAsTheyWereAgreed) {
  World world;
  Meter& meter = world.catalog.meters[MeterId{"mtr_calls"}];
  meter.filters = {MeterFilter{"status", {}, {RawJson{"200"}, RawJson{"201"}}}};
  world.subscribe("price_calls");
  meter.filters.clear();
  use(world, "2026-02-01T00:00:00Z", R"({"tokens":1,"status":200})");
  use(world, "2026-02-01T00:00:00Z", R"({"tokens":2,"status":500})");
  EXPECT_EQ(world.state.billing.usage.begin()->second.sum, Decimal::from_integer(1));
}

struct AggregationRow {
  AggregationType type;
  std::string_view value;
};

TEST(Aggregations, AreExact) {
  const AggregationRow rows[] = {
    {AggregationType::count, "4"}, {AggregationType::sum, "6"},   {AggregationType::max, "3.5"},
    {AggregationType::min, "0.5"}, {AggregationType::avg, "1.5"}, {AggregationType::unique, "3"},
    {AggregationType::last, "1"},
  };
  for (const AggregationRow& row : rows) {
    World world;
    world.catalog.meters[MeterId{"mtr_calls"}].aggregation.type = row.type;
    world.subscribe("price_calls");
    use(world, "2026-02-03T00:00:00Z", R"({"tokens":3.5})");
    use(world, "2026-02-01T00:00:00Z", R"({"tokens":0.5})");
    use(world, "2026-02-04T00:00:00Z", R"({"tokens":1})");
    use(world, "2026-02-02T00:00:00Z", R"({"tokens":1})");
    const UsageTally& tally = world.state.billing.usage.begin()->second;
    EXPECT_EQ(usage_value(tally, {row.type, "tokens"}).text(), row.value) << name_of(row.type);
  }
}

} // namespace
} // namespace portal::testing

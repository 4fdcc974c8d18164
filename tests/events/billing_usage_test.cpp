#include "tests/events/metered_world.hpp"

namespace portal::testing {
namespace {

TEST(MeteredUsage, IsBilledInArrearsAtRenewal) {
  World world = metered();
  EXPECT_EQ(world.invoice().total, 2000);
  use(world, "2026-02-01T00:00:00Z", R"({"tokens":100})");
  use(world, "2026-02-02T00:00:00Z", R"({"tokens":"0.5"})");
  use(world, "2026-02-02T00:00:00Z", R"({"other":7})");
  note_usage(world.state, "other.type", at("2026-02-02T00:00:00Z"), RawJson{R"({"tokens":1})"}, 99);
  world.advance("2026-02-28T10:00:00Z");
  EXPECT_EQ(world.invoice().total, 2302); // 100.5 × 3 = 301.5, half away from zero
  const InvoiceLine& line = world.invoice().lines.front();
  EXPECT_EQ(line.usage->meter, MeterId{"mtr_calls"});
  EXPECT_EQ(line.usage->value, *Decimal::parse("100.5"));
  EXPECT_EQ(line.usage->events, 2);
  EXPECT_EQ(line.usage->late_events, 0);
  EXPECT_FALSE(line.late);
  EXPECT_EQ(line.period.start, at(start_of_2026));
  EXPECT_EQ(line.period.end, at("2026-02-28T10:00:00Z"));
  world.advance("2026-03-31T10:00:00Z");
  EXPECT_EQ(world.invoice().total, 2000);
  EXPECT_EQ(world.invoice().lines.front().amount, 0); // nothing used, and said so
  EXPECT_EQ(world.invoice().lines.front().usage->events, 0);
}

TEST(MeteredUsage, ThatIsLateIsBilledOnTheOpenPeriodAndMarked) {
  World world = metered();
  world.advance("2026-02-28T10:00:00Z");
  use(world, "2026-02-27T00:00:00Z", R"({"tokens":10})");
  use(world, "2026-03-01T00:00:00Z", R"({"tokens":1})");
  use(world, "2025-12-01T00:00:00Z", R"({"tokens":1000})"); // before there was a subscription
  world.advance("2026-03-31T10:00:00Z");
  const InvoiceLine& late = world.invoice().lines.at(0);
  EXPECT_EQ(late.late, true);
  EXPECT_EQ(late.amount, 30);
  EXPECT_EQ(late.period.start, at(start_of_2026));
  EXPECT_EQ(late.period.end, at("2026-02-28T10:00:00Z"));
  EXPECT_EQ(late.usage->late_events, 1);
  const InvoiceLine& open = world.invoice().lines.at(1);
  EXPECT_FALSE(open.late);
  EXPECT_EQ(open.amount, 3);
  EXPECT_EQ(open.period.start, at("2026-02-28T10:00:00Z"));
  world.advance("2026-04-30T10:00:00Z");
  EXPECT_EQ(world.invoice().total, 2000) << "late usage is billed once";
}

/// Tiers with a flat amount, so that pricing late usage by itself would be wrong.
void price_in_two_tiers(World& world, TiersMode mode) {
  Price& price = world.catalog.prices[PriceId{"price_calls"}];
  price.unit_amount.reset();
  price.tiers_mode = mode;
  price.tiers.resize(2);
  price.tiers[0].up_to = 10;
  price.tiers[0].unit_amount = 100;
  price.tiers[0].flat_amount = 1000;
  price.tiers[1].unit_amount = 7;
  price.tiers[1].flat_amount = 500;
}

std::int64_t billed_in_all(const World& world) {
  std::int64_t sum = 0;
  for (const auto& event : world.all<InvoiceCreated>()) sum += event.invoice.total;
  return sum;
}

/// Uses 8, 5 and 2 in February, on time or after February was billed; what April has billed by then.
std::int64_t cost_of(TiersMode mode, AggregationType aggregation, bool late) {
  World world;
  world.card("pm_card_visa");
  price_in_two_tiers(world, mode);
  world.catalog.meters[MeterId{"mtr_calls"}].aggregation.type = aggregation;
  world.subscribe("price_calls");
  use(world, "2026-02-02T00:00:00Z", R"({"tokens":8})");
  if (late) world.advance("2026-03-01T00:00:00Z");
  use(world, "2026-02-04T00:00:00Z", R"({"tokens":5})");
  use(world, "2026-02-03T00:00:00Z", R"({"tokens":2})");
  world.advance("2026-04-30T10:00:00Z");
  return billed_in_all(world);
}

TEST(MeteredUsage, CostsTheSameLateAsInTime) {
  for (const TiersMode mode : {TiersMode::graduated, TiersMode::volume}) {
    for (const AggregationType aggregation :
         {AggregationType::count, AggregationType::sum, AggregationType::max, AggregationType::min,
          AggregationType::avg, AggregationType::unique, AggregationType::last}) {
      EXPECT_EQ(cost_of(mode, aggregation, true), cost_of(mode, aggregation, false))
        << name_of(mode) << ' ' << name_of(aggregation);
    }
  }
  EXPECT_EQ(cost_of(TiersMode::graduated, AggregationType::sum, true), 1000 + 1000 + 500 + 35);
}

PauseSubscription pause_now() {
  auto ask = read_text<PauseSubscription>(
    R"({"id":"sub_1","maxDuration":30,"startsAt":"now"})", Strictness::strict
  );
  return ask.value();
}

TEST(MeteredUsage, CountsByWhatWasServedAtItsOwnTime) {
  World world = metered();
  world.advance("2026-02-10T00:00:00Z");
  EXPECT_EQ(world.ask(pause_now()), "");
  use(world, "2026-02-15T00:00:00Z", R"({"tokens":1000})"); // in the pause
  use(world, "2026-02-09T00:00:00Z", R"({"tokens":10})");   // before it, told during it
  world.advance("2026-02-20T00:00:00Z");
  EXPECT_EQ(world.ask(ResumeSubscription{SubscriptionId{"sub_1"}}), "");
  use(world, "2026-02-16T00:00:00Z", R"({"tokens":1000})"); // in the pause, told after it
  use(world, "2026-02-21T00:00:00Z", R"({"tokens":1})");
  world.advance("2026-03-20T00:00:00Z");
  const InvoiceLine& line = world.invoice().lines.at(0);
  ASSERT_TRUE(line.usage);
  EXPECT_EQ(line.usage->value, *Decimal::parse("11"));
}

TEST(MeteredUsage, CountsForAnItemFromWhenItWasThere) {
  World world;
  world.card("pm_card_visa");
  CreateSubscription plain;
  plain.id = SubscriptionId{"sub_1"};
  plain.items = {{PriceId{"price_pro"}, {}}};
  EXPECT_EQ(world.ask(plain), "");
  world.advance("2026-03-10T00:00:00Z");
  UpdateSubscription add;
  add.id = SubscriptionId{"sub_1"};
  add.items = {{{}, PriceId{"price_calls"}, {}, {}}};
  EXPECT_EQ(world.ask(add), "");
  use(world, "2026-02-15T00:00:00Z", R"({"tokens":1000})"); // a month before
  use(world, "2026-03-09T00:00:00Z", R"({"tokens":1000})"); // a day before
  use(world, "2026-03-11T00:00:00Z", R"({"tokens":7})");
  world.advance("2026-03-31T10:00:00Z");
  std::int64_t metered_lines = 0;
  for (const InvoiceLine& line : world.invoice().lines) {
    if (!line.usage) continue;
    ++metered_lines;
    EXPECT_EQ(line.usage->value, *Decimal::parse("7"));
  }
  EXPECT_EQ(metered_lines, 1);
}

TEST(MeteredUsage, SumsToTheEndOfTheRangeAndNoFurther) {
  World world = metered();
  for (int times = 0; times < 3; ++times) {
    use(world, "2026-02-01T00:00:00Z", R"({"tokens":"900000000000000000000"})");
  }
  const auto& tally = world.state.billing.usage.begin()->second;
  EXPECT_EQ(tally.sum, *Decimal::parse(tally.sum.text())) << "it can be read again";
}

TEST(MeteredUsage, OfAPeriodLongBilledIsBilledByItself) {
  World world = metered();
  use(world, "2026-02-02T00:00:00Z", R"({"tokens":8})");
  world.advance("2026-08-01T00:00:00Z");
  use(world, "2026-02-03T00:00:00Z", R"({"tokens":5})");
  world.advance("2026-08-31T10:00:00Z");
  const InvoiceLine& late = world.invoice().lines.at(0);
  EXPECT_EQ(late.late, true);
  EXPECT_EQ(late.amount, 15);
  EXPECT_EQ(late.period.start, at(start_of_2026));
  EXPECT_EQ(late.period.end, at("2026-02-28T10:00:00Z"));
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

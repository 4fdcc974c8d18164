// What comes late for a price, an item or a meter that went is billed as it was sold then.

#include "tests/events/metered_world.hpp"

namespace portal::testing {
namespace {

void sell_calls_for(World& world, std::int64_t amount, const char* id) {
  Price sold = world.catalog.prices.at(PriceId{"price_calls"});
  sold.id = PriceId{id};
  sold.unit_amount = amount;
  world.catalog.prices[sold.id] = sold;
}

UpdateSubscription buy_calls(World& world, const char* price) {
  UpdateSubscription change;
  change.id = SubscriptionId{"sub_1"};
  change.items = {{world.subscription().items.at(1).id, PriceId{price}, {}, {}}};
  return change;
}

/// The prices that the last invoice bills usage at, by the lines' amounts.
std::map<std::int64_t, PriceId> usage_billed(World& world) {
  std::map<std::int64_t, PriceId> billed;
  for (const InvoiceLine& line : world.invoice().lines) {
    if (line.usage) billed[line.amount] = *line.price;
  }
  return billed;
}

TEST(LateUsage, ForAPriceThatWentIsBilledAtThatPrice) {
  World world = metered();
  sell_calls_for(world, 5, "price_dearer");
  use(world, "2026-02-01T00:00:00Z", R"({"tokens":100})");
  world.advance("2026-02-10T00:00:00Z");
  ASSERT_EQ(world.ask(buy_calls(world, "price_dearer")), "");
  ASSERT_EQ(world.subscription().items.at(1).price, PriceId{"price_dearer"});
  use(world, "2026-02-05T00:00:00Z", R"({"tokens":10})");
  use(world, "2026-02-12T00:00:00Z", R"({"tokens":1})");
  world.advance(world.subscription().current_period_end);
  const std::map<std::int64_t, PriceId> right{
    {300, PriceId{"price_calls"}}, {30, PriceId{"price_calls"}}, {5, PriceId{"price_dearer"}}};
  EXPECT_EQ(usage_billed(world), right);
  use(world, "2026-02-06T00:00:00Z", R"({"tokens":2})");
  use(world, "2026-02-11T00:00:00Z", R"({"tokens":4})");
  world.advance(world.subscription().current_period_end);
  EXPECT_EQ(world.invoice().lines.at(0).amount, 6);
  EXPECT_EQ(world.invoice().lines.at(1).amount, 20);
}

TEST(LateUsage, ForAPriceThatWentWithThePeriodIsBilledAtThatPrice) {
  World world = metered();
  sell_calls_for(world, 5, "price_dearer");
  use(world, "2026-02-01T00:00:00Z", R"({"tokens":100})");
  UpdateSubscription change = buy_calls(world, "price_dearer");
  change.effective = EffectiveWhen::period_end;
  ASSERT_EQ(world.ask(change), "");
  world.advance(world.subscription().current_period_end);
  ASSERT_EQ(world.subscription().items.at(1).price, PriceId{"price_dearer"});
  const SubscriptionItemId item = world.subscription().items.at(1).id;
  ASSERT_EQ(world.state.billing.closed_usage.at(item).size(), 1U);
  EXPECT_EQ(world.state.billing.closed_usage.at(item).front().billed.events, 1);
  use(world, "2026-02-05T00:00:00Z", R"({"tokens":10})");
  use(world, "2026-03-02T00:00:00Z", R"({"tokens":1})");
  world.advance(world.subscription().current_period_end);
  const std::map<std::int64_t, PriceId> right{
    {30, PriceId{"price_calls"}}, {5, PriceId{"price_dearer"}}};
  EXPECT_EQ(usage_billed(world), right);
}

TEST(LateUsage, IsBilledAtItsPriceOfThree) {
  World world = metered();
  sell_calls_for(world, 5, "price_dearer");
  sell_calls_for(world, 7, "price_dearest");
  world.advance("2026-02-10T00:00:00Z");
  ASSERT_EQ(world.ask(buy_calls(world, "price_dearer")), "");
  UpdateSubscription change = buy_calls(world, "price_dearest");
  change.effective = EffectiveWhen::period_end;
  ASSERT_EQ(world.ask(change), "");
  world.advance(world.subscription().current_period_end);
  use(world, "2026-02-09T00:00:00Z", R"({"tokens":100})");
  use(world, "2026-02-11T00:00:00Z", R"({"tokens":10})");
  use(world, "2026-03-02T00:00:00Z", R"({"tokens":1})");
  world.advance(world.subscription().current_period_end);
  const std::map<std::int64_t, PriceId> right{
    {300, PriceId{"price_calls"}}, {50, PriceId{"price_dearer"}}, {7, PriceId{"price_dearest"}}};
  EXPECT_EQ(usage_billed(world), right);
}

TEST(LateUsage, ForAnItemThatWentIsBilledStill) {
  World world = metered();
  use(world, "2026-02-01T00:00:00Z", R"({"tokens":100})");
  world.advance("2026-02-10T00:00:00Z");
  UpdateSubscription remove = buy_calls(world, "price_calls");
  remove.items.front().price.reset();
  remove.items.front().deleted = true;
  ASSERT_EQ(world.ask(remove), "");
  ASSERT_EQ(world.subscription().items.size(), 1U);
  use(world, "2026-02-05T00:00:00Z", R"({"tokens":10})");
  use(world, "2026-02-11T00:00:00Z", R"({"tokens":1000})"); // after it went
  world.advance(world.subscription().current_period_end);
  const std::map<std::int64_t, PriceId> february{
    {300, PriceId{"price_calls"}}, {30, PriceId{"price_calls"}}};
  EXPECT_EQ(usage_billed(world), february);
  use(world, "2026-02-06T00:00:00Z", R"({"tokens":2})");
  world.advance(world.subscription().current_period_end);
  const std::map<std::int64_t, PriceId> march{{6, PriceId{"price_calls"}}};
  EXPECT_EQ(usage_billed(world), march);
  world.advance(world.subscription().current_period_end);
  EXPECT_TRUE(usage_billed(world).empty()) << "and not again";
}

TEST(LateUsage, ForAMeterThatWentIsBilledAtItsPrice) {
  World world = metered();
  Meter& other = world.catalog.meters[MeterId{"mtr_errors"}];
  other = world.catalog.meters.at(MeterId{"mtr_calls"});
  other.id = MeterId{"mtr_errors"};
  other.aggregation = {AggregationType::count, {}};
  sell_calls_for(world, 50, "price_errors");
  world.catalog.prices.at(PriceId{"price_errors"}).meter = other.id;
  UpdateSubscription change = buy_calls(world, "price_errors");
  change.effective = EffectiveWhen::period_end;
  ASSERT_EQ(world.ask(change), "");
  world.advance(world.subscription().current_period_end);
  ASSERT_EQ(world.subscription().items.at(1).price, PriceId{"price_errors"});
  use(world, "2026-02-05T00:00:00Z", R"({"tokens":10})");
  use(world, "2026-03-02T00:00:00Z", R"({"tokens":7})");
  world.advance(world.subscription().current_period_end);
  const std::map<std::int64_t, PriceId> right{
    {30, PriceId{"price_calls"}}, {50, PriceId{"price_errors"}}};
  EXPECT_EQ(usage_billed(world), right);
}

TEST(LateUsage, ForAnItemThatIsLicensedNowIsBilledStill) {
  World world = metered();
  world.add_price("price_seat", 700);
  UpdateSubscription change = buy_calls(world, "price_seat");
  change.effective = EffectiveWhen::period_end;
  ASSERT_EQ(world.ask(change), "");
  world.advance(world.subscription().current_period_end);
  ASSERT_EQ(world.subscription().items.at(1).price, PriceId{"price_seat"});
  use(world, "2026-02-05T00:00:00Z", R"({"tokens":10})");
  world.advance(world.subscription().current_period_end);
  EXPECT_EQ(usage_billed(world), (std::map<std::int64_t, PriceId>{{30, PriceId{"price_calls"}}}));
  EXPECT_EQ(world.invoice().total, 2000 + 700 + 30);
}

TEST(LateUsage, OfATrialIsNotBilledWhenTheItemWent) {
  World world;
  world.card("pm_card_visa");
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.items = {{PriceId{"price_pro"}, {}}, {PriceId{"price_calls"}, {}}};
  ask.trial_days = 14;
  ASSERT_EQ(world.ask(ask), "");
  world.advance("2026-02-05T00:00:00Z");
  UpdateSubscription remove = buy_calls(world, "price_calls");
  remove.items.front().price.reset();
  remove.items.front().deleted = true;
  ASSERT_EQ(world.ask(remove), "");
  use(world, "2026-02-03T00:00:00Z", R"({"tokens":10})");
  world.advance(world.subscription().current_period_end);
  world.advance(world.subscription().current_period_end);
  EXPECT_TRUE(usage_billed(world).empty());
}

TEST(Usage, IsBilledForTheTimeThatItsPriceHeld) {
  World world = metered();
  sell_calls_for(world, 5, "price_dearer");
  sell_calls_for(world, 7, "price_dearest");
  world.advance("2026-02-10T00:00:00Z");
  ASSERT_EQ(world.ask(buy_calls(world, "price_dearer")), "");
  world.advance("2026-02-20T00:00:00Z");
  ASSERT_EQ(world.ask(buy_calls(world, "price_dearest")), "");
  const Instant end = world.subscription().current_period_end;
  world.advance(end);
  std::map<PriceId, Period> held;
  for (const InvoiceLine& line : world.invoice().lines) {
    if (line.usage) held[*line.price] = line.period;
  }
  const std::map<PriceId, Period> right{
    {PriceId{"price_calls"}, {at(start_of_2026), at("2026-02-10T00:00:00Z")}},
    {PriceId{"price_dearer"}, {at("2026-02-10T00:00:00Z"), at("2026-02-20T00:00:00Z")}},
    {PriceId{"price_dearest"}, {at("2026-02-20T00:00:00Z"), end}}};
  EXPECT_EQ(held, right);
}

} // namespace
} // namespace portal::testing

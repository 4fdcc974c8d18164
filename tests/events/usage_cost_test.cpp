#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

UsageCost cost_of(World& world) { return look<UsageCost>(world, LookAtUsageCost{}); }

void use(World& world, std::string_view when, int tokens) {
  note_usage(
    world.state, "api.call", at(when), RawJson{R"({"tokens":)" + std::to_string(tokens) + "}"},
    world.log.size()
  );
}

std::int64_t billed_usage(const Invoice& invoice) {
  std::int64_t sum = 0;
  for (const InvoiceLine& line : invoice.lines) sum += line.usage ? line.amount : 0;
  return sum;
}

TEST(UsageCost, IsWhatTheNextInvoiceBills) {
  World world;
  world.card("pm_card_visa");
  EXPECT_EQ(world.subscribe("price_calls", "sub_1"), "");
  use(world, "2026-02-01T00:00:00Z", 100);
  const std::size_t events = world.log.size();
  const UsageCost first = cost_of(world);
  EXPECT_EQ(world.log.size(), events);
  ASSERT_EQ(first.meters.size(), 1U);
  EXPECT_EQ(first.meters[0].meter, MeterId{"mtr_calls"});
  EXPECT_EQ(first.meters[0].period, world.subscription().period());
  EXPECT_EQ(first.meters[0].amount, 300);
  EXPECT_FALSE(first.meters[0].included);
  world.advance(world.subscription().current_period_end);
  EXPECT_EQ(billed_usage(world.invoice()), 300);
  use(world, "2026-02-02T00:00:00Z", 10); // late
  use(world, "2026-03-01T00:00:00Z", 1);
  EXPECT_EQ(cost_of(world).meters.at(0).amount, 33);
  world.advance(world.subscription().current_period_end);
  EXPECT_EQ(billed_usage(world.invoice()), 33);
}

TEST(UsageCost, CountsNothingOfAPause) {
  World world;
  world.card("pm_card_visa");
  EXPECT_EQ(world.subscribe("price_calls", "sub_1"), "");
  use(world, "2026-02-01T00:00:00Z", 100);
  world.advance("2026-02-02T00:00:00Z");
  world.ask(PauseSubscription{SubscriptionId{"sub_1"}, {}, {}, {}});
  use(world, "2026-02-03T00:00:00Z", 1000);
  EXPECT_EQ(cost_of(world).meters.at(0).amount, 300);
}

TEST(UsageCost, IsOfAllPlansOfAPeriodAndSaysWhatTheyInclude) {
  World world;
  world.card("pm_card_visa");
  Price& price = world.catalog.prices[PriceId{"price_free_first"}];
  price = world.catalog.prices.at(PriceId{"price_calls"});
  price.id = PriceId{"price_free_first"};
  price.unit_amount.reset();
  price.tiers_mode = TiersMode::graduated;
  price.tiers = {{50, 0, {}, {}}, {80, {}, {}, {}}, {{}, 7, {}, {}}};
  EXPECT_EQ(world.subscribe("price_free_first", "sub_1"), "");
  EXPECT_EQ(world.subscribe("price_calls", "sub_2"), "");
  use(world, "2026-02-01T00:00:00Z", 100);
  const UsageCost cost = cost_of(world);
  ASSERT_EQ(cost.meters.size(), 1U);
  EXPECT_EQ(cost.meters[0].amount, 20 * 7 + 100 * 3);
  EXPECT_EQ(cost.meters[0].included, 80);
}

TEST(UsageCost, IsOfNobodyWithoutAPlan) {
  World world;
  EXPECT_TRUE(cost_of(world).meters.empty());
}

} // namespace
} // namespace portal::testing

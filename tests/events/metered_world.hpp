#pragma once

#include "tests/events/billing_world.hpp"

namespace portal::testing {

/// A subscription to a flat price and a metered one of 3 minor units each.
inline World metered() {
  World world;
  world.card("pm_card_visa");
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.items = {{PriceId{"price_pro"}, {}}, {PriceId{"price_calls"}, {}}};
  EXPECT_EQ(world.ask(ask), "");
  return world;
}

inline void use(World& world, std::string_view when, std::string_view properties) {
  const CustomerEvent event{UsageRecorded{
    world.state.customer->id, "api", "", "api.call", at(when), RawJson{std::string{properties}}}};
  world.log.push_back(event);
  world.times.push_back(world.now);
  evolve(world.state, event, EventMeta{world.log.size(), world.now});
}

} // namespace portal::testing

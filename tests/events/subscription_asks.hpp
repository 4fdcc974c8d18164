#pragma once

// What tests ask of a subscription "sub_1" that began on 1 April, and what then waits to be billed.

#include <string>
#include <string_view>
#include <vector>

#include "tests/events/billing_world.hpp"

namespace portal::testing {

/// 30 days: `half` is the middle, `one_day` after one of them.
inline constexpr std::string_view april = "2026-04-01T00:00:00Z";
inline constexpr std::string_view one_day = "2026-04-02T00:00:00Z";
inline constexpr std::string_view half = "2026-04-16T00:00:00Z";

inline UpdateSubscription to_price(std::string_view price) {
  UpdateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{std::string{price}};
  return ask;
}

inline UpdateSubscription to_items(std::vector<ItemChange> items) {
  UpdateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.items = std::move(items);
  return ask;
}

/// A card, and a subscription from 1 April on.
inline World subscriber(const std::string& price) {
  World world{april};
  world.add_price("price_ten", 1000);
  world.card("pm_card_visa");
  EXPECT_EQ(world.subscribe(price), "");
  return world;
}

inline std::vector<std::int64_t> amounts(const std::vector<InvoiceLine>& lines) {
  std::vector<std::int64_t> all;
  for (const InvoiceLine& line : lines) all.push_back(line.amount);
  return all;
}

inline std::vector<std::int64_t> waiting(const World& world) {
  std::vector<std::int64_t> all;
  const auto book = world.state.billing.books.find(SubscriptionId{"sub_1"});
  if (book == world.state.billing.books.end()) return all;
  for (const WaitingLine& one : book->second.waiting) all.push_back(one.line.amount);
  return all;
}

using Amounts = std::vector<std::int64_t>;

} // namespace portal::testing

#include <gtest/gtest.h>

#include "effects/courier.hpp"

namespace portal {
namespace {

constexpr Instant noon{1'795'348'800'000};

PreparedEvent event(Position position, std::string customer, std::string name = "invoice.paid") {
  return {position, std::move(name), "customer/" + customer, "{}"};
}

Courier courier(std::vector<std::string> events = {"*"}) {
  WebhookEndpoint endpoint;
  endpoint.id = EndpointId{"we_1"};
  endpoint.events = std::move(events);
  endpoint.version = 1;
  return Courier{endpoint};
}

DeliveryReport said(DeliveryResult result, Instant at = noon) {
  DeliveryReport report;
  report.result = result;
  report.at = at;
  return report;
}

/// Everything that may be sent now.
std::vector<Position> sendable(Courier& from, Instant now = noon) {
  std::vector<Position> all;
  while (const auto position = from.next(now)) all.push_back(*position);
  return all;
}

using Positions = std::vector<Position>;

TEST(Courier, KeepsTheOrderOfACustomerAndServesOthersMeanwhile) {
  Courier one = courier();
  one.take(event(1, "a"), noon);
  one.take(event(2, "a"), noon);
  one.take(event(3, "b"), noon);
  EXPECT_EQ(sendable(one), (Positions{1, 3}));
  one.result(3, said(DeliveryResult::delivered));
  EXPECT_EQ(sendable(one), Positions{});
  one.result(1, said(DeliveryResult::failed));
  EXPECT_EQ(sendable(one), Positions{});
  EXPECT_EQ(one.next_due(), noon + *delivery_delay(1, 1));
  EXPECT_EQ(sendable(one, *one.next_due()), (Positions{1}));
  one.result(1, said(DeliveryResult::delivered));
  EXPECT_EQ(sendable(one), (Positions{2}));
}

TEST(Courier, PassesByWhatNobodyAskedFor) {
  Courier one = courier({"subscription.*"});
  one.take(event(1, "a"), noon);
  one.take(event(2, "a", "subscription.created"), noon);
  one.take({3, "webhook_endpoint.updated", "webhooks/we_2", ""}, noon);
  EXPECT_EQ(sendable(one), (Positions{2}));
  EXPECT_EQ(one.wants_position(3), std::nullopt);
  EXPECT_EQ(one.wants_position(4), Position{4});
}

TEST(Courier, TellsWhatItHasTakenUpAndWhatCameOfIt) {
  Courier one = courier();
  EXPECT_FALSE(one.has_news());
  one.take(event(1, "a"), noon);
  one.take(event(2, "b"), noon);
  sendable(one);
  one.result(2, said(DeliveryResult::delivered));
  RecordDeliveries news = one.news();
  ASSERT_EQ(news.reports.size(), 2U);
  EXPECT_EQ(news.read_up_to, 2);
  EXPECT_EQ(news.reports[0].position, 1);
  EXPECT_EQ(news.reports[0].result, DeliveryResult::taken);
  EXPECT_EQ(news.reports[1].position, 2);
  EXPECT_EQ(news.reports[1].result, DeliveryResult::delivered);
  one.not_told();
  EXPECT_EQ(one.news().reports.size(), 2U);
  one.told();
  EXPECT_FALSE(one.has_news());
  one.result(1, said(DeliveryResult::failed));
  EXPECT_EQ(one.news().reports.size(), 1U);
}

TEST(Courier, SendsAtOnceWhatIsAskedForAgainWhileItWaits) {
  Courier one = courier();
  one.take(event(1, "a"), noon);
  one.take(event(2, "a"), noon);
  EXPECT_EQ(sendable(one), (Positions{1}));
  one.result(1, said(DeliveryResult::failed));
  const Instant later = noon + Millis{1};
  EXPECT_EQ(sendable(one, later), Positions{});
  one.apply(ResendRequested{EndpointId{"we_1"}, 2, "customer/a"}, 2, later);
  EXPECT_EQ(sendable(one, later), (Positions{1})); // in order: what stands before it comes first
  one.result(1, said(DeliveryResult::delivered, later));
  EXPECT_EQ(sendable(one, later), (Positions{2}));
}

TEST(Courier, GoesOnWithWhatWasHeldAfterARestart) {
  WebhookEndpoint endpoint;
  endpoint.id = EndpointId{"we_1"};
  endpoint.events = {"*"};
  endpoint.read_up_to = 9;
  endpoint.held = {
    {3, "customer/a", 2, noon, noon + Millis{5'000}},
    {5, "customer/a", 0, {}, {}},
    {7, "customer/b", 0, {}, {}}};
  Courier one{endpoint};
  EXPECT_EQ(sendable(one), (Positions{7}));
  EXPECT_EQ(sendable(one, noon + Millis{5'000}), (Positions{3}));
  EXPECT_EQ(one.wants_position(20), Position{10});
  one.result(3, said(DeliveryResult::failed));
  EXPECT_EQ(one.next_due(), noon + *delivery_delay(3, 3));
}

TEST(Courier, SendsAFewAtATimeAndOneWhenNothingArrives) {
  Courier one = courier();
  for (Position position = 1; position <= 20; ++position) {
    one.take(event(position, "c" + std::to_string(position)), noon);
  }
  auto under_way = sendable(one);
  EXPECT_EQ(under_way.size(), Courier::under_way_max);
  for (const Position position : under_way) one.result(position, said(DeliveryResult::failed));
  under_way = sendable(one);
  EXPECT_EQ(under_way.size(), Courier::under_way_max);
  for (const Position position : under_way) one.result(position, said(DeliveryResult::failed));
  under_way = sendable(one);
  EXPECT_EQ(under_way.size(), 1U);
  one.result(under_way.front(), said(DeliveryResult::delivered));
  EXPECT_EQ(sendable(one).size(), Courier::under_way_max);
}

TEST(Courier, ReadsNoMoreThanItCanHold) {
  Courier one = courier();
  for (Position position = 1; position <= Courier::held_max; ++position) {
    ASSERT_EQ(one.wants_position(5'000), position);
    one.take(event(position, "a"), noon);
  }
  EXPECT_EQ(one.wants_position(5'000), std::nullopt);
  sendable(one);
  one.result(1, said(DeliveryResult::delivered));
  EXPECT_EQ(one.wants_position(5'000), Position{Courier::held_max + 1});
}

TEST(Courier, RestsWhileSwitchedOffAndStartsAnewThen) {
  Courier one = courier();
  one.take(event(1, "a"), noon);
  sendable(one);
  one.result(1, said(DeliveryResult::failed));
  one.apply(EndpointDisabled{EndpointId{"we_1"}, "Switched off."}, 2, noon);
  EXPECT_EQ(sendable(one, noon + std::chrono::hours{1}), Positions{});
  EXPECT_EQ(one.wants_position(9), std::nullopt);
  EXPECT_FALSE(one.next_due());
  one.apply(EndpointEnabled{EndpointId{"we_1"}}, 3, noon);
  EXPECT_EQ(sendable(one), (Positions{1}));
  EXPECT_EQ(one.wants_position(9), Position{2});
}

TEST(Courier, ReplaysAStretchAndGoesOnWhereItWas) {
  Courier one = courier();
  for (Position position = 1; position <= 6; ++position) {
    one.take(event(position, "a"), noon);
    sendable(one);
    one.result(position, said(DeliveryResult::delivered));
  }
  one.apply(ReplayStarted{EndpointId{"we_1"}, 2, 4}, 2, noon);
  EXPECT_EQ(one.wants_position(6), Position{3});
  one.take(event(3, "a"), noon);
  EXPECT_EQ(one.wants_position(6), Position{4});
  one.take(event(4, "a"), noon);
  EXPECT_EQ(one.wants_position(6), std::nullopt);
  EXPECT_EQ(one.wants_position(7), Position{7});
  EXPECT_EQ(sendable(one), (Positions{3}));
  one.apply(ResendRequested{EndpointId{"we_1"}, 1, "customer/b"}, 3, noon);
  EXPECT_EQ(sendable(one), (Positions{1}));
}

TEST(Courier, IgnoresChangesThatItHasSeen) {
  Courier one = courier();
  one.apply(EndpointDisabled{EndpointId{"we_1"}, "Switched off."}, 1, noon);
  EXPECT_TRUE(one.endpoint().active);
}

} // namespace
} // namespace portal

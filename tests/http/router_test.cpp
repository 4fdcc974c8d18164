#include <set>

#include <gtest/gtest.h>

#include "events/customer_tokens.hpp"
#include "http/principal.hpp"
#include "http/router.hpp"

namespace portal {
namespace {

TEST(Router, FindsARouteAndTheValuesOfItsPath) {
  const auto match = find_route(routes(), "POST", "/subscriptions/sub_1/cancel");
  ASSERT_NE(match.route, nullptr);
  EXPECT_EQ(match.route->action, "subscription.cancel");
  EXPECT_EQ(match.values, std::vector<std::string>{"sub_1"});
}

TEST(Router, TakesATrailingSlashAsTheSamePath) {
  EXPECT_EQ(find_route(routes(), "GET", "/customers/").route->action, "customer.list");
  EXPECT_EQ(find_route(routes(), "GET", "/customers/cus_1/").route->action, "customer.read");
}

TEST(Router, ServesHeadWhereItServesGet) {
  EXPECT_EQ(find_route(routes(), "HEAD", "/healthz").route->action, "health.read");
  EXPECT_EQ(find_route(routes(), "HEAD", "/usage/events").route, nullptr);
}

TEST(Router, SaysWhichMethodsAPathHas) {
  const auto match = find_route(routes(), "PUT", "/customers/cus_1");
  EXPECT_EQ(match.route, nullptr);
  EXPECT_EQ(match.allow, "GET, HEAD, PATCH, DELETE, OPTIONS");
}

TEST(Router, PrefersAFixedWordToAName) {
  EXPECT_EQ(find_route(routes(), "GET", "/events/stream").route->action, "event.stream");
  EXPECT_EQ(find_route(routes(), "GET", "/events/17").route->action, "event.read");
}

TEST(Router, DoesNotTakeAnEmptySegmentForAName) {
  EXPECT_EQ(find_route(routes(), "GET", "/invoices//pay").route, nullptr);
  EXPECT_FALSE(path_fits("/a/{id}", "/a/"));
}

TEST(Router, SuggestsTheNearestPath) {
  EXPECT_EQ(nearest_path(routes(), "/costumers"), "/customers");
}

TEST(Router, SeesTwoRowsThatCouldMeanTheSame) {
  const Route one{Method::get, "/a/{id}", Access::to_all(), "a", nullptr, "One."};
  const Route same{Method::get, "/a/{name}", Access::to_all(), "b", nullptr, "Other."};
  const Route fixed{Method::get, "/a/now", Access::to_all(), "c", nullptr, "Fixed."};
  EXPECT_FALSE(unambiguous(std::array{one, same}));
  EXPECT_TRUE(unambiguous(std::array{fixed, one}));
  EXPECT_FALSE(unambiguous(std::array{one, fixed})); // the name would win
}

TEST(Routes, NameScopesThatTokensCanHave) {
  for (const auto& route : routes()) {
    if (route.access.scope.empty()) continue;
    EXPECT_TRUE(parse_enum<Scope>(route.access.scope)) << route.path;
  }
}

TEST(Routes, GiveEachActionOneRow) {
  std::set<std::string_view> actions;
  for (const auto& route : routes())
    EXPECT_TRUE(actions.insert(route.action).second) << route.action;
}

TEST(Access, RefusesARoleThatTheRowDoesNotName) {
  const auto* route = find_route(routes(), "GET", "/audit/checkpoint").route;
  Who who;
  who.principal = Principal{PrincipalKind::key, "sk_1"};
  who.role = Access::app;
  const auto refusal = may_call(*route, who);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, "role_not_allowed");
  who.role = Access::auditor;
  EXPECT_FALSE(may_call(*route, who));
}

TEST(Access, NamesTheScopeThatATokenLacks) {
  const auto* route = find_route(routes(), "GET", "/subscriptions").route;
  Who who;
  who.principal = Principal{PrincipalKind::token, "cst_1"};
  who.customer = CustomerId{"cus_1"};
  who.scopes = {"subscriptions:write"}; // does not imply read
  const auto refusal = may_call(*route, who);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->kind, RefusalKind::forbidden);
  EXPECT_NE(refusal->message.find("subscriptions:read"), std::string::npos);
}

} // namespace
} // namespace portal

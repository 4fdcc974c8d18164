// Who may do what: the matrix generated from the route table, and what principals see of others.
#include "http/routes.hpp"
#include "projections/audit.hpp"
#include "tests/http/edge_fixture.hpp"

namespace portal {
namespace {

class EdgeAccess : public EdgeTest {
 protected:
  void SetUp() override {
    EdgeTest::SetUp();
    admin("POST", "/customers", R"({"id":"cus_a","email":"a@example.com"})");
    admin("POST", "/customers", R"({"id":"cus_b"})");
  }

  /// A path of the route with ids that do not exist, so that nothing is changed by asking.
  static std::string path_of(const Route& route) {
    std::string path{route.path};
    const auto open = path.find('{');
    if (open == std::string::npos) return path;
    const std::pair<std::string_view, std::string_view> ids[] = {
      {"/customers", "cus_none"},
      {"/tokens", "cst_none"},
      {"/portal/sessions", "ps_none"},
      {"/portal/configurations", "pc_none"},
      {"/keys", "sk_none"},
      {"/products", "prod_none"},
      {"/prices", "price_none"},
      {"/coupons", "cou_none"},
      {"/meters", "mtr_none"},
      {"/subscriptions", "sub_none"},
      {"/invoices", "in_none"},
      {"/payments", "pay_none"},
      {"/payment-methods", "pm_none"},
      {"/credits/grants", "cg_none"}};
    std::string id = "999999";
    for (const auto& [start, value] : ids) {
      if (path.starts_with(std::string{start} + "/")) id = value;
    }
    return path.replace(open, path.find('}') - open + 1, id);
  }

  std::uint64_t recorded_refusals(const std::string& customer) {
    return admin("GET", "/audit/actions?outcome=refused&limit=100&customer=" + customer)
      .count("data");
  }
};

TEST_F(EdgeAccess, FollowsTheTableForEveryRouteAndKind) {
  const std::vector<std::pair<std::uint8_t, std::string>> keys{
    {Access::admin, key_with_role("admin")},
    {Access::app, key_with_role("app")},
    {Access::analyst, key_with_role("analyst")},
    {Access::auditor, key_with_role("auditor")}};
  for (const auto& route : routes()) {
    if (route.access.open || route.path == "/events/stream") continue;
    const std::string method{name_of(route.method)};
    const std::string path = path_of(route);
    for (const auto& [role, key] : keys) {
      const auto answered = as(key, method, path);
      const bool turned_away = answered.status() == 403 || answered.status() == 401;
      EXPECT_EQ(!turned_away, (route.access.keys & role) != 0)
        << method << " " << path << " as role " << int(role) << " → " << answered.response.body;
    }
    const auto nobody = ask({method, path});
    EXPECT_EQ(nobody.status(), 401) << path;
    EXPECT_EQ(nobody.at("error.type"), "authentication_error");
    EXPECT_FALSE(nobody.header("www-authenticate").empty());
  }
}

TEST_F(EdgeAccess, HoldsTokensToTheirScopes) {
  RateSettings rates;
  rates.customers = {0, 0}; // every route, twice and more, as one customer
  start_edge(rates);
  const auto none = token_for("cus_a", R"("cancellations:write")");
  const auto other = token_for("cus_a", R"("usage:read")");
  for (const auto& route : routes()) {
    if (route.access.open) continue;
    const std::string method{name_of(route.method)};
    const std::string path = path_of(route);
    const bool has_it = route.access.scope == name_of(Scope::cancellations_write);
    const auto refused = as(has_it ? other : none, method, path);
    if (!route.access.customers) {
      EXPECT_EQ(refused.at("error.code"), "customers_not_allowed") << path;
    } else if (!route.access.scope.empty()) {
      EXPECT_EQ(refused.at("error.code"), "scope_missing") << path << refused.response.body;
      const auto able = token_for("cus_a", '"' + std::string{route.access.scope} + '"');
      const auto answered = as(able, method, path);
      EXPECT_NE(answered.status(), 401) << path;
      EXPECT_NE(answered.at("error.code"), "scope_missing") << path;
    }
  }
}

TEST_F(EdgeAccess, ShowsACustomerItsOwnAlone) {
  const auto token = token_for("cus_a", R"("customer:read","customer:write","invoices:read")");
  EXPECT_EQ(as(token, "GET", "/customers/cus_a").at("email"), "a@example.com");
  const auto foreign = as(token, "GET", "/customers/cus_b");
  const auto missing = as(token, "GET", "/customers/cus_c");
  EXPECT_EQ(foreign.status(), 404);
  const auto without_id = [](const Answered& answered, const std::string& id) {
    std::string text = answered.response.body;
    for (const auto& gone : {id, answered.header("x-request-id")}) {
      for (auto at = text.find(gone); at != std::string::npos; at = text.find(gone)) {
        text.erase(at, gone.size());
      }
    }
    for (const auto& header : answered.response.headers) {
      if (header.name != "x-request-id") text += header.name + ":" + header.value + "\n";
    }
    return text;
  };
  EXPECT_EQ(without_id(foreign, "cus_b"), without_id(missing, "cus_c"));
  EXPECT_EQ(as(token, "PATCH", "/customers/cus_b", R"({"name":"x"})").status(), 404);
  EXPECT_EQ(as(token, "GET", "/invoices?customer=cus_b").status(), 404);
  EXPECT_EQ(as(token, "GET", "/invoices?customer=cus_a").status(), 200);
}

TEST_F(EdgeAccess, SaysWhyATokenNoLongerWorksAndRecordsIt) {
  const auto token = token_for("cus_a", R"("customer:read")");
  EXPECT_EQ(as(token, "GET", "/customers/cus_a").status(), 200);
  const auto before = recorded_refusals("cus_a");
  const auto tokens = admin("GET", "/customers/cus_a/tokens");
  EXPECT_EQ(admin("DELETE", "/tokens/" + tokens.at("data.0.id")).status(), 200);
  const auto revoked = as(token, "GET", "/customers/cus_a");
  EXPECT_EQ(revoked.status(), 401);
  EXPECT_NE(revoked.at("error.message").find("revoked"), std::string::npos);
  EXPECT_EQ(recorded_refusals("cus_a"), before + 1);

  const auto short_lived = token_for("cus_a", R"("customer:read")");
  admin("POST", "/test/clock", R"({"now":"2026-01-16T12:00:00Z"})");
  const auto expired = as(short_lived, "GET", "/customers/cus_a");
  EXPECT_EQ(expired.status(), 401);
  EXPECT_NE(expired.at("error.message").find("expired"), std::string::npos);
}

TEST_F(EdgeAccess, RecordsEveryReadOfACustomerAndNoneOfAKey) {
  const auto token = token_for("cus_a", R"("customer:read")");
  const auto actions = [this] {
    return admin("GET", "/audit/actions?customer=cus_a&action=customer.read").count("data");
  };
  EXPECT_EQ(actions(), 0U);
  as(token, "GET", "/customers/cus_a");
  EXPECT_EQ(actions(), 1U);
  admin("GET", "/customers/cus_a");
  EXPECT_EQ(actions(), 1U);
  as(token, "GET", "/invoices"); // lacks the scope
  EXPECT_EQ(recorded_refusals("cus_a"), 1U);
}

TEST_F(EdgeAccess, KnowsTamperedCredentialsFromGoodOnes) {
  auto token = token_for("cus_a", R"("customer:read")");
  token.back() = token.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(as(token, "GET", "/customers/cus_a").status(), 401);
  EXPECT_EQ(as("nonsense", "GET", "/customers/cus_a").status(), 401);
  EXPECT_EQ(
    as("sk_none_0123456789012345678901234567890123456789012", "GET", "/customers").status(), 401
  );
  EXPECT_EQ(recorded_refusals("cus_a"), 0U); // nobody proved to be that customer's
}

TEST_F(EdgeAccess, RevokesKeysAtOnce) {
  const auto key = key_with_role("app");
  EXPECT_EQ(as(key, "GET", "/customers").status(), 200);
  const auto keys = admin("GET", "/keys");
  EXPECT_EQ(admin("DELETE", "/keys/" + keys.at("data.0.id")).status(), 200);
  EXPECT_EQ(as(key, "GET", "/customers").status(), 401);
}

TEST_F(EdgeAccess, ShowsAnalystsNoPersonalValues) {
  const auto analyst = key_with_role("analyst");
  EXPECT_EQ(as(analyst, "GET", "/customers/cus_a").at("email"), "null");
  const auto events = as(analyst, "GET", "/events?types=customer.created");
  EXPECT_EQ(events.response.body.find("a@example.com"), std::string::npos);
  EXPECT_EQ(events.response.body.find("$sealed"), std::string::npos);
  EXPECT_EQ(events.count("data"), 2U);
}

TEST_F(EdgeAccess, LimitsFailedLoginsByAddressButNotGoodOnes) {
  RateSettings rates;
  rates.failed_logins = {1, 3};
  start_edge(rates);
  for (int at = 0; at < 3; ++at) EXPECT_EQ(as("wrong", "GET", "/customers").status(), 401);
  const auto limited = as("wrong", "GET", "/customers");
  EXPECT_EQ(limited.status(), 429);
  EXPECT_EQ(limited.at("error.type"), "rate_limit_error");
  EXPECT_FALSE(limited.header("retry-after").empty());
  EXPECT_EQ(admin("GET", "/customers").status(), 200);
}

TEST_F(EdgeAccess, LimitsCustomersButNotKeys) {
  RateSettings rates;
  rates.customers = {1, 2};
  start_edge(rates);
  const auto token = token_for("cus_a", R"("customer:read")");
  EXPECT_EQ(as(token, "GET", "/customers/cus_a").status(), 200);
  EXPECT_EQ(as(token, "GET", "/customers/cus_a").status(), 200);
  EXPECT_EQ(as(token, "GET", "/customers/cus_a").status(), 429);
  for (int at = 0; at < 5; ++at) EXPECT_EQ(admin("GET", "/customers/cus_a").status(), 200);
}

} // namespace
} // namespace portal

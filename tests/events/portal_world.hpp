#pragma once

// A customer "cus_1" of a small shop, for the tests of the customer's own areas.

#include <string>
#include <string_view>

#include "tests/support/given.hpp"

namespace portal::testing {

inline void add_price(Catalog& catalog, const std::string& name, std::int64_t amount) {
  Product product;
  product.id = ProductId{"prod_" + name};
  product.name = name;
  catalog.products[product.id] = product;
  Price price;
  price.id = PriceId{"price_" + name};
  price.product = product.id;
  price.currency = *Currency::parse("usd");
  price.unit_amount = amount;
  price.recurring = Recurring{Interval::month, 1};
  catalog.prices[price.id] = price;
}

inline void
add_configuration(Catalog& catalog, const std::string& id, const PortalFeatures& features) {
  PortalConfigurationRevision revision;
  revision.features = features;
  PortalConfiguration configuration;
  configuration.id = ConfigurationId{id};
  configuration.revisions = {revision};
  catalog.configurations[configuration.id] = configuration;
}

/// A created customer, prices `price_basic` and `price_pro`, and the meter `api_calls`.
inline Given<CustomerState>
given_customer(std::string_view body = R"({"id":"cus_1","metadata":{"userId":"user_1"}})") {
  Given<CustomerState> given;
  add_price(given.catalog, "basic", 500);
  add_price(given.catalog, "pro", 2'000);
  Meter meter;
  meter.id = MeterId{"mtr_calls"};
  meter.name = "api_calls";
  meter.event_type = "api.call";
  given.catalog.meters[meter.id] = meter;
  meter.id = MeterId{"mtr_bytes"};
  meter.name = "bytes";
  meter.event_type = "http.request";
  meter.aggregation = {AggregationType::sum, "bytes"};
  given.catalog.meters[meter.id] = meter;
  given.when(from_json<CreateCustomer>(body)).done();
  return given;
}

/// The same with a card and an active subscription "sub_1" to `price_basic`.
inline Given<CustomerState> given_subscriber() {
  auto given = given_customer();
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_1","token":"pm_card_visa"})")).done();
  given.when(from_json<CreateSubscription>(R"({"id":"sub_1","price":"price_basic"})")).done();
  EXPECT_EQ(
    name_of(given.state.billing.subscriptions.at(SubscriptionId{"sub_1"}).status), "active"
  );
  return given;
}

/// A session's link as the edge asks for it, with `more` members.
inline CreateSession session_request(std::string_view more = {}, std::string_view id = "ps_1") {
  std::string text = R"({"id":")" + std::string{id} + R"(","linkDigest":"aa",)";
  // One inside flowData is another field.
  if (more.substr(0, more.find("\"flowData\"")).find("\"returnUrl\"") == std::string_view::npos) {
    text += R"("returnUrl":"https://app.example.com/back",)";
  }
  text += more;
  if (text.ends_with(',')) text.pop_back();
  return from_json<CreateSession>(text + "}");
}

/// Creates and opens a session, and acts through it from now on.
inline void enter_portal(Given<CustomerState>& given, std::string_view more = {}) {
  given.when(session_request(more)).done();
  given.when(OpenSession{SessionId{"ps_1"}, "aa", "bb"}).done();
  given.by(PrincipalKind::session, "ps_1");
}

/// Creates a token with every scope, and acts through it from now on.
inline void use_token(Given<CustomerState>& given) {
  given.when(CreateToken{TokenId{"cst_1"}, "dd", {Scope::customer_write}, std::nullopt}).done();
  given.by(PrincipalKind::token, "cst_1");
}

} // namespace portal::testing

#include <gtest/gtest.h>

#include "events/capabilities.hpp"
#include "tests/events/portal_world.hpp"

namespace portal::testing {
namespace {

/// `invoiceHistory`, `subscriptionCancel:no_subscription` …
std::vector<std::string>
summary(const Given<CustomerState>& given, const PortalConfigurationRevision& configuration) {
  std::vector<std::string> all;
  for (const Capability& one : capabilities(given.state, given.catalog, configuration)) {
    all.push_back(
      std::string{name_of(one.feature)} + (one.allowed ? "" : ":" + one.reason.value())
    );
    EXPECT_EQ(one.allowed, !one.message);
  }
  return all;
}

using Names = std::vector<std::string>;

TEST(Capabilities, OfASubscriberWithEverythingOn) {
  const auto given = given_subscriber();
  EXPECT_EQ(
    summary(given, builtin_configuration()),
    (Names{
      "invoiceHistory", "paymentMethodUpdate", "subscriptionUpdate", "subscriptionCancel",
      "subscriptionPause", "customerUpdate", "usage", "credits"})
  );
}

TEST(Capabilities, SayWhyNot) {
  PortalConfigurationRevision configuration;
  configuration.features.subscription_cancel.enabled = true;
  configuration.features.subscription_update.enabled = true;
  configuration.features.subscription_update.products = {
    AllowedProduct{{ProductId{"prod_none"}, {}, std::nullopt}}};
  configuration.features.customer_update.enabled = true;
  configuration.features.credits.enabled = false;
  auto given = given_subscriber();
  EXPECT_EQ(
    summary(given, configuration),
    (Names{
      "invoiceHistory:disabled_by_configuration", "paymentMethodUpdate:disabled_by_configuration",
      "subscriptionUpdate:nothing_to_choose", "subscriptionCancel",
      "subscriptionPause:disabled_by_configuration", "customerUpdate:nothing_to_choose", "usage",
      "credits:disabled_by_configuration"})
  );
  given.when(CancelSubscription{SubscriptionId{"sub_1"}, CancelWhen::period_end}).done();
  EXPECT_EQ(summary(given, configuration)[3], "subscriptionCancel:already_canceling");
  given.when(CancelSubscription{SubscriptionId{"sub_1"}, CancelWhen::now}).done();
  EXPECT_EQ(summary(given, configuration)[3], "subscriptionCancel:no_subscription");
  given.when(DeleteCustomer{}).done();
  EXPECT_EQ(summary(given, configuration)[6], "usage:customer_deleted");
}

TEST(Capabilities, AreShownAsAList) {
  const auto given = given_customer();
  const std::string shown =
    render_capabilities(capabilities(given.state, given.catalog, builtin_configuration()));
  EXPECT_TRUE(
    shown.starts_with(R"({"object":"list","data":[{"feature":"invoiceHistory","allowed":true},)")
  ) << shown;
}

TEST(Configuration, BindsSessionsAndTokensButNoKeys) {
  auto given = given_customer();
  Context context{given.now, given.origin, nullptr, &given.catalog, {}};
  EXPECT_EQ(effective_configuration(given.state, context), nullptr);
  enter_portal(given);
  context.origin = given.origin;
  EXPECT_EQ(effective_configuration(given.state, context), &builtin_configuration());
  context.origin.principal = {PrincipalKind::token, "cst_1"};
  EXPECT_EQ(effective_configuration(given.state, context), &builtin_configuration());
  add_configuration(given.catalog, "pc_1", PortalFeatures{});
  given.catalog.configurations.at(ConfigurationId{"pc_1"}).is_default = true;
  ASSERT_NE(effective_configuration(given.state, context), nullptr);
  const auto refusal = feature_refusal(given.state, context, PortalFeature::invoice_history);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, "not_allowed_by_configuration");
}

} // namespace
} // namespace portal::testing

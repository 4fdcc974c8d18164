#include <gtest/gtest.h>

#include "events/configurations.hpp"
#include "tests/support/given.hpp"

namespace portal::testing {
namespace {

/// The document's own example.
constexpr std::string_view whole = R"({
  "id": "pc_default", "name": "Default Portal",
  "features": {
    "invoiceHistory": {"enabled": true},
    "paymentMethodUpdate": {"enabled": true},
    "subscriptionUpdate": {"enabled": true, "products": ["prod_pro", "prod_enterprise"],
                           "prorationBehavior": "create_prorations"},
    "subscriptionCancel": {"enabled": true, "mode": "at_period_end",
      "cancellationReason": {"enabled": true, "options":
        ["too_expensive", "missing_features", "switched_service", "unused", "other"]}},
    "subscriptionPause": {"enabled": true, "maxDuration": 90},
    "customerUpdate": {"enabled": true, "allowedUpdates": ["email", "address", "tax_id"]}
  },
  "branding": {"primaryColor": "#5469d4", "logo": "https://example.com/logo.png"},
  "termsOfServiceUrl": "https://example.com/terms",
  "privacyPolicyUrl": "https://example.com/privacy"
})";

Given<Catalog> shop() {
  Given<Catalog> given;
  for (const std::string_view id : {"pro", "enterprise"}) {
    const std::string name{id};
    given.when(from_json<CreateProduct>(R"({"id":"prod_)" + name + R"(","name":")" + name + "\"}"))
      .done();
    given
      .when(from_json<CreatePrice>(
        R"({"id":"price_)" + name + R"(","product":"prod_)" + name +
        R"(","currency":"usd","unitAmount":100,"recurring":{"interval":"month"}})"
      ))
      .done();
  }
  given
    .when(from_json<CreatePrice>(
      R"({"id":"price_once","product":"prod_pro","currency":"usd","unitAmount":100})"
    ))
    .done();
  return given;
}

TEST(PortalConfiguration, TakesTheDocumentsExampleAndShowsItAgain) {
  auto given = shop();
  given.when(from_json<CreateConfiguration>(whole)).then_types({"portal_configuration.created"});
  const std::string shown = given.shown();
  for (const std::string_view part :
       {R"("object":"portal_configuration","id":"pc_default","active":true,"isDefault":false,"revision":1)",
        R"("products":["prod_pro","prod_enterprise"],"prorationBehavior":"create_prorations")",
        R"("options":["too_expensive","missing_features","switched_service","unused","other"])",
        R"("subscriptionPause":{"enabled":true,"maxDuration":90})",
        R"("allowedUpdates":["email","address","tax_id"])", R"("usage":{"enabled":true})",
        R"("branding":{"primaryColor":"#5469d4","logo":"https://example.com/logo.png"})",
        R"("termsOfServiceUrl":"https://example.com/terms")"}) {
    EXPECT_NE(shown.find(part), std::string::npos) << part << "\nin " << shown;
  }
}

TEST(PortalConfiguration, LeavesFeaturesOffThatItDoesNotName) {
  auto given = shop();
  given.when(from_json<CreateConfiguration>(R"({"id":"pc_1","features":{}})")).done();
  const auto& says = latest(given.state.configurations.at(ConfigurationId{"pc_1"})).features;
  EXPECT_FALSE(says.invoice_history.enabled);
  EXPECT_FALSE(says.subscription_cancel.enabled);
  EXPECT_FALSE(says.customer_update.enabled);
  EXPECT_TRUE(says.usage.enabled);
  EXPECT_TRUE(says.credits.enabled);
}

struct Row {
  std::string_view with;
  std::string_view code;
  std::string_view param;
};

void check(const Row& row) {
  SCOPED_TRACE(row.with);
  auto given = shop();
  std::string text = "{" + std::string{row.with};
  if (row.with.find("\"features\"") == std::string_view::npos) text += R"(,"features":{})";
  given.when(from_json<CreateConfiguration>(text + "}"));
  if (row.code.empty()) {
    given.done();
  } else {
    given.refused(row.code, row.param);
  }
}

TEST(PortalConfiguration, IsCheckedDeepWithPaths) {
  const auto table = std::to_array<Row>({
    {R"("headline":"012345678901234567890123456789012345678901234567890123456789")", "", ""},
    {R"("headline":"0123456789012345678901234567890123456789012345678901234567890")",
     "parameter_too_long", "headline"},
    {R"("defaultReturnUrl":"http://localhost:3000")", "", ""},
    {R"("defaultReturnUrl":"http://example.com")", "url_invalid", "defaultReturnUrl"},
    {R"("termsOfServiceUrl":"http://localhost/")", "url_invalid", "termsOfServiceUrl"},
    {R"j("privacyPolicyUrl":"javascript:alert(1)")j", "url_invalid", "privacyPolicyUrl"},
    {R"("branding":{"logo":"http://example.com/l.png"})", "url_invalid", "branding.logo"},
    {R"("branding":{"primaryColor":"#5469D4"})", "color_invalid", "branding.primaryColor"},
    {R"("branding":{"primaryColor":"red"})", "color_invalid", "branding.primaryColor"},
    {R"("name":"")", "parameter_empty", "name"},
    {R"("features":{"subscriptionUpdate":{"enabled":true,"products":["prod_x"]}})",
     "product_not_found", "features.subscriptionUpdate.products[0]"},
    {R"("features":{"subscriptionUpdate":{"enabled":true,"products":["prod_pro","prod_pro"]}})",
     "product_duplicate", "features.subscriptionUpdate.products[1]"},
    {R"("features":{"subscriptionUpdate":{"enabled":true,"products":[{"product":"prod_pro","prices":["price_enterprise"]}]}})",
     "price_of_other_product", "features.subscriptionUpdate.products[0].prices[0]"},
    {R"("features":{"subscriptionUpdate":{"enabled":true,"products":[{"product":"prod_pro","prices":["price_x"]}]}})",
     "price_not_found", "features.subscriptionUpdate.products[0].prices[0]"},
    {R"("features":{"subscriptionUpdate":{"enabled":true,"products":[{"product":"prod_pro","prices":["price_once"]}]}})",
     "price_not_recurring", "features.subscriptionUpdate.products[0].prices[0]"},
    {R"("features":{"subscriptionUpdate":{"enabled":true,"products":[{"product":"prod_pro","prices":["price_pro","price_pro"]}]}})",
     "price_duplicate", "features.subscriptionUpdate.products[0].prices[1]"},
    {R"("features":{"subscriptionUpdate":{"enabled":true,"products":[{"product":"prod_pro","quantity":{"minimum":0}}]}})",
     "parameter_out_of_range", "features.subscriptionUpdate.products[0].quantity.minimum"},
    {R"("features":{"subscriptionUpdate":{"enabled":true,"products":[{"product":"prod_pro","quantity":{"minimum":5,"maximum":4}}]}})",
     "parameter_out_of_range", "features.subscriptionUpdate.products[0].quantity.maximum"},
    {R"("features":{"subscriptionUpdate":{"enabled":true,"scheduleAtPeriodEnd":{"conditions":["decreasing_amount","decreasing_amount"]}}})",
     "value_duplicate", "features.subscriptionUpdate.scheduleAtPeriodEnd.conditions[1]"},
    {R"("features":{"subscriptionCancel":{"enabled":true,"prorationBehavior":"create_prorations"}})",
     "proration_not_possible", "features.subscriptionCancel.prorationBehavior"},
    {R"("features":{"subscriptionCancel":{"enabled":true,"mode":"immediately","prorationBehavior":"always_invoice"}})",
     "proration_not_possible", "features.subscriptionCancel.prorationBehavior"},
    {R"("features":{"subscriptionCancel":{"enabled":true,"mode":"immediately","prorationBehavior":"create_prorations"}})",
     "", ""},
    {R"("features":{"subscriptionCancel":{"enabled":true,"cancellationReason":{"enabled":true,"options":["unused","unused"]}}})",
     "value_duplicate", "features.subscriptionCancel.cancellationReason.options[1]"},
    {R"("features":{"subscriptionPause":{"enabled":true,"maxDuration":0}})",
     "parameter_out_of_range", "features.subscriptionPause.maxDuration"},
    {R"("features":{"customerUpdate":{"enabled":true,"allowedUpdates":["email","email"]}})",
     "value_duplicate", "features.customerUpdate.allowedUpdates[1]"},
    {R"("frameAncestors":["http://example.com"])", "url_invalid", "frameAncestors[0]"},
    {R"("frameAncestors":["https://example.com/a"])", "origin_invalid", "frameAncestors[0]"},
    {R"("frameAncestors":["https://example.com","https://*.example.com"])", "url_invalid",
     "frameAncestors[1]"},
    {R"("frameAncestors":["https://example.com; script-src *"])", "url_invalid",
     "frameAncestors[0]"},
  });
  for (const Row& row : table) check(row);
}

TEST(PortalConfiguration, ChecksRetentionOffersAndExperiments) {
  const std::string base = "features.subscriptionCancel.retention";

  struct Offer {
    std::string_view offers;
    std::string_view code;
    std::string_view path;
  };

  const auto table = std::to_array<Offer>({
    {R"([{"id":"half","type":"discount","message":"Stay!","percentOff":50,"durationMonths":3,"eligibility":{"once":true,"reasons":["too_expensive"],"products":["prod_pro"],"minTenureDays":30,"minSpend":1000},"expiresAfterHours":48},{"id":"rest","type":"pause","message":"Rest?","maxDuration":90},{"id":"less","type":"plan","message":"Less?","price":"price_pro"},{"id":"gift","type":"credit","message":"Here","amount":500,"currency":"usd"}],"experiment":{"id":"exp_1","variants":[{"name":"control","weight":25,"offers":[]},{"name":"half","weight":75,"offers":["half","rest"]}]},"surveyRequired":true)",
     "", ""},
    {R"([{"id":"a b","type":"pause","message":"m","maxDuration":1}])", "parameter_invalid",
     ".offers[0].id"},
    {R"([{"id":"a","type":"pause","message":"m","maxDuration":1},{"id":"a","type":"pause","message":"m","maxDuration":1}])",
     "offer_duplicate", ".offers[1].id"},
    {R"([{"id":"a","type":"pause","message":""}])", "parameter_empty", ".offers[0].message"},
    {R"([{"id":"a","type":"pause","message":"m"}])", "parameter_missing", ".offers[0].maxDuration"},
    {R"([{"id":"a","type":"plan","message":"m"}])", "parameter_missing", ".offers[0].price"},
    {R"([{"id":"a","type":"plan","message":"m","price":"price_x"}])", "price_not_found",
     ".offers[0].price"},
    {R"([{"id":"a","type":"plan","message":"m","price":"price_once"}])", "price_not_recurring",
     ".offers[0].price"},
    {R"([{"id":"a","type":"credit","message":"m","amount":1}])", "parameter_missing",
     ".offers[0].currency"},
    {R"([{"id":"a","type":"credit","message":"m","amount":0,"currency":"usd"}])",
     "parameter_out_of_range", ".offers[0].amount"},
    {R"([{"id":"a","type":"discount","message":"m"}])", "amount_missing", ".offers[0].percentOff"},
    {R"([{"id":"a","type":"discount","message":"m","percentOff":101}])", "parameter_out_of_range",
     ".offers[0].percentOff"},
    {R"([{"id":"a","type":"discount","message":"m","amountOff":5}])", "parameter_missing",
     ".offers[0].currency"},
    {R"([{"id":"a","type":"pause","message":"m","maxDuration":1,"percentOff":5}])",
     "parameter_not_allowed", ".offers[0].percentOff"},
    {R"([{"id":"a","type":"pause","message":"m","maxDuration":1,"eligibility":{"once":true,"onceWithinMonths":3}}])",
     "parameters_conflict", ".offers[0].eligibility.onceWithinMonths"},
    {R"([{"id":"a","type":"pause","message":"m","maxDuration":1,"eligibility":{"products":["prod_x"]}}])",
     "product_not_found", ".offers[0].eligibility.products[0]"},
    {R"([{"id":"a","type":"pause","message":"m","maxDuration":1,"expiresAfterHours":0}])",
     "parameter_out_of_range", ".offers[0].expiresAfterHours"},
    {R"([],"experiment":{"id":"e","variants":[{"name":"a","weight":50,"offers":[]}]})",
     "parameter_out_of_range", ".experiment.variants"},
    {R"([],"experiment":{"id":"e","variants":[{"name":"a","weight":50,"offers":[]},{"name":"a","weight":50,"offers":[]}]})",
     "variant_duplicate", ".experiment.variants[1].name"},
    {R"([],"experiment":{"id":"e","variants":[{"name":"a","weight":0,"offers":[]},{"name":"b","weight":50,"offers":[]}]})",
     "parameter_out_of_range", ".experiment.variants[0].weight"},
    {R"([],"experiment":{"id":"e","variants":[{"name":"a","weight":50,"offers":["x"]},{"name":"b","weight":50,"offers":[]}]})",
     "offer_unknown", ".experiment.variants[0].offers[0]"},
  });
  for (const Offer& row : table) {
    const std::string with =
      R"("features":{"subscriptionCancel":{"enabled":true,"cancellationReason":{"enabled":true,"options":["too_expensive"]},"retention":{"offers":)" +
      std::string{row.offers} + "}}}";
    const std::string path = row.path.empty() ? "" : base + std::string{row.path};
    check({with, row.code, path});
  }
}

TEST(PortalConfiguration, AsksForNoSurveyThatNobodyCouldAnswer) {
  const std::string base = "features.subscriptionCancel";
  for (const std::string reasons :
       {"", R"("cancellationReason":{"enabled":false,"options":["unused"]},)",
        R"("cancellationReason":{"enabled":true,"options":[]},)"}) {
    const std::string with = R"("features":{"subscriptionCancel":{"enabled":true,)" + reasons +
                             R"("retention":{"offers":[],"surveyRequired":true}}})";
    check({with, "survey_reasons_missing", base + ".cancellationReason.options"});
  }
  check(
    {R"("features":{"subscriptionCancel":{"enabled":true,"cancellationReason":{"enabled":true,"options":["unused"]},"retention":{"offers":[{"id":"a","type":"pause","message":"m","maxDuration":1,"eligibility":{"reasons":["unused","too_expensive"]}}]}}})",
     "cancellation_reason_not_offered", base + ".retention.offers[0].eligibility.reasons"}
  );
}

TEST(PortalConfiguration, MakesANewRevisionOfEveryChangeAndKeepsTheOld) {
  auto given = shop();
  given.when(from_json<CreateConfiguration>(whole)).done();
  given
    .when(from_json<UpdateConfiguration>(
      R"({"id":"pc_default","headline":"Hi","features":{"subscriptionCancel":{"enabled":false}}})"
    ))
    .then_types({"portal_configuration.revised"});
  given.when(from_json<UpdateConfiguration>(R"({"id":"pc_default","headline":"Hi"})")).then({});
  given.when(from_json<UpdateConfiguration>(R"({"id":"pc_default","metadata":{"a":"1"}})"))
    .then({ConfigurationUpdated{ConfigurationId{"pc_default"}, true, {{"a", "1"}}}});

  const ConfigurationId id{"pc_default"};
  const auto& configuration = given.state.configurations.at(id);
  ASSERT_EQ(configuration.revisions.size(), 2U);
  EXPECT_TRUE(find_revision(given.state, id, 1)->features.subscription_cancel.enabled);
  EXPECT_FALSE(find_revision(given.state, id, 2)->features.subscription_cancel.enabled);
  EXPECT_TRUE(find_revision(given.state, id, 2)->features.subscription_pause.enabled);
  EXPECT_EQ(find_revision(given.state, id, 3), nullptr);
  EXPECT_EQ(latest(configuration).headline, "Hi");
}

TEST(PortalConfiguration, RefusesAChangeThatWouldNotHold) {
  auto given = shop();
  given.when(from_json<CreateConfiguration>(whole)).done();
  given
    .when(from_json<UpdateConfiguration>(
      R"({"id":"pc_default","features":{"subscriptionPause":{"enabled":true,"maxDuration":9999}}})"
    ))
    .refused("parameter_out_of_range", "features.subscriptionPause.maxDuration");
}

TEST(PortalConfiguration, HasAtMostOneDefaultAndNeverLosesIt) {
  auto given = shop();
  given.when(from_json<CreateConfiguration>(R"({"id":"pc_1","features":{},"isDefault":true})"))
    .then_types({"portal_configuration.created", "portal_configuration.default_changed"});
  given.when(from_json<CreateConfiguration>(R"({"id":"pc_2","features":{}})")).done();
  EXPECT_EQ(default_configuration(given.state)->id.text(), "pc_1");
  given.when(from_json<UpdateConfiguration>(R"({"id":"pc_1","isDefault":false})"))
    .refused(RefusalKind::conflict, "configuration_is_default", "isDefault");
  given.when(from_json<UpdateConfiguration>(R"({"id":"pc_1","active":false})"))
    .refused(RefusalKind::conflict, "configuration_is_default", "active");
  given.when(from_json<UpdateConfiguration>(R"({"id":"pc_2","isDefault":true})"))
    .then({DefaultConfigurationChanged{ConfigurationId{"pc_2"}, ConfigurationId{"pc_1"}}});
  EXPECT_EQ(default_configuration(given.state)->id.text(), "pc_2");
  given.when(from_json<UpdateConfiguration>(R"({"id":"pc_1","active":false})")).done();
  given.when(from_json<UpdateConfiguration>(R"({"id":"pc_1","isDefault":true})"))
    .refused("configuration_archived", "isDefault");
}

TEST(PortalConfiguration, NamesWhoMayFrameItByTheirOrigins) {
  auto given = shop();
  given
    .when(from_json<CreateConfiguration>(
      R"({"id":"pc_1","features":{},"frameAncestors":["https://App.Example.com/","http://localhost:3000"]})"
    ))
    .done();
  const auto& says = latest(given.state.configurations.at(ConfigurationId{"pc_1"}));
  EXPECT_EQ(
    says.frame_ancestors,
    (std::vector<std::string>{"https://app.example.com", "http://localhost:3000"})
  );
  given.when(from_json<UpdateConfiguration>(R"({"id":"pc_1","frameAncestors":[]})")).done();
  EXPECT_TRUE(latest(given.state.configurations.at(ConfigurationId{"pc_1"})).frame_ancestors.empty()
  );
}

TEST(PortalConfiguration, KeepsTheBuiltInIdForItself) {
  auto given = shop();
  given.when(from_json<CreateConfiguration>(R"({"id":"pc_builtin","features":{}})"))
    .refused("resource_already_exists", "id");
  EXPECT_TRUE(builtin_configuration().features.subscription_cancel.enabled);
}

TEST(PortalConfiguration, NamesUnknownFieldsAtTheirPath) {
  const Refusal refusal = fault_in<CreateConfiguration>(
    R"({"features":{"subscriptionCancel":{"enabled":true,"mod":"x"}}})"
  );
  EXPECT_EQ(refusal.param, "features.subscriptionCancel.mod");
  EXPECT_NE(refusal.message.find("\"mode\""), std::string::npos);
}

} // namespace
} // namespace portal::testing

#include <gtest/gtest.h>

#include "events/catalog.hpp"
#include "tests/support/given.hpp"

namespace portal::testing {
namespace {

Given<Catalog> shop() {
  Given<Catalog> given;
  given.when(from_json<CreateProduct>(R"({"id":"prod_pro","name":"Pro"})")).done();
  given.when(from_json<CreateProduct>(R"({"id":"prod_old","name":"Old","active":false})")).done();
  given
    .when(from_json<CreateMeter>(
      R"({"id":"mtr_calls","name":"api_calls","eventType":"api.call","aggregation":{"type":"count"}})"
    ))
    .done();
  given
    .when(from_json<CreateMeter>(
      R"({"id":"mtr_off","name":"off","eventType":"x","aggregation":{"type":"count"},"active":false})"
    ))
    .done();
  return given;
}

struct Row {
  std::string_view with; ///< members beside product and currency
  std::string_view code; ///< empty: accepted
  std::string_view param;
};

TEST(Price, IsCheckedByNameAndPath) {
  const auto table = std::to_array<Row>({
    {R"("unitAmount":0)", "", ""},
    {R"("unitAmount":2000,"recurring":{"interval":"month"})", "", ""},
    {R"("unitAmountDecimal":"0.005","recurring":{"interval":"month"},"usageType":"metered","meter":"mtr_calls")",
     "", ""},
    {R"("tiersMode":"graduated","tiers":[{"upTo":10,"unitAmount":5},{"upTo":null,"flatAmount":1}])",
     "", ""},
    {R"("unitAmount":1,"recurring":{"interval":"month","intervalCount":36},"trialDays":730)", "",
     ""},
    {"", "amount_missing", "unitAmount"},
    {R"("unitAmount":1,"unitAmountDecimal":"1")", "amounts_conflict", "unitAmount"},
    {R"("unitAmount":1,"tiersMode":"volume","tiers":[{"unitAmount":1}])", "amounts_conflict",
     "unitAmount"},
    {R"("unitAmount":-1)", "parameter_out_of_range", "unitAmount"},
    {R"("unitAmount":1000000000000)", "parameter_out_of_range", "unitAmount"},
    {R"("unitAmountDecimal":"-0.1")", "parameter_out_of_range", "unitAmountDecimal"},
    {R"("unitAmount":1,"tiersMode":"volume")", "tiers_missing", "tiersMode"},
    {R"("tiers":[{"unitAmount":1}])", "tiers_mode_missing", "tiersMode"},
    {R"("tiersMode":"volume","tiers":[{"upTo":5,"unitAmount":1}])", "tiers_end_missing",
     "tiers[0].upTo"},
    {R"("tiersMode":"volume","tiers":[{"unitAmount":1},{"unitAmount":2}])", "tiers_overlap",
     "tiers[0].upTo"},
    {R"("tiersMode":"volume","tiers":[{"upTo":5,"unitAmount":1},{"upTo":5,"unitAmount":1},{"unitAmount":2}])",
     "tiers_duplicate", "tiers[1].upTo"},
    {R"("tiersMode":"volume","tiers":[{"upTo":5,"unitAmount":1},{"upTo":3,"unitAmount":1},{"unitAmount":2}])",
     "tiers_overlap", "tiers[1].upTo"},
    {R"("tiersMode":"volume","tiers":[{"upTo":0,"unitAmount":1},{"unitAmount":2}])",
     "tiers_overlap", "tiers[0].upTo"},
    {R"("tiersMode":"volume","tiers":[{}])", "tier_amount_missing", "tiers[0].unitAmount"},
    {R"("tiersMode":"volume","tiers":[{"unitAmount":1,"unitAmountDecimal":"1"}])",
     "amounts_conflict", "tiers[0].unitAmountDecimal"},
    {R"("tiersMode":"volume","tiers":[{"flatAmount":-1}])", "parameter_out_of_range",
     "tiers[0].flatAmount"},
    {R"("unitAmount":1,"recurring":{"interval":"month","intervalCount":0})",
     "parameter_out_of_range", "recurring.intervalCount"},
    {R"("unitAmount":1,"recurring":{"interval":"month","intervalCount":37})",
     "parameter_out_of_range", "recurring.intervalCount"},
    {R"("unitAmount":1,"recurring":{"interval":"year","intervalCount":4})",
     "parameter_out_of_range", "recurring.intervalCount"},
    {R"("unitAmount":1,"trialDays":7)", "recurring_missing", "trialDays"},
    {R"("unitAmount":1,"recurring":{"interval":"day"},"trialDays":731)", "parameter_out_of_range",
     "trialDays"},
    {R"("unitAmount":1,"usageType":"metered")", "recurring_missing", "recurring"},
    {R"("unitAmount":1,"recurring":{"interval":"day"},"usageType":"metered")", "meter_missing",
     "meter"},
    {R"("unitAmount":1,"recurring":{"interval":"day"},"meter":"mtr_calls")", "meter_not_allowed",
     "meter"},
    {R"("unitAmount":1,"recurring":{"interval":"day"},"usageType":"metered","meter":"mtr_x")",
     "meter_not_found", "meter"},
    {R"("unitAmount":1,"recurring":{"interval":"day"},"usageType":"metered","meter":"mtr_off")",
     "meter_archived", "meter"},
    {R"("unitAmount":1,"nickname":"")", "parameter_empty", "nickname"},
  });
  for (const Row& row : table) {
    SCOPED_TRACE(row.with);
    auto given = shop();
    std::string text = R"({"product":"prod_pro","currency":"usd")";
    if (!row.with.empty()) text += ",";
    given.when(from_json<CreatePrice>(text + std::string{row.with} + "}"));
    if (row.code.empty()) {
      given.then_types({"price.created"});
    } else {
      given.refused(row.code, row.param);
    }
  }
}

TEST(Price, NeedsAnActiveProduct) {
  auto given = shop();
  given.when(from_json<CreatePrice>(R"({"product":"prod_x","currency":"usd","unitAmount":1})"))
    .refused(RefusalKind::not_found, "product_not_found", "product");
  given.when(from_json<CreatePrice>(R"({"product":"prod_old","currency":"usd","unitAmount":1})"))
    .refused(RefusalKind::conflict, "product_archived", "product");
}

TEST(Price, NeverChangesItsTerms) {
  auto given = shop();
  given
    .when(from_json<CreatePrice>(
      R"({"id":"price_pro","product":"prod_pro","currency":"usd","unitAmount":2000})"
    ))
    .done();
  for (const std::string_view term :
       {"product", "currency", "unitAmount", "unitAmountDecimal", "tiers", "tiersMode", "recurring",
        "usageType", "meter", "trialDays", "taxBehavior"}) {
    given.when(from_json<UpdatePrice>(R"({"id":"price_pro",")" + std::string{term} + R"(":1})"))
      .refused("price_immutable", term);
    EXPECT_NE(given.refusal->message.find("Create another price"), std::string::npos);
  }
  given.when(from_json<UpdatePrice>(R"({"id":"price_pro","active":false,"nickname":"Old"})"))
    .then({PriceUpdated{PriceId{"price_pro"}, "Old", false, {}}});
  given.when(from_json<UpdatePrice>(R"({"id":"price_pro","active":false})")).then({});
}

TEST(Price, ShowsDecimalAmountsAsStrings) {
  auto given = shop();
  given
    .when(from_json<CreatePrice>(
      R"({"id":"price_d","product":"prod_pro","currency":"usd","unitAmountDecimal":0.50})"
    ))
    .done();
  EXPECT_NE(given.shown().find(R"("unitAmountDecimal":"0.5")"), std::string::npos) << given.shown();
  EXPECT_TRUE(given.shown().starts_with(R"({"object":"price","id":"price_d")")) << given.shown();
}

TEST(Product, IsCreatedRenamedAndArchived) {
  auto given = shop();
  given.when(from_json<CreateProduct>(R"({"name":""})")).refused("parameter_empty", "name");
  given.when(from_json<CreateProduct>(R"({"id":"prod_pro","name":"Again"})"))
    .refused(RefusalKind::conflict, "resource_already_exists", "id");
  given.when(from_json<UpdateProduct>(R"({"id":"prod_none","name":"x"})"))
    .refused(RefusalKind::not_found, "product_not_found", "id");
  given
    .when(from_json<UpdateProduct>(
      R"({"id":"prod_pro","name":"Pro 2","description":"More","active":false,"metadata":{"a":"1"}})"
    ))
    .then({ProductUpdated{ProductId{"prod_pro"}, "Pro 2", "More", false, {{"a", "1"}}}});
  given.when(from_json<UpdateProduct>(R"({"id":"prod_pro","description":null})"))
    .then({ProductUpdated{ProductId{"prod_pro"}, "Pro 2", std::nullopt, false, {{"a", "1"}}}});
}

TEST(Product, IsNotChangedFromAVersionThatHasMovedOn) {
  auto given = shop();
  given.if_version(77)
    .when(from_json<UpdateProduct>(R"({"id":"prod_pro","name":"x"})"))
    .refused(RefusalKind::stale, "version_mismatch", "If-Match");
  given.if_version(1).when(from_json<UpdateProduct>(R"({"id":"prod_pro","name":"x"})")).done();
}

TEST(Coupon, IsCheckedByNameAndPath) {
  const auto table = std::to_array<Row>({
    {R"("percentOff":33.3)", "", ""},
    {R"("percentOff":100,"duration":"forever")", "", ""},
    {R"("amountOff":500,"currency":"usd","duration":"repeating","durationInMonths":3)", "", ""},
    {R"("percentOff":10,"redeemBy":"2026-04-01T00:00:00Z","maxRedemptions":1)", "", ""},
    {R"("name":"x")", "amount_missing", "percentOff"},
    {R"("percentOff":10,"amountOff":1,"currency":"usd")", "amounts_conflict", "percentOff"},
    {R"("percentOff":0)", "parameter_out_of_range", "percentOff"},
    {R"("percentOff":-5)", "parameter_out_of_range", "percentOff"},
    {R"("percentOff":100.000001)", "parameter_out_of_range", "percentOff"},
    {R"("percentOff":10,"currency":"usd")", "currency_not_allowed", "currency"},
    {R"("amountOff":5)", "currency_missing", "currency"},
    {R"("amountOff":0,"currency":"usd")", "parameter_out_of_range", "amountOff"},
    {R"("percentOff":1,"duration":"repeating")", "duration_missing", "durationInMonths"},
    {R"("percentOff":1,"durationInMonths":2)", "duration_not_allowed", "durationInMonths"},
    {R"("percentOff":1,"duration":"repeating","durationInMonths":0)", "parameter_out_of_range",
     "durationInMonths"},
    {R"("percentOff":1,"maxRedemptions":0)", "parameter_out_of_range", "maxRedemptions"},
    {R"("percentOff":1,"redeemBy":"2026-02-01T00:00:00Z")", "parameter_in_the_past", "redeemBy"},
    {R"("percentOff":1,"name":" ")", "parameter_empty", "name"},
  });
  for (const Row& row : table) {
    SCOPED_TRACE(row.with);
    auto given = shop();
    given.when(from_json<CreateCoupon>("{" + std::string{row.with} + "}"));
    if (row.code.empty()) {
      given.then_types({"coupon.created"});
    } else {
      given.refused(row.code, row.param);
    }
  }
}

TEST(Coupon, NeverChangesItsTermsAndStopsBeingRedeemed) {
  auto given = shop();
  given
    .when(
      from_json<CreateCoupon>(R"({"id":"cou_1","percentOff":10,"redeemBy":"2026-04-01T00:00:00Z"})")
    )
    .done();
  given.when(from_json<UpdateCoupon>(R"({"id":"cou_1","percentOff":20})"))
    .refused("coupon_immutable", "percentOff");
  const Coupon& coupon = given.state.coupons.at(CouponId{"cou_1"});
  EXPECT_FALSE(coupon_refusal(coupon, given.now, "coupon"));
  EXPECT_EQ(
    coupon_refusal(coupon, moment("2026-04-01T00:00:00Z"), "coupon")->code, "coupon_expired"
  );
  given.when(from_json<UpdateCoupon>(R"({"id":"cou_1","active":false,"name":"Spring"})")).done();
  EXPECT_EQ(coupon_refusal(coupon, given.now, "coupon")->code, "coupon_archived");
}

TEST(Meter, IsCheckedByNameAndPath) {
  const auto table = std::to_array<Row>({
    {R"("name":"m","eventType":"e","aggregation":{"type":"sum","property":"bytes"})", "", ""},
    {R"("name":"m","eventType":"e","aggregation":{"type":"count"},"filters":[{"property":"s","equals":200},{"property":"m","in":["GET","POST"]}],"groupBy":["m"])",
     "", ""},
    {R"("name":"","eventType":"e","aggregation":{"type":"count"})", "parameter_empty", "name"},
    {R"("name":"api_calls","eventType":"e","aggregation":{"type":"count"})", "meter_name_taken",
     "name"},
    {R"("name":"m","eventType":" ","aggregation":{"type":"count"})", "parameter_empty",
     "eventType"},
    {R"("name":"m","eventType":"e","aggregation":{"type":"sum"})", "property_missing",
     "aggregation.property"},
    {R"("name":"m","eventType":"e","aggregation":{"type":"count","property":"x"})",
     "property_not_allowed", "aggregation.property"},
    {R"("name":"m","eventType":"e","aggregation":{"type":"count"},"filters":[{"property":"s"}])",
     "filter_invalid", "filters[0]"},
    {R"("name":"m","eventType":"e","aggregation":{"type":"count"},"filters":[{"property":"s","equals":1,"in":[1]}])",
     "filter_invalid", "filters[0]"},
    {R"("name":"m","eventType":"e","aggregation":{"type":"count"},"filters":[{"property":"s","equals":{}}])",
     "filter_invalid", "filters[0].equals"},
    {R"("name":"m","eventType":"e","aggregation":{"type":"count"},"filters":[{"property":"s","in":["a",[]]}])",
     "filter_invalid", "filters[0].in[1]"},
    {R"("name":"m","eventType":"e","aggregation":{"type":"count"},"filters":[{"property":"","equals":1}])",
     "parameter_empty", "filters[0].property"},
    {R"("name":"m","eventType":"e","aggregation":{"type":"count"},"groupBy":["a","a"])",
     "group_duplicate", "groupBy[1]"},
    {R"("name":"m","eventType":"e","aggregation":{"type":"count"},"groupBy":["a",""])",
     "parameter_empty", "groupBy[1]"},
  });
  for (const Row& row : table) {
    SCOPED_TRACE(row.with);
    auto given = shop();
    given.when(from_json<CreateMeter>("{" + std::string{row.with} + "}"));
    if (row.code.empty()) {
      given.then_types({"meter.created"});
    } else {
      given.refused(row.code, row.param);
    }
  }
}

TEST(Meter, FiltersByTheTextOfScalars) {
  const auto meter = from_json<Meter>(
    R"({"id":"mtr_1","name":"m","eventType":"e","aggregation":{"type":"count"},"filters":[{"property":"status","equals":200},{"property":"path","in":["/a","/\"b\""]}],"active":true,"created":"2026-01-01T00:00:00Z","version":1})"
  );
  const auto counts = [&](std::string_view properties) {
    const auto document = JsonDocument::parse(properties);
    return passes_filters(meter, document->root());
  };
  EXPECT_TRUE(counts(R"({"status":200,"path":"/a"})"));
  EXPECT_TRUE(counts(R"({"status":"200","path":"/\"b\""})"));
  EXPECT_TRUE(counts(R"({"status":200.0,"path":"/a"})"));
  EXPECT_FALSE(counts(R"({"status":404,"path":"/a"})"));
  EXPECT_FALSE(counts(R"({"status":200,"path":"/c"})"));
  EXPECT_FALSE(counts(R"({"status":200})"));
  EXPECT_FALSE(counts(R"({"status":[200],"path":"/a"})"));
}

TEST(Meter, IsFoundByIdAndByName) {
  const auto given = shop();
  EXPECT_EQ(find_meter(given.state, "mtr_calls")->name, "api_calls");
  EXPECT_EQ(find_meter(given.state, "api_calls")->id.text(), "mtr_calls");
  EXPECT_EQ(find_meter(given.state, "nothing"), nullptr);
}

TEST(Meter, NeverChangesWhatItCounts) {
  auto given = shop();
  given.when(from_json<UpdateMeter>(R"({"id":"mtr_calls","aggregation":{"type":"sum"}})"))
    .refused("meter_immutable", "aggregation");
  given.when(from_json<UpdateMeter>(R"({"id":"mtr_calls","name":"off"})"))
    .refused("meter_name_taken", "name");
  given.when(from_json<UpdateMeter>(R"({"id":"mtr_calls","name":"api_calls","unit":"call"})"))
    .then({MeterUpdated{MeterId{"mtr_calls"}, "api_calls", "call", true, {}}});
}

TEST(Catalog, RefusesIdsThatTheServerCouldMake) {
  auto given = shop();
  given.when(from_json<CreateProduct>(R"({"id":"prod_01kab3z9n8gq5t6v7w8x9y0z1a","name":"x"})"))
    .refused("id_reserved", "id");
}

TEST(Catalog, ComesBackFromItsSnapshot) {
  const auto given = shop();
  const auto again = read_state<Catalog>(write_state(given.state));
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, given.state);
}

} // namespace
} // namespace portal::testing

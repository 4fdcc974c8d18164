#include <gtest/gtest.h>

#include "http/cloud_events.hpp"

namespace portal {
namespace {

class UsageForms : public ::testing::Test {
 protected:
  UsageForms() {
    Meter meter;
    meter.id = MeterId{"mtr_calls"};
    meter.name = "api_calls";
    meter.event_type = "api.call";
    meter.aggregation = {AggregationType::sum, "count"};
    catalog_.meters[meter.id] = meter;
  }

  Result<std::vector<SentUsage>>
  read(std::string type, std::string body, std::vector<Header> headers = {}) {
    Request request;
    request.headers = std::move(headers);
    request.headers.push_back({"content-type", std::move(type)});
    request.body = std::move(body);
    return read_usage(request, {catalog_, *parse_instant("2026-01-15T12:00:00Z"), "seed"});
  }

  Catalog catalog_;
};

constexpr auto event =
  R"({"specversion":"1.0","id":"e1","source":"/s","type":"api.call","subject":"cus_1","time":"2026-01-02T03:04:05Z","data":{"count":2}})";

TEST_F(UsageForms, TakesAStructuredCloudEvent) {
  const auto sent = read("application/cloudevents+json; charset=utf-8", event);
  ASSERT_TRUE(sent) << sent.error().message;
  ASSERT_EQ(sent->size(), 1U);
  EXPECT_EQ(sent->front().customer.text(), "cus_1");
  EXPECT_EQ(sent->front().item.id, "e1");
  EXPECT_EQ(sent->front().item.properties.text, R"({"count":2})");
  EXPECT_EQ(to_text(sent->front().item.time), "2026-01-02T03:04:05.000Z");
}

TEST_F(UsageForms, TakesABatchOfCloudEvents) {
  const auto sent =
    read("application/cloudevents-batch+json", std::string{"["} + event + "," + event + "]");
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->size(), 2U);
}

TEST_F(UsageForms, TakesBinaryCloudEvents) {
  const auto sent = read(
    "application/json", R"({"count":2})",
    {{"ce-specversion", "1.0"},
     {"ce-id", "e1"},
     {"ce-source", "/s"},
     {"ce-type", "api.call"},
     {"ce-subject", "cus_1"}}
  );
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->front().item.properties.text, R"({"count":2})");
  EXPECT_EQ(to_text(sent->front().item.time), "2026-01-15T12:00:00.000Z"); // now
}

TEST_F(UsageForms, TakesTheNativeFormAloneAndInAnArray) {
  const auto one =
    read("application/json", R"({"customer":"cus_1","meter":"api_calls","value":3})");
  ASSERT_TRUE(one) << one.error().message;
  EXPECT_EQ(one->front().item.type, "api.call");
  const auto two = read(
    "application/json",
    R"([{"customer":"cus_1","meter":"api_calls"},{"customer":"cus_2","meter":"mtr_calls","id":"x"}])"
  );
  ASSERT_TRUE(two) << two.error().message;
  EXPECT_EQ(two->at(1).item.id, "x");
}

TEST_F(UsageForms, MakesTheSameIdsFromTheSameKey) {
  const std::string body =
    R"([{"customer":"cus_1","meter":"api_calls"},{"customer":"cus_1","meter":"api_calls"}])";
  const auto first = read("application/json", body);
  const auto again = read("application/json", body);
  ASSERT_TRUE(first && again);
  EXPECT_EQ(first->at(0).item.id, again->at(0).item.id);
  EXPECT_NE(first->at(0).item.id, first->at(1).item.id);
}

TEST_F(UsageForms, KeepsExtensionAttributesOut) {
  const auto sent = read(
    "application/cloudevents+json",
    R"({"specversion":"1.0","id":"e1","source":"/s","type":"t","subject":"cus_1","traceparent":"00-1","partitionkey":"7"})"
  );
  EXPECT_TRUE(sent) << sent.error().message;
}

struct Bad {
  std::string type;
  std::string body;
  std::string param;
  std::string code;
};

TEST_F(UsageForms, RefusesWhatIsWrongAndSaysWhere) {
  const std::string cloud = "application/cloudevents+json";
  const std::string batch = "application/cloudevents-batch+json";
  const std::string json = "application/json";
  const std::vector<Bad> all{
    {cloud, R"({"id":"e","source":"/s","type":"t","subject":"cus_1"})", "specversion",
     "parameter_missing"},
    {cloud, R"({"specversion":"0.3","id":"e","source":"/s","type":"t","subject":"cus_1"})",
     "specversion", "parameter_invalid"},
    {cloud, R"({"specversion":"1.0","id":"","source":"/s","type":"t","subject":"cus_1"})", "id",
     "parameter_invalid"},
    {cloud, R"({"specversion":"1.0","id":"e","source":"/s","type":"t"})", "subject",
     "parameter_missing"},
    {cloud, R"({"specversion":"1.0","id":"e","source":"/s","type":"t","subject":"bob"})", "subject",
     "parameter_invalid"},
    {cloud,
     R"({"specversion":"1.0","id":"e","source":"/s","type":"t","subject":"cus_1","tiem":"2026-01-01T00:00:00Z"})",
     "tiem", "parameter_unknown"},
    {cloud,
     R"({"specversion":"1.0","id":"e","source":"/s","type":"t","subject":"cus_1","time":"noon"})",
     "time", "parameter_invalid"},
    {cloud,
     R"({"specversion":"1.0","id":"e","source":"/s","type":"t","subject":"cus_1","data":[1]})",
     "data", "parameter_invalid_type"},
    {cloud,
     R"({"specversion":"1.0","id":"e","source":"/s","type":"t","subject":"cus_1","data":{"$sealed":"x"}})",
     "data", "parameter_invalid"},
    {cloud,
     R"({"specversion":"1.0","id":"e","source":"/s","type":"t","subject":"cus_1","data_base64":"eA=="})",
     "data_base64", "parameter_invalid"},
    {cloud, "[" + std::string{event} + "]", "", "parameter_invalid_type"},
    {batch, event, "", "parameter_invalid_type"},
    {batch, "[]", "", "parameter_invalid"},
    {batch, "[" + std::string{event} + R"(,{"specversion":"1.0"}])", "[1].id", "parameter_missing"},
    {batch, "[" + std::string{event} + ",7]", "[1]", "parameter_invalid_type"},
    {json, R"({"meter":"api_calls"})", "customer", "parameter_missing"},
    {json, R"({"customer":"cus_1","meter":"nothing"})", "meter", "meter_not_found"},
    {json, R"({"customer":"cus_1","meter":"api_calls","valeu":1})", "valeu", "parameter_unknown"},
    {json,
     R"([{"customer":"cus_1","meter":"api_calls"},{"customer":"cus_1","meter":"api_calls","value":"x"}])",
     "[1].value", "parameter_out_of_range"},
    {json, R"({"customer":"cus_1","customer":"cus_2","meter":"api_calls"})", "", "malformed_json"},
    {json, R"([{"customer":"cus_1")", "", "malformed_json"},
    {"text/plain", event, "Content-Type", "content_type_unsupported"},
  };
  for (const auto& bad : all) {
    const auto sent = read(bad.type, bad.body);
    ASSERT_FALSE(sent) << bad.body;
    EXPECT_EQ(sent.error().param, bad.param) << bad.body << " → " << sent.error().message;
    EXPECT_EQ(sent.error().code, bad.code) << bad.body << " → " << sent.error().message;
  }
}

TEST_F(UsageForms, RefusesMoreThanTenThousand) {
  std::string body = "[";
  for (std::size_t at = 0; at <= usage_batch_max; ++at) {
    body += at == 0 ? "" : ",";
    body += R"({"customer":"cus_1","meter":"api_calls"})";
  }
  const auto sent = read("application/json", body + "]");
  ASSERT_FALSE(sent);
  EXPECT_EQ(sent.error().kind, RefusalKind::too_large);
}

} // namespace
} // namespace portal

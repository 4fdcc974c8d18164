// Usage over HTTP: batches, duplicates, retries, and what is read back.
#include "tests/http/edge_fixture.hpp"

namespace portal {
namespace {

class EdgeUsage : public EdgeTest {
 protected:
  void SetUp() override {
    EdgeTest::SetUp();
    admin("POST", "/customers", R"({"id":"cus_a"})");
    admin("POST", "/customers", R"({"id":"cus_b"})");
    const auto meter = admin(
      "POST", "/meters",
      R"({"id":"mtr_bytes","name":"bytes","eventType":"http.request","aggregation":{"type":"sum","property":"bytes"},"groupBy":["path"]})"
    );
    EXPECT_EQ(meter.status(), 201) << meter.response.body;
  }

  static std::string event(const std::string& id, const std::string& customer, int bytes) {
    return R"({"specversion":"1.0","id":")" + id +
           R"(","source":"/edge","type":"http.request","subject":")" + customer +
           R"(","time":"2026-01-10T10:00:00Z","data":{"bytes":)" + std::to_string(bytes) +
           R"(,"path":"/x"}})";
  }

  Answered batch(const std::string& events, std::vector<Header> headers = {}) {
    headers.push_back({"content-type", "application/cloudevents-batch+json"});
    return ask(
      {"POST", "/usage/events", "[" + events + "]", std::string{admin_key}, std::move(headers)}
    );
  }

  std::string total(const std::string& customer) {
    return admin(
             "GET",
             "/usage?meter=bytes&start=2026-01-01T00:00:00Z&end=2026-02-01T00:00:00Z&customer=" +
               customer
    )
      .at("meters.0.value");
  }
};

TEST_F(EdgeUsage, CountsEachEventOnce) {
  const auto events = event("1", "cus_a", 10) + "," + event("2", "cus_b", 5) + "," +
                      event("3", "cus_a", 7) + "," + event("3", "cus_a", 7);
  const auto first = batch(events);
  EXPECT_EQ(first.status(), 200) << first.response.body;
  EXPECT_EQ(first.at("accepted"), "3");
  EXPECT_EQ(first.at("duplicates"), "1");
  const auto again = batch(events);
  EXPECT_EQ(again.at("accepted"), "0");
  EXPECT_EQ(again.at("duplicates"), "4");
  EXPECT_EQ(total("cus_a"), "17");
  EXPECT_EQ(total("cus_b"), "5");
}

TEST_F(EdgeUsage, CountsNothingTwiceForARetryWithoutIds) {
  const std::string body =
    R"([{"customer":"cus_a","meter":"bytes","value":4},{"customer":"cus_b","meter":"bytes","value":6}])";
  const Ask asked{
    "POST", "/usage/events", body, std::string{admin_key}, {{"idempotency-key", "k1"}}};
  const auto first = ask(asked);
  EXPECT_EQ(first.at("accepted"), "2") << first.response.body;
  const auto again = ask(asked);
  EXPECT_EQ(again.response.body, first.response.body);
  EXPECT_EQ(again.header("idempotent-replayed"), "true");
  auto other = asked;
  other.body = R"([{"customer":"cus_b","meter":"bytes","value":6}])";
  EXPECT_EQ(ask(other).status(), 409);
}

TEST_F(EdgeUsage, RecordsNothingOfABatchWithAFault) {
  const auto malformed = batch(event("1", "cus_a", 10) + R"(,{"specversion":"1.0"})");
  EXPECT_EQ(malformed.status(), 400);
  EXPECT_EQ(malformed.at("error.param"), "[1].id");
  const auto missing = batch(event("1", "cus_a", 10) + "," + event("2", "cus_none", 5));
  EXPECT_EQ(missing.status(), 404) << missing.response.body;
  EXPECT_EQ(missing.at("error.param"), "[1].customer");
  EXPECT_EQ(total("cus_a"), "0");
}

TEST_F(EdgeUsage, SaysWhatItCostsInThePeriodOfThePlanThatBillsIt) {
  const auto make = [&](const char* path, const char* body) {
    const auto made = admin("POST", path, body);
    EXPECT_EQ(made.status(), 201) << made.response.body;
    return made;
  };
  make("/products", R"({"id":"prod_1","name":"Pro"})");
  make("/prices", R"({"id":"price_year","product":"prod_1","currency":"usd","unitAmount":9000,
                   "recurring":{"interval":"year"}})");
  make(
    "/prices", R"({"id":"price_bytes","product":"prod_1","currency":"usd","tiersMode":"graduated",
                   "tiers":[{"upTo":2,"unitAmount":0},{"upTo":null,"unitAmount":3}],
                   "recurring":{"interval":"month"},"usageType":"metered","meter":"mtr_bytes"})"
  );
  make("/payment-methods", R"({"customer":"cus_a","token":"pm_card_visa"})");
  make("/subscriptions", R"({"id":"sub_a","customer":"cus_a","price":"price_year"})");
  const auto metered =
    make("/subscriptions", R"({"id":"sub_b","customer":"cus_a","price":"price_bytes"})");
  const auto posted =
    admin("POST", "/usage/events", R"({"customer":"cus_a","meter":"bytes","value":7})");
  EXPECT_LT(posted.status(), 300) << posted.response.body;
  const auto usage = admin("GET", "/usage?customer=cus_a");
  EXPECT_EQ(usage.at("period.end"), metered.at("currentPeriodEnd")) << usage.response.body;
  EXPECT_EQ(usage.at("meters.0.value"), "7");
  EXPECT_EQ(usage.at("meters.0.included"), "2");
  EXPECT_EQ(usage.at("meters.0.amount"), "15");
  EXPECT_EQ(usage.at("meters.0.currency"), "usd");
  const auto from = "&start=" + metered.at("currentPeriodStart");
  const auto same = from + "&end=" + metered.at("currentPeriodEnd");
  EXPECT_EQ(admin("GET", "/usage?customer=cus_a" + same).at("meters.0.amount"), "15");
  // What another period costs, invoices say.
  const auto other = admin("GET", "/usage?customer=cus_a" + from + "&end=2027-01-01T00:00:00Z");
  EXPECT_EQ(other.at("meters.0.value"), "7") << other.response.body;
  EXPECT_EQ(other.response.body.find("amount"), std::string::npos);
  EXPECT_EQ(admin("GET", "/usage?customer=cus_none").status(), 404);
  EXPECT_EQ(admin("POST", "/customers/cus_a/erase", "{}").status(), 200);
  EXPECT_EQ(admin("GET", "/usage?customer=cus_a").at("meters.0.value"), "7");
}

TEST_F(EdgeUsage, ReadsATimelineWithACustomersToken) {
  batch(event("1", "cus_a", 10) + "," + event("2", "cus_b", 5));
  const auto token = token_for("cus_a", R"("usage:read")");
  const auto timeline = as(
    token, "GET",
    "/usage/"
    "timeline?meter=mtr_bytes&granularity=day&start=2026-01-09T00:00:00Z&end=2026-01-12T00:00:00Z"
  );
  ASSERT_EQ(timeline.status(), 200) << timeline.response.body;
  EXPECT_EQ(timeline.count("data"), 3U);
  EXPECT_EQ(timeline.at("data.0.value"), "0");
  EXPECT_EQ(timeline.at("data.1.value"), "10");
  EXPECT_EQ(timeline.at("data.1.start"), "2026-01-10T00:00:00.000Z");
  const auto grouped = as(
    token, "GET",
    "/usage/timeline?meter=bytes&groupBy=path&start=2026-01-10T00:00:00Z&end=2026-01-11T00:00:00Z"
  );
  EXPECT_EQ(grouped.at("data.0.group.path"), "/x") << grouped.response.body;
  EXPECT_EQ(as(token, "GET", "/usage/timeline?meter=bytes&granularity=year").status(), 400);
  EXPECT_EQ(as(token, "GET", "/usage/timeline?meter=none").status(), 404);
  EXPECT_EQ(as(token, "GET", "/usage/timeline?meter=bytes&customer=cus_b").status(), 404);
}

TEST_F(EdgeUsage, AnswersFromBeforeAnEvent) {
  const auto first = batch(event("1", "cus_a", 10));
  batch(event("2", "cus_a", 5));
  const auto then = admin(
    "GET",
    "/usage?meter=bytes&start=2026-01-01T00:00:00Z&end=2026-02-01T00:00:00Z&customer=cus_a&asOf=" +
      first.header("portal-position")
  );
  EXPECT_EQ(then.at("meters.0.value"), "10") << then.response.body;
  EXPECT_EQ(total("cus_a"), "15");
}

using EdgeLog = EdgeUsage;

TEST_F(EdgeLog, ListsEventsAndProvesThem) {
  batch(event("1", "cus_a", 10));
  const auto events = admin("GET", "/events?types=usage.*&customer=cus_a");
  EXPECT_EQ(events.count("data"), 1U);
  EXPECT_EQ(events.at("data.0.type"), "usage.recorded.v1");
  const auto position = events.at("data.0.position");
  const auto one = admin("GET", "/events/" + position);
  EXPECT_EQ(one.at("leafHash"), events.at("data.0.leafHash"));
  const auto proof = admin("GET", "/audit/proof/" + position);
  ASSERT_EQ(proof.status(), 200) << proof.response.body;
  EXPECT_EQ(proof.at("leafHash"), one.at("leafHash"));
  EXPECT_EQ(to_hex(leaf_hash(proof.at("stored"))), proof.at("leafHash"));
  EXPECT_EQ(admin("GET", "/audit/checkpoint").status(), 200);
  const auto grown = admin("GET", "/audit/consistency?from=1&to=" + position);
  EXPECT_EQ(grown.status(), 200) << grown.response.body;
}

TEST_F(EdgeLog, StreamsEventsAndResumes) {
  const auto last = admin("GET", "/audit/checkpoint").at("size");
  const auto answered = ask(
    {"GET", "/events/stream?types=usage.*", "", std::string{admin_key}, {{"last-event-id", last}}}
  );
  ASSERT_EQ(answered.status(), 200);
  ASSERT_TRUE(answered.response.stream);
  std::promise<std::string> heard;
  auto text = std::make_shared<std::string>();
  answered.response.stream([&heard, text](std::string chunk, bool /*end*/) {
    const bool had = text->find("usage.recorded") != std::string::npos;
    *text += chunk;
    if (!had && text->find("usage.recorded") != std::string::npos) heard.set_value(*text);
    return true;
  });
  batch(event("9", "cus_a", 1));
  auto future = heard.get_future();
  ASSERT_EQ(future.wait_for(std::chrono::seconds{10}), std::future_status::ready);
  EXPECT_NE(future.get().find("event: usage.recorded.v1\ndata: {"), std::string::npos);
  edge_->drain();
}

} // namespace
} // namespace portal

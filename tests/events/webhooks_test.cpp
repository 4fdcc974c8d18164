#include <gtest/gtest.h>

#include "events/webhooks.hpp"
#include "tests/support/given.hpp"

namespace portal::testing {

template <> struct Messages<WebhookState> {
  using Command = WebhookCommand;
  using Event = WebhookEvent;
};

namespace {

const EndpointId we{"we_1"};

CreateEndpoint creation(std::string url, std::vector<std::string> events = {"*"}) {
  CreateEndpoint ask;
  ask.id = we;
  ask.url = std::move(url);
  ask.events = std::move(events);
  ask.start_after = 10;
  return ask;
}

Given<WebhookState> given_endpoint() {
  Given<WebhookState> given;
  given.when(creation("https://app.example.com/hooks")).then_types({"webhook_endpoint.created"});
  return given;
}

RecordDeliveries record(std::vector<DeliveryReport> reports, std::int64_t read_up_to = 20) {
  return {we, read_up_to, {}, std::move(reports)};
}

DeliveryReport report(std::int64_t position, DeliveryResult result, Instant at = {}) {
  DeliveryReport made;
  made.position = position;
  made.lane = "customer/cus_1";
  made.event = "customer.updated";
  made.result = result;
  if (result != DeliveryResult::taken) made.at = at;
  if (result == DeliveryResult::failed) made.response_status = 500;
  return made;
}

TEST(Webhook, IsRefusedByNameWhereItCannotBe) {
  struct Row {
    std::string url;
    std::vector<std::string> events;
    std::string_view code;
    std::string_view param;
  };

  const std::vector<Row> table{
    {"http://app.example.com/", {"*"}, "url_invalid", "url"},
    {"https://", {"*"}, "url_invalid", "url"},
    {"ftp://app.example.com", {"*"}, "url_invalid", "url"},
    {"https://user:secret@app.example.com", {"*"}, "url_invalid", "url"},
    {"https://127.0.0.1/", {"*"}, "endpoint_url_inside", "url"},
    {"https://169.254.169.254/latest", {"*"}, "endpoint_url_inside", "url"},
    {"https://localhost:8443/", {"*"}, "endpoint_url_inside", "url"},
    {"https://x.localhost/", {"*"}, "endpoint_url_inside", "url"},
    {"https://[::1]/", {"*"}, "endpoint_url_inside", "url"},
    {"https://8.8.8.8/", {"*"}, "endpoint_url_inside", "url"},
    {"https://app.example.com", {}, "parameter_invalid", "events"},
    {"https://app.example.com", {"*", "subscription.sneezed"}, "event_unknown", "events[1]"},
    {"https://app.example.com", {"nothing.*"}, "event_unknown", "events[0]"},
    {"https://app.example.com", {"subscription.created.v1"}, "event_unknown", "events[0]"},
  };
  for (const Row& row : table) {
    SCOPED_TRACE(row.url);
    Given<WebhookState> given;
    given.when(creation(row.url, row.events)).refused(row.code, row.param);
  }
}

TEST(Webhook, MayLeadInsideWhereTheOperatorLetsIt) {
  Given<WebhookState> given;
  auto ask = creation("http://127.0.0.1:9000/hooks");
  ask.inside_allowed = true;
  given.when(ask).done();
  EXPECT_NE(given.shown().find(R"("url":"http://127.0.0.1:9000/hooks")"), std::string::npos);
  EXPECT_EQ(given.shown().find("held"), std::string::npos);
}

TEST(Webhook, WantsTheEventsThatItNames) {
  EXPECT_TRUE(wants({"*"}, "subscription.created"));
  EXPECT_FALSE(wants({"*"}, "action.recorded"));
  EXPECT_TRUE(wants({"action.recorded"}, "action.recorded"));
  EXPECT_TRUE(wants({"invoice.paid", "subscription.*"}, "subscription.created"));
  EXPECT_FALSE(wants({"subscription.*"}, "subscriptions.created"));
  EXPECT_FALSE(wants({"invoice.paid"}, "invoice.paid_late"));
  EXPECT_EQ(event_name("subscription.pause_scheduled.v12"), "subscription.pause_scheduled");
}

TEST(Webhook, RetriesForThreeDaysWithJitter) {
  Millis usual{0};
  Millis least{1'000'000'000'000};
  Millis most{0};
  for (std::int64_t position = 1; position <= 200; ++position) {
    Millis sum{0};
    for (std::int64_t attempt = 1; delivery_delay(attempt, position); ++attempt) {
      sum += *delivery_delay(attempt, position);
    }
    least = std::min(least, sum);
    most = std::max(most, sum);
    usual += sum / 200;
  }
  EXPECT_GT(least, std::chrono::hours{66});
  EXPECT_LT(most, std::chrono::hours{84});
  EXPECT_GT(usual, std::chrono::hours{72});
  EXPECT_EQ(delivery_delay(1, 7), delivery_delay(1, 7));
  EXPECT_NE(delivery_delay(5, 7), delivery_delay(5, 8));
  EXPECT_FALSE(delivery_delay(0, 1));
  EXPECT_FALSE(delivery_delay(10, 1));
}

TEST(Webhook, HoldsWhatHasNotArrived) {
  auto given = given_endpoint();
  const Instant now = given.now;
  given
    .when(record(
      {report(11, DeliveryResult::taken), report(12, DeliveryResult::taken),
       report(13, DeliveryResult::delivered, now), report(12, DeliveryResult::failed, now)}
    ))
    .then_types({"webhook_endpoint.deliveries_recorded"});
  const WebhookEndpoint& endpoint = *given.state.endpoint;
  ASSERT_EQ(endpoint.held.size(), 2U);
  EXPECT_EQ(endpoint.read_up_to, 20);
  EXPECT_EQ(endpoint.held[0].position, 11);
  EXPECT_FALSE(endpoint.held[0].next_attempt);
  EXPECT_EQ(endpoint.held[1].attempts, 1);
  EXPECT_EQ(endpoint.held[1].next_attempt, now + *delivery_delay(1, 12));
  EXPECT_EQ(endpoint.failing_since, now);
  given.when(record({report(11, DeliveryResult::delivered, now)}, 15)).done();
  EXPECT_EQ(given.state.endpoint->held.size(), 1U);
  EXPECT_EQ(given.state.endpoint->read_up_to, 20);
  EXPECT_FALSE(given.state.endpoint->failing_since);
}

TEST(Webhook, IsDisabledOnceNothingHasArrivedForAllAttempts) {
  auto given = given_endpoint();
  for (int attempt = 1; attempt <= 10; ++attempt) {
    ASSERT_TRUE(given.state.endpoint->active) << attempt;
    given.when(record({report(11, DeliveryResult::failed, given.now)})).done();
    given.after(delivery_delay(attempt, 11).value_or(Millis{0}));
  }
  EXPECT_FALSE(given.state.endpoint->active);
  EXPECT_TRUE(given.state.endpoint->held.empty());
  EXPECT_NE(given.state.endpoint->disabled_reason->find("HTTP 500"), std::string::npos);
  UpdateEndpoint enable;
  enable.id = we;
  enable.active = true;
  given.when(enable).then_types({"webhook_endpoint.enabled"});
  EXPECT_FALSE(given.state.endpoint->disabled_reason);
}

TEST(Webhook, GivesUpOneEventButNotAnEndpointThatOthersReach) {
  auto given = given_endpoint();
  for (int attempt = 1; attempt <= 10; ++attempt) {
    given.when(record({report(11, DeliveryResult::failed, given.now)})).done();
    given.when(record({report(100 + attempt, DeliveryResult::delivered, given.now)})).done();
    given.after(delivery_delay(attempt, 11).value_or(Millis{0}));
  }
  EXPECT_TRUE(given.state.endpoint->active);
  EXPECT_TRUE(given.state.endpoint->held.empty());
}

TEST(Webhook, IsDisabledAtOnceWhenItSaysThatItIsGone) {
  auto given = given_endpoint();
  auto gone = report(11, DeliveryResult::failed, given.now);
  gone.response_status = 410;
  gone.gone = true;
  given.when(record({gone}))
    .then_types({"webhook_endpoint.deliveries_recorded", "webhook_endpoint.disabled"});
}

TEST(Webhook, RotatesItsSecretWithAnOverlap) {
  auto given = given_endpoint();
  given.when(RotateSecret{we, 1, 2}).then_types({"webhook_endpoint.secret_rotated"});
  EXPECT_EQ(given.state.endpoint->secret_generation, 2);
  EXPECT_EQ(given.state.endpoint->previous_secret_expires_at, given.now + std::chrono::hours{1});
  given.when(RotateSecret{we, {}, 2}).refused("secret_rotated_meanwhile");
  given.when(RotateSecret{we, 169, 3}).refused("parameter_out_of_range", "overlapHours");
}

TEST(Webhook, ReplaysAStretchAndResendsOneEvent) {
  auto given = given_endpoint();
  given.when(ReplayDeliveries{we, 20, 90}).then({ReplayStarted{we, 20, 90}});
  given.when(ReplayDeliveries{we, 20, 20}).refused("replay_empty", "after");
  for (int more = 0; more < 9; ++more) given.when(ReplayDeliveries{we, 20, 90}).done();
  given.when(ReplayDeliveries{we, 20, 90}).refused("replays_full");
  given.when(ResendDelivery{we, 30, "catalog"}).then_types({"webhook_endpoint.resend_requested"});
  given.when(ResendDelivery{we, 30, "catalog"}).then({});
  UpdateEndpoint off;
  off.id = we;
  off.active = false;
  given.when(off).then_types({"webhook_endpoint.disabled"});
  given.when(ResendDelivery{we, 31, "catalog"}).refused("endpoint_inactive");
  given.when(ReplayDeliveries{we, 20, 90}).refused("endpoint_inactive");
}

TEST(Webhook, ThatIsDeletedIsGone) {
  auto given = given_endpoint();
  given.when(DeleteEndpoint{we}).then_types({"webhook_endpoint.deleted"});
  given.when(DeleteEndpoint{we}).refused("webhook_endpoint_not_found", "id");
  given.when(creation("https://app.example.com")).refused("resource_already_exists", "id");
}

} // namespace
} // namespace portal::testing

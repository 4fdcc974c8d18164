// The conventions of the API, text in and text out, over a real node.
#include "tests/http/edge_fixture.hpp"

namespace portal {
namespace {

using EdgeConventions = EdgeTest;

TEST_F(EdgeConventions, CreatesReadsChangesAndListsACustomer) {
  const auto made = admin(
    "POST", "/customers", R"({"id":"cus_1","email":"ada@example.com","metadata":{"userId":"u1"}})"
  );
  ASSERT_EQ(made.status(), 201) << made.response.body;
  EXPECT_EQ(made.at("object"), "customer");
  EXPECT_EQ(made.at("email"), "ada@example.com");
  EXPECT_FALSE(made.header("portal-position").empty());

  const auto read = admin("GET", "/customers/cus_1");
  EXPECT_EQ(read.status(), 200);
  EXPECT_EQ(read.at("email"), "ada@example.com");
  EXPECT_EQ(read.header("etag"), made.header("etag"));

  const auto changed = admin("PATCH", "/customers/cus_1", R"({"name":"Ada"})");
  EXPECT_EQ(changed.status(), 200) << changed.response.body;
  EXPECT_EQ(changed.at("name"), "Ada");

  const auto list = admin("GET", "/customers");
  EXPECT_EQ(list.at("object"), "list");
  EXPECT_EQ(list.at("data.0.id"), "cus_1");
  EXPECT_EQ(list.at("hasMore"), "false");
}

TEST_F(EdgeConventions, PagesNewestFirst) {
  for (int at = 1; at <= 5; ++at) {
    admin("POST", "/customers", R"({"id":"cus_)" + std::to_string(at) + "\"}");
  }
  const auto first = admin("GET", "/customers?limit=2");
  EXPECT_EQ(first.at("data.0.id"), "cus_5");
  EXPECT_EQ(first.at("nextCursor"), "cus_4");
  const auto second = admin("GET", "/customers?limit=2&startingAfter=cus_4");
  EXPECT_EQ(second.at("data.0.id"), "cus_3");
  EXPECT_EQ(second.at("hasMore"), "true");
  const auto back = admin("GET", "/customers?limit=2&endingBefore=cus_2");
  EXPECT_EQ(back.at("data.0.id"), "cus_4");
}

TEST_F(EdgeConventions, ReplaysAnOutcomeByItsKey) {
  const std::vector<Header> key{{"idempotency-key", "k-1"}};
  const std::string body = R"({"email":"a@example.com"})";
  const auto first = ask({"POST", "/customers", body, std::string{admin_key}, key});
  const auto again = ask({"POST", "/customers", body, std::string{admin_key}, key});
  ASSERT_EQ(first.status(), 201) << first.response.body;
  EXPECT_EQ(again.response.body, first.response.body);
  EXPECT_EQ(again.header("idempotent-replayed"), "true");
  const auto other = ask({"POST", "/customers", "{}", std::string{admin_key}, key});
  EXPECT_EQ(other.status(), 409);
  EXPECT_EQ(other.at("error.code"), "idempotency_key_reused");
}

TEST_F(EdgeConventions, ShowsASecretAgainOnlyToTheBearerOfTheKey) {
  admin("POST", "/customers", R"({"id":"cus_1"})");
  const std::vector<Header> key{{"idempotency-key", "k-2"}};
  const Ask create{
    "POST", "/customers/cus_1/tokens", R"({"scopes":["usage:read"]})", std::string{admin_key}, key};
  const auto first = ask(create);
  const auto again = ask(create);
  EXPECT_EQ(first.at("secret").substr(0, 4), "cst_");
  EXPECT_EQ(again.at("secret"), first.at("secret"));
  const auto list = admin("GET", "/customers/cus_1/tokens");
  EXPECT_EQ(list.count("data"), 1U);
  EXPECT_EQ(list.at("data.0.secret"), "-");
  EXPECT_EQ(list.response.body.find("digest"), std::string::npos);
}

TEST_F(EdgeConventions, RefusesAStaleVersion) {
  const auto made = admin("POST", "/customers", R"({"id":"cus_1"})");
  const std::vector<Header> match{{"if-match", made.header("etag")}};
  const Ask change{"PATCH", "/customers/cus_1", R"({"name":"A"})", std::string{admin_key}, match};
  EXPECT_EQ(ask(change).status(), 200);
  const auto stale = ask(change);
  EXPECT_EQ(stale.status(), 412);
  EXPECT_EQ(stale.at("error.type"), "invalid_request_error");
}

TEST_F(EdgeConventions, AnswersFromHistory) {
  const auto made = admin("POST", "/customers", R"({"id":"cus_1","metadata":{"plan":"a"}})");
  admin("PATCH", "/customers/cus_1", R"({"metadata":{"plan":"b"}})");
  EXPECT_EQ(admin("GET", "/customers/cus_1").at("metadata.plan"), "b");
  const auto then = admin("GET", "/customers/cus_1?asOf=" + made.header("portal-position"));
  EXPECT_EQ(then.at("metadata.plan"), "a") << then.response.body;
  EXPECT_EQ(admin("GET", "/customers/cus_1?asOf=soon").at("error.param"), "asOf");
  EXPECT_EQ(admin("GET", "/customers/cus_1?asOf=999999").status(), 400);
}

TEST_F(EdgeConventions, ReadsAtAPositionAndRefusesOneAhead) {
  const auto made = admin("POST", "/customers", R"({"id":"cus_1"})");
  const auto read = ask(
    {"GET",
     "/customers/cus_1",
     "",
     std::string{admin_key},
     {{"portal-position", made.header("portal-position")}}}
  );
  EXPECT_EQ(read.status(), 200);
  const auto ahead =
    ask({"GET", "/customers/cus_1", "", std::string{admin_key}, {{"portal-position", "999999"}}});
  EXPECT_EQ(ahead.status(), 400);
  EXPECT_EQ(ahead.at("error.param"), "Portal-Position");
}

TEST_F(EdgeConventions, TakesAndMakesRequestIds) {
  const auto given = ask({"GET", "/healthz", "", "", {{"x-request-id", "my-1"}}});
  EXPECT_EQ(given.header("x-request-id"), "my-1");
  const auto made = ask({"GET", "/healthz", "", "", {{"x-request-id", "bad id\""}}});
  EXPECT_EQ(made.header("x-request-id").substr(0, 4), "req_");
}

TEST_F(EdgeConventions, SaysWhatIsOfferedInstead) {
  const auto method = admin("PUT", "/customers");
  EXPECT_EQ(method.status(), 405);
  EXPECT_EQ(method.header("allow"), "POST, GET, HEAD, OPTIONS");
  const auto path = admin("GET", "/costumers");
  EXPECT_EQ(path.status(), 404);
  EXPECT_NE(path.at("error.message").find("/customers"), std::string::npos);
  const auto options = ask({"OPTIONS", "/customers"});
  EXPECT_EQ(options.status(), 204);
  EXPECT_EQ(admin("HEAD", "/customers").status(), 200); // the server keeps the body to itself
}

struct BadRequest {
  std::string method;
  std::string path;
  std::string body;
  int status;
  std::string code;
  std::string param;
};

TEST_F(EdgeConventions, RefusesBadInputByName) {
  admin("POST", "/customers", R"({"id":"cus_1"})");
  const std::vector<BadRequest> all{
    {"POST", "/customers", "{", 400, "malformed_json", "-"},
    {"POST", "/customers", "[]", 400, "parameter_invalid_type", "-"},
    {"POST", "/customers", R"({"email":"a@b.co","email":"c@d.co"})", 400, "malformed_json", "-"},
    {"POST", "/customers", R"({"emial":"a@b.co"})", 400, "parameter_unknown", "emial"},
    {"POST", "/customers", R"({"email":7})", 400, "parameter_invalid_type", "email"},
    {"POST", "/customers", R"({"timeZone":"Mars/Olympus"})", 400, "time_zone_invalid", "timeZone"},
    {"PATCH", "/customers/cus_1", R"({"timeZone":"Europe/Berln"})", 400, "time_zone_invalid",
     "timeZone"},
    {"POST", "/customers", R"({"id":"bob"})", 400, "parameter_invalid", "id"},
    {"POST", "/customers", R"({"id":"cus_1"})", 409, "resource_already_exists", "id"},
    {"POST", "/credits/grants",
     R"({"customer":"cus_1","amount":9223372036854775808,"currency":"usd"})", 400,
     "parameter_invalid_type", "amount"},
    {"POST", "/credits/grants", R"({"amount":1,"currency":"usd"})", 400, "parameter_missing",
     "customer"},
    {"POST", "/subscriptions", R"({"customer":"cus_none","price":"price_1"})", 404,
     "customer_not_found", "-"},
    {"POST", "/portal/sessions",
     R"({"customer":"cus_1","returnUrl":"https://a.example","linkDigest":"x"})", 400,
     "parameter_unknown", "linkDigest"},
    {"PATCH", "/customers/cus_none", R"({"name":"x"})", 404, "customer_not_found", "-"},
    {"GET", "/customers/bob", "", 404, "customer_not_found", "-"},
    {"GET", "/customers?limit=0", "", 400, "parameter_invalid", "limit"},
    {"GET", "/customers?limti=5", "", 400, "parameter_unknown", "limti"},
    {"GET", "/customers?startingAfter=cus_none", "", 400, "parameter_invalid", "startingAfter"},
    {"GET", "/usage", "", 400, "parameter_missing", "customer"},
    {"GET", "/invoices?expand=custmer", "", 400, "parameter_invalid", "expand"},
    {"GET", "/events/0", "", 404, "event_not_found", "-"},
    {"GET", "/audit/actions?action=invoice.payed", "", 400, "action_unknown", "action"},
    {"GET", "/events?types=invoice.payed", "", 400, "event_unknown", "types"},
    {"GET", "/events/stream?types=invoices.*", "", 400, "event_unknown", "types"},
    {"GET", "/events?after=x", "", 400, "parameter_invalid", "after"},
    {"DELETE", "/tokens/cst_none", "", 404, "customer_token_not_found", "-"},
  };
  for (const auto& bad : all) {
    const auto answered = admin(bad.method, bad.path, bad.body);
    const std::string about =
      bad.method + " " + bad.path + " " + bad.body + " → " + answered.response.body;
    EXPECT_EQ(answered.status(), bad.status) << about;
    EXPECT_EQ(answered.at("error.code"), bad.code) << about;
    if (bad.param != "-") {
      EXPECT_EQ(answered.at("error.param"), bad.param) << about;
    }
    EXPECT_EQ(answered.at("error.requestId"), answered.header("x-request-id"));
  }
}

TEST_F(EdgeConventions, RefusesOtherContentTypesAndBadHeaders) {
  const auto form = ask(
    {"POST",
     "/customers",
     "a=1",
     std::string{admin_key},
     {{"content-type", "application/x-www-form-urlencoded"}}}
  );
  EXPECT_EQ(form.status(), 415);
  const auto key = ask(
    {"POST",
     "/customers",
     "{}",
     std::string{admin_key},
     {{"idempotency-key", std::string(256, 'k')}}}
  );
  EXPECT_EQ(key.at("error.param"), "Idempotency-Key");
  const auto match =
    ask({"PATCH", "/customers/cus_1", "{}", std::string{admin_key}, {{"if-match", "7"}}});
  EXPECT_EQ(match.at("error.param"), "If-Match");
}

TEST_F(EdgeConventions, ServesOperations) {
  EXPECT_EQ(ask({"GET", "/healthz"}).at("status"), "ok");
  // A read of what was just written answers once the views stand there: from then on it is ready.
  EXPECT_EQ(admin("POST", "/customers", R"({"id":"cus_ready"})").status(), 201);
  EXPECT_EQ(admin("GET", "/customers").status(), 200);
  EXPECT_EQ(ask({"GET", "/readyz"}).status(), 200);
  const auto metrics = ask({"GET", "/metrics"});
  EXPECT_NE(metrics.response.body.find("portal_http_requests_total"), std::string::npos);
  EXPECT_EQ(ask({"GET", "/openapi.json"}).at("openapi"), "3.1.0");
  EXPECT_EQ(ask({"GET", "/docs"}).status(), 200);
  edge_->drain();
  EXPECT_EQ(ask({"GET", "/readyz"}).status(), 503);
}

TEST_F(EdgeConventions, MovesTheTestClock) {
  const auto moved = admin("POST", "/test/clock", R"({"now":"2026-02-01T00:00:00Z"})");
  EXPECT_EQ(moved.status(), 200) << moved.response.body;
  EXPECT_EQ(moved.at("now"), "2026-02-01T00:00:00.000Z");
  EXPECT_EQ(admin("POST", "/test/clock", R"({"now":"2026-01-01T00:00:00Z"})").status(), 400);
}

} // namespace
} // namespace portal

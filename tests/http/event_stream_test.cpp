#include <gtest/gtest.h>

#include "http/event_stream.hpp"
#include "http/html.hpp"
#include "http/problem.hpp"
#include "http/streams.hpp"

namespace portal {
namespace {

TEST(EventStream, FramesAnEvent) {
  EXPECT_EQ(
    sse_frame(17, "invoice.paid.v1", R"({"a":1})"),
    "id: 17\nevent: invoice.paid.v1\ndata: {\"a\":1}\n\n"
  );
}

TEST(EventStream, SplitsLinesOfData) {
  EXPECT_EQ(sse_frame(1, "x", "a\nb"), "id: 1\nevent: x\ndata: a\ndata: b\n\n");
}

TEST(EventStream, ReadsPositionsStrictly) {
  EXPECT_EQ(parse_position("17"), 17U);
  for (const auto* bad : {"", "-1", "1 ", "x", "1.5", "99999999999999999999999"}) {
    EXPECT_FALSE(parse_position(bad)) << bad;
  }
}

TEST(EventFilter, TakesTypesWithAndWithoutVersionAndByPrefix) {
  Envelope head;
  head.stream = "customer/cus_1";
  head.type = "subscription.canceled.v1";
  EXPECT_TRUE((EventFilter{{"subscription.canceled.v1"}, {}}.takes(head)));
  EXPECT_TRUE((EventFilter{{"subscription.canceled"}, {}}.takes(head)));
  EXPECT_TRUE((EventFilter{{"subscription.*"}, {}}.takes(head)));
  EXPECT_FALSE((EventFilter{{"invoice.*"}, {}}.takes(head)));
  EXPECT_FALSE((EventFilter{{}, CustomerId{"cus_2"}}.takes(head)));
  EXPECT_TRUE((EventFilter{{}, CustomerId{"cus_1"}}.takes(head)));
}

TEST(Html, CarriesTheSecurityHeaders) {
  Page shown;
  shown.title = "T";
  shown.body = "<p>x</p>";
  shown.colour = "#5469d4";
  shown.script = true;
  shown.form_origin = "https://a.example";
  const auto page = page_response(200, shown, true);
  std::string all;
  for (const auto& header : page.headers) all += header.name + ": " + header.value + "\n";
  for (const auto* needed :
       {"default-src 'none'", "script-src 'self'", "style-src 'self'", "frame-ancestors 'none'",
        "base-uri 'none'", "form-action 'self' https://a.example", "nosniff", "no-referrer",
        "no-store", "strict-transport-security"}) {
    EXPECT_NE(all.find(needed), std::string::npos) << needed;
  }
  EXPECT_EQ(all.find("unsafe"), std::string::npos);
  EXPECT_EQ(page.body.find("style="), std::string::npos);
}

TEST(Problem, HasAStatusAndATypeForEveryKind) {
  const std::vector<std::pair<RefusalKind, int>> all{
    {RefusalKind::invalid, 400},    {RefusalKind::not_found, 404},
    {RefusalKind::conflict, 409},   {RefusalKind::gone, 410},
    {RefusalKind::stale, 412},      {RefusalKind::unsupported, 415},
    {RefusalKind::impossible, 422}, {RefusalKind::unknown_who, 401},
    {RefusalKind::forbidden, 403},  {RefusalKind::payment, 402},
    {RefusalKind::too_large, 413},  {RefusalKind::too_many, 429}};
  for (const auto& [kind, status] : all) EXPECT_EQ(status_of(kind), status);
  EXPECT_EQ(error_type_of(401), "authentication_error");
  EXPECT_EQ(error_type_of(402), "payment_error");
  EXPECT_EQ(error_type_of(403), "permission_error");
  EXPECT_EQ(error_type_of(429), "rate_limit_error");
  EXPECT_EQ(error_type_of(503), "api_error");
  EXPECT_EQ(error_type_of(412), "invalid_request_error");
}

TEST(Problem, SaysWhatWhereAndWhichRequest) {
  const Refusal refusal{RefusalKind::invalid, "parameter_missing", "name", "\"name\" is required."};
  EXPECT_EQ(
    problem(refusal, "req_1").body,
    R"({"error":{"type":"invalid_request_error","code":"parameter_missing",)"
    R"("message":"\"name\" is required.","param":"name","requestId":"req_1"}})"
  );
}

TEST(Problem, KeepsOurFaultsDetailsToItself) {
  const auto response =
    problem(Fault{FaultKind::indeterminate, "/var/lib/portal/log: EIO"}, "req_1");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body.find("/var"), std::string::npos);
  EXPECT_NE(response.body.find("same Idempotency-Key"), std::string::npos);
}

} // namespace
} // namespace portal

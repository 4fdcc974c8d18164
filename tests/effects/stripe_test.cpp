#include <gtest/gtest.h>

#include "effects/stripe.hpp"

namespace portal {
namespace {

TEST(StripeForm, EncodesNamesAndValues) {
  Form form;
  form.add("amount", 500).add("metadata[a b]", "ä&=+").add("empty", "");
  EXPECT_EQ(form.text(), "amount=500&metadata%5Ba%20b%5D=%C3%A4%26%3D%2B&empty=");
}

IntentAnswer read(int status, std::string body) {
  return read_intent({status, std::move(body), {}, false});
}

TEST(StripeAnswer, ShowsTheIntent) {
  const auto answer = read(
    200,
    R"({"id":"pi_1","status":"requires_action","payment_method":"pm_1",
        "next_action":{"redirect_to_url":{"url":"https://bank.example"}}})"
  );
  EXPECT_EQ(answer.heard, Heard::yes);
  EXPECT_EQ(answer.intent.id, "pi_1");
  EXPECT_EQ(answer.intent.status, "requires_action");
  EXPECT_EQ(answer.intent.next_action_url, "https://bank.example");
  EXPECT_EQ(answer.intent.payment_method, "pm_1");
  EXPECT_FALSE(answer.intent.card);
}

TEST(StripeAnswer, ShowsTheCardOfAnExpandedMethod) {
  const auto answer = read(
    200,
    R"({"id":"seti_1","status":"succeeded","payment_method":{"id":"pm_1","card":{"brand":"visa",
        "last4":"4242","exp_month":4,"exp_year":2031,"fingerprint":"F"}}})"
  );
  EXPECT_EQ(answer.intent.payment_method, "pm_1");
  EXPECT_EQ(answer.intent.card, (Card{"visa", "4242", 4, 2031, "F"}));
}

TEST(StripeAnswer, RefusesForGoodWithTheBanksOwnReason) {
  const auto answer = read(
    402,
    R"({"error":{"type":"card_error","code":"card_declined","decline_code":"lost_card",
        "message":"Declined.","payment_intent":{"id":"pi_1","status":"requires_payment_method"}}})"
  );
  EXPECT_EQ(answer.heard, Heard::no);
  EXPECT_EQ(answer.error.code, "lost_card");
  EXPECT_EQ(answer.intent.status, "requires_payment_method");
}

TEST(StripeAnswer, SaysNothingWhenItIsNoAnswer) {
  const std::string error = R"({"error":{"type":"api_error","message":"oops"}})";
  EXPECT_EQ(read(0, "").heard, Heard::unknown);
  EXPECT_EQ(read(200, "").heard, Heard::unknown);
  EXPECT_EQ(read(200, "<html>").heard, Heard::unknown);
  EXPECT_EQ(read(200, "[]").heard, Heard::unknown);
  EXPECT_EQ(read(200, "{}").heard, Heard::unknown);
  EXPECT_EQ(read(302, "{}").heard, Heard::unknown);
  for (const int status : {409, 429, 500, 502, 503}) {
    EXPECT_EQ(read(status, error).heard, Heard::unknown) << status;
  }
}

TEST(StripeAnswer, OfAWrongKeyIsTheOperatorsMatterAndNoRefusal) {
  const auto answer = read(401, R"({"error":{"type":"invalid_request_error","message":"Key"}})");
  EXPECT_EQ(answer.heard, Heard::unknown);
  EXPECT_TRUE(answer.misconfigured);
}

} // namespace
} // namespace portal

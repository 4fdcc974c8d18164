// Cancelling without scripts, step by step: why, what an offer costs, the survey, the end.
#include "http/portal_survey.hpp"
#include "tests/http/plain_pages.hpp"

namespace portal {
namespace {

using CancelPages = PlainPages;

TEST_F(CancelPages, AskWhyShowTheOfferAndThenLetGo) {
  configure(with_offer);
  enter();
  EXPECT_TRUE(has(get("/portal").response.body, "/portal/cancel?subscription=sub_a"));
  const auto why = cancel_page();
  EXPECT_TRUE(has(why, "Why are you leaving?") && has(why, "It costs too much")) << why;
  EXPECT_FALSE(has(why, "I do not use it")) << "not among the configured options";
  EXPECT_TRUE(has(why, "It stays yours until February 15, 2026")) << why;
  const auto began = step(why, "start", "reason=too_expensive&feedback=Dear%20me");
  EXPECT_EQ(began.header("location"), "/portal/cancel?subscription=sub_a") << began.response.body;

  const auto offer = cancel_page();
  EXPECT_TRUE(has(offer, "Half &lt;off&gt;") && has(offer, "Take it and stay")) << offer;
  EXPECT_EQ(step(offer, "decline").status(), 303);

  const auto last = cancel_page();
  EXPECT_TRUE(has(last, "Yes, cancel my plan") && has(last, "Keep my plan")) << last;
  EXPECT_FALSE(is_ending());
  EXPECT_EQ(step(last, "confirm").header("location"), "/portal");
  EXPECT_TRUE(is_ending());
  EXPECT_EQ(get("/portal/cancel?subscription=sub_a").header("location"), "/portal");
  const auto story = admin("GET", "/cancellations?customer=cus_a");
  EXPECT_EQ(story.at("data.0.survey.reason"), "too_expensive");
  EXPECT_EQ(story.at("data.0.survey.feedback"), "Dear me");
  EXPECT_EQ(story.at("data.0.outcome"), "canceled");
}

TEST_F(CancelPages, LeadOnWhereTheFlowSays) {
  const std::string flow =
    R"(,"flowData":{"type":"subscription_cancel","subscriptionId":"sub_a",)"
    R"("afterCompletion":{"type":"redirect","returnUrl":"https://app.example.com/done"}})";
  enter(flow);
  step(cancel_page(), "start");
  EXPECT_EQ(step(cancel_page(), "confirm").header("location"), "https://app.example.com/done");
  EXPECT_TRUE(is_ending());
}

TEST_F(CancelPages, KeepWhatMayBeOfferedToThemselvesUntilItIs) {
  configure(with_offer);
  enter();
  const auto home = get("/portal").response.body;
  // The features are for the page's program, where `./dev build web` has made one.
  EXPECT_EQ(has(home, "cancellationReason"), has(home, "<script")) << home;
  EXPECT_FALSE(has(home, "percentOff")) << home;
}

TEST_F(CancelPages, GiveTheOfferThatIsAccepted) {
  configure(with_offer);
  enter();
  step(cancel_page(), "start");
  EXPECT_EQ(step(cancel_page(), "accept").header("location"), "/portal");
  EXPECT_FALSE(is_ending());
  EXPECT_EQ(admin("GET", "/cancellations?customer=cus_a").at("data.0.outcome"), "retained");
}

TEST_F(CancelPages, LeaveTheWayOutOpenAtEveryStep) {
  configure(with_offer);
  enter();
  step(cancel_page(), "start");
  EXPECT_EQ(step(cancel_page(), "leave").header("location"), "/portal");
  EXPECT_EQ(admin("GET", "/cancellations?customer=cus_a").at("data.0.outcome"), "abandoned");
  EXPECT_TRUE(has(cancel_page(), "Why are you leaving?")) << "one may begin again";
}

/// Those features with one offer.
std::string offering(const std::string& offer) {
  return R"({"subscriptionCancel":{"enabled":true,"retention":{"offers":[{"id":"o","message":"Stay!",)" +
         offer + "}]}}}";
}

TEST_F(CancelPages, AskAgainForAReasonThatIsRequiredAndNotGivenYet) {
  configure(
    R"({"subscriptionCancel":{"enabled":true,"cancellationReason":{"enabled":true,"options":["unused"]},"retention":{"surveyRequired":true,"offers":[]}}})"
  );
  enter();
  EXPECT_TRUE(has(cancel_page(), "name=\"reason\" value=\"unused\" required"));
  ASSERT_EQ(admin("POST", "/subscriptions/sub_a/cancellations").status(), 201);
  const auto last = cancel_page();
  EXPECT_TRUE(has(last, "name=\"reason\" value=\"unused\" required")) << last;
  EXPECT_EQ(step(last, "confirm", "reason=unused").header("location"), "/portal");
  EXPECT_TRUE(is_ending());
}

TEST_F(CancelPages, TakeAnEmptyAnswerForNone) {
  configure(with_offer);
  enter();
  const auto began = step(cancel_page(), "start", "reason=other&feedback=%20%0D%0A");
  ASSERT_EQ(began.status(), 303) << began.response.body;
  EXPECT_EQ(admin("GET", "/cancellations?customer=cus_a").at("data.0.survey.feedback"), "-");
}

TEST_F(CancelPages, TakeLinesAndTwoThousandCharactersOfFeedback) {
  configure(with_offer);
  enter();
  const auto page = cancel_page();
  EXPECT_TRUE(has(page, "maxlength=\"2000\"")) << page;
  ASSERT_EQ(step(page, "start", "feedback=One%0D%0Atwo").status(), 303);
  const auto story = admin("GET", "/cancellations?customer=cus_a");
  EXPECT_EQ(story.at("data.0.survey.feedback"), "One\ntwo");
}

TEST_F(CancelPages, AskWhetherTheCustomerWouldRecommendUs) {
  configure(with_offer);
  enter();
  step(cancel_page(), "start");
  step(cancel_page(), "decline");
  const auto last = cancel_page();
  EXPECT_TRUE(has(last, "name=\"wouldRecommend\" value=\"0\"")) << last;
  EXPECT_TRUE(has(last, "name=\"wouldRecommend\" value=\"10\"")) << last;
  EXPECT_EQ(step(last, "confirm", "wouldRecommend=11").status(), 400);
  EXPECT_EQ(step(last, "confirm", "wouldRecommend=0").status(), 303);
  const auto story = admin("GET", "/cancellations?customer=cus_a");
  EXPECT_EQ(story.at("data.0.survey.wouldRecommend"), "0");
}

TEST_F(CancelPages, SayWhatAPlanCostsBeforeItIsTaken) {
  ASSERT_EQ(
    admin(
      "POST", "/prices",
      R"({"id":"price_y","product":"prod_p","currency":"jpy","unitAmount":15000,"recurring":{"interval":"year"}})"
    )
      .status(),
    201
  );
  // The customer may not change plans by itself here; the offer is the house's.
  configure(offering(R"("type":"plan","price":"price_y")"));
  enter();
  step(cancel_page(), "start");
  const auto offer = cancel_page();
  EXPECT_TRUE(has(offer, "Your plan becomes Pro: ¥15,000 a year.")) << offer;
  EXPECT_TRUE(has(offer, "Today you pay ¥13,500.")) << offer;
  EXPECT_TRUE(has(offer, "On January 15, 2027 the next invoice is ¥15,000.")) << offer;
  EXPECT_TRUE(has(offer, ">Take it and pay ¥13,500</button>")) << offer;
  ASSERT_EQ(admin("POST", "/test/clock", R"({"now":"2026-01-15T12:25:00Z"})").status(), 200);
  const auto late = step(offer, "accept");
  EXPECT_EQ(late.header("location"), "/portal/cancel?subscription=sub_a") << "it costs more now";
  const auto again = cancel_page();
  EXPECT_TRUE(has(again, "Today you pay ¥13,501.")) << again;
  EXPECT_EQ(step(again, "accept").header("location"), "/portal");
  const auto invoice = admin("GET", "/invoices?customer=cus_a&limit=1");
  EXPECT_EQ(invoice.at("data.0.amountDue"), "13501") << invoice.response.body;
}

TEST_F(CancelPages, SayWhatADiscountTakesOffAndForHowLong) {
  configure(offering(R"("type":"discount","percentOff":50,"durationMonths":3)"));
  enter();
  step(cancel_page(), "start");
  const auto offer = cancel_page();
  EXPECT_TRUE(has(offer, "On February 15, 2026 the next invoice is ¥750.")) << offer;
  EXPECT_TRUE(has(offer, "Without the offer it is ¥1,500.")) << offer;
  EXPECT_TRUE(has(offer, "Invoices until April 15, 2026 have the discount")) << offer;
}

TEST_F(CancelPages, SayUntilWhenAPauseLastsAndWhatComesThen) {
  configure(offering(R"("type":"pause","maxDuration":30)"));
  enter();
  step(cancel_page(), "start");
  const auto offer = cancel_page();
  EXPECT_TRUE(has(offer, "It pauses at once, until February 14, 2026.")) << offer;
  EXPECT_TRUE(has(offer, "On March 17, 2026 the next invoice is ¥1,500.")) << offer;
}

TEST_F(CancelPages, SayHowMuchCreditThereIsAndWhatItPays) {
  configure(offering(R"("type":"credit","amount":400,"currency":"jpy")"));
  enter();
  step(cancel_page(), "start");
  const auto offer = cancel_page();
  EXPECT_TRUE(has(offer, "You get ¥400 of credit at once.")) << offer;
  EXPECT_TRUE(has(offer, "the next invoice is ¥1,500. Your credit leaves ¥1,100 of it")) << offer;
}

TEST_F(CancelPages, DoNotOfferWhatHasExpired) {
  configure(offering(R"("type":"discount","percentOff":50,"expiresAfterHours":1)"));
  enter();
  step(cancel_page(), "start");
  const auto offer = cancel_page();
  // The session lives as long as someone looks.
  for (const std::string time : {"12:25:00", "12:50:00", "13:00:01"}) {
    const std::string now = R"({"now":"2026-01-15T)" + time + R"(Z"})";
    ASSERT_EQ(admin("POST", "/test/clock", now).status(), 200);
    ASSERT_EQ(get("/portal").status(), 200);
  }
  const auto late = step(offer, "accept");
  EXPECT_EQ(late.header("location"), "/portal/cancel?subscription=sub_a") << late.response.body;
  const auto over = cancel_page();
  EXPECT_FALSE(has(over, "Take it") || has(over, "2026-01-15T")) << over;
  EXPECT_TRUE(has(over, "This offer no longer stands. You can go on without it.")) << over;
  EXPECT_EQ(step(over, "decline").status(), 303);
  EXPECT_EQ(step(cancel_page(), "confirm").header("location"), "/portal");
  EXPECT_TRUE(is_ending());
}

TEST(PlainSurvey, AsksForEveryKnownReasonWhereOneIsRequiredAndNoneAreConfigured) {
  SubscriptionCancelFeature feature;
  EXPECT_TRUE(reasons_asked(feature).empty()) << "nothing is asked where nothing is configured";
  feature.retention = Retention{{}, {}, true};
  EXPECT_EQ(reasons_asked(feature).size(), names_of(CancellationReason{}).size());
  // What is configured is all that the server takes, also where the question is switched off.
  feature.cancellation_reason = CancellationReasonFeature{false, {CancellationReason::unused}};
  EXPECT_EQ(reasons_asked(feature), std::vector{CancellationReason::unused});
  feature.retention.reset();
  EXPECT_TRUE(reasons_asked(feature).empty());
}

} // namespace
} // namespace portal

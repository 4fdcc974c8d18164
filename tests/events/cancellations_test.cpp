// Canceling with a story: who is offered what, what accepting does, and that leaving is always possible.

#include <gtest/gtest.h>

#include "events/offer_preview.hpp"
#include "tests/events/leaving.hpp"

namespace portal::testing {
namespace {

TEST(Cancellation, ShowsOffersInOrderAndIsThenReady) {
  auto given = inside(leading({half_off(), gift()}));
  given.when(start()).then_types({"cancellation.started", "cancellation.offer_shown"});
  EXPECT_EQ(name_of(story(given).status), "offered");
  EXPECT_EQ(story(given).offers.back().offer, "half");
  given.when(DeclineOffer{can_1, "half"})
    .then_types({"cancellation.offer_declined", "cancellation.offer_shown"});
  EXPECT_EQ(story(given).offers.back().offer, "gift");
  given.when(DeclineOffer{can_1, {}}
  ).then_types({"cancellation.offer_declined", "cancellation.ready"});
  EXPECT_EQ(name_of(story(given).status), "ready");
  given.when(DeclineOffer{can_1, {}}).refused(RefusalKind::conflict, "offer_not_shown", "offer");
}

TEST(Cancellation, IsReadyAtOnceWhereNothingIsOffered) {
  auto given = inside(leading({}));
  given.when(start()).then_types({"cancellation.started", "cancellation.ready"});
  given.when(ConfirmCancellation{can_1, {}, {}, {}, {}}
  ).then_types({"cancellation.confirmed", "subscription.cancel_scheduled"});
  EXPECT_EQ(name_of(story(given).status), "confirmed");
  EXPECT_EQ(story(given).ends_at, subscription(given).current_period_end);
  EXPECT_TRUE(subscription(given).cancel_at_period_end);
}

TEST(Cancellation, AcceptedDiscountIsGivenAndEndsTheStory) {
  auto given = inside(leading({half_off()}));
  given.when(start()).done();
  given.when(AcceptOffer{can_1, "half"})
    .then_types({"cancellation.offer_accepted", "subscription.discounted"});
  EXPECT_EQ(name_of(story(given).status), "abandoned");
  EXPECT_EQ(name_of(*story(given).outcome), "retained");
  EXPECT_EQ(subscription(given).coupon, CouponId{"cou_half"});
  EXPECT_FALSE(subscription(given).cancel_at_period_end);
  given.when(AcceptOffer{can_1, "half"}).refused(RefusalKind::conflict, "cancellation_closed");
}

TEST(Cancellation, AcceptedCreditIsGranted) {
  auto given = inside(leading({gift()}));
  given.when(start()).done();
  given.when(AcceptOffer{can_1, {}}).then_types({"cancellation.offer_accepted", "credit.granted"});
  ASSERT_EQ(given.state.billing.credit_grants.size(), 1U);
  const CreditGrant& grant = given.state.billing.credit_grants.begin()->second;
  EXPECT_EQ(grant.amount, 500);
  EXPECT_EQ(name_of(grant.category), "promotional");
}

RetentionOffer dearer() {
  RetentionOffer offer;
  offer.id = "huge";
  offer.type = OfferType::plan;
  offer.message = "More for you";
  offer.price = PriceId{"price_huge"};
  return offer;
}

OfferPreview preview(Given<CustomerState>& given) {
  given.when(PreviewOffer{can_1}).then({});
  auto read = read_text<OfferPreview>(given.shown(), Strictness::lenient);
  EXPECT_TRUE(read) << given.shown();
  return read.value_or(OfferPreview{});
}

TEST(Cancellation, OfferCostsWhatItsPreviewSaidOrIsNotTaken) {
  auto given = inside(leading({dearer()}));
  // Another rhythm is billed at once, less what of the month was paid for and not used.
  add_price(given.catalog, "huge", 2'000'000);
  given.catalog.prices.at(PriceId{"price_huge"}).recurring->interval = Interval::year;
  given.when(start()).done();
  given.by(PrincipalKind::key, "sk_1"); // the session is over before ten days are
  const std::int64_t told = preview(given).due_now.total;
  EXPECT_GT(told, 0);
  given.now = given.now + Millis{10LL * 24 * 60 * 60 * 1'000};
  const std::int64_t later = preview(given).due_now.total;
  EXPECT_GT(later, told) << "less of the month is given back";
  given.when(AcceptOffer{can_1, "huge", told})
    .refused(RefusalKind::conflict, "quote_stale", "amount");
  EXPECT_EQ(name_of(story(given).status), "offered");
  given.when(AcceptOffer{can_1, "huge", later}).done();
  EXPECT_EQ(given.state.billing.invoices.rbegin()->second.total, later);
}

TEST(Cancellation, PreviewIsOfOnesOwnStandingOfferAlone) {
  auto given = inside(leading({half_off()}));
  given.when(PreviewOffer{can_1}).refused(RefusalKind::not_found, "cancellation_not_found");
  given.when(start()).done();
  EXPECT_EQ(preview(given).due_now.total, 0);
  given.when(DeclineOffer{can_1, {}}).done();
  given.when(PreviewOffer{can_1}).refused(RefusalKind::conflict, "offer_not_shown", "offer");
}

TEST(Cancellation, WhatIsOfferedOnceIsGivenOnce) {
  auto once = gift();
  once.eligibility = OfferEligibility{};
  once.eligibility->once = true;
  auto given = inside(leading({once}));
  given.when(start()).done();
  given.when(AcceptOffer{can_1, {}}).done();
  given.when(start(can_2)).then_types({"cancellation.started", "cancellation.ready"});
}

TEST(Cancellation, OfferedAgainAfterItsMonths) {
  auto yearly = gift();
  yearly.eligibility = OfferEligibility{};
  yearly.eligibility->once_within_months = 1;
  auto given = inside(leading({yearly}));
  given.by(PrincipalKind::key, "sk_1");
  add_configuration(given.catalog, "pc_1", leading({yearly}));
  given.catalog.configurations.at(ConfigurationId{"pc_1"}).is_default = true;
  given.when(start()).done();
  given.when(AcceptOffer{can_1, {}}).done();
  given.after(std::chrono::hours{24 * 10});
  given.when(start(can_2)).then_types({"cancellation.started", "cancellation.ready"});
  given.after(std::chrono::hours{24 * 30});
  given.when(AbandonCancellation{can_2}).done();
  given.when(start(CancellationId{"can_3"}))
    .then_types({"cancellation.started", "cancellation.offer_shown"});
}

TEST(Cancellation, EligibilityAsksForEverythingItNames) {
  struct Row {
    std::string_view what;
    OfferEligibility eligibility;
    bool shown;
  };

  const auto for_reason = [](CancellationReason reason) {
    OfferEligibility it;
    it.reasons = {reason};
    return it;
  };
  const auto for_product = [](const std::string& product) {
    OfferEligibility it;
    it.products = {ProductId{product}};
    return it;
  };
  const auto tenure = [](std::int64_t days) {
    OfferEligibility it;
    it.min_tenure_days = days;
    return it;
  };
  const auto spend = [](std::int64_t amount) {
    OfferEligibility it;
    it.min_spend = amount;
    return it;
  };
  const std::vector<Row> table{
    {"the reason given", for_reason(CancellationReason::too_expensive), true},
    {"another reason", for_reason(CancellationReason::unused), false},
    {"its product", for_product("prod_basic"), true},
    {"another product", for_product("prod_pro"), false},
    {"no tenure", tenure(0), true},
    {"a day of tenure", tenure(1), false},
    {"what was spent", spend(500), true},
    {"more than was spent", spend(501), false},
  };
  for (const Row& row : table) {
    auto offer = gift();
    offer.eligibility = row.eligibility;
    auto given = inside(leading({offer}));
    given.when(start(can_1, CancellationReason::too_expensive)).done();
    EXPECT_EQ(name_of(story(given).status), row.shown ? "offered" : "ready") << row.what;
  }
}

TEST(Cancellation, SkipsWhatCannotBeGiven) {
  auto given = inside(leading({half_off()}));
  given.when(start()).done();
  given.when(AcceptOffer{can_1, {}}).done();
  // There is a discount already: another is not put on top of it.
  given.when(start(can_2)).then_types({"cancellation.started", "cancellation.ready"});
}

TEST(Cancellation, CanBeConfirmedOverAStandingOffer) {
  auto given = inside(leading({half_off(), gift()}));
  given.when(start()).done();
  given.when(ConfirmCancellation{can_1, {}, {}, {}, {}})
    .then_types(
      {"cancellation.offer_declined", "cancellation.confirmed", "subscription.cancel_scheduled"}
    );
  EXPECT_EQ(name_of(story(given).offers.front().status), "declined");
}

TEST(Cancellation, KeepsTheSurvey) {
  auto given = inside(leading({}));
  given.when(start(can_1, CancellationReason::unused)).done();
  given
    .when(from_json<ConfirmCancellation>(R"({"id":"can_1","feedback":"Bye","wouldRecommend":7})"))
    .done();
  const ExitSurvey& survey = *story(given).survey;
  EXPECT_EQ(name_of(*survey.reason), "unused");
  EXPECT_EQ(*survey.feedback->clear(), "Bye");
  EXPECT_EQ(survey.would_recommend, 7);
}

TEST(Cancellation, RefusesASurveyThatIsWrong) {
  auto given = inside(leading({}));
  given.when(start(can_2, CancellationReason::other))
    .refused(RefusalKind::invalid, "cancellation_reason_not_offered", "reason");
  given.when(start()).done();
  given.when(ConfirmCancellation{can_1, CancellationReason::other, {}, {}, {}}
  ).refused(RefusalKind::invalid, "cancellation_reason_not_offered", "reason");
  given.when(ConfirmCancellation{can_1, {}, {}, 11, {}}
  ).refused(RefusalKind::invalid, "parameter_out_of_range", "wouldRecommend");
  EXPECT_EQ(name_of(story(given).status), "ready");
}

TEST(Cancellation, RequiresTheSurveyWhereConfigured) {
  auto features = leading({});
  features.subscription_cancel.retention->survey_required = true;
  auto given = inside(features);
  given.when(start()).done();
  given.when(ConfirmCancellation{can_1, {}, {}, {}, {}}
  ).refused(RefusalKind::invalid, "survey_required", "reason");
  given.when(ConfirmCancellation{can_1, CancellationReason::unused, {}, {}, {}}).done();
}

TEST(Cancellation, OffersExpire) {
  auto brief = gift();
  brief.expires_after_hours = 2;
  auto given = inside(leading({brief}));
  given.by(PrincipalKind::key, "sk_1");
  given.when(start()).done();
  given.state.cancellations.at(can_1).offers = {};
  auto again = inside(leading({brief}));
  again.when(start()).done();
  again.by(PrincipalKind::key, "sk_1").after(std::chrono::hours{2});
  again.when(AcceptOffer{can_1, {}}).refused(RefusalKind::conflict, "offer_expired", "offer");
  EXPECT_NE(again.shown().find(R"("status":"expired")"), std::string::npos) << again.shown();
}

TEST(Cancellation, RefusesAnOfferThatIsForeignOrAnswered) {
  auto given = inside(leading({half_off(), gift()}));
  given.when(start()).done();
  given.when(AcceptOffer{can_1, "gold"})
    .refused(RefusalKind::not_found, "offer_not_found", "offer");
  given.when(DeclineOffer{can_1, "half"}).done();
  given.when(AcceptOffer{can_1, "half"})
    .refused(RefusalKind::conflict, "offer_already_answered", "offer");
}

TEST(Cancellation, GoesOnWithTheOneThatRuns) {
  auto given = inside(leading({gift()}));
  given.when(start()).done();
  StartCancellation again = start();
  again.id.reset();
  given.when(again).then_types({});
  EXPECT_EQ(given.subject.id, "can_1");
  given.when(start(can_2, CancellationReason::unused))
    .then_types({"cancellation.abandoned", "cancellation.started", "cancellation.offer_shown"});
  EXPECT_EQ(name_of(*story(given).outcome), "superseded");
}

TEST(Cancellation, NobodyGoingOnEndsItAfterADay) {
  auto given = inside(leading({gift()}));
  given.when(start()).done();
  given.by(PrincipalKind::system, "clock").after(cancellation_left_after);
  while (next_due(given.state) && *next_due(given.state) <= given.now) given.when(Tick{}).done();
  EXPECT_EQ(name_of(*story(given).outcome), "left_open");
}

TEST(Cancellation, IsRefusedWhereThereIsNothingToEnd) {
  auto given = inside(leading({gift()}));
  StartCancellation unknown = start();
  unknown.subscription = SubscriptionId{"sub_2"};
  given.when(unknown).refused(RefusalKind::not_found, "subscription_not_found", "id");
  given.when(CancelSubscription{sub_1, {}}).done();
  given.when(start()).refused(RefusalKind::conflict, "cancellation_already_scheduled");
  auto off = inside(PortalFeatures{});
  off.when(start()).refused(RefusalKind::forbidden, "not_allowed_by_configuration");
}

TEST(Experiments, GiveTheSameCustomerTheSameVariant) {
  auto features = leading({half_off(), gift()});
  features.subscription_cancel.retention->experiment =
    RetentionExperiment{"exp_1", {{"control", 50, {}}, {"gifts", 50, {"gift"}}}};
  auto given = inside(features);
  Experiment experiment;
  experiment.id = "exp_1";
  experiment.variants = features.subscription_cancel.retention->experiment->variants;
  given.catalog.experiments["exp_1"] = experiment;
  given.when(start()).done();
  // "exp_1:cus_1" has 11 letters: 11 of 100 falls to the first 50.
  EXPECT_EQ(story(given).variant, "control");
  EXPECT_EQ(story(given).assignment->draw, 11);
  EXPECT_EQ(name_of(story(given).status), "ready");
  given.draw = [](std::string_view text) -> std::uint64_t { return 1'000 + 60 + text.size() * 0; };
  given.when(start(can_2, CancellationReason::unused)).done();
  EXPECT_EQ(story(given, can_2).variant, "gifts");
  EXPECT_EQ(story(given, can_2).offers.back().offer, "gift");
}

} // namespace
} // namespace portal::testing

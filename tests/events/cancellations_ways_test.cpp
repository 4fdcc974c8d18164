// Leaving by other ways than to the story's end, and stories that cannot have one: each found from outside.

#include <gtest/gtest.h>

#include "tests/events/leaving.hpp"

namespace portal::testing {
namespace {

ConfirmCancellation confirm() { return {can_1, {}, {}, {}, {}}; }

TEST(Leaving, ByAnotherWayClosesTheStory) {
  auto given = inside(leading({gift()}));
  given.when(start()).done();
  given.when(CancelSubscription{sub_1, {}}
  ).then_types({"subscription.cancel_scheduled", "cancellation.abandoned"});
  EXPECT_EQ(name_of(*story(given).outcome), "ended_elsewhere");
  given.when(AcceptOffer{can_1, {}}).refused(RefusalKind::conflict, "cancellation_closed");
  EXPECT_TRUE(given.state.billing.credit_grants.empty());
}

TEST(Leaving, AtOnceByTheAppClosesTheStory) {
  auto given = inside(leading({gift()}));
  given.when(start()).done();
  given.by(PrincipalKind::key, "sk_1");
  given.when(CancelSubscription{sub_1, CancelWhen::now}).done();
  EXPECT_EQ(name_of(*story(given).outcome), "ended_elsewhere");
}

TEST(Leaving, ByAPatchClosesTheStory) {
  auto given = inside(leading({gift()}));
  given.when(start()).done();
  given.when(from_json<UpdateSubscription>(R"({"id":"sub_1","cancelAtPeriodEnd":true})")).done();
  EXPECT_EQ(name_of(*story(given).outcome), "ended_elsewhere");
}

TEST(Leaving, WhatEndsAlreadyIsOfferedNothing) {
  auto features = leading({gift()});
  features.subscription_cancel.mode = CancelMode::immediately;
  auto given = inside(features);
  given.by(PrincipalKind::key, "sk_1");
  given.when(CancelSubscription{sub_1, CancelWhen::period_end}).done();
  given.by(PrincipalKind::session, "ps_1");
  given.when(start()).then_types({"cancellation.started", "cancellation.ready"});
  given.when(confirm()).done();
  EXPECT_TRUE(subscription(given).ended_at.has_value());
}

TEST(Leaving, APausedSubscriptionEndsNow) {
  auto given = inside(leading({gift()}));
  given.by(PrincipalKind::key, "sk_1");
  given.when(from_json<PauseSubscription>(R"({"id":"sub_1","maxDuration":30,"startsAt":"now"})"))
    .done();
  ASSERT_EQ(name_of(subscription(given).status), "paused");
  given.by(PrincipalKind::session, "ps_1");
  given.when(start()).done();
  given.when(confirm()).done();
  EXPECT_EQ(name_of(subscription(given).status), "canceled");
  EXPECT_EQ(story(given).ends_at, given.now);
  EXPECT_EQ(given.state.customer->balance, -500); // what the pause had kept
}

TEST(Leaving, APausedSubscriptionEndsDirectlyToo) {
  auto given = inside(leading({}));
  given.by(PrincipalKind::key, "sk_1");
  given.when(from_json<PauseSubscription>(R"({"id":"sub_1","maxDuration":30,"startsAt":"now"})"))
    .done();
  given.by(PrincipalKind::session, "ps_1");
  given.when(CancelSubscription{sub_1, {}}).done();
  EXPECT_EQ(name_of(subscription(given).status), "canceled");
}

TEST(Leaving, GoesThroughTheSurveyWhereOneIsRequired) {
  auto features = leading({});
  features.subscription_cancel.retention->survey_required = true;
  auto given = inside(features);
  given.when(CancelSubscription{sub_1, {}}).refused(RefusalKind::forbidden, "survey_required");
  given.when(from_json<UpdateSubscription>(R"({"id":"sub_1","cancelAtPeriodEnd":true})"))
    .refused(RefusalKind::forbidden, "survey_required");
  given.when(start(can_1, CancellationReason::unused)).done();
  given.when(confirm()).done();
  EXPECT_TRUE(subscription(given).cancel_at_period_end);
}

TEST(Leaving, TheAppEndsWithoutASurvey) {
  auto features = leading({});
  features.subscription_cancel.retention->survey_required = true;
  auto given = inside(features);
  given.by(PrincipalKind::key, "sk_1");
  given.when(CancelSubscription{sub_1, CancelWhen::period_end}).done();
}

/// A story whose first offer has expired; another waits.
Given<CustomerState> after_expiry() {
  auto brief = gift();
  brief.id = "brief";
  brief.expires_after_hours = 2;
  auto given = inside(leading({brief, gift()}));
  given.when(start()).done();
  given.by(PrincipalKind::key, "sk_1").after(std::chrono::hours{2});
  return given;
}

TEST(Leaving, AnExpiredOfferIsNeitherDeclinedByGoingOn) {
  auto given = after_expiry();
  given.when(DeclineOffer{can_1, {}}).then_types({"cancellation.offer_shown"});
  EXPECT_EQ(story(given).offers.back().offer, "gift");
  EXPECT_NE(given.shown().find(R"("offer":"brief","status":"expired")"), std::string::npos)
    << given.shown();
}

TEST(Leaving, AnExpiredOfferIsNotDeclinedByConfirming) {
  auto given = after_expiry();
  given.when(confirm()).then_types({"cancellation.confirmed", "subscription.cancel_scheduled"});
  EXPECT_NE(given.shown().find(R"("offer":"brief","status":"expired")"), std::string::npos)
    << given.shown();
}

TEST(Leaving, StartingAgainAfterAnExpiryShowsWhatIsOfferedNow) {
  auto given = after_expiry();
  StartCancellation again = start();
  again.id.reset();
  given.when(again).then_types({"cancellation.offer_shown"});
  EXPECT_EQ(given.subject.id, "can_1");
  EXPECT_EQ(story(given).standing_offer()->offer, "gift");
}

TEST(Leaving, OffersNoDiscountThatNoRenewalWouldHave) {
  auto given = inside(leading({half_off()}));
  Price yearly = given.catalog.prices.at(PriceId{"price_pro"});
  yearly.id = PriceId{"price_year"};
  yearly.recurring = Recurring{Interval::year, 1};
  given.catalog.prices[yearly.id] = yearly;
  given.by(PrincipalKind::key, "sk_1");
  given.when(from_json<CreateSubscription>(R"({"id":"sub_year","price":"price_year"})")).done();
  StartCancellation ask = start();
  ask.subscription = SubscriptionId{"sub_year"};
  given.by(PrincipalKind::session, "ps_1");
  given.when(ask).then_types({"cancellation.started", "cancellation.ready"});
}

TEST(Leaving, ADiscountTakenInTheMomentOfARenewalLastsItsMonths) {
  auto given = inside(leading({half_off()}));
  given.when(start()).done();
  given.when(AcceptOffer{can_1, {}}).done();
  ASSERT_EQ(subscription(given).current_period_start, given.now);
  int discounted = 0;
  given.by(PrincipalKind::system, "clock");
  for (int renewal = 1; renewal <= 4; ++renewal) {
    given.now = subscription(given).current_period_end;
    while (next_due(given.state) && *next_due(given.state) <= given.now) given.when(Tick{}).done();
    for (const auto& [id, invoice] : given.state.billing.invoices) {
      const bool of_now = invoice.period_start == given.now;
      discounted += of_now && invoice.total == 250 ? 1 : 0;
    }
  }
  EXPECT_EQ(discounted, 3);
}

TEST(Leaving, NamesWhyAnOfferCannotBeAnswered) {
  auto once = half_off();
  once.id = "only_pro";
  once.eligibility = OfferEligibility{};
  once.eligibility->products = {ProductId{"prod_pro"}};
  auto given = inside(leading({half_off(), gift(), once}));
  given.when(start()).done();
  given.when(AcceptOffer{can_1, "gift"}).refused(RefusalKind::conflict, "offer_not_shown", "offer");
  given.when(AcceptOffer{can_1, "only_pro"})
    .refused(RefusalKind::conflict, "offer_not_eligible", "offer");
  given.when(AcceptOffer{can_1, "gold"})
    .refused(RefusalKind::not_found, "offer_not_found", "offer");
}

} // namespace
} // namespace portal::testing

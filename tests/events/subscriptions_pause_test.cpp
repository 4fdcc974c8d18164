// Pauses: a status of its own, no invoices, and the time that was paid for comes after.

#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

const SubscriptionId sub_1{"sub_1"};

World subscriber(const std::string& price = "price_pro") {
  World world{"2026-04-01T00:00:00Z"};
  world.add_price("price_ten", 1000);
  world.card("pm_card_visa");
  EXPECT_EQ(world.subscribe(price), "");
  world.happened();
  return world;
}

PauseSubscription pause(std::optional<std::int64_t> days, EffectiveWhen when = EffectiveWhen::now) {
  PauseSubscription ask;
  ask.id = sub_1;
  ask.max_duration = days;
  ask.starts_at = when;
  return ask;
}

TEST(Pause, KeepsTheRestOfThePeriodForAfterwards) {
  World world = subscriber();
  world.advance("2026-04-11T00:00:00Z");
  ASSERT_EQ(world.ask(pause(30)), "");
  EXPECT_EQ(world.status(), "paused");
  EXPECT_EQ(world.subscription().pause->resumes_at, at("2026-05-11T00:00:00Z"));
  world.advance("2026-05-11T00:00:00Z");
  EXPECT_EQ(world.status(), "active");
  EXPECT_EQ(world.subscription().current_period_end, at("2026-05-31T00:00:00Z"));
  EXPECT_EQ(world.happened(), (Types{"subscription.paused", "subscription.resumed"}));
  world.advance("2026-05-31T00:00:00Z");
  EXPECT_EQ(world.all<InvoicePaid>().size(), 2U);
  EXPECT_EQ(world.subscription().current_period_end, at("2026-06-30T00:00:00Z"));
}

TEST(Pause, MakesNoInvoicesHoweverLong) {
  World world = subscriber();
  ASSERT_EQ(world.ask(pause({})), "");
  world.advance("2031-04-01T00:00:00Z");
  EXPECT_EQ(world.status(), "paused");
  EXPECT_EQ(world.all<InvoiceCreated>().size(), 1U);
  ASSERT_EQ(world.ask(ResumeSubscription{sub_1}), "");
  EXPECT_EQ(world.subscription().current_period_end, at("2031-05-01T00:00:00Z"));
}

TEST(Pause, LeavesProrationsWhatTheyWere) {
  World world = subscriber("price_ten");
  world.advance("2026-04-11T00:00:00Z");
  ASSERT_EQ(world.ask(pause(5)), "");
  world.advance("2026-04-21T00:00:00Z");
  UpdateSubscription ask;
  ask.id = sub_1;
  ask.price = PriceId{"price_pro"};
  ask.proration_behavior = ProrationBehavior::always_invoice;
  ASSERT_EQ(world.ask(ask), "");
  // Ten days before the pause and five after it are used: half of thirty, whatever the calendar says.
  EXPECT_EQ(world.invoice().lines[0].amount, -500);
  EXPECT_EQ(world.invoice().lines[1].amount, 1000);
}

TEST(Pause, AtThePeriodsEndBeginsThenAndANewPeriodFollowsIt) {
  World world = subscriber();
  ASSERT_EQ(world.ask(pause(10, EffectiveWhen::period_end)), "");
  EXPECT_EQ(world.status(), "active");
  world.advance("2026-05-01T00:00:00Z");
  EXPECT_EQ(world.status(), "paused");
  EXPECT_EQ(world.all<InvoiceCreated>().size(), 1U);
  world.advance("2026-05-11T00:00:00Z");
  EXPECT_EQ(world.status(), "active");
  EXPECT_EQ(world.invoice().total, 2000);
  EXPECT_EQ(world.subscription().current_period_end, at("2026-06-11T00:00:00Z"));
}

TEST(Pause, ThatIsScheduledIsUndoneByResuming) {
  World world = subscriber();
  ASSERT_EQ(world.ask(pause(10, EffectiveWhen::period_end)), "");
  EXPECT_EQ(world.ask(pause(10)), "pause_already_scheduled");
  ASSERT_EQ(world.ask(ResumeSubscription{sub_1}), "");
  EXPECT_FALSE(world.subscription().pause);
  world.advance("2026-05-01T00:00:00Z");
  EXPECT_EQ(world.status(), "active");
}

/// What went wrong elsewhere: pause, cancel, undo the cancellation, and the pause was still there.
TEST(Pause, ThatIsScheduledGivesWayToACancellationForGood) {
  World world = subscriber();
  ASSERT_EQ(world.ask(pause(10, EffectiveWhen::period_end)), "");
  ASSERT_EQ(world.ask(CancelSubscription{sub_1, CancelWhen::period_end}), "");
  ASSERT_EQ(world.ask(ReactivateSubscription{sub_1}), "");
  EXPECT_FALSE(world.subscription().pause);
  EXPECT_EQ(world.status(), "active");
}

/// Found by the random moves: it ended before it began, and a period began before the last was over.
TEST(Pause, ThatIsScheduledMovesWithThePeriodsEnd) {
  World world = subscriber();
  ASSERT_EQ(world.ask(pause(3, EffectiveWhen::period_end)), "");
  world.advance("2026-04-21T00:00:00Z");
  UpdateSubscription ask;
  ask.id = sub_1;
  ask.billing_cycle_anchor = BillingCycleAnchor::now;
  ASSERT_EQ(world.ask(ask), "");
  EXPECT_EQ(world.subscription().pause->starts_at, at("2026-05-21T00:00:00Z"));
  EXPECT_EQ(world.subscription().pause->resumes_at, at("2026-05-24T00:00:00Z"));
  world.advance("2026-05-22T00:00:00Z");
  EXPECT_EQ(world.status(), "paused");
  world.advance("2026-05-24T00:00:00Z");
  EXPECT_EQ(world.subscription().current_period_start, at("2026-05-24T00:00:00Z"));
}

TEST(Pause, AtThePeriodsEndBillsTheUsageBeforeIt) {
  World world = subscriber("price_calls");
  note_usage(world.state, "api.call", world.now, RawJson{R"({"tokens":7})"}, 7);
  ASSERT_EQ(world.ask(pause(10, EffectiveWhen::period_end)), "");
  world.advance("2026-05-01T00:00:00Z");
  EXPECT_EQ(world.status(), "paused");
  EXPECT_EQ(world.invoice().total, 21);
}

TEST(Pause, EndedByACancellationGivesBackWhatItKept) {
  World world = subscriber("price_ten");
  world.advance("2026-04-16T00:00:00Z");
  ASSERT_EQ(world.ask(pause(90)), "");
  world.advance("2026-06-01T00:00:00Z");
  ASSERT_EQ(world.ask(CancelSubscription{sub_1, CancelWhen::now}), "");
  ASSERT_EQ(world.ask(ReactivateSubscription{sub_1}), "");
  EXPECT_EQ(world.invoice(world.subject.id).lines[0].amount, -500);
}

TEST(Pause, RetriesWhatWasOwedBeforeIt) {
  World world = subscriber("price_calls");
  note_usage(world.state, "api.call", world.now, RawJson{R"({"tokens":7})"}, 7);
  world.card("pm_card_chargeCustomerFail");
  ASSERT_EQ(world.ask(pause(60, EffectiveWhen::period_end)), "");
  world.advance("2026-05-01T00:00:00Z");
  EXPECT_EQ(world.status(), "paused");
  EXPECT_TRUE(world.invoice().next_attempt);
  world.card("pm_card_visa");
  world.advance("2026-05-03T00:00:00Z");
  EXPECT_EQ(world.invoice().status, InvoiceStatus::paid);
  EXPECT_EQ(world.status(), "paused");
}

TEST(Pause, IsRefusedByName) {
  World world = subscriber();
  EXPECT_EQ(world.ask(ResumeSubscription{sub_1}), "subscription_not_paused");
  EXPECT_EQ(world.ask(pause(0)), "parameter_out_of_range");
  EXPECT_EQ(world.ask(pause(731)), "parameter_out_of_range");
  PauseSubscription ask = pause(5);
  ask.resumes_at = at("2026-05-01T00:00:00Z");
  EXPECT_EQ(world.ask(ask), "parameters_exclusive");
  ask.max_duration.reset();
  ask.resumes_at = world.now;
  EXPECT_EQ(world.ask(ask), "resumes_too_early");
  ask.resumes_at = world.now + std::chrono::days{731};
  EXPECT_EQ(world.ask(ask), "pause_too_long");
  ASSERT_EQ(world.ask(pause(5)), "");
  EXPECT_EQ(world.ask(pause(5)), "subscription_already_paused");
  UpdateSubscription change;
  change.id = sub_1;
  change.price = PriceId{"price_basic"};
  EXPECT_EQ(world.ask(change), "subscription_paused");
  ASSERT_EQ(world.ask(CancelSubscription{sub_1, CancelWhen::now}), "");
  EXPECT_EQ(world.ask(pause(5)), "subscription_already_canceled");
  EXPECT_EQ(world.ask(ResumeSubscription{sub_1}), "subscription_already_canceled");
}

TEST(Pause, WaitsForTheTrialAndForWhatIsOwed) {
  World world{"2026-04-01T00:00:00Z"};
  world.card("pm_card_visa");
  CreateSubscription create;
  create.id = sub_1;
  create.price = PriceId{"price_pro"};
  create.trial_days = 3;
  ASSERT_EQ(world.ask(create), "");
  EXPECT_EQ(world.ask(pause(5)), "subscription_in_trial");
  world.card("pm_card_chargeCustomerFail");
  world.advance("2026-04-04T00:00:00Z");
  EXPECT_EQ(world.ask(pause(5)), "subscription_not_paid");
  World pending = subscriber();
  UpdateSubscription change;
  change.id = sub_1;
  change.price = PriceId{"price_basic"};
  change.effective = EffectiveWhen::period_end;
  ASSERT_EQ(pending.ask(change), "");
  EXPECT_EQ(pending.ask(pause(5)), "change_pending");
}

} // namespace
} // namespace portal::testing

// What a subscription says may be done with it is what can be done, in every status.

#include <map>
#include <set>

#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

const SubscriptionId sub_1{"sub_1"};

World begun(const std::string& card, std::optional<std::int64_t> trial_days = {}) {
  World world{"2026-04-01T00:00:00Z"};
  world.card(card);
  CreateSubscription create;
  create.id = sub_1;
  create.price = PriceId{"price_pro"};
  create.trial_days = trial_days;
  create.after_retries = AfterRetries::unpaid;
  EXPECT_EQ(world.ask(create), "");
  return world;
}

UpdateSubscription to_basic() {
  UpdateSubscription ask;
  ask.id = sub_1;
  ask.price = PriceId{"price_basic"};
  return ask;
}

/// A world for each status, and for each thing that may be scheduled.
std::map<std::string, World> worlds() {
  std::map<std::string, World> all;
  all.emplace("active", begun("pm_card_visa"));
  all.emplace("trialing", begun("pm_card_visa", 5));
  all.emplace("incomplete", begun("pm_card_visa_chargeDeclined"));
  World world = begun("pm_card_visa_chargeDeclined");
  world.advance("2026-04-03T00:00:00Z");
  all.emplace("incomplete_expired", world);
  world = begun("pm_card_visa");
  world.card("pm_card_chargeCustomerFail");
  world.advance("2026-05-01T00:00:00Z");
  all.emplace("past_due", world);
  world.advance("2026-05-20T00:00:00Z");
  all.emplace("unpaid", world);
  world = begun("pm_card_visa");
  PauseSubscription pause;
  pause.id = sub_1;
  EXPECT_EQ(world.ask(pause), "");
  all.emplace("paused", world);
  world = begun("pm_card_visa");
  pause.starts_at = EffectiveWhen::period_end;
  EXPECT_EQ(world.ask(pause), "");
  all.emplace("active, to be paused", world);
  world = begun("pm_card_visa");
  EXPECT_EQ(world.ask(CancelSubscription{sub_1, CancelWhen::now}), "");
  all.emplace("canceled", world);
  EXPECT_EQ(world.ask(ReactivateSubscription{sub_1}), "");
  all.emplace("canceled, begun anew", world);
  world = begun("pm_card_visa");
  EXPECT_EQ(world.ask(CancelSubscription{sub_1, CancelWhen::period_end}), "");
  all.emplace("active, to be canceled", world);
  world = begun("pm_card_visa");
  UpdateSubscription later = to_basic();
  later.effective = EffectiveWhen::period_end;
  EXPECT_EQ(world.ask(later), "");
  all.emplace("active, to be changed", world);
  return all;
}

std::string try_it(World world, const std::string& action) {
  if (action == "update") return world.ask(to_basic());
  if (action == "undo_pending_change") {
    UpdateSubscription ask;
    ask.id = sub_1;
    ask.pending_change = Patch<RawJson>::null();
    return world.ask(ask);
  }
  if (action == "pause") {
    PauseSubscription ask;
    ask.id = sub_1;
    return world.ask(ask);
  }
  if (action == "resume") return world.ask(ResumeSubscription{sub_1});
  if (action == "cancel") return world.ask(CancelSubscription{sub_1, CancelWhen::now});
  if (action == "cancel_at_period_end") {
    return world.ask(CancelSubscription{sub_1, CancelWhen::period_end});
  }
  if (action == "reactivate") return world.ask(ReactivateSubscription{sub_1});
  ADD_FAILURE() << "no command is known for " << action;
  return {};
}

TEST(AllowedActions, AreTrueInEveryStatus) {
  std::set<std::string> statuses;
  for (const auto& [name, world] : worlds()) {
    SCOPED_TRACE(name);
    EXPECT_TRUE(name.starts_with(world.status()));
    statuses.insert(world.status());
    for (const AllowedAction& action : allowed_actions(world.subscription())) {
      SCOPED_TRACE(action.action);
      const std::string code = try_it(world, action.action);
      EXPECT_EQ(code.empty(), action.allowed) << code;
      EXPECT_EQ(action.reason.has_value(), !action.allowed);
    }
  }
  EXPECT_EQ(statuses.size(), names_of(SubscriptionStatus{}).size());
}

} // namespace
} // namespace portal::testing

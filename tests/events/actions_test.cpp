#include <gtest/gtest.h>

#include "events/actions.hpp"
#include "tests/events/portal_world.hpp"

namespace portal::testing {
namespace {

TEST(Action, IsRecordedWithItsSession) {
  auto given = given_customer();
  enter_portal(given);
  given.after(std::chrono::minutes{5})
    .when(RecordAction{"invoice.download", "in_1", ActionOutcome::done, {}})
    .then({ActionRecorded{
      "invoice.download", "in_1", ActionOutcome::done, std::nullopt, SessionId{"ps_1"},
      std::nullopt}});
  EXPECT_EQ(given.state.sessions.at(SessionId{"ps_1"}).last_seen_at, given.now);
}

TEST(Action, IsRecordedForLinksAndEndedSessionsToo) {
  auto given = given_customer();
  given.by(PrincipalKind::link, "ps_9")
    .when(RecordAction{"portal_session.open", "ps_9", ActionOutcome::refused, "session_expired"})
    .then({ActionRecorded{
      "portal_session.open", "ps_9", ActionOutcome::refused, "session_expired", std::nullopt,
      std::nullopt}});
  given.by(PrincipalKind::session, "ps_gone")
    .when(RecordAction{"portal.view", {}, ActionOutcome::refused, "session_ended"})
    .done();
}

TEST(Action, IsBounded) {
  auto given = given_customer();
  given.when(RecordAction{"", {}, ActionOutcome::done, {}}).refused("parameter_empty", "action");
  given.when(RecordAction{"a", std::string(301, 'x'), ActionOutcome::done, {}}
  ).refused("parameter_too_long", "resource");
  given.when(RecordAction{"a", {}, ActionOutcome::done, std::string(501, 'x')})
    .refused("parameter_too_long", "reason");
}

TEST(Action, OfARefusedCommandNamesWhatWasTriedAndWhy) {
  const CustomerCommand command = DetachPaymentMethod{PaymentMethodId{"pm_1"}};
  const Refusal refusal{
    RefusalKind::conflict, "payment_method_in_use", "id", "Attach another one."};
  EXPECT_EQ(
    described(refused_event(command, refusal)),
    R"(action.refused.v1 {"action":"payment_method.detach","resource":"pm_1","code":"payment_method_in_use","param":"id","message":"Attach another one."})"
  );
}

TEST(Action, OfACreationNamesTheChosenIdIfAny) {
  const Refusal refusal{RefusalKind::invalid, "token_unknown", "", "Use a test token."};
  AttachPaymentMethod ask;
  EXPECT_FALSE(get<ActionRefused>(refused_event(ask, refusal)).resource);
  ask.id = PaymentMethodId{"pm_7"};
  EXPECT_EQ(get<ActionRefused>(refused_event(ask, refusal)).resource, "pm_7");
  EXPECT_EQ(claims_of(CustomerCommand{ask}).at(0).key, "id/pm_7");
  EXPECT_FALSE(goes_on_when_taken(ask, 0));
  EXPECT_EQ(action_of(CustomerCommand{ask}), "payment_method.attach");
}

TEST(Claims, AreMadeForCallerChosenIdsAlone) {
  EXPECT_TRUE(claims_of(CustomerCommand{CreateSubscription{}}).empty());
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  EXPECT_EQ(claims_of(CustomerCommand{ask}).at(0).key, "id/sub_1");
  EXPECT_TRUE(claims_of(CustomerCommand{DetachPaymentMethod{PaymentMethodId{"pm_1"}}}).empty());
}

TEST(Claims, CannotBeMadeForIdsThatTheServerCouldMake) {
  auto given = given_customer();
  AttachPaymentMethod ask = from_json<AttachPaymentMethod>(R"({"token":"pm_card_visa"})");
  ask.id = PaymentMethodId{"pm_01kab3z9n8gq5t6v7w8x9y0z1a"};
  given.when(ask).refused("id_reserved", "id");
}

} // namespace
} // namespace portal::testing

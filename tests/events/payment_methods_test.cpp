#include <gtest/gtest.h>

#include "events/payment_methods.hpp"
#include "events/sandbox.hpp"
#include "tests/events/portal_world.hpp"

namespace portal::testing {
namespace {

struct Row {
  std::string_view body;
  std::string_view code;
  std::string_view param;
};

TEST(PaymentMethod, IsAttachedByTokenOrByTestNumber) {
  const auto table = std::to_array<Row>({
    {R"({"token":"pm_card_visa"})", "", ""},
    {R"({"token":"pm_card_visa_chargeDeclined"})", "", ""},
    {R"({"token":"pm_card_chargeCustomerFail"})", "", ""},
    {R"({"token":"pm_card_authenticationRequired"})", "", ""},
    {R"({"card":{"number":"4242 4242 4242 4242","expMonth":3,"expYear":2026,"cvc":"123"}})", "",
     ""},
    {R"({"card":{"number":"378282246310005","expMonth":12,"expYear":2030,"cvc":"1234"}})", "", ""},
    {R"({})", "parameter_missing", "token"},
    {R"({"token":"pm_card_visa","card":{"number":"4242424242424242","expMonth":1,"expYear":2030}})",
     "parameters_conflict", "token"},
    {R"({"token":"pm_card_gold"})", "token_unknown", "token"},
    {R"({"token":"pm_card_chargeDeclinedExpiredCard"})", "expired_card", "token"},
    {R"({"token":"pm_card_chargeDeclinedIncorrectCvc"})", "incorrect_cvc", "token"},
    {R"({"token":"pm_card_chargeDeclinedProcessingError"})", "processing_error", "token"},
    {R"({"card":{"number":"4000000000000127","expMonth":1,"expYear":2030}})", "incorrect_cvc",
     "card.number"},
    {R"({"card":{"number":"4242424242424241","expMonth":1,"expYear":2030}})", "incorrect_number",
     "card.number"},
    {R"({"card":{"number":"4242x","expMonth":1,"expYear":2030}})", "incorrect_number",
     "card.number"},
    {R"({"card":{"number":"4111111111111111","expMonth":1,"expYear":2030}})",
     "card_not_for_testing", "card.number"},
    {R"({"card":{"number":"4242424242424242","expMonth":2,"expYear":2026}})", "expired_card",
     "card.expYear"},
    {R"({"card":{"number":"4242424242424242","expMonth":13,"expYear":2030}})",
     "parameter_out_of_range", "card.expMonth"},
    {R"({"card":{"number":"4242424242424242","expMonth":1,"expYear":30}})",
     "parameter_out_of_range", "card.expYear"},
    {R"({"card":{"number":"4242424242424242","expMonth":1,"expYear":2030,"cvc":"12"}})",
     "invalid_cvc", "card.cvc"},
  });
  for (const Row& row : table) {
    SCOPED_TRACE(row.body);
    auto given = given_customer();
    given.when(from_json<AttachPaymentMethod>(row.body));
    if (row.code.empty()) {
      given.then_types({"payment_method.attached", "customer.default_payment_method_changed"});
    } else {
      given.refused(row.code, row.param);
      EXPECT_EQ(given.refusal->message.find("4111"), std::string::npos);
    }
  }
}

TEST(PaymentMethod, DeclinedAtAttachIsAPaymentsRefusal) {
  auto given = given_customer();
  given.when(from_json<AttachPaymentMethod>(R"({"token":"pm_card_chargeDeclinedExpiredCard"})"))
    .refused(RefusalKind::payment, "expired_card", "token");
}

TEST(PaymentMethod, NeverKeepsTheNumber) {
  auto given = given_customer();
  given
    .when(from_json<AttachPaymentMethod>(
      R"({"id":"pm_1","card":{"number":"4242424242424242","expMonth":4,"expYear":2031,"cvc":"987"}})"
    ))
    .done();
  const std::string kept = write_state(given.state) + described(given.events[0]) + given.shown();
  EXPECT_EQ(kept.find("42424242"), std::string::npos);
  EXPECT_EQ(kept.find("987"), std::string::npos);
  EXPECT_NE(
    given.shown().find(R"("brand":"visa","last4":"4242","expMonth":4,"expYear":2031)"),
    std::string::npos
  );
  EXPECT_EQ(given.shown().find("gatewayReference"), std::string::npos);
}

TEST(PaymentMethod, HasTheSameFingerprintForTheSameNumber) {
  auto given = given_customer();
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_1","token":"pm_card_visa"})")).done();
  given
    .when(from_json<AttachPaymentMethod>(
      R"({"id":"pm_2","card":{"number":"4242424242424242","expMonth":4,"expYear":2031}})"
    ))
    .done();
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_3","token":"pm_card_amex"})")).done();
  const auto& methods = given.state.payment_methods;
  const auto fingerprint = [&](const char* id) {
    return methods.at(PaymentMethodId{id}).card->fingerprint;
  };
  EXPECT_EQ(fingerprint("pm_1"), fingerprint("pm_2"));
  EXPECT_NE(fingerprint("pm_1"), fingerprint("pm_3"));
}

TEST(PaymentMethod, TheFirstBecomesTheDefault) {
  auto given = given_customer();
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_1","token":"pm_card_visa"})")).done();
  EXPECT_TRUE(given.state.payment_methods.at(PaymentMethodId{"pm_1"}).is_default);
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_2","token":"pm_card_amex"})"))
    .then_types({"payment_method.attached"});
  given.when(SetDefaultPaymentMethod{PaymentMethodId{"pm_2"}}
  ).then_types({"customer.default_payment_method_changed"});
  EXPECT_FALSE(given.state.payment_methods.at(PaymentMethodId{"pm_1"}).is_default);
  EXPECT_EQ(default_payment_method(given.state)->id.text(), "pm_2");
  given.when(SetDefaultPaymentMethod{PaymentMethodId{"pm_2"}}).then({});
  given
    .when(from_json<AttachPaymentMethod>(
      R"({"id":"pm_3","token":"pm_card_mastercard","setAsDefault":true})"
    ))
    .done();
  EXPECT_EQ(default_payment_method(given.state)->id.text(), "pm_3");
}

TEST(PaymentMethod, IsDetachedAndTheLatestOtherTakesOver) {
  auto given = given_customer();
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_1","token":"pm_card_visa"})")).done();
  given.after(std::chrono::seconds{1})
    .when(from_json<AttachPaymentMethod>(R"({"id":"pm_2","token":"pm_card_amex"})"))
    .done();
  given.when(DetachPaymentMethod{PaymentMethodId{"pm_1"}}
  ).then_types({"customer.default_payment_method_changed", "payment_method.detached"});
  EXPECT_EQ(default_payment_method(given.state)->id.text(), "pm_2");
  EXPECT_EQ(find_payment_method(given.state, PaymentMethodId{"pm_1"}), nullptr);
  EXPECT_EQ(given.shown().find("\"customer\""), std::string::npos);
  given.when(DetachPaymentMethod{PaymentMethodId{"pm_1"}}
  ).refused(RefusalKind::not_found, "payment_method_not_found", "id");
  given.when(DetachPaymentMethod{PaymentMethodId{"pm_2"}}).done();
  EXPECT_EQ(default_payment_method(given.state), nullptr);
}

TEST(PaymentMethod, IsAttachedAgainWhereTheGatewayCan) {
  auto given = given_customer();
  const PaymentMethodId id{"pm_1"};
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_1","token":"pm_card_visa"})")).done();
  const auto card = given.state.payment_methods.at(id).card;
  given.when(ReattachPaymentMethod{id}).then({});
  given.when(DetachPaymentMethod{id}).done();
  given.when(ReattachPaymentMethod{id})
    .then_types({"payment_method.attached", "customer.default_payment_method_changed"});
  EXPECT_FALSE(given.state.payment_methods.at(id).detached_at);
  EXPECT_EQ(given.state.payment_methods.at(id).card, card);
  EXPECT_EQ(given.state.customer->default_payment_method, id);
  given.when(ReattachPaymentMethod{PaymentMethodId{"pm_x"}}
  ).refused(RefusalKind::not_found, "payment_method_not_found", "id");

  given.when(DetachPaymentMethod{id}).done();
  given.state.payment_methods.at(id).gateway = "stripe";
  given.when(ReattachPaymentMethod{id})
    .refused(RefusalKind::conflict, "payment_method_detached", "id");
}

TEST(PaymentMethod, IsNotDetachedWhenASubscriptionWillRenewWithItAlone) {
  auto given = given_subscriber();
  given.when(DetachPaymentMethod{PaymentMethodId{"pm_1"}}
  ).refused(RefusalKind::conflict, "payment_method_in_use", "id");
  EXPECT_NE(given.refusal->message.find("sub_1"), std::string::npos);
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_2","token":"pm_card_amex"})")).done();
  given.when(DetachPaymentMethod{PaymentMethodId{"pm_1"}}).done();
  given.when(CancelSubscription{SubscriptionId{"sub_1"}, CancelWhen::period_end}).done();
  given.when(DetachPaymentMethod{PaymentMethodId{"pm_2"}}).done();
}

TEST(PaymentMethod, ObeysTheConfiguration) {
  auto given = given_customer();
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_1","token":"pm_card_visa"})")).done();
  add_configuration(given.catalog, "pc_1", PortalFeatures{});
  enter_portal(given, R"("configuration":"pc_1")");
  given.when(from_json<AttachPaymentMethod>(R"({"token":"pm_card_visa"})"))
    .refused(RefusalKind::forbidden, "not_allowed_by_configuration");
  given.when(DetachPaymentMethod{PaymentMethodId{"pm_1"}}
  ).refused(RefusalKind::forbidden, "not_allowed_by_configuration");
  given.when(SetDefaultPaymentMethod{PaymentMethodId{"pm_1"}}
  ).refused(RefusalKind::forbidden, "not_allowed_by_configuration");
}

TEST(PaymentMethod, IdsAreNotUsedTwice) {
  auto given = given_customer();
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_1","token":"pm_card_visa"})")).done();
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_1","token":"pm_card_visa"})"))
    .refused("resource_already_exists", "id");
}

TEST(Sandbox, ChargesAsStripesUsersKnowIt) {
  struct Outcome {
    std::string_view token;
    bool authenticated;
    ChargeOutcome outcome;
    std::string_view code;
  };

  for (const Outcome& row : std::to_array<Outcome>({
         {"pm_card_visa", false, ChargeOutcome::succeeded, ""},
         {"pm_card_mastercard", false, ChargeOutcome::succeeded, ""},
         {"pm_card_amex", false, ChargeOutcome::succeeded, ""},
         {"pm_card_visa_chargeDeclined", false, ChargeOutcome::failed, "generic_decline"},
         {"pm_card_visa_chargeDeclinedInsufficientFunds", false, ChargeOutcome::failed,
          "insufficient_funds"},
         {"pm_card_visa_chargeDeclinedLostCard", false, ChargeOutcome::failed, "lost_card"},
         {"pm_card_visa_chargeDeclinedStolenCard", true, ChargeOutcome::failed, "stolen_card"},
         {"pm_card_visa_chargeDeclinedVelocityLimitExceeded", false, ChargeOutcome::failed,
          "card_velocity_exceeded"},
         {"pm_card_chargeCustomerFail", false, ChargeOutcome::failed, "generic_decline"},
         {"pm_card_authenticationRequired", false, ChargeOutcome::requires_action,
          "authentication_required"},
         {"pm_card_authenticationRequired", true, ChargeOutcome::succeeded, ""},
         {"pm_card_authenticationRequiredOnSetup", false, ChargeOutcome::requires_action,
          "authentication_required"},
         {"pm_card_authenticationRequiredOnSetup", true, ChargeOutcome::succeeded, ""},
         {"pm_card_none", false, ChargeOutcome::failed, "payment_method_unknown"},
       })) {
    const Charge charge = sandbox_charge(row.token, row.authenticated);
    EXPECT_EQ(name_of(charge.outcome), name_of(row.outcome)) << row.token;
    EXPECT_EQ(charge.code, row.code) << row.token;
  }
}

TEST(Sandbox, KnowsItsCardsByNumberAndChecksTheLastDigit) {
  for (const std::string_view number :
       {"4242424242424242", "5555555555554444", "378282246310005", "4000000000000002",
        "4000000000009995", "4000000000009987", "4000000000009979", "4000000000000069",
        "4000000000000127", "4000000000000119", "4000000000006975", "4000000000000341",
        "4000002500003155", "4000002760003184"}) {
    EXPECT_TRUE(passes_luhn(number)) << number;
    EXPECT_NE(sandbox_card_by_number(number), nullptr) << number;
  }
  EXPECT_FALSE(passes_luhn("4242424242424241"));
  EXPECT_FALSE(passes_luhn(""));
  EXPECT_FALSE(passes_luhn("4242 4242"));
}

TEST(PaymentMethod, ThatAsksOnSetUpIsConfirmedOnce) {
  auto given = given_customer();
  given
    .when(from_json<AttachPaymentMethod>(
      R"({"id":"pm_1","token":"pm_card_authenticationRequiredOnSetup"})"
    ))
    .then_types(
      {"payment_method.attached", "customer.default_payment_method_changed",
       "payment_method.action_required"}
    );
  EXPECT_NE(given.shown().find(R"("status":"requires_action")"), std::string::npos);
  given.when(from_json<ConfirmPaymentMethod>(R"({"id":"pm_1","authenticated":false})"))
    .refused(RefusalKind::payment, "authentication_failed", "authenticated");
  given.when(ConfirmPaymentMethod{PaymentMethodId{"pm_1"}, {}}
  ).then_types({"payment_method.authenticated"});
  EXPECT_NE(given.shown().find(R"("status":"ready")"), std::string::npos);
  given.when(ConfirmPaymentMethod{PaymentMethodId{"pm_1"}, {}}
  ).refused("payment_method_not_waiting", "id");
}

/// Attaches a method of the gateway `stripe`.
Decision<CustomerEvent> attach_at_stripe(Given<CustomerState>& given, std::string_view body) {
  IdMint mint{given.now, 0, 1};
  const Context context{given.now, given.origin, &mint, &given.catalog, {}, "stripe"};
  auto decision =
    decide(given.state, CustomerCommand{from_json<AttachPaymentMethod>(body)}, context);
  if (decision) {
    for (const CustomerEvent& event : decision->events) {
      evolve(given.state, event, EventMeta{++given.version, given.now});
    }
  }
  return decision;
}

TEST(PaymentMethod, OfAnotherGatewayIsAttachedOnceThatHasTakenIt) {
  auto given = given_customer();
  ASSERT_TRUE(attach_at_stripe(given, R"({"id":"pm_1","token":"pm_1AbC"})"));
  EXPECT_EQ(find_payment_method(given.state, PaymentMethodId{"pm_1"}), nullptr);
  given.when(SetDefaultPaymentMethod{PaymentMethodId{"pm_1"}}
  ).refused("payment_method_processing", "id");
  given.when(DetachPaymentMethod{PaymentMethodId{"pm_1"}}
  ).refused("payment_method_processing", "id");
  SettleSetup settle;
  settle.id = PaymentMethodId{"pm_1"};
  settle.status = PaymentMethodStatus::requires_action;
  settle.setup_reference = "seti_1";
  given.when(settle).then_types({"payment_method.action_required"});
  given.when(SetDefaultPaymentMethod{PaymentMethodId{"pm_1"}}
  ).refused("payment_method_not_ready", "id");
  given.when(ConfirmPaymentMethod{PaymentMethodId{"pm_1"}, {}}
  ).then_types({"payment_method.check_requested"});
  settle.status = PaymentMethodStatus::ready;
  settle.card = Card{"visa", "4242", 12, 2030, "F"};
  settle.gateway_customer = "cus_G1";
  given.when(settle).then_types(
    {"payment_method.attached", "customer.default_payment_method_changed"}
  );
  EXPECT_EQ(default_payment_method(given.state)->gateway, "stripe");
  given.when(settle).then({});
  given.when(DetachPaymentMethod{PaymentMethodId{"pm_1"}}).done();
  ASSERT_TRUE(holds_alternative<PaymentMethodDetached>(given.events.back()));
  EXPECT_EQ(get_if<PaymentMethodDetached>(&given.events.back())->gateway, "stripe");
}

TEST(PaymentMethod, ThatAnotherGatewayRefusesNeverBecomesUsable) {
  auto given = given_customer();
  ASSERT_TRUE(attach_at_stripe(given, R"({"id":"pm_1","token":"pm_1AbC"})"));
  SettleSetup settle;
  settle.id = PaymentMethodId{"pm_1"};
  settle.failure = SetupFailure{"card_declined", "The card was declined."};
  given.when(settle).then_types({"payment_method.setup_failed"});
  given.when(SetDefaultPaymentMethod{PaymentMethodId{"pm_1"}}
  ).refused("payment_method_not_ready", "id");
  EXPECT_NE(given.shown().find("card_declined"), std::string::npos);
}

TEST(PaymentMethod, OfAnotherGatewayIsNamedByItsTokenAlone) {
  const auto table = std::to_array<Row>({
    {R"({"card":{"number":"4242424242424242","expMonth":4,"expYear":2031}})", "card_not_accepted",
     "card"},
    {R"({})", "parameter_missing", "token"},
    {R"({"token":"tok_visa"})", "token_unknown", "token"},
    {R"({"token":"pm_1/../x"})", "token_unknown", "token"},
  });
  for (const Row& row : table) {
    auto given = given_customer();
    const auto decision = attach_at_stripe(given, row.body);
    ASSERT_FALSE(decision) << row.body;
    EXPECT_EQ(decision.error().code, row.code);
    EXPECT_EQ(decision.error().param, row.param);
  }
}

} // namespace
} // namespace portal::testing

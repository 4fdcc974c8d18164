// What customers may do with their subscriptions and invoices through the portal, whatever they send.

#include <gtest/gtest.h>

#include "tests/events/portal_world.hpp"

namespace portal::testing {
namespace {

const SubscriptionId sub_1{"sub_1"};

PortalFeatures canceling(CancelMode mode) {
  PortalFeatures features;
  features.subscription_cancel.enabled = true;
  features.subscription_cancel.mode = mode;
  return features;
}

/// A subscriber inside a session of a configuration with these features.
Given<CustomerState> inside(const PortalFeatures& features) {
  auto given = given_subscriber();
  add_configuration(given.catalog, "pc_1", features);
  enter_portal(given, R"("configuration":"pc_1")");
  return given;
}

std::string_view status(const Given<CustomerState>& given) {
  return name_of(given.state.billing.subscriptions.at(sub_1).status);
}

TEST(PortalCancellation, TakesEffectWhenTheConfigurationSays) {
  auto given = inside(canceling(CancelMode::at_period_end));
  given.when(CancelSubscription{sub_1, {}}).then_types({"subscription.cancel_scheduled"});
  given.when(ReactivateSubscription{sub_1}).then_types({"subscription.cancel_undone"});
  EXPECT_EQ(status(given), "active");
  auto at_once = inside(canceling(CancelMode::immediately));
  at_once.when(CancelSubscription{sub_1, {}}).then_types({"subscription.canceled"});
}

TEST(PortalCancellation, CannotChooseOtherwise) {
  auto given = inside(canceling(CancelMode::at_period_end));
  given.when(CancelSubscription{sub_1, CancelWhen::now})
    .refused(RefusalKind::forbidden, "not_allowed_by_configuration", "effective");
  auto at_once = inside(canceling(CancelMode::immediately));
  UpdateSubscription ask;
  ask.id = sub_1;
  ask.cancel_at_period_end = true;
  at_once.when(ask).refused(
    RefusalKind::forbidden, "not_allowed_by_configuration", "cancelAtPeriodEnd"
  );
  EXPECT_EQ(status(at_once), "active");
}

TEST(PortalCancellation, IsRefusedWhereItIsOff) {
  auto given = inside(PortalFeatures{});
  given.when(CancelSubscription{sub_1, {}}
  ).refused(RefusalKind::forbidden, "not_allowed_by_configuration");
  given.by(PrincipalKind::key, "sk_1")
    .when(CancelSubscription{sub_1, CancelWhen::period_end})
    .done();
  given.by(PrincipalKind::session, "ps_1")
    .when(ReactivateSubscription{sub_1})
    .refused(RefusalKind::forbidden, "not_allowed_by_configuration");
}

TEST(PortalReactivation, AfterTheEndNeedsLeaveToChangeSubscriptions) {
  PortalFeatures features = canceling(CancelMode::immediately);
  auto given = inside(features);
  given.when(CancelSubscription{sub_1, {}}).done();
  given.when(ReactivateSubscription{sub_1})
    .refused(RefusalKind::forbidden, "not_allowed_by_configuration");
  features.subscription_update.enabled = true;
  auto freer = inside(features);
  freer.when(CancelSubscription{sub_1, {}}).done();
  freer.when(ReactivateSubscription{sub_1}).done();
  EXPECT_EQ(freer.subject.object, "subscription");
  EXPECT_NE(freer.subject.id, "sub_1");
}

TEST(PortalUpdate, NeverChangesCouponsOrMetadata) {
  auto given = inside(canceling(CancelMode::at_period_end));
  given.when(from_json<UpdateSubscription>(R"({"id":"sub_1","coupon":"cou_1"})"))
    .refused(RefusalKind::forbidden, "not_allowed_for_customers");
  given.when(from_json<UpdateSubscription>(R"({"id":"sub_1","metadata":{"hasUsedDiscount":""}})"))
    .refused(RefusalKind::forbidden, "not_allowed_for_customers");
}

TEST(PortalUpdate, ChangesThePaymentMethodWhereThatIsOn) {
  auto given = inside(PortalFeatures{});
  const auto ask = from_json<UpdateSubscription>(R"({"id":"sub_1","defaultPaymentMethod":"pm_1"})");
  given.when(ask).refused(RefusalKind::forbidden, "not_allowed_by_configuration");
  PortalFeatures features;
  features.payment_method_update.enabled = true;
  auto freer = inside(features);
  freer.when(ask).then_types({"subscription.payment_method_changed"});
}

TEST(PortalInvoice, IsPaidWhereInvoicesAreShown) {
  const auto with_open_invoice = [](const PortalFeatures& features) {
    auto given = inside(features);
    given.by(PrincipalKind::key, "sk_1");
    const auto draft = from_json<CreateInvoice>(
      R"({"id":"in_1","currency":"usd","lines":[{"description":"Work","amount":700}]})"
    );
    given.when(draft).done();
    given.when(FinalizeInvoice{InvoiceId{"in_1"}}).done();
    return given.by(PrincipalKind::session, "ps_1");
  };
  PortalFeatures features;
  auto given = with_open_invoice(features);
  given.when(PayInvoice{InvoiceId{"in_1"}, {}}
  ).refused(RefusalKind::forbidden, "not_allowed_by_configuration");
  features.invoice_history.enabled = true;
  auto freer = with_open_invoice(features);
  freer.when(PayInvoice{InvoiceId{"in_1"}, {}}
  ).then_types({"payment.started", "payment.succeeded", "invoice.paid"});
}

TEST(BillingTick, RenewsAtTheDueTimeHoweverLateTheClockIs) {
  auto given = given_subscriber();
  const Instant due = *next_due(given.state);
  given.after(std::chrono::hours{24 * 365}).when(Tick{}).done();
  const Subscription& subscription = given.state.billing.subscriptions.at(sub_1);
  EXPECT_EQ(subscription.current_period_start, due);
  EXPECT_EQ(given.state.billing.invoices.at(*subscription.latest_invoice).created, due);
}

TEST(BillingDeletion, CancelsAndNeverBillsAgain) {
  auto given = given_subscriber();
  given.when(DeleteCustomer{}).done();
  EXPECT_EQ(status(given), "canceled");
  EXPECT_FALSE(billing_due(given.state));
}

} // namespace
} // namespace portal::testing

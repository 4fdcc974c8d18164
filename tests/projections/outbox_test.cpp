#include <gtest/gtest.h>

#include "projections/outbox.hpp"
#include "tests/projections/written_log.hpp"

namespace portal {
namespace {

using test::WrittenLog;

PaymentStarted payment(const std::string& id, const std::string& gateway) {
  Payment made;
  made.id = PaymentId{id};
  made.customer = CustomerId{"cus_1"};
  made.invoice = InvoiceId{"in_1"};
  made.payment_method = PaymentMethodId{"pm_1"};
  made.currency = *Currency::parse("usd");
  made.gateway = gateway;
  return {made};
}

/// `position object id`, of all that is to be done.
std::vector<std::string> to_do(const WrittenLog& log, Position after = 0, std::size_t limit = 10) {
  const auto views = test::rows_after(log.events(), 1);
  const auto items = outbox_after(*views->snapshot(), payments_outbox, after, limit);
  std::vector<std::string> shown;
  if (!items) return {items.error().message};
  for (const OutboxItem& item : *items) {
    EXPECT_EQ(item.stream, "customer/cus_1");
    shown.push_back(std::to_string(item.position) + " " + item.object + " " + item.id);
  }
  return shown;
}

using List = std::vector<std::string>;

TEST(Outbox, HoldsAPaymentUntilItsOutcomeIsKnown) {
  WrittenLog log;
  log.customer("cus_1", payment("pay_1", "stripe"));
  log.customer("cus_1", payment("pay_2", "stripe"));
  log.customer("cus_1", payment("pay_3", "sandbox"));
  EXPECT_EQ(to_do(log), (List{"1 payment pay_1", "2 payment pay_2"}));
  EXPECT_EQ(to_do(log, 1), (List{"2 payment pay_2"}));
  EXPECT_EQ(to_do(log, 0, 1), (List{"1 payment pay_1"}));
  log.customer("cus_1", PaymentRegistered{PaymentId{"pay_1"}, "pi_1"});
  EXPECT_EQ(to_do(log).size(), 2U);
  log.customer("cus_1", PaymentSucceeded{PaymentId{"pay_1"}, InvoiceId{"in_1"}, 1});
  log.customer("cus_1", PaymentFailed{PaymentId{"pay_2"}, InvoiceId{"in_1"}, {"no", "No."}});
  EXPECT_EQ(to_do(log), List{});
}

TEST(Outbox, TakesUpAPaymentAgainThatIsToBeCheckedOrCalledOff) {
  WrittenLog log;
  log.customer("cus_1", payment("pay_1", "stripe"));
  log.customer("cus_1", PaymentActionRequired{PaymentId{"pay_1"}, InvoiceId{"in_1"}, {}});
  EXPECT_EQ(to_do(log), List{});
  log.customer("cus_1", PaymentCheckRequested{PaymentId{"pay_1"}, InvoiceId{"in_1"}});
  EXPECT_EQ(to_do(log), (List{"3 payment pay_1"}));
  log.customer("cus_1", PaymentCancelRequested{PaymentId{"pay_1"}, InvoiceId{"in_1"}});
  EXPECT_EQ(to_do(log), (List{"4 payment pay_1"}));
}

TEST(Outbox, HoldsAMethodWhileItsGatewayIsAsked) {
  const PaymentMethodId id{"pm_1"};
  const CustomerId cus{"cus_1"};
  WrittenLog log;
  log.customer("cus_1", PaymentMethodSetupStarted{id, cus, "stripe", "pm_1AbC", {}, false});
  EXPECT_EQ(to_do(log), (List{"1 payment_method pm_1"}));
  log.customer("cus_1", PaymentMethodActionRequired{id, cus, {}, "seti_1", {}});
  log.customer("cus_1", PaymentMethodCheckRequested{id, cus});
  EXPECT_EQ(to_do(log), (List{"3 payment_method pm_1"}));
  log.customer(
    "cus_1",
    PaymentMethodAttached{id, cus, PaymentMethodType::card, {}, "stripe", "pm_1AbC", {}, {}}
  );
  EXPECT_EQ(to_do(log), List{});
  log.customer("cus_1", PaymentMethodDetached{id, cus, "stripe"});
  EXPECT_EQ(to_do(log), (List{"5 payment_method pm_1"}));
  log.customer("cus_1", PaymentMethodReleased{id, cus});
  EXPECT_EQ(to_do(log), List{});
}

TEST(Outbox, OfTheSandboxIsEmpty) {
  const PaymentMethodId id{"pm_1"};
  WrittenLog log;
  log.customer("cus_1", PaymentMethodDetached{id, CustomerId{"cus_1"}, {}});
  log.customer("cus_1", payment("pay_1", "sandbox"));
  EXPECT_EQ(to_do(log), List{});
}

/// `position object id`, of what the mailer is to do.
List mailers_work(const WrittenLog& log) {
  const auto views = test::rows_after(log.events(), 1);
  const auto items = outbox_after(*views->snapshot(), mail_outbox, 0, 100);
  List shown;
  if (!items) return {items.error().message};
  for (const OutboxItem& item : *items) {
    shown.push_back(std::to_string(item.position) + " " + item.object + " " + item.id);
  }
  return shown;
}

const SubscriptionId sub{"sub_1"};

TEST(Outbox, HoldsAMailUntilItIsSentOrGivenUp) {
  const InvoiceId in{"in_1"};
  WrittenLog log;
  log.customer("cus_1", InvoicePaid{in, 0, {}, 0, {}});
  log.customer("cus_1", InvoicePaid{in, 2900, PaymentId{"pay_1"}, 1, {}});
  log.customer("cus_1", InvoicePaymentFailed{in, {"no", "No.", {}}, 1, {}, {}});
  log.customer("cus_1", SubscriptionCancelScheduled{sub, {}, {}});
  log.customer("cus_1", SubscriptionCanceled{sub, {}, {}, CancelReason::customer_deleted});
  EXPECT_EQ(mailers_work(log), (List{"2 mail mail_2", "3 mail mail_3", "4 mail mail_4"}));
  log.customer("cus_1", MailSent{"mail_3", MailKind::payment_failed, "in_1"});
  log.customer("cus_1", MailGivenUp{"mail_2", MailKind::invoice_paid, "in_1", "no answer"});
  EXPECT_EQ(mailers_work(log), (List{"4 mail mail_4"}));
}

TEST(Outbox, AsksForOneMailAboutAPauseThatAnOfferGave) {
  const SubscriptionPaused paused{sub, {}};
  WrittenLog log;
  log.command<CustomerEvent>(
    "customer/cus_1", "cancellation.accept",
    {CancellationOfferAccepted{CancellationId{"can_1"}, sub, "off_1", OfferType::pause, {}}, paused}
  );
  log.command<CustomerEvent>("customer/cus_1", "subscription.pause", {paused});
  EXPECT_EQ(mailers_work(log), (List{"1 mail mail_1", "3 mail mail_3"}));
}

TEST(Outbox, HoldsTheMailsOfOneWhoWasErased) {
  WrittenLog log;
  CustomerErased erased;
  erased.id = CustomerId{"cus_1"};
  log.customer("cus_1", erased);
  EXPECT_EQ(mailers_work(log), (List{"1 mailbox cus_1"}));
}

TEST(Outbox, ForgetsMailsThatNobodySentInAWeek) {
  WrittenLog log;
  log.customer("cus_1", SubscriptionCancelScheduled{sub, {}, {}});
  log.wait(std::chrono::hours{24 * 6});
  log.customer("cus_1", SubscriptionCancelScheduled{sub, {}, {}});
  EXPECT_EQ(mailers_work(log).size(), 2U);
  log.wait(std::chrono::hours{24 * 2});
  log.customer("cus_1", SubscriptionCancelScheduled{sub, {}, {}});
  EXPECT_EQ(mailers_work(log), (List{"2 mail mail_2", "3 mail mail_3"}));
}

} // namespace
} // namespace portal

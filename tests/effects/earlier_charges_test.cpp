#include <gtest/gtest.h>

#include "effects/earlier_charges.hpp"
#include "projections/object_rows.hpp"
#include "tests/projections/written_log.hpp"

namespace portal {
namespace {

using test::WrittenLog;
using What = EarlierCharges::What;

const std::string purpose = "in_1";

Payment payment_of(const std::string& id, std::optional<std::string> reference = {}) {
  Payment payment;
  payment.id = PaymentId{id};
  payment.customer = CustomerId{"cus_1"};
  payment.invoice = InvoiceId{"in_1"};
  payment.payment_method = PaymentMethodId{"pm_1"};
  payment.amount = 500;
  payment.currency = *Currency::parse("usd");
  payment.gateway_reference = std::move(reference);
  return payment;
}

CustomerCreated the_customer() {
  CustomerCreated created;
  created.id = CustomerId{"cus_1"};
  created.email = Personal<std::string>{Sealed{"c2VhbGVk"}};
  return created;
}

WrittenLog restored_log() {
  WrittenLog log;
  log.customer("cus_1", the_customer());
  const BackupRestored restored{
    RestoreId{"rst_1"}, BackupId{"bkp_1"}, test::epoch, "1", test::epoch};
  log.command<AccessEvent>("access", "backup.restore", {restored});
  return log;
}

ListedIntent intent(const std::string& id, const std::string& status, std::int64_t amount = 500) {
  ListedIntent listed;
  listed.intent.id = id;
  listed.intent.status = status;
  listed.amount = amount;
  listed.currency = "usd";
  listed.created = test::epoch;
  listed.payment = "pay_of_the_lost_time";
  listed.purpose = purpose;
  return listed;
}

IntentPage page(std::vector<ListedIntent> intents, bool has_more = false) {
  IntentPage made;
  made.answer.heard = Heard::yes;
  made.intents = std::move(intents);
  made.has_more = has_more;
  return made;
}

EarlierCharges::Found look(const ViewReader& rows, const ListIntents& list) {
  return earlier_charge(rows, list, payment_of("pay_new"), purpose);
}

EarlierCharges::Found look(const WrittenLog& log, std::vector<ListedIntent> intents) {
  const auto views = test::rows_after(log.events());
  return look(*views->snapshot(), [&](std::string_view) { return page(intents); });
}

/// Rows of which those whose key holds a text cannot be read, or hold what is no object.
class SpoiltRows final : public ViewReader {
 public:
  SpoiltRows(const ViewReader& rows, std::string text, std::optional<std::string> instead = {})
      : rows_(rows), text_(std::move(text)), instead_(std::move(instead)) {}

  Stored<std::optional<std::string>> get(std::string_view key) const override {
    if (key.find(text_) == std::string_view::npos) return rows_.get(key);
    if (instead_) return instead_;
    return fault(FaultKind::io, "The disk gives no answer.");
  }

  Stored<void>
  scan(std::string_view from, std::string_view to, Order order, const Visit& visit) const override {
    if (!instead_ && from.find(text_) != std::string_view::npos) {
      return fault(FaultKind::io, "The disk gives no answer.");
    }
    return rows_.scan(from, to, order, visit);
  }

 private:
  const ViewReader& rows_;
  std::string text_;
  std::optional<std::string> instead_;
};

TEST(EarlierCharges, AreNotLookedForWhereNothingWasRestored) {
  WrittenLog log;
  log.customer("cus_1", the_customer());
  const auto views = test::rows_after(log.events());
  const auto found = look(*views->snapshot(), [](std::string_view) -> IntentPage {
    ADD_FAILURE() << "The gateway was asked.";
    return {};
  });
  EXPECT_EQ(found.what, What::none);
}

TEST(EarlierCharges, AreFoundByWhatTheyWereFor) {
  const WrittenLog log = restored_log();
  EXPECT_EQ(look(log, {intent("pi_1", "succeeded")}).what, What::same);
  EXPECT_EQ(look(log, {intent("pi_1", "succeeded", 499)}).what, What::other);
  EXPECT_EQ(look(log, {intent("pi_1", "requires_payment_method")}).what, What::none);
  ListedIntent other = intent("pi_1", "succeeded");
  other.purpose = "in_2";
  EXPECT_EQ(look(log, {other}).what, What::none);
  ListedIntent refunded = intent("pi_1", "succeeded");
  refunded.given_back = true;
  EXPECT_EQ(look(log, {refunded}).what, What::none);
}

TEST(EarlierCharges, ThatTookMoneyGoBeforeThoseThatMay) {
  const auto found =
    look(restored_log(), {intent("pi_2", "requires_action"), intent("pi_1", "processing")});
  EXPECT_EQ(found.what, What::same);
  EXPECT_EQ(found.intent.intent.id, "pi_1");
}

TEST(EarlierCharges, AreLookedForOnEveryPage) {
  const WrittenLog log = restored_log();
  const auto views = test::rows_after(log.events());
  std::vector<std::string> asked;
  const auto found = look(*views->snapshot(), [&](std::string_view after) {
    asked.emplace_back(after);
    if (after.empty()) return page({intent("pi_2", "canceled")}, true);
    return page({intent("pi_1", "succeeded")});
  });
  EXPECT_EQ(found.what, What::same);
  EXPECT_EQ(asked, (std::vector<std::string>{"", "pi_2"}));
}

TEST(EarlierCharges, ThatTheLogKnowsByEitherNameAreNotOfTheLostTime) {
  WrittenLog log = restored_log();
  log.customer("cus_1", PaymentStarted{payment_of("pay_known", "pi_taken")});
  ListedIntent known = intent("pi_1", "succeeded");
  known.payment = "pay_known";
  EXPECT_EQ(look(log, {known}).what, What::none);
  EXPECT_EQ(look(log, {intent("pi_taken", "succeeded")}).what, What::none);
}

TEST(EarlierCharges, AreUnknownWhereTheGatewayDoesNotAnswer) {
  const WrittenLog log = restored_log();
  const auto views = test::rows_after(log.events());
  EXPECT_EQ(
    look(*views->snapshot(), [](std::string_view) { return IntentPage{}; }).what, What::unknown
  );
}

TEST(EarlierCharges, AreUnknownWhereTheRowsCannotBeRead) {
  WrittenLog log = restored_log();
  log.customer("cus_1", PaymentStarted{payment_of("pay_known", "pi_taken")});
  const auto views = test::rows_after(log.events());
  const auto rows = views->snapshot();
  const auto list = [](std::string_view) { return page({intent("pi_1", "succeeded")}); };
  ASSERT_EQ(look(*rows, list).what, What::same);
  const std::string unreadable = write_row({"cus_1", 2, 2, 1, {}, {}, "{}"});
  for (const std::string text : {"rst_1", "pay_known"}) {
    EXPECT_EQ(look(SpoiltRows{*rows, text, unreadable}, list).what, What::unknown) << text;
  }
  for (const std::string text : {"restore", "payment", "pay_of_the_lost_time", "pay_known"}) {
    EXPECT_EQ(look(SpoiltRows{*rows, text}, list).what, What::unknown) << text;
  }
}

} // namespace
} // namespace portal

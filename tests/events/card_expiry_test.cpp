#include <gtest/gtest.h>

#include "events/card_expiry.hpp"
#include "tests/events/portal_world.hpp"

namespace portal::testing {
namespace {

PaymentMethodId pm(const char* id) { return PaymentMethodId{id}; }

AttachPaymentMethod card(const char* id, std::int64_t month, std::int64_t year) {
  AttachPaymentMethod ask;
  ask.id = pm(id);
  ask.card = CardDetails{"4242424242424242", month, year, {}};
  return ask;
}

TEST(CardExpiry, IsTheFirstMomentAfterTheCardsLastMonth) {
  EXPECT_EQ(expiry_of({"visa", "4242", 2, 2028, ""}), moment("2028-03-01T00:00:00Z"));
  EXPECT_EQ(expiry_of({"visa", "4242", 12, 2029, ""}), moment("2030-01-01T00:00:00Z"));
  EXPECT_EQ(expiry_of({"visa", "4242", 0, 2029, ""}), std::nullopt);
  EXPECT_EQ(expiry_of({"visa", "4242", 13, 2029, ""}), std::nullopt);
}

TEST(CardExpiry, IsNotedTwoWeeksBeforeOnceForEachCard) {
  auto given = given_customer();
  given.at("2026-03-01T00:00:00Z").when(card("pm_1", 6, 2026)).done();
  given.when(card("pm_2", 7, 2026)).done();
  EXPECT_EQ(next_due(given.state), moment("2026-06-17T00:00:00Z"));
  given.at("2026-06-16T23:59:59Z").when(Tick{}).then({});
  given.at("2026-06-20T00:00:00Z")
    .when(Tick{})
    .then({PaymentMethodExpiring{pm("pm_1"), CustomerId{"cus_1"}, moment("2026-07-01T00:00:00Z")}});
  EXPECT_EQ(next_due(given.state), moment("2026-07-18T00:00:00Z"));
  given.when(Tick{}).then({});
  given.at("2026-08-20T00:00:00Z").when(Tick{}).then_types({"payment_method.expiring"});
  EXPECT_EQ(next_due(given.state), std::nullopt);
}

TEST(CardExpiry, OfACardThatIsAttachedLateIsNotedAtOnce) {
  auto given = given_customer();
  given.at("2026-06-25T08:00:00Z").when(card("pm_1", 6, 2026)).done();
  EXPECT_EQ(next_due(given.state), moment("2026-06-25T08:00:00Z"));
  given.when(Tick{}).then_types({"payment_method.expiring"});
}

TEST(CardExpiry, OfACardThatWasDetachedIsNeverNoted) {
  auto given = given_customer();
  given.at("2026-03-01T00:00:00Z").when(card("pm_1", 6, 2026)).done();
  given.when(DetachPaymentMethod{pm("pm_1")}).done();
  EXPECT_EQ(next_due(given.state), std::nullopt);
}

} // namespace
} // namespace portal::testing

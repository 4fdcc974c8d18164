// Changing subscriptions over HTTP: previews with their position, quotes, and what a refused one offers.
#include "tests/http/edge_fixture.hpp"

namespace portal {
namespace {

class Subscriptions : public EdgeTest {
 protected:
  void SetUp() override {
    EdgeTest::SetUp();
    admin("POST", "/customers", R"({"id":"cus_a"})");
    admin("POST", "/products", R"({"id":"prod_p","name":"Plan"})");
    for (const auto* price :
         {R"("price_10","unitAmount":1000)", R"("price_20","unitAmount":2000)"}) {
      admin(
        "POST", "/prices",
        std::string{
          R"({"product":"prod_p","currency":"usd","recurring":{"interval":"month"},"id":)"} +
          price + "}"
      );
    }
    admin("POST", "/payment-methods", R"({"customer":"cus_a","token":"pm_card_visa"})");
    const auto made =
      admin("POST", "/subscriptions", R"({"id":"sub_a","customer":"cus_a","price":"price_10"})");
    EXPECT_EQ(made.status(), 201) << made.response.body;
  }

  Answered preview() {
    return admin(
      "POST", "/subscriptions/sub_a/preview",
      R"({"price":"price_20","prorationBehavior":"always_invoice"})"
    );
  }
};

TEST_F(Subscriptions, ArePreviewedWithAQuoteAtAPosition) {
  const auto made = preview();
  ASSERT_EQ(made.status(), 200) << made.response.body;
  EXPECT_EQ(made.at("object"), "preview");
  EXPECT_TRUE(made.at("quote").starts_with("qt_"));
  EXPECT_EQ(made.at("position"), made.header("portal-position"));
  EXPECT_EQ(made.at("prorationAmount"), "1000");
  EXPECT_EQ(made.at("dueNow.total"), "1000");
  EXPECT_EQ(made.at("expiresAt"), "2026-01-15T12:15:00.000Z");
  EXPECT_EQ(made.at("nextInvoice.total"), "2000");
  EXPECT_EQ(made.at("spent"), "-");
}

TEST_F(Subscriptions, AreChangedByAQuoteOnce) {
  const auto made = preview();
  const std::string body = R"({"quote":")" + made.at("quote") + "\"}";
  const auto changed = admin("PATCH", "/subscriptions/sub_a", body);
  ASSERT_EQ(changed.status(), 200) << changed.response.body;
  EXPECT_EQ(changed.at("items.0.price"), "price_20");
  const auto again = admin("PATCH", "/subscriptions/sub_a", body);
  EXPECT_EQ(again.status(), 409);
  EXPECT_EQ(again.at("error.code"), "quote_spent");
  EXPECT_EQ(again.at("error.param"), "quote");
}

TEST_F(Subscriptions, OfferAFreshQuoteWhereOneIsRefused) {
  const auto made = preview();
  admin("POST", "/credits/grants", R"({"customer":"cus_a","amount":300,"currency":"usd"})");
  const auto refused =
    admin("PATCH", "/subscriptions/sub_a", R"({"quote":")" + made.at("quote") + "\"}");
  EXPECT_EQ(refused.status(), 409);
  EXPECT_EQ(refused.at("error.code"), "quote_stale");
  EXPECT_EQ(refused.at("error.quote.dueNow.total"), "700");
  EXPECT_NE(refused.at("error.quote.quote"), made.at("quote"));
  const auto changed = admin(
    "PATCH", "/subscriptions/sub_a", R"({"quote":")" + refused.at("error.quote.quote") + "\"}"
  );
  EXPECT_EQ(changed.status(), 200) << changed.response.body;
}

TEST_F(Subscriptions, ShowThePendingChangeAndThePause) {
  const auto later =
    admin("PATCH", "/subscriptions/sub_a", R"({"price":"price_20","effective":"period_end"})");
  EXPECT_EQ(later.at("pendingChange.items.0.price"), "price_20") << later.response.body;
  const auto undone = admin("PATCH", "/subscriptions/sub_a", R"({"pendingChange":null})");
  EXPECT_EQ(undone.at("pendingChange"), "-");
  const auto paused = admin("POST", "/subscriptions/sub_a/pause", R"({"maxDuration":10})");
  EXPECT_EQ(paused.at("status"), "paused") << paused.response.body;
  EXPECT_EQ(paused.at("pause.resumesAt"), "2026-01-25T12:00:00.000Z");
  EXPECT_EQ(admin("POST", "/subscriptions/sub_a/pause", "{}").status(), 409);
  admin("POST", "/test/clock", R"({"now":"2026-01-26T12:00:00Z"})");
  EXPECT_EQ(admin("GET", "/subscriptions/sub_a").at("status"), "active");
  EXPECT_EQ(admin("POST", "/subscriptions/sub_a/resume", "{}").status(), 409);
}

TEST_F(Subscriptions, RefuseAQuoteThatIsNoneAsNotFound) {
  const auto refused = admin("PATCH", "/subscriptions/sub_a", R"({"quote":"qt_none"})");
  EXPECT_EQ(refused.status(), 404);
  EXPECT_EQ(refused.at("error.code"), "quote_not_found");
}

} // namespace
} // namespace portal

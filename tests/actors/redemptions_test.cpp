// A coupon that may be redeemed only so often, over all customers and across restarts.

#include "tests/actors/node_fixture.hpp"

namespace portal::test {
namespace {

constexpr int customers = 12;

class RedemptionsTest : public NodeFixture {
 public:
  void sell(Node& node) {
    CreateProduct product;
    product.id = ProductId{"prod_1"};
    product.name = "Pro";
    EXPECT_FALSE(ask(node, to_catalog(CatalogCommand{product})).refusal);
    CreatePrice price;
    price.id = PriceId{"price_1"};
    price.product = *product.id;
    price.currency = *Currency::parse("usd");
    price.unit_amount = 1000;
    price.recurring = Recurring{Interval::month, 1};
    EXPECT_FALSE(ask(node, to_catalog(CatalogCommand{price})).refusal);
    CreateCoupon coupon;
    coupon.id = CouponId{"cou_few"};
    coupon.percent_off = Decimal::from_integer(50);
    coupon.max_redemptions = 5;
    EXPECT_FALSE(ask(node, to_catalog(CatalogCommand{coupon})).refusal);
    for (int at = 0; at < customers; ++at) {
      EXPECT_FALSE(ask(node, create_customer("cus_" + std::to_string(at))).refusal);
    }
  }

  static Submission subscribe(int customer, const std::string& price = "price_1") {
    CreateSubscription command;
    command.price = PriceId{price};
    command.coupon = CouponId{"cou_few"};
    return to_customer("cus_" + std::to_string(customer), CustomerCommand{command});
  }

  /// How many of all customers, at the same moment, may subscribe with the coupon.
  static int winners(Node& node) {
    std::vector<std::future<Outcome>> asked;
    for (int at = 0; at < customers; ++at) asked.push_back(send(node, subscribe(at)));
    int won = 0;
    for (auto& answer : asked) {
      const Outcome outcome = answer.get();
      won += outcome.refusal ? 0 : 1;
      EXPECT_EQ(outcome.refusal ? outcome.refusal->code : "coupon_exhausted", "coupon_exhausted");
    }
    return won;
  }
};

TEST_F(RedemptionsTest, AreExactlyAsManyAsTheCouponAllows) {
  Node& node = start();
  sell(node);
  EXPECT_EQ(winners(node), 5);
  EXPECT_EQ(winners(node), 0);
}

TEST_F(RedemptionsTest, AreRememberedAcrossARestart) {
  sell(start());
  for (int at = 0; at < 3; ++at) EXPECT_FALSE(ask(start(), subscribe(at)).refusal);
  EXPECT_EQ(winners(start()), 2);
}

TEST_F(RedemptionsTest, AreNotUsedUpByWhatIsRefused) {
  Node& node = start();
  sell(node);
  for (int at = 0; at < customers; ++at) {
    EXPECT_EQ(ask(node, subscribe(at, "price_none")).refusal->code, "price_not_found");
  }
  EXPECT_EQ(winners(node), 5);
}

} // namespace
} // namespace portal::test

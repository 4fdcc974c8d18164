// What is refused when a subscription is asked for: rows of what is wrong, the refusal, and where.

#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

struct CreateRow {
  std::string_view name;
  void (*change)(CreateSubscription&);
  std::string_view code;
  std::string_view param;
};

void PrintTo(const CreateRow& row, std::ostream* out) { *out << row.name; }

const CreateRow create_rows[] = {
  {"nothing", [](CreateSubscription& it) { it.price.reset(); }, "parameter_missing", "price"},
  {"both",
   [](CreateSubscription& it) {
     it.items = {{PriceId{"price_pro"}, {}}};
   },
   "parameters_exclusive", "items"},
  {"unknown", [](CreateSubscription& it) { it.price = PriceId{"price_x"}; }, "price_not_found",
   "price"},
  {"archived", [](CreateSubscription& it) { it.price = PriceId{"price_old"}; }, "price_archived",
   "price"},
  {"once", [](CreateSubscription& it) { it.price = PriceId{"price_once"}; }, "price_not_recurring",
   "price"},
  {"zero", [](CreateSubscription& it) { it.quantity = 0; }, "", "quantity"},
  {"too many", [](CreateSubscription& it) { it.quantity = 1'000'000'000; }, "", "quantity"},
  {"metered quantity",
   [](CreateSubscription& it) {
     it.price = PriceId{"price_calls"};
     it.quantity = 2;
   },
   "quantity_not_allowed", "quantity"},
  {"mixed currencies",
   [](CreateSubscription& it) {
     it.price.reset();
     it.items = {{PriceId{"price_pro"}, {}}, {PriceId{"price_eur"}, {}}};
   },
   "currency_mismatch", "items[1].price"},
  {"mixed intervals",
   [](CreateSubscription& it) {
     it.price.reset();
     it.items = {{PriceId{"price_pro"}, {}}, {PriceId{"price_year"}, {}}};
   },
   "interval_mismatch", "items[1].price"},
  {"twice",
   [](CreateSubscription& it) {
     it.price.reset();
     it.items = {{PriceId{"price_pro"}, {}}, {PriceId{"price_pro"}, {}}};
   },
   "price_repeated", "items[1].price"},
  {"trial", [](CreateSubscription& it) { it.trial_days = 731; }, "", "trialDays"},
  {"coupon", [](CreateSubscription& it) { it.coupon = CouponId{"cou_x"}; }, "coupon_not_found",
   "coupon"},
  {"method", [](CreateSubscription& it) { it.default_payment_method = PaymentMethodId{"pm_x"}; },
   "payment_method_not_found", "defaultPaymentMethod"},
};

class RefusedCreation : public ::testing::TestWithParam<CreateRow> {};

TEST_P(RefusedCreation, NamesTheFieldAndChangesNothing) {
  World world;
  CreateSubscription ask;
  ask.price = PriceId{"price_pro"};
  GetParam().change(ask);
  const std::string code = world.ask(ask);
  EXPECT_FALSE(code.empty());
  if (!GetParam().code.empty()) {
    EXPECT_EQ(code, GetParam().code);
  }
  EXPECT_EQ(world.refusal->param, GetParam().param);
  EXPECT_TRUE(world.log.empty());
}

INSTANTIATE_TEST_SUITE_P(Subscription, RefusedCreation, ::testing::ValuesIn(create_rows));

} // namespace
} // namespace portal::testing

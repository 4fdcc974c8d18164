// Random changes of one subscription within a period, written down for another program to work out:
// tests/oracle/proration_test.py does so from the questions alone, in exact fractions, and compares.

#include <cstdlib>
#include <fstream>
#include <random>

#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

/// One story: how it begins, what is asked when, and the lines of each change.
class Story {
 public:
  explicit Story(std::uint64_t seed) : random_(seed), world_("2026-01-31T10:00:00Z") {
    for (int at = 0; at < 5; ++at) {
      Price& price = world_.add_price("price_" + std::to_string(at), below(900'000));
      // Some are below the minor unit.
      if (below(3) == 0) {
        price.unit_amount.reset();
        price.unit_amount_decimal = DecimalText{
          *Decimal::parse(std::to_string(below(9'000)) + "." + std::to_string(below(999) + 1))};
      }
    }
    world_.card("pm_card_visa");
  }

  void play(std::ostream& out) {
    begin(out);
    const std::int64_t turns = below(12) + 1;
    for (std::int64_t turn = 0; turn < turns; ++turn) change(out);
  }

 private:
  std::int64_t below(std::int64_t end) {
    return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(end));
  }

  void begin(std::ostream& out) {
    CreateSubscription ask;
    ask.id = SubscriptionId{"sub_1"};
    ask.items = {{PriceId{"price_0"}, below(9) + 1}, {PriceId{"price_1"}, below(9) + 1}};
    switch (below(3)) {
    case 0: break;
    case 1:
      world_.add_coupon("cou_1", CouponDuration::forever).percent_off =
        Decimal::from_scaled(Int128{below(9'999) + 1} * Decimal::scale / 100);
      ask.coupon = CouponId{"cou_1"};
      break;
    default:
      Coupon& coupon = world_.add_coupon("cou_1", CouponDuration::forever);
      coupon.amount_off = below(1'000'000) + 1;
      coupon.currency = usd();
      ask.coupon = CouponId{"cou_1"};
    }
    ASSERT_EQ(world_.ask(ask), "");
    // Even cents so that the invoice's own discount is no part of what is asked here.
    out << R"({"story":"begin","subscription":)" << write_message(world_.subscription())
        << R"(,"invoice":)" << write_message(world_.invoice()) << "}\n";
  }

  void change(std::ostream& out) {
    const Instant end = world_.subscription().current_period_end;
    const std::int64_t left = (end - world_.now).count() / 1000;
    if (left < 2) return;
    world_.advance(world_.now + std::chrono::seconds{below(left / 2)});
    UpdateSubscription ask;
    ask.id = SubscriptionId{"sub_1"};
    const auto& items = world_.subscription().items;
    const auto& one =
      items[static_cast<std::size_t>(below(static_cast<std::int64_t>(items.size())))];
    switch (below(4)) {
    case 0: ask.items = {{one.id, {}, below(9) + 1, {}}}; break;
    case 1:
      ask.items = {{{}, PriceId{"price_" + std::to_string(below(5))}, below(9) + 1, {}}};
      break;
    case 2: ask.items = {{one.id, {}, {}, true}}; break;
    default: ask.items = {{one.id, PriceId{"price_" + std::to_string(below(5))}, {}, {}}};
    }
    const std::size_t before = world_.log.size();
    if (!world_.ask(ask).empty()) return; // the last item, or a price that is there already
    for (std::size_t at = before; at < world_.log.size(); ++at) {
      if (const auto* event = get_if<SubscriptionChanged>(&world_.log[at])) {
        out << R"({"story":"change","event":)" << write_message(*event) << "}\n";
      }
    }
  }

  std::mt19937_64 random_;
  World world_;
};

TEST(ProrationOracle, WritesItsCases) {
  const char* path = std::getenv("PORTAL_ORACLE_CASES");
  std::ofstream file;
  if (path != nullptr) file.open(path);
  std::ostringstream unread;
  std::ostream& out = path != nullptr ? static_cast<std::ostream&>(file) : unread;
  for (std::uint64_t seed = 1; seed <= 400; ++seed) {
    Story story{seed};
    story.play(out);
    if (HasFatalFailure()) return;
  }
  EXPECT_TRUE(out.good());
}

} // namespace
} // namespace portal::testing

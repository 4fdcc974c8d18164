#pragma once

// A customer, a catalog and a clock for billing tests: commands are decided and folded as the host
// does it, ids come from a counter, and time moves only when a test says so.

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "events/billing_work.hpp"
#include "events/catalog.hpp"
#include "events/customer.hpp"

namespace portal::testing {

inline Instant at(std::string_view text) { return *parse_instant(text); }

inline Currency usd() { return *Currency::parse("usd"); }

inline constexpr std::string_view start_of_2026 = "2026-01-31T10:00:00Z";

/// Evolves by the billing events alone.
inline void fold(CustomerState& state, const CustomerEvent& event, Version version, Instant when) {
  visit(
    [&]<class Event>(const Event& one) {
      if constexpr (AlternativeOf<Event, BillingEvent>) {
        evolve(state, one, EventMeta{version, when});
      }
    },
    event
  );
}

class World {
 public:
  explicit World(std::string_view start = start_of_2026) : now(at(start)) {
    state.customer.emplace();
    state.customer->id = CustomerId{"cus_1"};
    state.customer->invoice_prefix = "A1B2C3D4";
    state.customer->created = now;
    add_price("price_pro", 2000);
    add_price("price_basic", 500);
    add_price("price_free", 0);
    add_price("price_year", 12000).recurring = Recurring{Interval::year, 1};
    add_price("price_once", 900).recurring.reset();
    add_price("price_old", 900).active = false;
    add_price("price_eur", 900).currency = *Currency::parse("eur");
    Meter& meter = catalog.meters[MeterId{"mtr_calls"}];
    meter.id = MeterId{"mtr_calls"};
    meter.name = "calls";
    meter.event_type = "api.call";
    meter.aggregation = {AggregationType::sum, "tokens"};
    Price& metered = add_price("price_calls", 3);
    metered.usage_type = UsageType::metered;
    metered.meter = meter.id;
  }

  Price& add_price(const std::string& id, std::int64_t unit_amount) {
    Product& product = catalog.products[ProductId{"prod_" + id}];
    product.id = ProductId{"prod_" + id};
    product.name = "Plan " + id;
    Price& price = catalog.prices[PriceId{id}];
    price.id = PriceId{id};
    price.product = product.id;
    price.currency = usd();
    price.unit_amount = unit_amount;
    price.recurring = Recurring{Interval::month, 1};
    return price;
  }

  Coupon& add_coupon(const std::string& id, CouponDuration duration) {
    Coupon& coupon = catalog.coupons[CouponId{id}];
    coupon.id = CouponId{id};
    coupon.duration = duration;
    return coupon;
  }

  /// Attaches a test card and makes it the default.
  void card(const std::string& token) {
    const PaymentMethodId id{"pm_" + std::to_string(state.payment_methods.size() + 1)};
    PaymentMethod& method = state.payment_methods[id];
    method.id = id;
    method.customer = state.customer->id;
    method.gateway = "sandbox";
    method.gateway_reference = token;
    for (auto& [other, it] : state.payment_methods) it.is_default = other == id;
    state.customer->default_payment_method = id;
  }

  Context context(Instant when) {
    mint_.emplace(when, 0, ++decisions_ << 20U);
    return Context{when, origin, &*mint_, &catalog, if_version};
  }

  /// Decides and folds; the refusal's code, or nothing when it was done.
  template <class Command> std::string ask(const Command& command) {
    return take(decide(state, command, context(now)), now);
  }

  /// Does what is due until `to`, in order, and stands there.
  void advance(Instant to) {
    while (true) {
      const auto due = billing_due(state);
      if (!due || *due > to) break;
      ASSERT_EQ(take(do_billing_due(state, context(*due)), *due), "");
    }
    now = to;
  }

  void advance(std::string_view to) { advance(at(to)); }

  std::string subscribe(const std::string& price, const std::string& id = "sub_1") {
    CreateSubscription ask_for;
    ask_for.id = SubscriptionId{id};
    ask_for.price = PriceId{price};
    return ask(ask_for);
  }

  const Subscription& subscription(const std::string& id = "sub_1") const {
    return state.billing.subscriptions.at(SubscriptionId{id});
  }

  std::string status(const std::string& id = "sub_1") const {
    return std::string{name_of(subscription(id).status)};
  }

  /// The newest invoice of a subscription.
  const Invoice& invoice(const std::string& id = "sub_1") const {
    return state.billing.invoices.at(*subscription(id).latest_invoice);
  }

  const Payment& payment(const std::string& id = "sub_1") const {
    return state.billing.payments.at(*invoice(id).payment);
  }

  /// The types of the events since the last call, without `.v1`.
  std::vector<std::string> happened() {
    std::vector<std::string> types;
    for (; seen_ < log.size(); ++seen_) {
      std::string type{type_of(log[seen_])};
      types.push_back(type.substr(0, type.size() - 3));
    }
    return types;
  }

  template <class Event> std::vector<Event> all() const {
    std::vector<Event> found;
    for (const CustomerEvent& event : log) {
      if (const auto* one = get_if<Event>(&event)) found.push_back(*one);
    }
    return found;
  }

  Catalog catalog;
  CustomerState state;
  Instant now;
  Origin origin;
  std::optional<Version> if_version;
  std::vector<CustomerEvent> log;
  std::vector<Instant> times;
  std::optional<Refusal> refusal;
  Subject subject;

 private:
  std::string take(const CustomerDecision& decision, Instant when) {
    refusal.reset();
    if (!decision) {
      refusal = decision.error();
      return decision.error().code;
    }
    subject = decision->subject;
    for (const CustomerEvent& event : decision->events) {
      log.push_back(event);
      times.push_back(when);
      fold(state, event, log.size(), when);
    }
    return "";
  }

  std::optional<IdMint> mint_;
  std::uint64_t decisions_ = 0;
  std::size_t seen_ = 0;
};

using Types = std::vector<std::string>;

/// What a look shows, which leads to no event.
template <class Object, class Command> Object look(World& world, const Command& ask) {
  EXPECT_EQ(world.ask(ask), "");
  const auto shown = render(world.state, world.subject, world.now);
  auto read = read_text<Object>(shown.value_or("{}"), Strictness::lenient);
  EXPECT_TRUE(read);
  return read.value_or(Object{});
}

} // namespace portal::testing

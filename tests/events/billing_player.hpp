#pragma once

// Someone who does anything that can be asked of billing, at random, and lets time pass.

#include <random>

#include "tests/events/billing_world.hpp"

namespace portal::testing {

inline constexpr const char* cards[] = {
  "pm_card_visa", "pm_card_visa_chargeDeclined", "pm_card_authenticationRequired",
  "pm_card_chargeCustomerFail", "pm_card_mastercard"};

class Player {
 public:
  explicit Player(std::uint64_t seed) : random_(seed) {
    Coupon& once = world.add_coupon("cou_once", CouponDuration::once);
    once.percent_off = *Decimal::parse("33.3");
    Coupon& repeating = world.add_coupon("cou_repeating", CouponDuration::repeating);
    repeating.amount_off = 777;
    repeating.currency = usd();
    repeating.duration_in_months = 3;
    for (const auto* percentage : {"19", "8.875"}) {
      const TaxRateId id{std::string{"txr_"} + std::to_string(world.catalog.tax_rates.size())};
      TaxRate& rate = world.catalog.tax_rates[id];
      rate.id = id;
      rate.display_name = "Tax";
      rate.percentage.value = *Decimal::parse(percentage);
    }
    world.catalog.prices[PriceId{"price_basic"}].tax_behavior = TaxBehavior::inclusive;
  }

  void play(int moves) {
    for (int move = 0; move < moves; ++move) one_move();
  }

  World world;

 private:
  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  template <class Map> typename Map::key_type any(const Map& objects) {
    if (objects.empty()) return typename Map::key_type{"none_1"};
    auto at = objects.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(below(objects.size())));
    return at->first;
  }

  void one_move() {
    BillingState& billing = world.state.billing;
    switch (below(28)) {
    case 0:
    case 1: create(); return;
    case 2: new_card(); return;
    case 3: world.ask(CancelSubscription{any(billing.subscriptions), CancelWhen::now}); return;
    case 4:
      world.ask(CancelSubscription{any(billing.subscriptions), CancelWhen::period_end});
      return;
    case 5: world.ask(ReactivateSubscription{any(billing.subscriptions)}); return;
    case 6: world.ask(PayInvoice{any(billing.invoices), {}}); return;
    case 7: world.ask(VoidInvoice{any(billing.invoices)}); return;
    case 8: grant(); return;
    case 9: world.ask(VoidCreditGrant{any(billing.credit_grants)}); return;
    case 10:
      world.ask(ConfirmPayment{
        any(billing.payments), below(2) == 0 ? Confirmation::succeeded : Confirmation::failed});
      return;
    case 11: one_off(); return;
    case 12:
    case 13: update(); return;
    case 14:
    case 15: hear_from_gateway(); return;
    case 16:
    case 17: use(); return;
    case 18: change_draft(); return;
    case 19: world.ask(MarkInvoiceUncollectible{any(billing.invoices)}); return;
    case 20: change(); return;
    case 21: pause(); return;
    case 22: world.ask(ResumeSubscription{any(billing.subscriptions)}); return;
    case 23: quote(); return;
    default: world.advance(world.now + std::chrono::hours{below(24 * 20)}); return;
    }
  }

  /// Of the sandbox, or of a gateway that answers later.
  void new_card() {
    world.card(cards[below(5)]);
    if (below(3) > 0) return;
    auto& methods = world.state.payment_methods;
    methods.at(*world.state.customer->default_payment_method).gateway = "stripe";
  }

  void hear_from_gateway() {
    const PaymentId id = any(world.state.billing.payments);
    if (below(3) == 0) world.ask(RegisterPayment{id, "pi_" + id.text()});
    SettlePayment ask;
    ask.id = id;
    ask.outcome = static_cast<ChargeOutcome>(below(3));
    world.ask(ask);
  }

  void create() {
    CreateSubscription ask;
    if (below(3) == 0) ask.trial_days = static_cast<std::int64_t>(below(20));
    if (below(3) == 0) ask.billing_anchor = world.now + std::chrono::hours{below(1000)};
    if (below(3) == 0) ask.coupon = CouponId{below(2) == 0 ? "cou_once" : "cou_repeating"};
    if (below(2) == 0) ask.after_retries = AfterRetries::unpaid;
    ask.items = {
      {PriceId{"price_pro"}, static_cast<std::int64_t>(below(5)) + 1},
      {PriceId{"price_basic"}, {}}};
    if (below(2) == 0) ask.items.push_back({PriceId{"price_calls"}, {}});
    if (below(2) == 0) ask.tax_rates = {TaxRateId{"txr_0"}};
    if (below(3) == 0) ask.tax_rates.push_back(TaxRateId{"txr_1"});
    world.state.customer->tax_exempt = static_cast<TaxExempt>(below(3));
    world.ask(ask);
  }

  /// Some usage of the past forty days: late, more often than not.
  void use() {
    const CustomerEvent event{UsageRecorded{
      world.state.customer->id, "api", std::to_string(world.log.size()), "api.call",
      world.now - std::chrono::hours{below(24 * 40)},
      RawJson{R"({"tokens":)" + std::to_string(below(500)) + ".25}"}}};
    world.log.push_back(event);
    world.times.push_back(world.now);
    evolve(world.state, event, EventMeta{world.log.size(), world.now});
  }

  void change_draft() {
    const InvoiceId id = any(world.state.billing.invoices);
    if (below(3) == 0) {
      world.ask(DeleteInvoice{id});
      return;
    }
    UpdateInvoice ask;
    ask.id = id;
    ask.add_lines = {{"More", static_cast<std::int64_t>(below(900)), {}, {}}};
    ask.add_lines.front().tax_rates = {TaxRateId{"txr_1"}};
    world.ask(ask);
  }

  void update() {
    UpdateSubscription ask;
    ask.id = any(world.state.billing.subscriptions);
    if (below(2) == 0) ask.cancel_at_period_end = below(2) == 0;
    if (below(3) == 0) ask.coupon = Patch<CouponId>::null();
    if (below(3) == 0) ask.coupon = CouponId{"cou_repeating"};
    if (below(3) == 0) ask.default_payment_method = any(world.state.payment_methods);
    if (below(3) == 0) ask.metadata = MetadataPatch{{{"turn", std::to_string(below(9))}}};
    world.ask(ask);
  }

  void change() {
    UpdateSubscription ask;
    ask.id = any(world.state.billing.subscriptions);
    const auto found = world.state.billing.subscriptions.find(ask.id);
    if (found == world.state.billing.subscriptions.end()) return;
    const auto& item = found->second.items.front();
    ask.proration_behavior = static_cast<ProrationBehavior>(below(3));
    switch (below(5)) {
    case 0: ask.items = {{item.id, {}, static_cast<std::int64_t>(below(6)) + 1, {}}}; break;
    case 1: ask.items = {{{}, PriceId{"price_calls"}, {}, {}}}; break;
    case 2: ask.items = {{found->second.items.back().id, {}, {}, true}}; break;
    case 3: ask.pending_change = Patch<RawJson>::null(); break;
    default: ask.items = {{item.id, PriceId{below(2) == 0 ? "price_pro" : "price_basic"}, {}, {}}};
    }
    if (!ask.pending_change.absent()) ask.proration_behavior.reset();
    if (below(4) == 0 && !ask.items.empty()) ask.effective = EffectiveWhen::period_end;
    if (below(6) == 0 && !ask.effective) ask.billing_cycle_anchor = BillingCycleAnchor::now;
    world.ask(ask);
    if (world.refusal || !ask.effective || below(2) == 0) return;
    UpdateSubscription undo;
    undo.id = ask.id;
    undo.pending_change = Patch<RawJson>::null();
    world.ask(undo);
  }

  void pause() {
    PauseSubscription ask;
    ask.id = any(world.state.billing.subscriptions);
    if (below(2) == 0) ask.max_duration = static_cast<std::int64_t>(below(60)) + 1;
    if (below(2) == 0) ask.starts_at = EffectiveWhen::period_end;
    world.ask(ask);
    if (!world.refusal && below(3) == 0) world.ask(ResumeSubscription{ask.id});
  }

  void quote() {
    PreviewSubscription ask;
    ask.id = any(world.state.billing.subscriptions);
    const auto found = world.state.billing.subscriptions.find(ask.id);
    if (found == world.state.billing.subscriptions.end()) return;
    ask.items = {{found->second.items.front().id, PriceId{"price_pro"}, {}, {}}};
    world.ask(ask);
    if (world.refusal || below(2) == 0) return;
    UpdateSubscription go;
    go.id = ask.id;
    go.quote = QuoteId{world.subject.id};
    world.ask(go);
  }

  void grant() {
    GrantCredit ask;
    ask.amount = static_cast<std::int64_t>(below(4000)) + 1;
    ask.currency = usd();
    ask.priority = static_cast<std::int64_t>(below(3));
    if (below(2) == 0) ask.expires_at = world.now + std::chrono::hours{below(2000) + 1};
    if (below(3) == 0) ask.scope = CreditScope{UsageType::metered, {}};
    if (below(3) == 0) ask.scope = CreditScope{{}, {{PriceId{"price_pro"}}}};
    if (below(4) == 0) ask.effective_at = world.now + std::chrono::minutes{below(3000)};
    world.ask(ask);
  }

  void one_off() {
    CreateInvoice ask;
    ask.currency = usd();
    ask.lines = {{"Work", static_cast<std::int64_t>(below(5000)), {}, {}}};
    if (below(2) == 0) ask.lines.front().tax_rates = {TaxRateId{"txr_0"}, TaxRateId{"txr_1"}};
    world.ask(ask);
    if (!world.refusal && below(3) > 0) world.ask(FinalizeInvoice{InvoiceId{world.subject.id}});
  }

  std::mt19937_64 random_;
};

} // namespace portal::testing

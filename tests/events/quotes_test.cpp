// Quotes: what a preview says is what is charged, or nothing is.

#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

const SubscriptionId sub_1{"sub_1"};

World subscriber() {
  World world{"2026-04-01T00:00:00Z"};
  world.add_price("price_ten", 1000);
  world.card("pm_card_visa");
  EXPECT_EQ(world.subscribe("price_ten"), "");
  world.advance("2026-04-16T00:00:00Z");
  world.happened();
  return world;
}

PreviewSubscription preview_pro(std::optional<ProrationBehavior> behavior = {}) {
  PreviewSubscription ask;
  ask.id = sub_1;
  ask.price = PriceId{"price_pro"};
  ask.proration_behavior = behavior;
  return ask;
}

Quote quoted(World& world, const PreviewSubscription& ask) {
  EXPECT_EQ(world.ask(ask), "");
  return world.state.billing.quotes.at(QuoteId{world.subject.id});
}

UpdateSubscription by(const Quote& quote) {
  UpdateSubscription ask;
  ask.id = sub_1;
  ask.quote = quote.quote;
  return ask;
}

std::vector<std::int64_t> amounts(const std::vector<InvoiceLine>& lines) {
  std::vector<std::int64_t> all;
  for (const InvoiceLine& line : lines) all.push_back(line.amount);
  return all;
}

using Amounts = std::vector<std::int64_t>;

TEST(Preview, SaysWhatIsDueNowAndNextAndChangesNothing) {
  World world = subscriber();
  const Subscription before = world.subscription();
  const Quote quote = quoted(world, preview_pro(ProrationBehavior::always_invoice));
  EXPECT_EQ(world.happened(), Types{"subscription.quoted"});
  EXPECT_EQ(world.subscription(), before);
  EXPECT_EQ(quote.proration_amount, 500);
  EXPECT_EQ(quote.due_now, (DueNow{500, 0, 0, 0, 500}));
  EXPECT_EQ(amounts(quote.lines), (Amounts{-500, 1000}));
  EXPECT_EQ(quote.next_invoice, (NextInvoice{at("2026-05-01T00:00:00Z"), 2000, 2000}));
  EXPECT_EQ(quote.expires_at, at("2026-04-16T00:15:00Z"));
}

TEST(Preview, OfProrationsThatWaitHasThemOnTheNextInvoice) {
  World world = subscriber();
  const Quote quote = quoted(world, preview_pro());
  EXPECT_EQ(quote.proration_amount, 500);
  EXPECT_EQ(quote.due_now, DueNow{});
  EXPECT_EQ(quote.next_invoice->total, 2500);
}

TEST(Preview, TakesCreditOffWhatIsDue) {
  World world = subscriber();
  GrantCredit grant;
  grant.amount = 300;
  grant.currency = usd();
  ASSERT_EQ(world.ask(grant), "");
  const Quote quote = quoted(world, preview_pro(ProrationBehavior::always_invoice));
  EXPECT_EQ(quote.due_now, (DueNow{500, 0, 0, 300, 200}));
  EXPECT_EQ(world.state.billing.credit_grants.begin()->second.remaining, 300);
}

TEST(Preview, OfAChangeAtThePeriodsEndMovesNoMoney) {
  World world = subscriber();
  PreviewSubscription ask = preview_pro();
  ask.effective = EffectiveWhen::period_end;
  const Quote quote = quoted(world, ask);
  EXPECT_EQ(quote.due_now, DueNow{});
  EXPECT_EQ(quote.effective, EffectiveWhen::period_end);
  EXPECT_EQ(quote.next_invoice->total, 2000);
  ASSERT_EQ(world.ask(by(quote)), "");
  EXPECT_TRUE(world.subscription().pending_change);
  EXPECT_EQ(world.ask(by(quote)), "quote_spent");
}

TEST(Preview, IsRefusedAsTheChangeWouldBe) {
  World world = subscriber();
  PreviewSubscription ask = preview_pro();
  ask.price = PriceId{"price_old"};
  EXPECT_EQ(world.ask(ask), "price_archived");
  ask.price.reset();
  EXPECT_EQ(world.ask(ask), "change_missing");
  ASSERT_EQ(world.ask(CancelSubscription{sub_1, CancelWhen::now}), "");
  EXPECT_EQ(world.ask(preview_pro()), "subscription_already_canceled");
}

TEST(Quote, ChargesWhatItSaidThoughTimeHasMovedOn) {
  World world = subscriber();
  const Quote quote = quoted(world, preview_pro(ProrationBehavior::always_invoice));
  world.advance("2026-04-16T00:14:59Z");
  ASSERT_EQ(world.ask(by(quote)), "");
  EXPECT_EQ(amounts(world.invoice().lines), (Amounts{-500, 1000}));
  EXPECT_EQ(world.invoice().amount_due, quote.due_now.total);
  EXPECT_EQ(world.invoice().created, at("2026-04-16T00:14:59Z"));
  EXPECT_EQ(world.invoice().lines[0].period.start, at("2026-04-16T00:00:00Z"));
}

TEST(Quote, IsGoodForOnceAndForAQuarterOfAnHour) {
  World world = subscriber();
  const Quote first = quoted(world, preview_pro());
  const Quote second = quoted(world, preview_pro());
  ASSERT_EQ(world.ask(by(first)), "");
  EXPECT_EQ(world.ask(by(first)), "quote_spent");
  EXPECT_EQ(world.ask(by(second)), "quote_stale");
  world.advance("2026-04-16T00:15:00Z");
  EXPECT_EQ(world.ask(by(second)), "quote_expired");
  Quote other;
  other.quote = QuoteId{"qt_none"};
  EXPECT_EQ(world.ask(by(other)), "quote_not_found");
}

TEST(Quote, IsForOneChangeOfOneSubscription) {
  World world = subscriber();
  const Quote quote = quoted(world, preview_pro());
  UpdateSubscription ask = by(quote);
  ask.price = PriceId{"price_basic"};
  EXPECT_EQ(world.ask(ask), "quote_mismatch");
  ASSERT_EQ(world.subscribe("price_pro", "sub_2"), "");
  ask = by(quote);
  ask.id = SubscriptionId{"sub_2"};
  EXPECT_EQ(world.ask(ask), "quote_mismatch");
  ask = by(quote);
  ask.price = PriceId{"price_pro"};
  EXPECT_EQ(world.ask(ask), "");
}

TEST(Quote, IsStaleOnceCreditChangesWhatIsDue) {
  World world = subscriber();
  const Quote quote = quoted(world, preview_pro(ProrationBehavior::always_invoice));
  GrantCredit grant;
  grant.amount = 300;
  grant.currency = usd();
  ASSERT_EQ(world.ask(grant), "");
  EXPECT_EQ(world.ask(by(quote)), "quote_stale");
  EXPECT_EQ(world.subscription().items[0].price, PriceId{"price_ten"});
  // The same question anew, by the old quote.
  PreviewSubscription again;
  again.id = sub_1;
  again.quote = quote.quote;
  const Quote fresh = quoted(world, again);
  EXPECT_EQ(fresh.due_now.total, 200);
  EXPECT_EQ(world.ask(by(fresh)), "");
}

TEST(Quote, IsStaleInAnotherPeriod) {
  World world = subscriber();
  world.advance("2026-04-30T23:59:00Z");
  const Quote quote = quoted(world, preview_pro());
  world.advance("2026-05-01T00:01:00Z");
  EXPECT_EQ(world.ask(by(quote)), "quote_stale");
}

TEST(Quote, OfANewPeriodBeginsItWhenItWasQuoted) {
  World world = subscriber();
  PreviewSubscription ask = preview_pro();
  ask.price = PriceId{"price_year"};
  const Quote quote = quoted(world, ask);
  EXPECT_EQ(quote.due_now.total, 11'500);
  world.advance("2026-04-16T00:10:00Z");
  ASSERT_EQ(world.ask(by(quote)), "");
  EXPECT_EQ(world.invoice().amount_due, 11'500);
  EXPECT_EQ(world.subscription().current_period_end, at("2027-04-16T00:00:00Z"));
}

TEST(Quote, MayCarryACoupon) {
  World world = subscriber();
  world.add_coupon("cou_half", CouponDuration::forever).percent_off = *Decimal::parse("50");
  PreviewSubscription ask = preview_pro(ProrationBehavior::always_invoice);
  ask.coupon = CouponId{"cou_half"};
  const Quote quote = quoted(world, ask);
  EXPECT_EQ(amounts(quote.lines), (Amounts{-500, 500}));
  EXPECT_EQ(quote.next_invoice->total, 1000);
  world.advance("2026-04-16T00:10:00Z");
  ASSERT_EQ(world.ask(by(quote)), "");
  EXPECT_EQ(world.subscription().coupon, CouponId{"cou_half"});
}

TEST(Quote, OfAnAddedItemIsCarriedOut) {
  for (const auto behavior :
       {ProrationBehavior::none, ProrationBehavior::create_prorations,
        ProrationBehavior::always_invoice}) {
    for (const bool anew : {false, true}) {
      World world = subscriber();
      PreviewSubscription ask;
      ask.id = sub_1;
      ask.items = {{{}, PriceId{"price_pro"}, {}, {}}, {{}, PriceId{"price_basic"}, {}, {}}};
      ask.proration_behavior = behavior;
      if (anew) ask.billing_cycle_anchor = BillingCycleAnchor::now;
      const Quote quote = quoted(world, ask);
      ASSERT_EQ(world.ask(by(quote)), "") << name_of(behavior) << anew;
      EXPECT_EQ(world.subscription().items.size(), 3U);
      if (quote.due_now.total != 0) {
        EXPECT_EQ(world.invoice().amount_due, quote.due_now.total);
      }
    }
  }
}

TEST(Preview, TellsTheProrationsOfItsOwnChangeAlone) {
  World world = subscriber();
  UpdateSubscription earlier;
  earlier.id = sub_1;
  earlier.price = PriceId{"price_basic"};
  ASSERT_EQ(world.ask(earlier), ""); // leaves -500 and 250 waiting
  PreviewSubscription ask = preview_pro(ProrationBehavior::none);
  ask.billing_cycle_anchor = BillingCycleAnchor::now;
  const Quote quote = quoted(world, ask);
  EXPECT_EQ(quote.proration_amount, 0);
  EXPECT_EQ(quote.due_now.total, 2000 - 250);
}

TEST(Preview, OfACouponMaySayHowAndNeverWhen) {
  World world = subscriber();
  world.add_coupon("cou_half", CouponDuration::forever).percent_off = *Decimal::parse("50");
  PreviewSubscription ask;
  ask.id = sub_1;
  ask.coupon = CouponId{"cou_half"};
  ask.proration_behavior = ProrationBehavior::none;
  EXPECT_EQ(quoted(world, ask).next_invoice->total, 500);
  ask.effective = EffectiveWhen::period_end;
  EXPECT_EQ(world.ask(ask), "parameters_exclusive");
  EXPECT_EQ(world.refusal->param, "effective");
}

} // namespace
} // namespace portal::testing

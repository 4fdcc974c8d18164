#include "tests/events/billing_world.hpp"

namespace portal::testing {
namespace {

GrantCredit grant(const std::string& id, std::int64_t amount) {
  GrantCredit ask;
  ask.id = CreditGrantId{id};
  ask.amount = amount;
  ask.currency = usd();
  return ask;
}

std::int64_t remaining(const World& world, const std::string& id) {
  return world.state.billing.credit_grants.at(CreditGrantId{id}).remaining;
}

std::vector<std::string> order_of_use(const World& world) {
  std::vector<CreditGrant> grants;
  for (const auto& [id, it] : world.state.billing.credit_grants) grants.push_back(it);
  std::vector<std::string> ids;
  for (const CreditGrant& it : credit_balance(std::move(grants), world.now).grants) {
    ids.push_back(it.id.text());
  }
  return ids;
}

TEST(Credit, IsUsedByPriorityThenExpiryThenPromotionalThenAge) {
  World world;
  world.ask(grant("cg_e_younger", 1));
  world.now = world.now - std::chrono::hours{1};
  world.ask(grant("cg_d_older", 1));
  GrantCredit promotional = grant("cg_c_promotional", 1);
  promotional.category = CreditCategory::promotional;
  world.ask(promotional);
  GrantCredit expiring = grant("cg_b_expiring", 1);
  expiring.expires_at = world.now + std::chrono::days{9};
  world.ask(expiring);
  GrantCredit first = grant("cg_a_first", 1);
  first.priority = 0;
  world.ask(first);
  EXPECT_EQ(
    order_of_use(world),
    (Types{"cg_a_first", "cg_b_expiring", "cg_c_promotional", "cg_d_older", "cg_e_younger"})
  );
}

TEST(Credit, PaysAnInvoiceBeforeAnythingIsCharged) {
  World world;
  world.ask(grant("cg_1", 1500));
  world.ask(grant("cg_2", 1500));
  world.happened();
  EXPECT_EQ(world.subscribe("price_pro"), "");
  EXPECT_EQ(
    world.happened(),
    (Types{
      "subscription.created", "invoice.created", "credit.applied", "credit.applied",
      "invoice.finalized", "invoice.paid", "subscription.activated"})
  );
  EXPECT_EQ(remaining(world, "cg_1"), 0);
  EXPECT_EQ(remaining(world, "cg_2"), 1000);
  EXPECT_EQ(
    world.invoice().credits,
    (std::vector<AppliedCredit>{{CreditGrantId{"cg_1"}, 1500}, {CreditGrantId{"cg_2"}, 500}})
  );
  EXPECT_EQ(world.invoice().amount_due, 0);
}

TEST(Credit, InAnotherCurrencyOrNotYetInEffectIsNotUsed) {
  World world;
  GrantCredit euros = grant("cg_1", 5000);
  euros.currency = *Currency::parse("eur");
  world.ask(euros);
  GrantCredit later = grant("cg_2", 5000);
  later.effective_at = world.now + std::chrono::hours{1};
  world.ask(later);
  world.subscribe("price_pro");
  EXPECT_EQ(world.invoice().amount_due, 2000);
}

TEST(Credit, ExpiresByTheClockBeforeARenewalOfTheSameMoment) {
  World world;
  world.card("pm_card_visa");
  world.subscribe("price_pro");
  GrantCredit ask = grant("cg_1", 5000);
  ask.expires_at = world.subscription().current_period_end;
  world.ask(ask);
  world.happened();
  world.advance(world.subscription().current_period_end);
  EXPECT_EQ(world.happened().front(), "credit.expired");
  EXPECT_EQ(world.all<CreditExpired>().front().amount, -5000);
  EXPECT_EQ(world.invoice().amount_due, 2000);
}

TEST(Credit, ThatIsVoidedIsGone) {
  World world;
  world.ask(grant("cg_1", 5000));
  EXPECT_EQ(world.ask(VoidCreditGrant{CreditGrantId{"cg_1"}}), "");
  EXPECT_EQ(remaining(world, "cg_1"), 0);
  EXPECT_EQ(world.ask(VoidCreditGrant{CreditGrantId{"cg_1"}}), "credit_grant_already_voided");
  EXPECT_EQ(world.ask(VoidCreditGrant{CreditGrantId{"cg_2"}}), "credit_grant_not_found");
}

TEST(Credit, IsReinstatedWhenItsInvoiceIsVoidedUnlessItIsVoidOrOver) {
  World world;
  world.ask(grant("cg_1", 500));
  GrantCredit brief = grant("cg_2", 500);
  brief.expires_at = world.now + std::chrono::hours{1};
  world.ask(brief);
  world.ask(grant("cg_3", 500));
  world.subscribe("price_pro");
  world.ask(VoidCreditGrant{CreditGrantId{"cg_3"}});
  world.now = world.now + std::chrono::hours{2};
  world.happened();
  EXPECT_EQ(world.ask(VoidInvoice{world.invoice().id}), "");
  EXPECT_EQ(
    world.happened(), (Types{
                        "subscription.expired", "invoice.voided", "credit.reinstated",
                        "credit.expired", "credit.reinstated"})
  );
  EXPECT_EQ(remaining(world, "cg_1"), 500);
  EXPECT_EQ(remaining(world, "cg_2"), 0);
  EXPECT_EQ(remaining(world, "cg_3"), 0);
}

TEST(Credit, BalanceTellsWhatIsUsableNowFromWhatIsLater) {
  World world;
  world.ask(grant("cg_1", 500));
  GrantCredit later = grant("cg_2", 70);
  later.effective_at = world.now + std::chrono::hours{1};
  world.ask(later);
  std::vector<CreditGrant> grants;
  for (const auto& [id, it] : world.state.billing.credit_grants) grants.push_back(it);
  const CreditBalance balance = credit_balance(grants, world.now);
  EXPECT_EQ(balance.balance, 500);
  EXPECT_EQ(balance.balances, (std::vector<CurrencyBalance>{{usd(), 500, 70}}));
  EXPECT_EQ(credit_balance({}, world.now).balance, 0);
}

TEST(Credit, IsRefusedByTheFieldAtFault) {
  World world;
  EXPECT_FALSE(world.ask(grant("cg_1", 0)).empty());
  EXPECT_EQ(world.refusal->param, "amount");
  GrantCredit ask = grant("cg_1", 1);
  ask.priority = 101;
  EXPECT_FALSE(world.ask(ask).empty());
  EXPECT_EQ(world.refusal->param, "priority");
  ask.priority = 0;
  ask.expires_at = world.now;
  EXPECT_EQ(world.ask(ask), "parameter_invalid");
  EXPECT_EQ(world.refusal->param, "expiresAt");
  EXPECT_TRUE(world.log.empty());
}

} // namespace
} // namespace portal::testing

// Random command sequences against what must always hold: lines sum to totals, numbers have no gaps,
// credit balances are sums of movements, finalised invoices never change, nothing is charged twice, and
// the log replayed through its own text gives the same state.

#include <set>

#include "events/billing_amounts.hpp"
#include "tests/events/billing_player.hpp"

namespace portal::testing {
namespace {

/// What of an invoice must not change once it is finalised.
std::string frozen(Invoice invoice) {
  const Invoice blank;
  invoice.status = blank.status;
  invoice.amount_paid = 0;
  invoice.attempt_count = 0;
  invoice.payment_count = 0;
  invoice.first_failure_at.reset();
  invoice.next_attempt.reset();
  invoice.payment_error.reset();
  invoice.payment.reset();
  invoice.status_transitions = {};
  invoice.version = 0;
  return write_message(invoice);
}

void expect_sound_invoice(const Invoice& invoice) {
  Invoice again = invoice;
  total_up(again);
  EXPECT_EQ(again.subtotal, invoice.subtotal);
  EXPECT_EQ(again.discount_total, invoice.discount_total);
  EXPECT_EQ(again.tax_total, invoice.tax_total);
  EXPECT_EQ(again.total, invoice.total);
  for (const InvoiceLine& line : invoice.lines) {
    for (const LineTax& tax : line.taxes) {
      if (!tax.basis) continue;
      EXPECT_EQ(
        divide_rounded(Int128{tax.basis->amount} * tax.basis->numerator, tax.basis->denominator),
        tax.amount
      );
    }
  }
  const bool prorated =
    std::any_of(invoice.lines.begin(), invoice.lines.end(), [](const InvoiceLine& line) {
      return line.proration;
    });
  EXPECT_TRUE(invoice.total >= 0 || prorated);
  if (!invoice.number) return;
  EXPECT_EQ(invoice.total, invoice.credits_applied + invoice.balance_applied + invoice.amount_due);
  std::int64_t credits = 0;
  for (const AppliedCredit& credit : invoice.credits) credits += credit.amount;
  EXPECT_EQ(credits, invoice.credits_applied);
  if (invoice.status == InvoiceStatus::paid) {
    EXPECT_EQ(invoice.amount_paid, invoice.amount_due);
  }
}

void expect_gapless_numbers(const World& world) {
  std::int64_t sequence = 0;
  for (const InvoiceFinalized& event : world.all<InvoiceFinalized>()) {
    EXPECT_EQ(event.sequence, ++sequence);
  }
  EXPECT_EQ(world.state.billing.invoice_sequence, sequence);
}

void expect_nothing_charged_twice(const World& world) {
  std::set<std::string> paid;
  std::set<std::string> used;
  for (const InvoicePaid& event : world.all<InvoicePaid>()) {
    EXPECT_TRUE(paid.insert(event.id.text()).second) << event.id.text();
    if (event.payment) used.insert(event.payment->text());
  }
  // Money that came for an invoice that wanted it no more is the customer's balance.
  std::multiset<std::pair<std::string, std::int64_t>> kept;
  for (const BalanceChanged& event : world.all<BalanceChanged>()) {
    kept.emplace(event.invoice.text(), event.amount);
  }
  std::set<std::string> succeeded;
  for (const PaymentSucceeded& event : world.all<PaymentSucceeded>()) {
    EXPECT_TRUE(succeeded.insert(event.id.text()).second) << event.id.text();
    const bool is_used = used.contains(event.id.text());
    EXPECT_TRUE(is_used || kept.contains({event.invoice.text(), -event.amount}));
  }
  std::set<std::string> periods;
  for (const InvoiceCreated& event : world.all<InvoiceCreated>()) {
    for (const InvoiceLine& line : event.invoice.lines) {
      // What comes late is billed as often as it comes, each time the difference.
      if (!line.subscription_item || line.late || line.proration || line.usage) continue;
      const std::string key = line.subscription_item->text() + to_text(line.period.start);
      EXPECT_TRUE(periods.insert(key).second) << key;
    }
  }
}

void expect_balance_is_sum_of_movements(const World& world) {
  std::map<CreditGrantId, std::int64_t> sums;
  for (const auto& event : world.all<CreditGranted>()) sums[event.grant.id] += event.grant.amount;
  for (const auto& event : world.all<CreditApplied>()) sums[event.id] += event.amount;
  for (const auto& event : world.all<CreditReinstated>()) sums[event.id] += event.amount;
  for (const auto& event : world.all<CreditExpired>()) sums[event.id] += event.amount;
  for (const auto& event : world.all<CreditVoided>()) sums[event.id] += event.amount;
  for (const auto& [id, grant] : world.state.billing.credit_grants) {
    EXPECT_EQ(grant.remaining, sums[id]) << id.text();
    EXPECT_GE(grant.remaining, 0);
    EXPECT_LE(grant.remaining, grant.amount);
  }
}

/// Writes every event as the log does, reads it back, and folds it anew.
CustomerState replayed(const World& world, std::map<InvoiceId, std::string>& finalised) {
  CustomerState state;
  state.customer = World{}.state.customer;
  state.customer->default_payment_method = world.state.customer->default_payment_method;
  state.payment_methods = world.state.payment_methods;
  for (std::size_t place = 0; place < world.log.size(); ++place) {
    const std::string text = encode_variant(world.log[place]);
    const auto document = JsonDocument::parse(text);
    EXPECT_TRUE(document);
    auto event = decode_variant<CustomerEvent>(type_of(world.log[place]), document->root());
    EXPECT_TRUE(event) << text;
    EXPECT_EQ(encode_variant(*event), text);
    evolve(state, *event, EventMeta{place + 1, world.times[place]});
    if (const auto* one = get_if<InvoiceFinalized>(&*event)) {
      finalised[one->id] = frozen(state.billing.invoices.at(one->id));
    }
  }
  return state;
}

TEST(Billing, HoldsItsInvariantsOverRandomCommands) {
  std::set<std::string> reached;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Player player{seed};
    player.play(120);
    const World& world = player.world;
    for (const CustomerEvent& event : world.log) reached.emplace(type_of(event));
    for (const auto& [id, invoice] : world.state.billing.invoices) expect_sound_invoice(invoice);
    expect_gapless_numbers(world);
    expect_nothing_charged_twice(world);
    expect_balance_is_sum_of_movements(world);
    std::map<InvoiceId, std::string> finalised;
    const CustomerState again = replayed(world, finalised);
    EXPECT_EQ(write_message(again.billing), write_message(world.state.billing));
    EXPECT_EQ(again.customer->balance, world.state.customer->balance);
    for (const auto& [id, text] : finalised) {
      EXPECT_EQ(frozen(world.state.billing.invoices.at(id)), text);
    }
    const auto snapshot =
      read_text<BillingState>(write_message(world.state.billing), Strictness::lenient);
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(*snapshot, world.state.billing);
    if (HasFailure()) return;
  }
  // And usage, which no area of billing writes.
  EXPECT_EQ(reached.size(), Alternatives<BillingEvent>::size + 1);
}

/// A row of a view holds only the objects that an event touches: folding there must give the same.
TEST(Billing, FoldsEachEventOnTheObjectsItTouchesAlone) {
  Player player{7};
  player.play(200);
  const World& world = player.world;
  CustomerState whole;
  whole.customer = World{}.state.customer;
  for (std::size_t place = 0; place < world.log.size(); ++place) {
    visit(
      [&]<class Event>(const Event& event) {
        if constexpr (AlternativeOf<Event, BillingEvent>) {
          const EventMeta meta{place + 1, world.times[place]};
          CustomerState part;
          for (const Subject& subject : touched(event)) {
            if (const auto row = row_of(whole, subject)) {
              ASSERT_TRUE(put_row(part, subject, *row));
            }
          }
          evolve(part, event, meta);
          evolve(whole, event, meta);
          for (const Subject& subject : touched(event)) {
            EXPECT_EQ(row_of(part, subject), row_of(whole, subject)) << type_of(world.log[place]);
          }
        }
      },
      world.log[place]
    );
  }
}

World ten_years_customer() {
  World world;
  world.card("pm_card_visa");
  world.catalog.prices[PriceId{"price_pro"}].trial_days = 14;
  world.subscribe("price_pro", "sub_1");
  world.subscribe("price_year", "sub_2");
  GrantCredit ask;
  ask.id = CreditGrantId{"cg_1"};
  ask.amount = 100'000;
  ask.currency = usd();
  ask.expires_at = at("2029-01-01T00:00:00Z");
  world.ask(ask);
  return world;
}

TEST(Billing, OfTenYearsInOneJumpEqualsTheSameInSmallSteps) {
  World jumping = ten_years_customer();
  World stepping = ten_years_customer();
  const Instant end = at("2036-01-31T10:00:00Z");
  jumping.advance(end);
  while (stepping.now < end) {
    stepping.advance(std::min(end, stepping.now + std::chrono::hours{11}));
  }
  ASSERT_EQ(jumping.log.size(), stepping.log.size());
  for (std::size_t place = 0; place < jumping.log.size(); ++place) {
    EXPECT_EQ(encode_variant(jumping.log[place]), encode_variant(stepping.log[place]));
    EXPECT_EQ(jumping.times[place], stepping.times[place]);
  }
  EXPECT_EQ(write_message(jumping.state.billing), write_message(stepping.state.billing));
  EXPECT_EQ(jumping.all<InvoicePaid>().size(), 120U + 11U);
}

} // namespace
} // namespace portal::testing

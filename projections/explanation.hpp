#pragma once

// Where an invoice's amounts come from: every event of the log that took part in it, and with each amount
// the integers and decimals that it can be worked out from again. Read from the log alone.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/billing.hpp"
#include "store/event_log.hpp"

namespace portal {

/// An event of the log that took part.
struct ExplainedEvent {
  std::string position;
  std::int64_t version = 0;
  std::string type;
  Instant at;
  static constexpr Fields fields{
    Field{"position", &ExplainedEvent::position, "Its place in the log."},
    Field{"version", &ExplainedEvent::version, "Its place in the customer's stream."},
    Field{"type", &ExplainedEvent::type, "What happened."},
    Field{"at", &ExplainedEvent::at, "When it took effect."},
  };
};

/// A usage event that a line bills.
struct ExplainedUsage {
  std::string position;
  Instant time;
  std::string value;
  bool late = false;
  static constexpr Fields fields{
    Field{"position", &ExplainedUsage::position, "Its place in the log."},
    Field{"time", &ExplainedUsage::time, "When it happened."},
    Field{"value", &ExplainedUsage::value, "What it counts with; empty for a count."},
    Field{"late", &ExplainedUsage::late, "Did it come after its period was billed?"},
  };
};

/// A line with what it was made from.
struct ExplainedLine {
  InvoiceLine line;
  std::string formula;
  std::optional<std::string> agreed_at;
  std::vector<ExplainedUsage> usage_events;
  bool usage_events_truncated = false;
  std::int64_t discount_total = 0;
  std::int64_t tax_on_top = 0;
  std::int64_t charge = 0;
  static constexpr Fields fields{
    Field{"line", &ExplainedLine::line, "The line, with all the numbers behind it."},
    Field{"formula", &ExplainedLine::formula, "How its amount is worked out."},
    Field{
      "agreed_at", &ExplainedLine::agreed_at,
      "Position of the event that the subscription item, and so the price's terms, come from."},
    Field{"usage_events", &ExplainedLine::usage_events, "The events that it bills, in log order."},
    Field{
      "usage_events_truncated", &ExplainedLine::usage_events_truncated,
      "Are there more than the first 10,000?"},
    Field{"discount_total", &ExplainedLine::discount_total, "Sum of its discounts."},
    Field{"tax_on_top", &ExplainedLine::tax_on_top, "Sum of its taxes that are not inside it."},
    Field{"charge", &ExplainedLine::charge, "amount − discountTotal + taxOnTop."},
  };
};

/// A credit grant that paid a part.
struct ExplainedCredit {
  CreditGrantId grant;
  std::int64_t amount = 0;
  std::int64_t remaining_before = 0;
  std::int64_t remaining_after = 0;
  std::int64_t priority = 0;
  CreditCategory category = CreditCategory::paid;
  std::optional<Instant> expires_at;
  std::optional<CreditScope> scope;
  std::string granted_at;
  std::string applied_at;
  std::optional<std::string> reinstated_at;
  static constexpr Fields fields{
    Field{"grant", &ExplainedCredit::grant, "The credit grant."},
    Field{"amount", &ExplainedCredit::amount, "What it paid, in minor units."},
    Field{"remaining_before", &ExplainedCredit::remaining_before, "What it had before."},
    Field{"remaining_after", &ExplainedCredit::remaining_after, "What it had after."},
    Field{"priority", &ExplainedCredit::priority, "Lower is used first."},
    Field{"category", &ExplainedCredit::category, "Promotional is used before paid."},
    Field{"expires_at", &ExplainedCredit::expires_at, "Earlier is used first."},
    Field{"scope", &ExplainedCredit::scope, "The lines it may pay."},
    Field{"granted_at", &ExplainedCredit::granted_at, "Position of the grant."},
    Field{"applied_at", &ExplainedCredit::applied_at, "Position of its use."},
    Field{"reinstated_at", &ExplainedCredit::reinstated_at, "Position of its being given back."},
  };
};

/// A movement of the customer's balance by the invoice.
struct ExplainedBalance {
  std::int64_t before = 0;
  std::int64_t amount = 0;
  std::int64_t after = 0;
  std::string position;
  static constexpr Fields fields{
    Field{"before", &ExplainedBalance::before, "The balance before it."},
    Field{"amount", &ExplainedBalance::amount, "What the balance took over."},
    Field{"after", &ExplainedBalance::after, "The balance after it."},
    Field{"position", &ExplainedBalance::position, "Position of the event."},
  };
};

/// The whole of it. lines → discounts → taxes → credits → balance → amount due.
struct InvoiceExplanation {
  InvoiceId invoice;
  CustomerId customer;
  std::optional<std::string> number;
  Currency currency;
  std::vector<ExplainedLine> lines;
  std::int64_t subtotal = 0;
  std::int64_t discount_total = 0;
  std::int64_t tax_total = 0;
  std::int64_t tax_on_top = 0;
  std::int64_t total = 0;
  std::vector<ExplainedCredit> credits;
  std::int64_t credits_applied = 0;
  std::vector<ExplainedBalance> balance;
  std::int64_t balance_applied = 0;
  std::int64_t amount_due = 0;
  std::vector<ExplainedEvent> events;
  static constexpr Fields fields{
    Field{"invoice", &InvoiceExplanation::invoice, "The invoice."},
    Field{"customer", &InvoiceExplanation::customer, "Who owes it."},
    Field{"number", &InvoiceExplanation::number, "Its number."},
    Field{"currency", &InvoiceExplanation::currency, "The currency of all amounts."},
    Field{"lines", &InvoiceExplanation::lines, "Its lines, explained."},
    Field{"subtotal", &InvoiceExplanation::subtotal, "Sum of the lines' amounts."},
    Field{"discount_total", &InvoiceExplanation::discount_total, "Sum of their discounts."},
    Field{"tax_total", &InvoiceExplanation::tax_total, "Sum of their taxes."},
    Field{"tax_on_top", &InvoiceExplanation::tax_on_top, "Sum of those that are not inside."},
    Field{"total", &InvoiceExplanation::total, "subtotal − discountTotal + taxOnTop."},
    Field{"credits", &InvoiceExplanation::credits, "The grants that paid of it, in order."},
    Field{"credits_applied", &InvoiceExplanation::credits_applied, "What they paid."},
    Field{"balance", &InvoiceExplanation::balance, "How it moved the balance."},
    Field{"balance_applied", &InvoiceExplanation::balance_applied, "What the balance paid."},
    Field{
      "amount_due", &InvoiceExplanation::amount_due, "total − creditsApplied − balanceApplied."},
    Field{"events", &InvoiceExplanation::events, "The events that are about it, in order."},
  };
};

/// The explanation as of `until`; nothing when the stream has no such invoice by then.
Stored<std::optional<InvoiceExplanation>> explain_invoice(
  const EventLog& log, const std::string& stream, const InvoiceId& invoice, Position until
);

} // namespace portal

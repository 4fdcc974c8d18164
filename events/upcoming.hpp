#pragma once

// The invoice that a subscription's next period end would make, as things stand now: by the renewal's
// own rules, at that time, with what has been used so far. Nothing happens.

#include <optional>
#include <variant>
#include <vector>

#include "events/customer_area.hpp"
#include "events/invoices_object.hpp"

namespace portal {

// -- what may be asked for ----------------------------------------------------------------------------

/// Asks for the next invoice. Leads to no event.
struct PreviewUpcomingInvoice {
  std::optional<SubscriptionId> subscription;
  static constexpr std::string_view type = "invoice.upcoming";
  static constexpr Fields fields{
    Field{
      "subscription", &PreviewUpcomingInvoice::subscription,
      "Of this subscription; of the one whose period ends first when left out."},
  };
};

using UpcomingCommand = std::variant<PreviewUpcomingInvoice>;

// -- object -------------------------------------------------------------------------------------------

/// An invoice that is not made yet. The ids of its lines are of this answer alone.
struct UpcomingInvoice {
  CustomerId customer;
  SubscriptionId subscription;
  Currency currency;
  Instant date;
  BillingReason billing_reason = BillingReason::subscription_cycle;
  Instant period_start;
  Instant period_end;
  std::vector<InvoiceLine> lines;
  std::int64_t subtotal = 0;
  std::int64_t discount_total = 0;
  std::int64_t tax_total = 0;
  std::int64_t total = 0;
  std::int64_t credits_applied = 0;
  std::vector<AppliedCredit> credits;
  std::int64_t balance_applied = 0;
  std::int64_t amount_due = 0;
  std::optional<TaxExempt> tax_exempt;
  bool operator==(const UpcomingInvoice&) const = default;
  static constexpr Fields fields{
    Field{"customer", &UpcomingInvoice::customer, "Who would owe it."},
    Field{"subscription", &UpcomingInvoice::subscription, "The subscription it would be for."},
    Field{"currency", &UpcomingInvoice::currency, "The currency of all its amounts."},
    Field{"date", &UpcomingInvoice::date, "When it would be made."},
    Field{"billing_reason", &UpcomingInvoice::billing_reason, "Why it would be made."},
    Field{"period_start", &UpcomingInvoice::period_start, "First moment of the period it bills."},
    Field{"period_end", &UpcomingInvoice::period_end, "First moment after that period."},
    Field{"lines", &UpcomingInvoice::lines, "What it would be for."},
    Field{"subtotal", &UpcomingInvoice::subtotal, "Sum of the lines."},
    Field{"discount_total", &UpcomingInvoice::discount_total, "Sum of the lines' discounts."},
    Field{"tax_total", &UpcomingInvoice::tax_total, "Sum of the lines' taxes."},
    Field{"total", &UpcomingInvoice::total, "What it would come to."},
    Field{"credits_applied", &UpcomingInvoice::credits_applied, "What credit would pay of it."},
    Field{"credits", &UpcomingInvoice::credits, "Which grants those would be."},
    Field{"balance_applied", &UpcomingInvoice::balance_applied, "What the balance would pay."},
    Field{"amount_due", &UpcomingInvoice::amount_due, "What would be left to pay."},
    Field{"tax_exempt", &UpcomingInvoice::tax_exempt, "The customer's exemption."},
  };
};

// -- rules --------------------------------------------------------------------------------------------

/// Refused: subscription_not_found, no_upcoming_invoice. Its subject is {"upcoming_invoice", JSON}.
CustomerDecision decide(const CustomerState&, const PreviewUpcomingInvoice&, const Context&);

} // namespace portal

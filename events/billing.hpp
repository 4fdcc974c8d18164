#pragma once

// The billing half of a customer: subscriptions, invoices, payments, credits. The areas share one
// part of the state because one decision runs through all of them: a renewal moves a subscription,
// makes and finalises an invoice, uses up credit and starts a payment. What time brings
// (customer_area.hpp, `billing_due` and `do_billing_due`) is decided in billing_due.cpp.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "events/billing_usage.hpp"
#include "events/credits.hpp"
#include "events/invoices.hpp"
#include "events/payments.hpp"
#include "events/service_book.hpp"
#include "events/subscriptions.hpp"
#include "events/upcoming.hpp"
#include "events/usage_cost.hpp"
#include "events/variants.hpp"

namespace portal {

/// What billing decides by. Paid and void invoices, their payments, and spent grants leave it at
/// snapshots (`prune_billing`); of those invoices only how they ended stays.
struct BillingState {
  std::map<SubscriptionId, Subscription> subscriptions;
  std::map<InvoiceId, Invoice> invoices;
  std::map<InvoiceId, InvoiceStatus> closed_invoices;
  std::map<PaymentId, Payment> payments;
  std::map<CreditGrantId, CreditGrant> credit_grants;
  /// Invoices numbered so far: the next one's number is one more.
  std::int64_t invoice_sequence = 0;
  /// Methods whose holder has answered a bank's question once.
  std::vector<PaymentMethodId> authenticated_methods;
  /// Usage that no invoice has billed yet.
  std::map<SubscriptionItemId, UsageTally> usage;
  /// The latest billed periods of metered items, oldest first.
  std::map<SubscriptionItemId, std::vector<ClosedUsage>> closed_usage;
  /// What the period that runs was charged with, and what waits for the next invoice.
  std::map<SubscriptionId, ServiceBook> books;
  std::map<QuoteId, Quote> quotes;
  /// What invoices have been paid with so far, in minor units, by currency.
  std::map<std::string, std::int64_t> spent;
  bool operator==(const BillingState&) const = default;
  static constexpr Fields fields{
    Field{"subscriptions", &BillingState::subscriptions, "Subscriptions by id."},
    Field{"invoices", &BillingState::invoices, "Invoices by id."},
    Field{"closed_invoices", &BillingState::closed_invoices, "How invoices that left ended."},
    Field{"payments", &BillingState::payments, "Payments by id."},
    Field{"credit_grants", &BillingState::credit_grants, "Credit grants by id."},
    Field{"invoice_sequence", &BillingState::invoice_sequence, "Invoices numbered so far."},
    Field{
      "authenticated_methods", &BillingState::authenticated_methods,
      "Methods whose holder has authenticated once."},
    Field{"usage", &BillingState::usage, "Usage that is not billed yet, by subscription item."},
    Field{"closed_usage", &BillingState::closed_usage, "Billed periods, by subscription item."},
    Field{"books", &BillingState::books, "What each subscription was charged for its period."},
    Field{"quotes", &BillingState::quotes, "Quotes that may still be carried out."},
    Field{"spent", &BillingState::spent, "What was paid so far, by currency."},
  };
};

using BillingCommand = JoinedVariant<
  SubscriptionsCommand, InvoicesCommand, UpcomingCommand, UsageCostCommand, PaymentsCommand,
  CreditsCommand>;
using BillingEvent = JoinedVariant<SubscriptionsEvent, InvoicesEvent, PaymentsEvent, CreditsEvent>;

/// The subscription, or a refusal `subscription_not_found`. Likewise the others.
Result<const Subscription*> find_subscription(const CustomerState& state, const SubscriptionId& id);
Result<const Invoice*> find_invoice(const CustomerState& state, const InvoiceId& id);
Result<const Payment*> find_payment(const CustomerState& state, const PaymentId& id);
Result<const CreditGrant*> find_credit_grant(const CustomerState& state, const CreditGrantId& id);

} // namespace portal

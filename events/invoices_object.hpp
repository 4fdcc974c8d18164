#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/address.hpp"
#include "events/billing_terms.hpp"
#include "events/periods.hpp"
#include "events/personal.hpp"
#include "events/portal_features.hpp"
#include "events/profile.hpp"
#include "events/proration.hpp"

namespace portal {

enum class InvoiceStatus { draft, open, paid, voided, uncollectible };

constexpr auto names_of(InvoiceStatus) {
  return std::to_array<std::string_view>({"draft", "open", "paid", "void", "uncollectible"});
}

/// Why an invoice was made.
enum class BillingReason {
  manual,
  subscription_create,
  subscription_cycle,
  subscription_update,
  subscription_cancel
};

constexpr auto names_of(BillingReason) {
  return std::to_array<std::string_view>(
    {"manual", "subscription_create", "subscription_cycle", "subscription_update",
     "subscription_cancel"}
  );
}

/// How a coupon's share was worked out: `total` off is round(`sum` · percent / 100) or the amount,
/// at most `sum`; it is split over the lines in proportion to `weight`, rounded down, and the rest
/// goes one by one to the largest remainders, earlier lines first.
struct DiscountBasis {
  std::optional<Decimal> percent_off;
  std::optional<std::int64_t> amount_off;
  std::int64_t sum = 0;
  std::int64_t total = 0;
  std::int64_t weight = 0;
  bool operator==(const DiscountBasis&) const = default;
  static constexpr Fields fields{
    Field{"percent_off", &DiscountBasis::percent_off, "Percent taken off."},
    Field{"amount_off", &DiscountBasis::amount_off, "Amount taken off the invoice."},
    Field{"sum", &DiscountBasis::sum, "Sum of the lines that it takes off."},
    Field{"total", &DiscountBasis::total, "What it takes off all of them."},
    Field{"weight", &DiscountBasis::weight, "This line's part of the sum."},
  };
};

/// What a coupon takes off one line.
struct LineDiscount {
  CouponId coupon;
  std::int64_t amount = 0;
  std::optional<DiscountBasis> basis{};
  bool operator==(const LineDiscount&) const = default;
  static constexpr Fields fields{
    Field{"coupon", &LineDiscount::coupon, "The coupon."},
    Field{"amount", &LineDiscount::amount, "What it takes off this line, in minor units."},
    Field{"basis", &LineDiscount::basis, "How that was worked out."},
  };
};

/// Why a tax that has a rate charges nothing.
enum class TaxRelief { customer_exempt, reverse_charge };

constexpr auto names_of(TaxRelief) {
  return std::to_array<std::string_view>({"customer_exempt", "reverse_charge"});
}

/// How a tax was worked out: round(`amount` · `numerator` / `denominator`), halves away from zero.
/// p percent on top: p/100. p percent inside, of P percent inside in all: p/(100 + P). In lowest terms.
struct TaxBasis {
  std::int64_t amount = 0;
  std::int64_t numerator = 0;
  std::int64_t denominator = 1;
  bool operator==(const TaxBasis&) const = default;
  static constexpr Fields fields{
    Field{"amount", &TaxBasis::amount, "What the fraction is taken of, in minor units."},
    Field{"numerator", &TaxBasis::numerator, "The fraction's numerator."},
    Field{"denominator", &TaxBasis::denominator, "The fraction's denominator."},
  };
};

/// What a tax adds to one line (exclusive) or holds of it (inclusive).
struct LineTax {
  std::int64_t amount = 0;
  Decimal percent;
  bool inclusive = false;
  std::optional<std::string> name;
  std::optional<TaxRateId> tax_rate{};
  std::optional<std::int64_t> taxable_amount{};
  std::optional<TaxBasis> basis{};
  std::optional<TaxRelief> relief{};
  bool operator==(const LineTax&) const = default;
  static constexpr Fields fields{
    Field{"amount", &LineTax::amount, "The tax, in minor units."},
    Field{"percent", &LineTax::percent, "The rate."},
    Field{"inclusive", &LineTax::inclusive, "Is it inside the line's amount?"},
    Field{"name", &LineTax::name, "What the tax is called."},
    Field{"tax_rate", &LineTax::tax_rate, "The tax rate."},
    Field{
      "taxable_amount", &LineTax::taxable_amount,
      "What is taxed: the line less discounts and less the taxes inside it, in minor units."},
    Field{"basis", &LineTax::basis, "How the tax was worked out."},
    Field{"relief", &LineTax::relief, "Why nothing is charged, where nothing is."},
  };
};

/// The usage that a metered line bills. A late line bills the difference that the events make which came
/// after their period was billed: `value` is what that period comes to with them, `billed_value` what
/// it came to without.
struct LineUsage {
  MeterId meter;
  Decimal value;
  std::int64_t events = 0;
  std::int64_t late_events = 0;
  std::optional<MeterTerms> terms{};
  std::optional<std::int64_t> from_version{};
  std::optional<std::int64_t> to_version{};
  std::optional<Decimal> billed_value{};
  std::optional<std::int64_t> billed_amount{};
  std::optional<std::vector<TierShare>> billed_tiers{};
  std::optional<std::int64_t> billed_from_version{};
  bool operator==(const LineUsage&) const = default;
  static constexpr Fields fields{
    Field{"meter", &LineUsage::meter, "The meter."},
    Field{"value", &LineUsage::value, "What it counted."},
    Field{"events", &LineUsage::events, "How many events that was."},
    Field{
      "late_events", &LineUsage::late_events,
      "How many of them came after their own period was billed."},
    Field{"terms", &LineUsage::terms, "What the meter counts, as it was agreed."},
    Field{
      "from_version", &LineUsage::from_version,
      "Version of the first of the events in the customer's stream."},
    Field{"to_version", &LineUsage::to_version, "Version of the last of them."},
    Field{"billed_value", &LineUsage::billed_value, "Late: what was billed of that period before."},
    Field{"billed_amount", &LineUsage::billed_amount, "Late: what that cost, in minor units."},
    Field{"billed_tiers", &LineUsage::billed_tiers, "Late: what each tier had added to that."},
    Field{
      "billed_from_version", &LineUsage::billed_from_version,
      "Late: version of the first event that was billed in time."},
  };
};

struct InvoiceLine {
  InvoiceLineId id;
  std::string description;
  std::int64_t amount = 0;
  std::optional<std::int64_t> quantity;
  std::optional<Decimal> unit_amount;
  Period period;
  bool proration = false;
  std::optional<ProrationBasis> proration_basis;
  std::optional<InvoiceLineId> credit_for;
  std::optional<PriceId> price;
  std::optional<SubscriptionItemId> subscription_item;
  std::vector<TierShare> tiers;
  std::optional<LineUsage> usage;
  std::vector<LineDiscount> discounts;
  std::vector<LineTax> taxes;
  std::optional<TaxBehavior> tax_behavior;
  std::optional<bool> late;
  bool operator==(const InvoiceLine&) const = default;
  static constexpr Fields fields{
    Field{"id", &InvoiceLine::id, "The line's id."},
    Field{"description", &InvoiceLine::description, "What it is for."},
    Field{"amount", &InvoiceLine::amount, "Before discounts and taxes, in minor units."},
    Field{"quantity", &InvoiceLine::quantity, "How many; absent for usage."},
    Field{"unit_amount", &InvoiceLine::unit_amount, "Price of one, in minor units."},
    Field{"period", &InvoiceLine::period, "The service it pays for."},
    Field{"proration", &InvoiceLine::proration, "Is it for a part of a period?"},
    Field{"proration_basis", &InvoiceLine::proration_basis, "How the part was worked out."},
    Field{
      "credit_for", &InvoiceLine::credit_for, "The line whose unused part this one gives back."},
    Field{"price", &InvoiceLine::price, "The price that made it."},
    Field{"subscription_item", &InvoiceLine::subscription_item, "The item that made it."},
    Field{"tiers", &InvoiceLine::tiers, "What each tier added, for a tiered price."},
    Field{"usage", &InvoiceLine::usage, "The usage that it bills."},
    Field{"discounts", &InvoiceLine::discounts, "What coupons take off."},
    Field{"taxes", &InvoiceLine::taxes, "What taxes add or hold."},
    Field{
      "tax_behavior", &InvoiceLine::tax_behavior,
      "Are taxes on top of the amount, or inside it? Absent: each rate says."},
    Field{"late", &InvoiceLine::late, "true: usage of an earlier period that came late."},
  };
};

/// When an invoice reached each status.
struct StatusTransitions {
  std::optional<Instant> finalized_at;
  std::optional<Instant> paid_at;
  std::optional<Instant> voided_at;
  std::optional<Instant> marked_uncollectible_at;
  bool operator==(const StatusTransitions&) const = default;
  static constexpr Fields fields{
    Field{"finalized_at", &StatusTransitions::finalized_at, "When it was finalised."},
    Field{"paid_at", &StatusTransitions::paid_at, "When it was paid."},
    Field{"voided_at", &StatusTransitions::voided_at, "When it was voided."},
    Field{
      "marked_uncollectible_at", &StatusTransitions::marked_uncollectible_at,
      "When collecting it was given up."},
  };
};

/// Why the latest attempt to collect an invoice did not succeed.
struct PaymentError {
  std::string code;
  std::string message;
  std::optional<PaymentId> payment;
  bool operator==(const PaymentError&) const = default;
  static constexpr Fields fields{
    Field{
      "code", &PaymentError::code, "A decline code, authentication_required or no_payment_method."},
    Field{"message", &PaymentError::message, "The same in words, with what to do."},
    Field{"payment", &PaymentError::payment, "The payment that failed, if one was tried."},
  };
};

/// What one credit grant paid of an invoice.
struct AppliedCredit {
  CreditGrantId grant;
  std::int64_t amount = 0;
  bool operator==(const AppliedCredit&) const = default;
  static constexpr Fields fields{
    Field{"grant", &AppliedCredit::grant, "The credit grant."},
    Field{"amount", &AppliedCredit::amount, "What it paid, in minor units."},
  };
};

/// The customer as an invoice names them: as they were when it was finalised, whatever they change later.
struct BilledTo {
  std::optional<Personal<std::string>> name;
  std::optional<Personal<std::string>> email;
  std::optional<Personal<Address>> address;
  std::optional<Personal<std::vector<TaxId>>> tax_ids;
  std::optional<std::string> locale;
  std::optional<std::string> time_zone;
  bool operator==(const BilledTo&) const = default;
  static constexpr Fields fields{
    Field{"name", &BilledTo::name, "Who is billed (personal)."},
    Field{"email", &BilledTo::email, "Their mail address (personal)."},
    Field{"address", &BilledTo::address, "Their address (personal)."},
    Field{"tax_ids", &BilledTo::tax_ids, "Their tax ids (personal)."},
    Field{"locale", &BilledTo::locale, "The language that the invoice is written in."},
    Field{"time_zone", &BilledTo::time_zone, "The zone that its dates are in."},
  };
};

/// What a customer owes and why. Once finalised its lines and totals never change.
struct Invoice {
  InvoiceId id;
  CustomerId customer;
  std::optional<SubscriptionId> subscription;
  std::optional<std::string> number;
  InvoiceStatus status = InvoiceStatus::draft;
  Currency currency;
  BillingReason billing_reason = BillingReason::manual;
  std::vector<InvoiceLine> lines;
  std::int64_t subtotal = 0;
  std::int64_t discount_total = 0;
  std::int64_t tax_total = 0;
  std::int64_t total = 0;
  std::int64_t credits_applied = 0;
  std::vector<AppliedCredit> credits;
  std::int64_t balance_applied = 0;
  std::int64_t amount_due = 0;
  std::int64_t amount_paid = 0;
  std::int64_t attempt_count = 0;
  std::int64_t payment_count = 0;
  std::optional<Instant> first_failure_at;
  std::optional<Instant> next_attempt;
  std::optional<PaymentError> payment_error;
  std::optional<PaymentId> payment;
  std::optional<Instant> due_date;
  Instant period_start;
  Instant period_end;
  StatusTransitions status_transitions;
  std::optional<BilledTo> billed_to;
  std::optional<PinnedConfiguration> configuration;
  std::optional<std::string> hosted_url; ///< as pdf_url
  std::optional<std::string> pdf_url;    ///< made at the edge for each reader; never stored
  Metadata metadata;
  Instant created;
  std::int64_t version = 0;
  std::optional<TaxExempt> tax_exempt;
  bool operator==(const Invoice&) const = default;
  static constexpr Fields fields{
    Field{"id", &Invoice::id, "The invoice's id."},
    Field{"customer", &Invoice::customer, "Who owes it."},
    Field{"subscription", &Invoice::subscription, "The subscription it is for."},
    Field{"number", &Invoice::number, "Its number, without gaps per customer; from finalising on."},
    Field{"status", &Invoice::status, "Where it stands."},
    Field{"currency", &Invoice::currency, "The currency of all its amounts."},
    Field{"billing_reason", &Invoice::billing_reason, "Why it was made."},
    Field{"lines", &Invoice::lines, "What it is for."},
    Field{"subtotal", &Invoice::subtotal, "Sum of the lines."},
    Field{"discount_total", &Invoice::discount_total, "Sum of the lines' discounts."},
    Field{"tax_total", &Invoice::tax_total, "Sum of the lines' taxes."},
    Field{"total", &Invoice::total, "subtotal − discountTotal + taxes that are not inside it."},
    Field{"credits_applied", &Invoice::credits_applied, "What credit grants paid of it."},
    Field{"credits", &Invoice::credits, "Which grants those were."},
    Field{"balance_applied", &Invoice::balance_applied, "What the customer's balance paid of it."},
    Field{
      "amount_due", &Invoice::amount_due, "What is left to pay: total less credits and balance."},
    Field{"amount_paid", &Invoice::amount_paid, "What payments have paid."},
    Field{"attempt_count", &Invoice::attempt_count, "Attempts to collect: the first, and retries."},
    Field{"payment_count", &Invoice::payment_count, "Payments that were started for it."},
    Field{"first_failure_at", &Invoice::first_failure_at, "When collecting first failed."},
    Field{"next_attempt", &Invoice::next_attempt, "When collecting will be tried again."},
    Field{"payment_error", &Invoice::payment_error, "Why the latest attempt did not succeed."},
    Field{"payment", &Invoice::payment, "The latest payment."},
    Field{"due_date", &Invoice::due_date, "When it is due."},
    Field{"period_start", &Invoice::period_start, "First moment of the period it bills."},
    Field{"period_end", &Invoice::period_end, "First moment after that period."},
    Field{"status_transitions", &Invoice::status_transitions, "When it reached each status."},
    Field{"billed_to", &Invoice::billed_to, "The customer as the finalised invoice names them."},
    Field{
      "configuration", &Invoice::configuration,
      "The portal configuration whose seller and branding it shows."},
    Field{
      "pdf_url", &Invoice::pdf_url,
      "Where the PDF downloads without credentials, for a day; none while it is a draft."},
    Field{
      "hosted_url", &Invoice::hosted_url,
      "Where its page opens without credentials, for a day; none while it is a draft."},
    Field{"metadata", &Invoice::metadata, "The caller's own notes."},
    Field{"created", &Invoice::created, "When it was made."},
    Field{"version", &Invoice::version, "Stream version of its latest event."},
    Field{"tax_exempt", &Invoice::tax_exempt, "The customer's exemption when it was drafted."},
  };
};

} // namespace portal

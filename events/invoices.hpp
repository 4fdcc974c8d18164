#pragma once

// Invoices: drafted, finalised (numbered, credits and balance applied, from then on unchangeable),
// and then paid, voided or given up. The rules: invoices_draft.cpp (commands on drafts), invoices.cpp
// (the others), billing_work.cpp (the life of an invoice inside a decision), billing_amounts.cpp and
// taxes.cpp (the arithmetic).
//
// A payment that fails is no refusal: the attempt has happened and is recorded. `PayInvoice` then
// answers with the invoice, still open, whose `payment_error` says why; `payment_refusal` turns
// that into the 402 that the edge answers with.

#include <variant>
#include <vector>

#include "events/customer_area.hpp"
#include "events/invoices_object.hpp"

namespace portal {

// -- what may be asked for
// ----------------------------------------------------------------------------

/// A line of a one-off invoice: an amount, or a quantity of a unit amount or of a price.
struct RequestedLine {
  std::optional<std::string> description;
  std::optional<std::int64_t> amount;
  std::optional<std::int64_t> unit_amount;
  std::optional<std::int64_t> quantity;
  std::optional<PriceId> price{};
  std::vector<TaxRateId> tax_rates{};
  static constexpr Fields fields{
    Field{
      "description", &RequestedLine::description,
      "What it is for, up to 500 characters; the product's name when left out with a price."},
    Field{
      "amount", &RequestedLine::amount, "The line's amount in minor units, instead of unitAmount."},
    Field{"unit_amount", &RequestedLine::unit_amount, "Price of one in minor units."},
    Field{"quantity", &RequestedLine::quantity, "How many; 1 when left out."},
    Field{"price", &RequestedLine::price, "A price that is charged once, instead of an amount."},
    Field{"tax_rates", &RequestedLine::tax_rates, "The taxes on it, up to 10 rates."},
  };
};

/// Drafts a one-off invoice.
struct CreateInvoice {
  std::optional<InvoiceId> id;
  Currency currency;
  std::vector<RequestedLine> lines;
  std::optional<Instant> due_date;
  std::optional<bool> auto_finalize;
  Metadata metadata;
  static constexpr std::string_view type = "invoice.create";
  static constexpr Fields fields{
    Field{"id", &CreateInvoice::id, "An id of the caller's choice."},
    Field{"currency", &CreateInvoice::currency, "The currency of its amounts."},
    Field{"lines", &CreateInvoice::lines, "What it is for, 1 to 250 lines."},
    Field{"due_date", &CreateInvoice::due_date, "When it is due."},
    Field{
      "auto_finalize", &CreateInvoice::auto_finalize,
      "true: finalise it at once; false or left out: it stays a draft."},
    Field{"metadata", &CreateInvoice::metadata, "The caller's own notes."},
  };
};

/// Changes a one-off draft: lines to add and to take away, when it is due, notes.
struct UpdateInvoice {
  InvoiceId id;
  std::vector<RequestedLine> add_lines;
  std::vector<InvoiceLineId> remove_lines;
  Patch<Instant> due_date;
  Patch<MetadataPatch> metadata;
  static constexpr std::string_view type = "invoice.update";
  static constexpr Fields fields{
    Field{"id", &UpdateInvoice::id, "The draft to change."},
    Field{"add_lines", &UpdateInvoice::add_lines, "Lines to add at its end."},
    Field{"remove_lines", &UpdateInvoice::remove_lines, "Ids of lines to take away."},
    Field{"due_date", &UpdateInvoice::due_date, "When it is due; null: nothing is said."},
    Field{
      "metadata", &UpdateInvoice::metadata, "Keys to set; null or an empty string removes one."},
  };
};

/// Throws a one-off draft away.
struct DeleteInvoice {
  InvoiceId id;
  static constexpr std::string_view type = "invoice.delete";
  static constexpr Fields fields{
    Field{"id", &DeleteInvoice::id, "The draft to delete."},
  };
};

/// What the API answers when a draft was deleted.
struct DeletedInvoice {
  InvoiceId id;
  bool deleted = true;
  static constexpr Fields fields{
    Field{"id", &DeletedInvoice::id, "The invoice that was deleted."},
    Field{"deleted", &DeletedInvoice::deleted, "true."},
  };
};

/// Gives up collecting an open invoice; it can still be paid, or voided.
struct MarkInvoiceUncollectible {
  InvoiceId id;
  static constexpr std::string_view type = "invoice.mark_uncollectible";
  static constexpr Fields fields{
    Field{"id", &MarkInvoiceUncollectible::id, "The open invoice to give up."},
  };
};

/// Numbers a draft, applies credits and balance, and opens it for payment.
struct FinalizeInvoice {
  InvoiceId id;
  static constexpr std::string_view type = "invoice.finalize";
  static constexpr Fields fields{
    Field{"id", &FinalizeInvoice::id, "The draft to finalise."},
  };
};

struct PayInvoice {
  InvoiceId id;
  std::optional<PaymentMethodId> payment_method;
  static constexpr std::string_view type = "invoice.pay";
  static constexpr Fields fields{
    Field{"id", &PayInvoice::id, "The open invoice to pay."},
    Field{
      "payment_method", &PayInvoice::payment_method,
      "What to charge; the subscription's or the customer's default when left out."},
  };
};

struct VoidInvoice {
  InvoiceId id;
  static constexpr std::string_view type = "invoice.void";
  static constexpr Fields fields{
    Field{"id", &VoidInvoice::id, "The invoice to void."},
  };
};

using InvoicesCommand = std::variant<
  CreateInvoice, UpdateInvoice, DeleteInvoice, FinalizeInvoice, PayInvoice, VoidInvoice,
  MarkInvoiceUncollectible>;

// -- what has happened
// --------------------------------------------------------------------------------

/// A draft with its lines, discounts and taxes.
struct InvoiceCreated {
  Invoice invoice;
  bool operator==(const InvoiceCreated&) const = default;
  static constexpr std::string_view type = "invoice.created.v1";
  static constexpr Fields fields{
    Field{"invoice", &InvoiceCreated::invoice, "The draft."},
  };
};

/// A one-off draft as it is after a change; the totals with it.
struct InvoiceDraftChanged {
  InvoiceId id;
  std::vector<InvoiceLine> lines;
  std::int64_t subtotal = 0;
  std::int64_t discount_total = 0;
  std::int64_t tax_total = 0;
  std::int64_t total = 0;
  std::optional<Instant> due_date;
  Metadata metadata;
  bool operator==(const InvoiceDraftChanged&) const = default;
  static constexpr std::string_view type = "invoice.draft_changed.v1";
  static constexpr Fields fields{
    Field{"id", &InvoiceDraftChanged::id, "The draft."},
    Field{"lines", &InvoiceDraftChanged::lines, "All its lines, as they are now."},
    Field{"subtotal", &InvoiceDraftChanged::subtotal, "Sum of the lines."},
    Field{"discount_total", &InvoiceDraftChanged::discount_total, "Sum of the discounts."},
    Field{"tax_total", &InvoiceDraftChanged::tax_total, "Sum of the taxes."},
    Field{"total", &InvoiceDraftChanged::total, "Its total."},
    Field{"due_date", &InvoiceDraftChanged::due_date, "When it is due."},
    Field{"metadata", &InvoiceDraftChanged::metadata, "The notes, whole."},
  };
};

/// A one-off draft was thrown away: it never had a number.
struct InvoiceDeleted {
  InvoiceId id;
  bool operator==(const InvoiceDeleted&) const = default;
  static constexpr std::string_view type = "invoice.deleted.v1";
  static constexpr Fields fields{
    Field{"id", &InvoiceDeleted::id, "The draft."},
  };
};

/// Numbered and opened; what was asked for can change no more.
struct InvoiceFinalized {
  InvoiceId id;
  std::string number;
  std::int64_t sequence = 0;
  std::int64_t total = 0;
  std::int64_t credits_applied = 0;
  std::vector<AppliedCredit> credits;
  std::int64_t balance_applied = 0;
  std::int64_t amount_due = 0;
  Instant finalized_at;
  std::optional<BilledTo> billed_to;
  std::optional<PinnedConfiguration> configuration;
  bool operator==(const InvoiceFinalized&) const = default;
  static constexpr std::string_view type = "invoice.finalized.v1";
  static constexpr Fields fields{
    Field{"id", &InvoiceFinalized::id, "The invoice."},
    Field{"number", &InvoiceFinalized::number, "Its number."},
    Field{
      "sequence", &InvoiceFinalized::sequence, "The number's place among the customer's, from 1."},
    Field{"total", &InvoiceFinalized::total, "Its total."},
    Field{"credits_applied", &InvoiceFinalized::credits_applied, "What credit grants paid of it."},
    Field{"credits", &InvoiceFinalized::credits, "Which grants those were."},
    Field{"balance_applied", &InvoiceFinalized::balance_applied, "What the balance paid of it."},
    Field{"amount_due", &InvoiceFinalized::amount_due, "What is left to pay."},
    Field{"finalized_at", &InvoiceFinalized::finalized_at, "When."},
    Field{"billed_to", &InvoiceFinalized::billed_to, "The customer as they are at that time."},
    Field{
      "configuration", &InvoiceFinalized::configuration,
      "Whose seller and branding the invoice shows from now on."},
  };
};

struct InvoicePaid {
  InvoiceId id;
  std::int64_t amount_paid = 0;
  std::optional<PaymentId> payment;
  std::int64_t attempt_count = 0;
  Instant paid_at;
  bool operator==(const InvoicePaid&) const = default;
  static constexpr std::string_view type = "invoice.paid.v1";
  static constexpr Fields fields{
    Field{"id", &InvoicePaid::id, "The invoice."},
    Field{
      "amount_paid", &InvoicePaid::amount_paid,
      "What was paid by a payment; 0 when nothing was due."},
    Field{"payment", &InvoicePaid::payment, "The payment."},
    Field{"attempt_count", &InvoicePaid::attempt_count, "Attempts it took."},
    Field{"paid_at", &InvoicePaid::paid_at, "When."},
  };
};

/// An attempt to collect did not succeed; `next_attempt` says whether there will be another by
/// itself.
struct InvoicePaymentFailed {
  InvoiceId id;
  PaymentError error;
  std::int64_t attempt_count = 0;
  Instant first_failure_at;
  std::optional<Instant> next_attempt;
  bool operator==(const InvoicePaymentFailed&) const = default;
  static constexpr std::string_view type = "invoice.payment_failed.v1";
  static constexpr Fields fields{
    Field{"id", &InvoicePaymentFailed::id, "The invoice."},
    Field{"error", &InvoicePaymentFailed::error, "Why."},
    Field{"attempt_count", &InvoicePaymentFailed::attempt_count, "Attempts so far."},
    Field{
      "first_failure_at", &InvoicePaymentFailed::first_failure_at, "When collecting first failed."},
    Field{
      "next_attempt", &InvoicePaymentFailed::next_attempt,
      "When it will be tried again by itself."},
  };
};

/// Collecting by itself has ended; the invoice can still be paid by hand.
struct InvoiceCollectionStopped {
  InvoiceId id;
  bool operator==(const InvoiceCollectionStopped&) const = default;
  static constexpr std::string_view type = "invoice.collection_stopped.v1";
  static constexpr Fields fields{
    Field{"id", &InvoiceCollectionStopped::id, "The invoice."},
  };
};

struct InvoiceVoided {
  InvoiceId id;
  Instant voided_at;
  bool operator==(const InvoiceVoided&) const = default;
  static constexpr std::string_view type = "invoice.voided.v1";
  static constexpr Fields fields{
    Field{"id", &InvoiceVoided::id, "The invoice."},
    Field{"voided_at", &InvoiceVoided::voided_at, "When."},
  };
};

struct InvoiceMarkedUncollectible {
  InvoiceId id;
  Instant marked_at;
  bool operator==(const InvoiceMarkedUncollectible&) const = default;
  static constexpr std::string_view type = "invoice.marked_uncollectible.v1";
  static constexpr Fields fields{
    Field{"id", &InvoiceMarkedUncollectible::id, "The invoice."},
    Field{"marked_at", &InvoiceMarkedUncollectible::marked_at, "When collecting it was given up."},
  };
};

/// The customer's balance moved because of an invoice. Below zero is money in the customer's
/// favour.
struct BalanceChanged {
  CustomerId customer;
  InvoiceId invoice;
  Currency currency;
  std::int64_t amount = 0;
  std::int64_t balance = 0;
  bool operator==(const BalanceChanged&) const = default;
  static constexpr std::string_view type = "customer.balance_changed.v1";
  static constexpr Fields fields{
    Field{"customer", &BalanceChanged::customer, "Whose balance."},
    Field{"invoice", &BalanceChanged::invoice, "The invoice that moved it."},
    Field{"currency", &BalanceChanged::currency, "The currency."},
    Field{
      "amount", &BalanceChanged::amount, "The movement; above zero uses up what the customer had."},
    Field{"balance", &BalanceChanged::balance, "The balance after it."},
  };
};

using InvoicesEvent = std::variant<
  InvoiceCreated, InvoiceDraftChanged, InvoiceDeleted, InvoiceFinalized, InvoicePaid,
  InvoicePaymentFailed, InvoiceCollectionStopped, InvoiceVoided, InvoiceMarkedUncollectible,
  BalanceChanged>;

// -- rules
// --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const CreateInvoice&, const Context&);
CustomerDecision decide(const CustomerState&, const UpdateInvoice&, const Context&);
CustomerDecision decide(const CustomerState&, const DeleteInvoice&, const Context&);
CustomerDecision decide(const CustomerState&, const FinalizeInvoice&, const Context&);
CustomerDecision decide(const CustomerState&, const PayInvoice&, const Context&);
CustomerDecision decide(const CustomerState&, const VoidInvoice&, const Context&);
CustomerDecision decide(const CustomerState&, const MarkInvoiceUncollectible&, const Context&);

void evolve(CustomerState&, const InvoiceCreated&, const EventMeta&);
void evolve(CustomerState&, const InvoiceDraftChanged&, const EventMeta&);
void evolve(CustomerState&, const InvoiceDeleted&, const EventMeta&);
void evolve(CustomerState&, const InvoiceFinalized&, const EventMeta&);
void evolve(CustomerState&, const InvoicePaid&, const EventMeta&);
void evolve(CustomerState&, const InvoicePaymentFailed&, const EventMeta&);
void evolve(CustomerState&, const InvoiceCollectionStopped&, const EventMeta&);
void evolve(CustomerState&, const InvoiceVoided&, const EventMeta&);
void evolve(CustomerState&, const InvoiceMarkedUncollectible&, const EventMeta&);
void evolve(CustomerState&, const BalanceChanged&, const EventMeta&);

std::vector<Subject> touched(const InvoiceCreated&);
std::vector<Subject> touched(const InvoiceDraftChanged&);
std::vector<Subject> touched(const InvoiceDeleted&);
std::vector<Subject> touched(const InvoiceFinalized&);
std::vector<Subject> touched(const InvoicePaid&);
std::vector<Subject> touched(const InvoicePaymentFailed&);
std::vector<Subject> touched(const InvoiceCollectionStopped&);
std::vector<Subject> touched(const InvoiceVoided&);
std::vector<Subject> touched(const InvoiceMarkedUncollectible&);
std::vector<Subject> touched(const BalanceChanged&);

/// The API object: the invoice's fields and `amount`, which is its total.
std::string render(const CustomerState&, const Invoice&, Instant now);

/// 402 `payment_failed` or `payment_requires_action` when the invoice's latest attempt to be paid
/// did not succeed; nothing when it is paid or was never tried. What `invoice.pay` is to be
/// answered with.
std::optional<Refusal> payment_refusal(const Invoice& invoice);

} // namespace portal

#include "documents/invoice_source.hpp"

#include <algorithm>
#include <array>

#include "documents/addresses.hpp"
#include "documents/locale_text.hpp"
#include "events/profile.hpp"

namespace portal {

namespace {

using DateOf = std::function<CivilDate(Instant)>;

template <class T> const T* clear_of(const std::optional<Personal<T>>& field) {
  return field ? field->clear() : nullptr;
}

std::vector<std::string> tax_id_lines(const std::vector<TaxId>& tax_ids, const LocaleText& text) {
  std::vector<std::string> lines;
  lines.reserve(tax_ids.size());
  for (const TaxId& id : tax_ids) {
    lines.push_back(std::string{text.language()[Word::tax_id]} + " " + id.value);
  }
  return lines;
}

DocumentParty seller_of(const PortalConfigurationRevision& look, const LocaleText& text) {
  DocumentParty party;
  if (!look.seller) return party;
  const Seller& seller = *look.seller;
  party.name = seller.name;
  if (seller.address) party.address = address_lines(*seller.address, text);
  party.tax_ids = tax_id_lines(seller.tax_ids, text);
  for (const auto* contact : {&seller.email, &seller.phone, &seller.website}) {
    if (*contact) party.contacts.push_back(**contact);
  }
  return party;
}

DocumentParty customer_of(const Invoice& invoice, const LocaleText& text) {
  DocumentParty party;
  party.name = invoice.customer.text(); // all that is left of one who was erased
  if (!invoice.billed_to) return party;
  const BilledTo& who = *invoice.billed_to;
  const auto* name = clear_of(who.name);
  const auto* email = clear_of(who.email);
  if (name != nullptr) {
    party.name = *name;
    if (email != nullptr) party.contacts.push_back(*email);
  } else if (email != nullptr) {
    party.name = *email;
  }
  if (const auto* address = clear_of(who.address)) party.address = address_lines(*address, text);
  if (const auto* ids = clear_of(who.tax_ids)) party.tax_ids = tax_id_lines(*ids, text);
  return party;
}

Paper paper_for(const Invoice& invoice) {
  constexpr std::array letter_countries{"US", "CA", "MX", "PH", "CL", "CO"};
  const auto* address = invoice.billed_to ? clear_of(invoice.billed_to->address) : nullptr;
  if (address == nullptr || !address->country) return Paper::a4;
  const auto found = std::find(letter_countries.begin(), letter_countries.end(), *address->country);
  return found == letter_countries.end() ? Paper::a4 : Paper::letter;
}

/// Nothing for a period without length, which one-off invoices have.
std::optional<DocumentPeriod> period_of(Instant start, Instant end, const DateOf& date_of) {
  if (end <= start) return std::nullopt;
  return DocumentPeriod{date_of(start), date_of(end - Millis{1})};
}

std::int64_t discount_of(const InvoiceLine& line) {
  std::int64_t sum = 0;
  for (const auto& discount : line.discounts) sum += discount.amount;
  return sum;
}

DocumentLine line_of(const InvoiceLine& line, const DateOf& date_of) {
  DocumentLine made;
  made.description = line.description;
  made.period = period_of(line.period.start, line.period.end, date_of);
  if (line.quantity) made.quantity = Decimal::from_integer(*line.quantity);
  if (line.usage) made.quantity = line.usage->value;
  made.unit_amount = line.unit_amount;
  for (const auto& share : line.tiers) {
    made.tiers.push_back({share.quantity, share.unit_amount, share.flat_amount});
  }
  made.discount = discount_of(line);
  for (const auto& tax : line.taxes) made.tax_percents.push_back(tax.percent);
  made.amount = line.amount;
  return made;
}

/// One entry for each tax of its own name, rate and kind, in the order in which lines name them.
std::vector<DocumentTax> taxes_of(const Invoice& invoice) {
  std::vector<DocumentTax> taxes;
  for (const auto& line : invoice.lines) {
    for (const auto& tax : line.taxes) {
      const std::string name = tax.name.value_or("");
      auto found = std::find_if(taxes.begin(), taxes.end(), [&](const DocumentTax& known) {
        return known.name == name && known.percent == tax.percent &&
               known.inclusive == tax.inclusive;
      });
      if (found == taxes.end()) {
        taxes.push_back({name, tax.percent, tax.inclusive, 0, 0});
        found = std::prev(taxes.end());
      }
      found->base += line.amount - discount_of(line);
      found->amount += tax.amount;
    }
  }
  return taxes;
}

DocumentStatus status_of(InvoiceStatus status) {
  switch (status) {
  case InvoiceStatus::draft:
  case InvoiceStatus::open: return DocumentStatus::open;
  case InvoiceStatus::paid: return DocumentStatus::paid;
  case InvoiceStatus::voided: return DocumentStatus::voided;
  case InvoiceStatus::uncollectible: return DocumentStatus::uncollectible;
  }
  return DocumentStatus::open;
}

} // namespace

InvoiceDocument document_of(
  const Invoice& invoice, const PortalConfigurationRevision& look, std::optional<Paper> paper,
  const std::function<CivilDate(Instant)>& date_of
) {
  InvoiceDocument made;
  if (invoice.billed_to && invoice.billed_to->locale) made.locale = *invoice.billed_to->locale;
  const LocaleText& text = text_for(made.locale);
  made.number = invoice.number.value_or("");
  made.status = status_of(invoice.status);
  made.seller = seller_of(look, text);
  made.customer = customer_of(invoice, text);
  if (look.branding) {
    made.primary_color = look.branding->primary_color.value_or("");
    if (look.branding->logo) made.logo_png = png_of(*look.branding->logo);
  }
  made.paper = paper.value_or(paper_for(invoice));
  const auto& when = invoice.status_transitions;
  made.issued = date_of(when.finalized_at.value_or(invoice.created));
  if (invoice.due_date) made.due = date_of(*invoice.due_date);
  if (when.paid_at) made.paid = date_of(*when.paid_at);
  made.period = period_of(invoice.period_start, invoice.period_end, date_of);
  made.currency = invoice.currency;
  for (const auto& line : invoice.lines) made.lines.push_back(line_of(line, date_of));
  made.subtotal = invoice.subtotal;
  made.discount_total = invoice.discount_total;
  made.taxes = taxes_of(invoice);
  made.total = invoice.total;
  made.credits_applied = invoice.credits_applied;
  made.balance_applied = invoice.balance_applied;
  made.amount_paid = invoice.amount_paid;
  made.amount_due =
    made.status == DocumentStatus::voided ? 0 : invoice.amount_due - invoice.amount_paid;
  if (look.seller) made.footer = look.seller->invoice_footer.value_or("");
  return made;
}

std::optional<Invoice> opened_invoice(
  std::string_view row, const PersonalCodec& codec,
  const std::function<std::optional<std::string>()>& customer_row
) {
  auto invoice = read_text<Invoice>(open_personal(row, codec), Strictness::lenient);
  if (!invoice) return std::nullopt;
  if (invoice->billed_to) return std::move(*invoice);
  const auto found = customer_row();
  if (!found) return std::move(*invoice);
  const auto customer = read_text<Customer>(open_personal(*found, codec), Strictness::lenient);
  if (customer) {
    invoice->billed_to = BilledTo{customer->name,    customer->email,  customer->address,
                                  customer->tax_ids, customer->locale, customer->time_zone};
  }
  return std::move(*invoice);
}

const PortalConfigurationRevision& look_of(const Invoice& invoice, const Catalog& catalog) {
  const PortalConfigurationRevision* look = nullptr;
  if (invoice.configuration) {
    look = find_revision(catalog, invoice.configuration->id, invoice.configuration->revision);
  } else if (const auto* standing = default_configuration(catalog)) {
    look = &latest(*standing);
  }
  return look == nullptr ? builtin_configuration() : *look;
}

tl::expected<Pdf, PdfFault> render_with_logo_or_without(InvoiceDocument document) {
  auto pdf = render_invoice_pdf(document);
  if (pdf || document.logo_png.empty()) return pdf;
  document.logo_png.clear();
  return render_invoice_pdf(document);
}

} // namespace portal

#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "documents/invoice_document.hpp"
#include "documents/invoice_pdf.hpp"
#include "events/catalog.hpp"
#include "events/configurations.hpp"
#include "events/invoices_object.hpp"

namespace portal {

/// What the PDF of a finalised invoice shows. `look` is the configuration that names the seller, `date_of`
/// the calendar of the one who is billed, whose details in `invoice` are in clear or gone. Without `paper`:
/// Letter for customers in North America, else A4.
InvoiceDocument document_of(
  const Invoice& invoice, const PortalConfigurationRevision& look, std::optional<Paper> paper,
  const std::function<CivilDate(Instant)>& date_of
);

/// An invoice of its row, with the customer's details in clear as far as there still is a key to them.
/// `customer_row` is asked for where the invoice was finalised before invoices kept those themselves.
std::optional<Invoice> opened_invoice(
  std::string_view row, const PersonalCodec& codec,
  const std::function<std::optional<std::string>()>& customer_row
);

/// The configuration whose seller and branding the invoice shows.
const PortalConfigurationRevision& look_of(const Invoice& invoice, const Catalog& catalog);

/// The PDF, without the logo where that cannot be shown: no reason to keep an invoice from its customer.
tl::expected<Pdf, PdfFault> render_with_logo_or_without(InvoiceDocument document);

} // namespace portal

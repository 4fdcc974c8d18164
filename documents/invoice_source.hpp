#pragma once

#include <functional>
#include <optional>

#include "documents/invoice_document.hpp"
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

} // namespace portal

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "documents/invoice_document.hpp"

namespace portal {

/// Invoices that between them use all that the page can do, by name. The golden files are theirs.
std::vector<std::pair<std::string, InvoiceDocument>> sample_invoices();

/// The sample of that name.
InvoiceDocument sample_invoice(const std::string& name);

} // namespace portal

#pragma once

// An invoice as its documents show it, for who may see it: by credentials, or by a signed link.

#include <functional>

#include "documents/invoice_document.hpp"
#include "http/call.hpp"
#include "http/invoice_link.hpp"

namespace portal {

struct InvoiceReader {
  InvoiceLink link = InvoiceLink::pdf;
  std::optional<Paper> paper{};
  std::function<void(const CallPtr&, const InvoiceId&, InvoiceDocument)> show;
  std::function<void(const CallPtr&, const Refusal&)> refuse; ///< answers the call
};

/// Finds the invoice of the call's path, and calls one of the two; a fault it answers itself.
void read_invoice(const CallPtr& call, InvoiceReader reader);

} // namespace portal

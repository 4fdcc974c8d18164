#pragma once

#include <string>
#include <vector>

#include <tl/expected.hpp>

#include "documents/invoice_document.hpp"

namespace portal {

/// A rendered document.
struct Pdf {
  std::string bytes;
  int pages = 0;
  /// Texts with a character that no installed font has; a box stands in its place. Empty unless a font
  /// package is missing or someone writes in a script that no font is there for.
  std::vector<std::string> unwritable;
};

/// Why there is no document: no font, or a logo that is no PNG. In words, with what to do.
struct PdfFault {
  std::string message;
};

/// Sets the invoice in type. The same document gives the same bytes, on any thread, for as long as the
/// fonts and libraries stay the same. Takes some milliseconds of the calling thread, and does no I/O but to
/// read fonts; thread-safe. Never call it on an actor's or an I/O thread.
tl::expected<Pdf, PdfFault> render_invoice_pdf(const InvoiceDocument& document);

} // namespace portal

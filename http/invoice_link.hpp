#pragma once

#include <string>

#include "http/call.hpp"

namespace portal {

/// `json` with `pdfUrl` put in, if it is an invoice that has a PDF and the caller may see it: a link that
/// downloads it without credentials for a day and a little, after which it answers 410.
std::string with_pdf_url(Call& call, std::string json);

/// Whether the call's `expires` and `signature` are ours for that invoice, and still good.
std::optional<Refusal> link_refusal(const Call& call, const InvoiceId& invoice);

} // namespace portal

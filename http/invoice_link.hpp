#pragma once

#include <string>

#include "http/call.hpp"

namespace portal {

/// What a link opens.
enum class InvoiceLink { pdf, page };

/// `json` with `pdfUrl` and `hostedUrl` put in, if it is an invoice that was finalised and the caller may see
/// it: links that download and show it without credentials for a day and a little, after which they
/// answer 410.
std::string with_invoice_links(Call& call, std::string json);

/// The link itself.
std::string invoice_url(const Call& call, InvoiceLink link, const InvoiceId& invoice);

/// Whether the call's `expires` and `signature` are ours for that invoice, and still good.
std::optional<Refusal> link_refusal(const Call& call, InvoiceLink link, const InvoiceId& invoice);

} // namespace portal

#include "http/invoice_link.hpp"

#include "http/objects.hpp"
#include "http/problem.hpp"

namespace portal {

namespace {

constexpr std::int64_t hour_s = 3600;
constexpr std::int64_t life_s = 24 * hour_s;

std::string_view last_step_of(InvoiceLink link) {
  return link == InvoiceLink::pdf ? "pdf" : "page";
}

/// A link to one is none to the other.
std::string signature_of(
  const Vault& vault, InvoiceLink link, const InvoiceId& invoice, std::string_view expires
) {
  const std::string purpose = "invoice-" + std::string{last_step_of(link)};
  return base64url(vault.digest(purpose, invoice.text() + "\n" + std::string{expires}));
}

/// Those who may see who the customer is, where the portal shows invoices.
bool shows_links(Call& call) {
  if (!call.shows_links) {
    const bool may_see = call.who.customer || (call.who.role & (Access::admin | Access::app)) != 0;
    call.shows_links = may_see && !reading_refusal(
                                    call.edge.node, *call.edge.node.rows(), call.who,
                                    PortalFeature::invoice_history, call.now
                                  );
  }
  return *call.shows_links;
}

/// The end of the hour in which a day has passed: the same link for everything that is shown within an
/// hour, so that a repeated answer is the same answer.
std::int64_t end_of_link(Instant now) {
  const std::int64_t second = now.ms / 1000;
  return (second / hour_s + 1) * hour_s + life_s;
}

} // namespace

std::string invoice_url(const Call& call, InvoiceLink link, const InvoiceId& invoice) {
  const auto expires = std::to_string(end_of_link(call.now));
  return call.edge.settings.public_url + "/invoices/" + invoice.text() + "/" +
         std::string{last_step_of(link)} + "?expires=" + expires +
         "&signature=" + signature_of(call.edge.node.vault(), link, invoice, expires);
}

std::string with_invoice_links(Call& call, std::string json) {
  constexpr std::string_view head = R"({"object":"invoice",)";
  if (!json.starts_with(head) || !shows_links(call)) return json;
  const auto document = JsonDocument::parse(json);
  if (!document) return json;
  const auto text = [&](std::string_view name) {
    const auto member = document->root().member(name);
    return member && member->kind() == JsonKind::text ? std::string{member->text()} : std::string{};
  };
  const auto id = InvoiceId::parse(text("id"));
  if (!id || text("number").empty()) return json;
  json.pop_back();
  json += ",\"pdfUrl\":";
  Wire<std::string>::write(invoice_url(call, InvoiceLink::pdf, *id), json);
  json += ",\"hostedUrl\":";
  Wire<std::string>::write(invoice_url(call, InvoiceLink::page, *id), json);
  json += '}';
  return json;
}

std::optional<Refusal> link_refusal(const Call& call, InvoiceLink link, const InvoiceId& invoice) {
  const std::string name = link == InvoiceLink::pdf ? "pdfUrl" : "hostedUrl";
  const std::string expires{call.query.text("expires")};
  const auto ours = signature_of(call.edge.node.vault(), link, invoice, expires);
  if (!equal_in_constant_time(ours, call.query.text("signature"))) {
    return Refusal{
      RefusalKind::forbidden, "link_invalid", "signature",
      "This link was not made here, or was changed on its way. Take " + name +
        " from the invoice anew."};
  }
  if (call.now.ms / 1000 < std::stoll(expires)) return std::nullopt; // signed, so it is a number
  return Refusal{
    RefusalKind::gone, "link_expired", "expires",
    "This link has expired. Read the invoice again: its " + name + " is a fresh one."};
}

} // namespace portal

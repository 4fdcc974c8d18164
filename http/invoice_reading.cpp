#include "http/invoice_reading.hpp"

#include "documents/invoice_source.hpp"
#include "http/commands.hpp"
#include "http/objects.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "projections/calendar.hpp"

namespace portal {

namespace {

std::optional<Invoice> invoice_of(Call& call, const ObjectRow& row) {
  const auto codec = call.edge.node.vault().codec(*row.customer);
  if (!codec) return std::nullopt;
  return opened_invoice(row.json, **codec, [&]() -> std::optional<std::string> {
    auto found = find_object(*call.edge.node.rows(), {"customer", row.customer->text()});
    if (!found || !*found) return std::nullopt;
    return std::move((*found)->json);
  });
}

InvoiceDocument document_for(Call& call, const Invoice& invoice, std::optional<Paper> paper) {
  const auto catalog = call.edge.node.catalog();
  const std::string zone =
    invoice.billed_to ? invoice.billed_to->time_zone.value_or("") : std::string{};
  return document_of(invoice, look_of(invoice, *catalog), paper, [zone](Instant at) {
    return local_date(at, zone);
  });
}

/// Takes a signed link for who it speaks for: the invoice's customer.
std::optional<Refusal> let_in_by_link(Call& call, InvoiceLink link, const ObjectRow& row) {
  call.who.principal = Principal{PrincipalKind::link, row.subject.id};
  call.who.customer = row.customer;
  call.retry_after =
    call.edge.customer_rate.take(row.customer->text(), std::chrono::steady_clock::now());
  if (call.retry_after.count() > 0) {
    call.edge.metrics.limited();
    call.recorded = true; // a flood must not fill the log
    return Refusal{
      RefusalKind::too_many, "rate_limited", "",
      "Too many requests. Try again in " + std::to_string(call.retry_after.count()) + " s."};
  }
  return link_refusal(call, link, InvoiceId{row.subject.id});
}

void find(
  const CallPtr& call, const ViewReader& rows, const InvoiceId& id, bool by_link,
  const InvoiceReader& reader
) {
  const auto found = find_object(rows, {"invoice", id.text()});
  if (!found) return answer(call, found.error());
  const bool theirs =
    *found && (by_link || !call->who.customer || (*found)->customer == call->who.customer);
  if (!theirs || !(*found)->customer) {
    return reader.refuse(call, not_found(InvoiceId::what, id.text(), ""));
  }
  const ObjectRow& row = **found;
  auto refusal = by_link
                   ? let_in_by_link(*call, reader.link, row)
                   : reading_refusal(
                       call->edge.node, rows, call->who, PortalFeature::invoice_history, call->now
                     );
  if (refusal) return reader.refuse(call, *refusal);
  call->recorded_for = row.customer;
  const auto invoice = invoice_of(*call, row);
  if (!invoice) return answer(call, Fault{FaultKind::damaged, "The invoice cannot be read."});
  if (!invoice->number && call->who.customer) {
    return reader.refuse(call, not_found(InvoiceId::what, id.text(), ""));
  }
  if (!invoice->number) {
    return reader.refuse(
      call,
      Refusal{
        RefusalKind::conflict, "invoice_is_draft", "",
        "A draft has no number and may still change, so it has neither PDF nor page. Finalize it "
        "first: POST /invoices/" +
          id.text() + "/finalize."}
    );
  }
  reader.show(call, id, document_for(*call, *invoice, reader.paper));
}

} // namespace

void read_invoice(const CallPtr& call, InvoiceReader reader) {
  const auto id = path_id<InvoiceId>(*call);
  if (!id) return reader.refuse(call, id.error());
  const bool by_link = call->query.find("signature") != nullptr;
  if (by_link) {
    // What is not signed here is told nothing, not even whether there is such an invoice.
    const auto refusal = link_refusal(*call, reader.link, *id);
    if (refusal && refusal->code == "link_invalid") return reader.refuse(call, *refusal);
  }
  when_read(call, [call, id = *id, by_link, reader = std::move(reader)](const ViewReader& rows) {
    find(call, rows, id, by_link, reader);
  });
}

} // namespace portal

// The PDF of an invoice. It is rendered by the edge's crew: it takes milliseconds, and neither an actor nor
// an I/O thread has them.
#include "documents/invoice_pdf.hpp"

#include <atomic>

#include "documents/invoice_source.hpp"
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/invoice_link.hpp"
#include "http/objects.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "projections/calendar.hpp"

namespace portal {

namespace {

/// Documents that may wait for the crew at once: what is more would make every reader wait.
constexpr int waiting_max = 64;

Result<std::optional<Paper>> asked_paper(const Call& call) {
  const auto* text = call.query.find("paper");
  if (text == nullptr) return std::optional<Paper>{};
  if (const auto paper = parse_enum<Paper>(*text)) return paper;
  return refuse(
    RefusalKind::invalid, "parameter_invalid", "paper", "\"paper\" must be \"a4\" or \"letter\"."
  );
}

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

Response pdf_response(Call& call, InvoiceDocument document) {
  const std::string number = document.number;
  auto pdf = render_with_logo_or_without(std::move(document));
  if (!pdf) return no(call, Fault{FaultKind::io, pdf.error().message});
  const std::string tag = '"' + hex(sha256(pdf->bytes)).substr(0, 32) + '"';
  Response made;
  made.with("etag", tag)
    .with("cache-control", "private, no-cache")
    .with("content-disposition", "attachment; filename=\"invoice-" + number + ".pdf\"")
    .with("x-content-type-options", "nosniff");
  const auto* known = call.request.header("if-none-match");
  if (known != nullptr && *known == tag) {
    made.status = 304;
    return made;
  }
  made.with("content-type", "application/pdf");
  made.body = std::move(pdf->bytes);
  return made;
}

void render(const CallPtr& call, InvoiceDocument document) {
  static std::atomic<int> waiting{0};
  if (++waiting > waiting_max) {
    --waiting;
    call->retry_after = std::chrono::seconds{1};
    return answer(
      call,
      Refusal{
        RefusalKind::too_many, "pdf_busy", "",
        "More PDFs are asked for than can be made at once. Try again in a second."}
    );
  }
  call->edge.crew.post([call, document = std::move(document)] {
    auto response = pdf_response(*call, document);
    --waiting;
    answer(call, std::move(response));
  });
}

/// Takes a signed link for who it speaks for: the invoice's customer.
std::optional<Refusal> let_in_by_link(Call& call, const ObjectRow& row) {
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
  return link_refusal(call, InvoiceId{row.subject.id});
}

void show(const CallPtr& call, const ViewReader& rows, const InvoiceId& id, bool by_link) {
  const auto found = find_object(rows, {"invoice", id.text()});
  if (!found) return answer(call, found.error());
  const bool theirs =
    *found && (by_link || !call->who.customer || (*found)->customer == call->who.customer);
  if (!theirs || !(*found)->customer) {
    return answer(call, not_found(InvoiceId::what, id.text(), ""));
  }
  const ObjectRow& row = **found;
  auto refusal = by_link
                   ? let_in_by_link(*call, row)
                   : reading_refusal(
                       call->edge.node, rows, call->who, PortalFeature::invoice_history, call->now
                     );
  if (refusal) return answer(call, *refusal);
  call->recorded_for = row.customer;
  const auto invoice = invoice_of(*call, row);
  if (!invoice) return answer(call, Fault{FaultKind::damaged, "The invoice cannot be read."});
  if (!invoice->number) {
    return answer(
      call,
      Refusal{
        RefusalKind::conflict, "invoice_is_draft", "",
        "A draft has no number and may still change, so it has no PDF. Finalize it first: POST "
        "/invoices/" +
          id.text() + "/finalize."}
    );
  }
  const auto paper = asked_paper(*call);
  if (!paper) return answer(call, paper.error());
  render(call, document_for(*call, *invoice, *paper));
}

} // namespace

void get_invoice_pdf(const CallPtr& call) {
  const auto id = path_id<InvoiceId>(*call);
  if (!id) return answer(call, id.error());
  const bool by_link = call->query.find("signature") != nullptr;
  if (by_link) {
    // What is not signed here is told nothing, not even whether there is such an invoice.
    const auto refusal = link_refusal(*call, *id);
    if (refusal && refusal->code == "link_invalid") return answer(call, *refusal);
  }
  when_read(call, [call, id = *id, by_link](const ViewReader& rows) {
    show(call, rows, id, by_link);
  });
}

} // namespace portal

// The PDF of an invoice. It is rendered by the edge's crew: it takes milliseconds, and neither an actor nor
// an I/O thread has them.
#include "documents/invoice_pdf.hpp"

#include <atomic>

#include "documents/invoice_source.hpp"
#include "http/handlers.hpp"
#include "http/invoice_reading.hpp"
#include "http/problem.hpp"

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

} // namespace

void get_invoice_pdf(const CallPtr& call) {
  const auto paper = asked_paper(*call);
  if (!paper) return answer(call, paper.error());
  InvoiceReader reader;
  reader.paper = *paper;
  reader.show = [](const CallPtr& asking, const InvoiceId& /*id*/, InvoiceDocument document) {
    render(asking, std::move(document));
  };
  reader.refuse = [](const CallPtr& asking, const Refusal& refusal) { answer(asking, refusal); };
  read_invoice(call, std::move(reader));
}

} // namespace portal

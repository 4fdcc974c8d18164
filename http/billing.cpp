// Paying an invoice: the attempt is recorded whatever comes of it, and a refusal of the money is 402.
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/problem.hpp"

namespace portal {

namespace {

Response payment_answer(Call& call, Outcome outcome) {
  if (outcome.fault || outcome.refusal) return response_of(call, std::move(outcome));
  const auto invoice = read_text<Invoice>(outcome.body, Strictness::lenient);
  const auto refusal = invoice ? payment_refusal(*invoice) : std::nullopt;
  auto response = response_of(call, std::move(outcome));
  if (!refusal) return response;
  auto failed = no(call, *refusal);
  for (auto& header : response.headers) {
    if (header.name != "content-type" && header.name != "cache-control") {
      failed.headers.push_back(std::move(header));
    }
  }
  return failed;
}

} // namespace

void pay_invoice(const CallPtr& call) {
  const auto id = path_id<InvoiceId>(*call);
  if (!id) return answer(call, id.error());
  auto command = command_of<PayInvoice>(*call, {{"id", id->text()}});
  if (!command) return answer(call, command.error());
  with_owner(call, {"invoice", id->text()}, [call, command = *command](const CustomerId& customer) {
    submit(call, stream_of(customer), CustomerCommand{command}, [call](Outcome outcome) {
      send(call, payment_answer(*call, std::move(outcome)));
    });
  });
}

} // namespace portal

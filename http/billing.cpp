// The next invoice. And paying one: the attempt is recorded whatever comes of it, and a refusal of the money is 402.
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "projections/explanation.hpp"

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

Response explanation_of(const Reading& reading, const CustomerId& owner, const InvoiceId& invoice) {
  Call& call = reading.call;
  const auto hidden = reading_refusal(
    call.edge.node, reading.rows, call.who, PortalFeature::invoice_history, call.now
  );
  if (hidden) return no(call, *hidden);
  const EventLog& log = call.edge.node.log();
  const auto explained =
    explain_invoice(log, stream_of(owner), invoice, reading.as_of.value_or(log.head()));
  if (!explained) return no(call, explained.error());
  const bool hidden_draft = call.who.customer && *explained && !(*explained)->number;
  if (!*explained || hidden_draft) return no(call, not_found("invoice", invoice.text(), ""));
  return json_response(200, write_object("invoice_explanation", **explained));
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

void get_upcoming_invoice(const CallPtr& call) {
  const auto customer = needed_customer(*call);
  if (!customer) return answer(call, customer.error());
  PreviewUpcomingInvoice command;
  if (const auto* named = call->query.find("subscription")) {
    command.subscription = SubscriptionId::parse(*named);
    if (!command.subscription) {
      return answer(call, not_found("subscription", *named, "subscription"));
    }
  }
  // By way of the customer's actor, which alone knows what was used and not billed yet.
  submit_look(call, *customer, CustomerCommand{std::move(command)});
}

void get_invoice_explanation(const CallPtr& call) {
  const auto id = path_id<InvoiceId>(*call);
  if (!id) return answer(call, id.error());
  with_owner(call, {"invoice", id->text()}, [call, id = *id](const CustomerId& owner) {
    // It reads the customer's whole stream: not on the thread that serves others.
    call->edge.crew.post([call, id, owner] {
      read(call, owner, [id, owner](const Reading& reading) {
        return explanation_of(reading, owner, id);
      });
    });
  });
}

} // namespace portal

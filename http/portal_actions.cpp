// What the portal's forms do: the same commands as the API, and then back to the page.
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/portal_page.hpp"
#include "http/problem.hpp"

namespace portal {

namespace {

/// That the money did not move, and the bank's own name for the reason.
struct Unpaid {
  Refusal refusal;
  std::string because;
};

std::optional<Unpaid> unpaid(const std::string& invoice_json) {
  const auto invoice = read_text<Invoice>(invoice_json, Strictness::lenient);
  auto refusal = invoice ? payment_refusal(*invoice) : std::nullopt;
  if (!refusal) return std::nullopt;
  return Unpaid{std::move(*refusal), invoice->payment_error->code};
}

} // namespace

void reactivate_in_portal(const CallPtr& call) {
  with_session(call, [call](const Query& form) {
    const auto id = SubscriptionId::parse(form.text("subscription"));
    if (!id) {
      return answer(
        call, refused_page(*call, not_found("subscription", form.text("subscription"), ""))
      );
    }
    ReactivateSubscription command;
    command.id = *id;
    submit(
      call, stream_of(*call->who.customer), CustomerCommand{std::move(command)},
      [call](Outcome outcome) { finish_form(call, std::move(outcome), "/portal"); }
    );
  });
}

void pay_in_portal(const CallPtr& call) {
  with_session(call, [call](const Query& form) {
    const auto id = InvoiceId::parse(form.text("invoice"));
    if (!id) {
      return answer(call, refused_page(*call, not_found("invoice", form.text("invoice"), "")));
    }
    PayInvoice command;
    command.id = *id;
    submit(
      call, stream_of(*call->who.customer), CustomerCommand{std::move(command)},
      [call](Outcome outcome) {
        // The attempt is made and on record; that the money did not move is for the customer to read.
        const bool tried = !outcome.fault && !outcome.refusal;
        const auto failed = tried ? unpaid(outcome.body) : std::nullopt;
        if (!failed) {
          return finish_form(call, std::move(outcome), where_after(*call, FlowType::invoice_pay));
        }
        call->recorded = true;
        send(call, refused_page(*call, failed->refusal, failed->because));
      }
    );
  });
}

void log_out(const CallPtr& call) {
  with_session(call, [call](const Query& /*form*/) {
    const std::string where = call->who.return_url.empty() ? "/portal" : call->who.return_url;
    submit(
      call, stream_of(*call->who.customer), CustomerCommand{EndSession{*call->who.session}},
      [call, where](Outcome outcome) {
        call->recorded = true;
        if (outcome.fault) return send(call, failed_page(*call, *outcome.fault));
        auto response = see_other(where);
        response.with("set-cookie", call->edge.cookies.clear());
        send(call, std::move(response));
      }
    );
  });
}

} // namespace portal

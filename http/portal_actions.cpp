// What the portal's forms do: the same commands as the API, and then back to the page.
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/portal_page.hpp"
#include "http/problem.hpp"

namespace portal {

namespace {

Response refused_page(Call& call, const Refusal& refusal) {
  call.refused_code = refusal.code;
  Page page;
  page.title = "That did not work";
  page.body = "<h1>That did not work</h1>\n<p>" + escaped(refusal.message) +
              "</p>\n<p><a class=\"button\" href=\"/portal\">Back to the portal</a></p>\n";
  return page_response(status_of(refusal.kind), page, call.edge.cookies.secure);
}

void done(const CallPtr& call, Outcome outcome, const std::string& where) {
  call->recorded = true;
  if (outcome.fault) return send(call, no(*call, *outcome.fault));
  if (outcome.refusal) return send(call, refused_page(*call, *outcome.refusal));
  send(call, see_other(where));
}

template <class Command> void act_on_subscription(const CallPtr& call) {
  with_session(call, [call](const Query& form) {
    const auto id = SubscriptionId::parse(form.text("subscription"));
    if (!id) {
      return answer(
        call, refused_page(*call, not_found("subscription", form.text("subscription"), ""))
      );
    }
    Command command;
    command.id = *id;
    submit(
      call, stream_of(*call->who.customer), CustomerCommand{std::move(command)},
      [call](Outcome outcome) { done(call, std::move(outcome), "/portal"); }
    );
  });
}

} // namespace

void cancel_in_portal(const CallPtr& call) { act_on_subscription<CancelSubscription>(call); }

void reactivate_in_portal(const CallPtr& call) {
  act_on_subscription<ReactivateSubscription>(call);
}

void log_out(const CallPtr& call) {
  with_session(call, [call](const Query& /*form*/) {
    const std::string where = call->who.return_url.empty() ? "/portal" : call->who.return_url;
    submit(
      call, stream_of(*call->who.customer), CustomerCommand{EndSession{*call->who.session}},
      [call, where](Outcome outcome) {
        call->recorded = true;
        if (outcome.fault) return send(call, no(*call, *outcome.fault));
        auto response = see_other(where);
        response.with("set-cookie", call->edge.cookies.clear());
        send(call, std::move(response));
      }
    );
  });
}

} // namespace portal

#include "http/portal_page.hpp"

#include "documents/markup.hpp"
#include "events/checks.hpp"
#include "http/headers.hpp"
#include "http/problem.hpp"
#include "http/recognition.hpp"
#include "http/refusal_words.hpp"
#include "projections/row_object.hpp"
#include "store/vault.hpp"

namespace portal {

Response notice_page(
  const Call& call, const PageLook& look, int status, std::string_view title, std::string_view text,
  std::string_view return_url
) {
  std::string body = "<h1>" + escaped(title) + "</h1>\n<p>" + escaped(text) + "</p>\n";
  if (!return_url.empty()) {
    body += "<p><a class=\"button\" rel=\"noreferrer\" href=\"" + escaped(return_url) + "\">" +
            std::string{look(PageWord::back_to_app)} + "</a></p>\n";
  }
  const auto page = look.page(std::string{title}, std::move(body));
  return page_response(status, page, call.edge.cookies.secure);
}

std::string request_line(const Call& call, const PageLook& look) {
  return "<p class=\"small\">" + escaped(look(PageWord::request, call.request_id)) + "</p>\n";
}

namespace {

Response not_done_page(const Call& call, const PageLook& look, int status, std::string_view text) {
  const std::string title{look(PageWord::failed)};
  std::string body = "<h1>" + title + "</h1>\n<p>" + escaped(text) + "</p>\n";
  body += request_line(call, look) + "<p><a class=\"button\" href=\"/portal\">" +
          std::string{look(PageWord::back_to_portal)} + "</a></p>\n";
  return page_response(status, look.page(title, std::move(body)), call.edge.cookies.secure);
}

} // namespace

Response refused_page(Call& call, const Refusal& refusal, std::string_view because) {
  call.refused_code = refusal.code;
  const PageLook look = look_of(call);
  const auto text =
    refusal_words(look.language, because).value_or(refusal_text(look.language, refusal));
  return not_done_page(call, look, status_of(refusal.kind), text);
}

Response failed_page(Call& call, const Fault& fault) {
  const FaultAnswer answer = answer_of(fault.kind);
  call.refused_code = "unavailable";
  const PageLook look = look_of(call);
  const auto text = refusal_words(look.language, answer.code).value_or(answer.message);
  auto made = not_done_page(call, look, answer.status, text);
  if (answer.retry_after_s > 0) made.with("retry-after", std::to_string(answer.retry_after_s));
  return made;
}

void finish_form(const CallPtr& call, Outcome outcome, const std::string& where) {
  call->recorded = true;
  if (outcome.fault) return send(call, failed_page(*call, *outcome.fault));
  if (outcome.refusal) return send(call, refused_page(*call, *outcome.refusal));
  send(call, see_other(where));
}

std::optional<std::string> redirect_of(const PortalSession& session) {
  if (!session.flow_data || !session.flow_data->after_completion) return std::nullopt;
  const AfterCompletion& after = *session.flow_data->after_completion;
  if (after.type != AfterCompletionType::redirect) return std::nullopt;
  return after.return_url.value_or(session.return_url);
}

std::string where_after(const Call& call, FlowType done) {
  std::string home = "/portal";
  if (!call.who.session) return home;
  const auto rows = call.edge.node.rows();
  const auto session = row_object<PortalSession>(*rows, "portal_session", call.who.session->text());
  if (!session || !session->flow_data || session->flow_data->type != done) return home;
  return redirect_of(*session).value_or(home);
}

Response see_other(std::string where) {
  Response made;
  made.status = 303;
  made.with("location", std::move(where)).with("cache-control", "no-store");
  made.with("referrer-policy", "no-referrer");
  return made;
}

std::string origin_of_url(std::string_view url) {
  const auto checked = check_url(url, UrlRule::web, "returnUrl");
  return checked ? checked->origin : std::string{};
}

std::string form_token(const Call& call) {
  const auto cookie = cookie_of(call.request, call.edge.cookies.name());
  return hex(call.edge.node.vault().digest("portal-form", cookie.value_or(""))).substr(0, 40);
}

std::string form_start(const Call& call, std::string_view action) {
  return "<form method=\"post\" action=\"" + escaped(action) +
         "\"><input type=\"hidden\" name=\"form\" value=\"" + form_token(call) + "\">";
}

namespace {

void turn_away(const CallPtr& call, const Refusal& refusal) {
  call->refused_code = refusal.code;
  const PageLook look = look_of(*call);
  // A session that is over is no secret to be guarded from whoever had it; what it says is told in words.
  const bool over = refusal.kind == RefusalKind::unknown_who;
  answer(
    call, notice_page(
            *call, look, status_of(refusal.kind),
            look(over ? PageWord::signed_out : PageWord::not_allowed),
            over ? look(PageWord::signed_out_text) : refusal_text(look.language, refusal),
            call->who.return_url
          )
  );
}

/// Only a form of our own page of this session gets through.
std::optional<Refusal> check_form(const Call& call, const Query& form) {
  if (auto refusal = cross_site(call)) return refusal;
  if (equal_in_constant_time(form.text("form"), form_token(call))) return std::nullopt;
  return Refusal{
    RefusalKind::forbidden, "form_expired", "form",
    "This form is out of date. Go back to the portal and try again."};
}

} // namespace

void with_session(const CallPtr& call, std::function<void(const Query& form)> then) {
  const auto go_on = [call, then = std::move(then)](const std::optional<Refusal>& refusal) {
    if (refusal) return turn_away(call, *refusal);
    if (!call->who.session) {
      const PageLook look = look_of(*call);
      return answer(
        call, notice_page(
                *call, look, 401, look(PageWord::signed_out), look(PageWord::signed_out_text), ""
              )
      );
    }
    const auto wait =
      call->edge.customer_rate.take(call->who.customer->text(), std::chrono::steady_clock::now());
    if (wait.count() > 0) {
      call->recorded = true;
      call->retry_after = wait;
      return turn_away(
        call, {RefusalKind::too_many, "rate_limited", "", "Too many requests. Try again shortly."}
      );
    }
    if (call->route->method == Method::get) return then(Query{});
    const auto form = Query::parse(call->request.body, Lines::allowed);
    if (!form) return turn_away(call, form.error());
    if (const auto refused = check_form(*call, *form)) return turn_away(call, *refused);
    then(*form);
  };
  recognize(call, go_on);
}

} // namespace portal

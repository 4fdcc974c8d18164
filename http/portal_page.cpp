#include "http/portal_page.hpp"

#include "events/checks.hpp"
#include "http/headers.hpp"
#include "http/problem.hpp"
#include "http/recognition.hpp"
#include "store/vault.hpp"

namespace portal {

Response notice_page(
  const Call& call, int status, std::string_view title, std::string_view text,
  std::string_view return_url
) {
  std::string body = "<h1>" + escaped(title) + "</h1>\n<p>" + escaped(text) + "</p>\n";
  if (!return_url.empty()) {
    body += "<p><a class=\"button\" rel=\"noreferrer\" href=\"" + escaped(return_url) +
            "\">Back to where you came from</a></p>\n";
  }
  Page page;
  page.title = std::string{title};
  page.body = std::move(body);
  return page_response(status, page, call.edge.cookies.secure);
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
  return hex_of(call.edge.node.vault().digest("portal-form", cookie.value_or(""))).substr(0, 40);
}

std::string form_start(const Call& call, std::string_view action) {
  return "<form method=\"post\" action=\"" + escaped(action) +
         "\"><input type=\"hidden\" name=\"form\" value=\"" + form_token(call) + "\">";
}

namespace {

void turn_away(const CallPtr& call, const Refusal& refusal) {
  call->refused_code = refusal.code;
  answer(
    call, notice_page(
            *call, status_of(refusal.kind), "This page is not open to you", refusal.message,
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
      return answer(
        call, notice_page(
                *call, 401, "You are signed out",
                "Open the portal from the application that you came from; it gives a new link.", ""
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
    const auto form = Query::parse(call->request.body);
    if (!form) return turn_away(call, form.error());
    if (const auto refused = check_form(*call, *form)) return turn_away(call, *refused);
    then(*form);
  };
  recognize(call, go_on);
}

} // namespace portal

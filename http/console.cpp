// The console: a page for analysts, auditors and operators. A secret key, shown once, becomes a cookie
// that names the key and is good for a working day; the key itself is kept nowhere. Revoking the key ends
// it at once.
#include "http/console.hpp"

#include <charconv>

#include "documents/markup.hpp"
#include "http/handlers.hpp"
#include "http/portal_page.hpp"
#include "http/problem.hpp"
#include "http/recognition.hpp"

namespace portal {

namespace {

constexpr std::int64_t cookie_ms = std::int64_t{12} * 3'600'000;

std::string cookie_name(const Call& call) {
  return call.edge.cookies.secure ? "__Host-portal_console" : "portal_console";
}

std::string proof_of(const Call& call, std::string_view signed_text) {
  return secret_digest(call.edge.node.vault(), "console", signed_text);
}

std::string cookie_of_key(const Call& call, std::string_view value, std::int64_t seconds) {
  std::string made = cookie_name(call) + "=" + std::string{value} +
                     "; Path=/; HttpOnly; SameSite=Strict; Max-Age=" + std::to_string(seconds);
  if (call.edge.cookies.secure) made += "; Secure";
  return made;
}

Response console_page(const Call& call, int status, std::string body, std::string data) {
  Page page;
  page.title = "Console";
  page.program = "console";
  page.body = std::move(body);
  page.data = std::move(data);
  return page_response(status, page, call.edge.cookies.secure);
}

Response sign_in_page(const Call& call, int status, std::string_view wrong) {
  std::string body = "<h1>Console</h1>\n";
  if (!wrong.empty()) body += "<p role=\"alert\">" + escaped(wrong) + "</p>\n";
  body +=
    "<form method=\"post\" action=\"/console\">\n<p><label for=\"key\">Secret key</label></p>\n"
    "<p><input id=\"key\" name=\"key\" type=\"password\" autocomplete=\"off\" required></p>\n"
    "<p><button type=\"submit\">Sign in</button></p>\n</form>\n"
    "<p class=\"small\">The key's role says what you see: analyst, auditor, app or admin. It is "
    "asked for again after twelve hours.</p>\n";
  return console_page(call, status, std::move(body), {});
}

std::string_view role_name(const Who& who) {
  switch (who.role) {
  case Access::admin: return "admin";
  case Access::app: return "app";
  case Access::analyst: return "analyst";
  default: return "auditor";
  }
}

Response signed_in_page(const Call& call) {
  std::string data;
  {
    Members members{data};
    members.text("role", role_name(call.who)).text("key", call.who.principal->id);
    members.text("now", to_text(call.now)).text("version", call.edge.settings.version);
  }
  std::string body =
    "<h1>Console</h1>\n<p>This page is a program: allow scripts, or use the API "
    "(<a href=\"/docs\">/docs</a>) and the command line.</p>\n"
    "<form method=\"post\" action=\"/console/logout\"><button type=\"submit\">Sign "
    "out</button></form>\n";
  return console_page(call, 200, std::move(body), std::move(data));
}

/// Another site must not sign anybody in or out.
bool is_from_elsewhere(const Call& call) {
  const auto* site = call.request.header("sec-fetch-site");
  return site != nullptr && *site != "same-origin" && *site != "none";
}

} // namespace

bool is_from_console(const Call& call) { return call.request.header("portal-console") != nullptr; }

std::optional<std::string> console_key_id(const Call& call) {
  const auto cookie = cookie_of(call.request, cookie_name(call));
  if (!cookie) return std::nullopt;
  const auto second = cookie->rfind('.');
  const auto first = second == std::string::npos ? second : cookie->rfind('.', second - 1);
  if (second == std::string::npos || first == std::string::npos || first == 0) return std::nullopt;
  const auto signed_text = std::string_view{*cookie}.substr(0, second);
  if (!equal_in_constant_time(proof_of(call, signed_text), cookie->substr(second + 1))) {
    return std::nullopt;
  }
  std::int64_t until = 0;
  const auto* end = cookie->data() + second;
  const auto read = std::from_chars(cookie->data() + first + 1, end, until);
  if (read.ec != std::errc{} || read.ptr != end || until <= call.now.ms) return std::nullopt;
  return cookie->substr(0, first);
}

void show_console(const CallPtr& call) {
  if (!console_key_id(*call)) return send(call, sign_in_page(*call, 200, ""));
  call->request.headers.push_back({"portal-console", "1"});
  recognize(call, [call](const std::optional<Refusal>& refusal) {
    if (refusal || !call->who.is_key()) {
      return send(call, sign_in_page(*call, 401, refusal ? refusal->message : ""));
    }
    send(call, signed_in_page(*call));
  });
}

void open_console(const CallPtr& call) {
  const auto form = Query::parse(call->request.body);
  if (!form) return send(call, sign_in_page(*call, 400, form.error().message));
  if (is_from_elsewhere(*call)) {
    return send(call, sign_in_page(*call, 403, "Another site sent this form. Sign in here."));
  }
  call->request.headers.push_back({"authorization", "Bearer " + std::string{form->text("key")}});
  recognize(call, [call](const std::optional<Refusal>& refusal) {
    if (refusal) return send(call, sign_in_page(*call, status_of(refusal->kind), refusal->message));
    if (!call->who.is_key()) {
      return send(
        call, sign_in_page(*call, 401, "A customer token opens no console. Give a secret key.")
      );
    }
    const std::string signed_text =
      call->who.principal->id + "." + std::to_string(call->now.ms + cookie_ms);
    auto response = see_other("/console");
    response.with(
      "set-cookie",
      cookie_of_key(*call, signed_text + "." + proof_of(*call, signed_text), cookie_ms / 1000)
    );
    send(call, std::move(response));
  });
}

void close_console(const CallPtr& call) {
  auto response = see_other("/console");
  if (!is_from_elsewhere(*call)) response.with("set-cookie", cookie_of_key(*call, "", 0));
  send(call, std::move(response));
}

} // namespace portal

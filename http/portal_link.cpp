// The link of a portal session. Showing it changes nothing, so that mail scanners and prefetchers do
// no harm; the form that it shows opens it, once.
#include "documents/markup.hpp"
#include "http/handlers.hpp"
#include "http/headers.hpp"
#include "http/portal_page.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "http/recognition.hpp"
#include "projections/row_object.hpp"

namespace portal {

namespace {

Response unknown_link(const Call& call) {
  const PageLook look = look_of_browser(call);
  return notice_page(
    call, look, 404, look(PageWord::link_unknown), look(PageWord::link_unknown_text), ""
  );
}

Response spent_link(const Call& call, const PortalSession& session) {
  const PageLook look = look_of(call, *call.edge.node.rows(), session);
  PageWord title = PageWord::link_spent;
  PageWord text = PageWord::link_opened;
  if (session.status == SessionStatus::ended) {
    title = PageWord::link_over_title; // nobody need have used it
    text = session.ended_reason == SessionEnd::revoked        ? PageWord::link_revoked
           : session.ended_reason == SessionEnd::link_expired ? PageWord::link_expired
                                                              : PageWord::link_over;
  }
  return notice_page(call, look, 410, look(title), look(text), session.return_url);
}

Response opening_page(const Call& call, const PortalSession& session) {
  const PageLook look = look_of(call, *call.edge.node.rows(), session);
  const std::string title{look(PageWord::title)};
  Page page = look.page(
    title, "<h1>" + title + "</h1>\n<p>" + std::string{look(PageWord::continue_text)} +
             "</p>\n<form id=\"open\" method=\"post\" action=\"/session/" +
             escaped(call.path.front()) + "\"><button type=\"submit\">" +
             std::string{look(PageWord::continue_button)} + "</button></form>\n"
  );
  page.script = true;
  return page_response(200, page, call.edge.cookies.secure);
}

/// The session of the link in the path, if its secret is right.
std::optional<PortalSession>
session_of_link(const Call& call, const ViewReader& rows, const Credential& link) {
  const auto session = row_object<PortalSession>(rows, "portal_session", link.id);
  if (!session) return std::nullopt;
  const auto digest = secret_digest(call.edge.node.vault(), "session-link", link.secret);
  if (!equal_in_constant_time(digest, session->link_digest)) return std::nullopt;
  return as_of(*session, call.now);
}

void with_link(
  const CallPtr& call,
  std::function<void(const Credential& link, const PortalSession& session)> then
) {
  const auto link = parse_credential(call->path.front());
  if (!link || !link->id.starts_with(SessionId::prefix)) return send(call, unknown_link(*call));
  call->resource = link->id;
  when_read(call, [call, link = *link, then = std::move(then)](const ViewReader& rows) {
    const auto session = session_of_link(*call, rows, link);
    if (!session) return send(call, unknown_link(*call));
    then(link, *session);
  });
}

void open_session(const CallPtr& call, const Credential& link, const PortalSession& session) {
  Vault& vault = call->edge.node.vault();
  const Credential cookie{link.id, new_secret()};
  call->who.principal = Principal{PrincipalKind::link, link.id};
  OpenSession command;
  command.id = SessionId{link.id};
  command.link_digest = secret_digest(vault, "session-link", link.secret);
  command.cookie_digest = secret_digest(vault, "session-cookie", cookie.secret);
  submit(
    call, stream_of(session.customer), CustomerCommand{std::move(command)},
    [call, cookie, session](Outcome outcome) {
      if (outcome.fault) return send(call, failed_page(*call, *outcome.fault));
      if (outcome.refusal && outcome.retry_after.count() > 0) {
        return send(call, response_of(*call, std::move(outcome)));
      }
      if (outcome.refusal) return send(call, spent_link(*call, session));
      auto response = see_other("/portal");
      response.with("set-cookie", call->edge.cookies.set(cookie));
      send(call, std::move(response));
    }
  );
}

} // namespace

void show_link(const CallPtr& call) {
  with_link(call, [call](const Credential& /*link*/, const PortalSession& session) {
    if (session.status != SessionStatus::unopened) return send(call, spent_link(*call, session));
    send(call, opening_page(*call, session));
  });
}

void open_link(const CallPtr& call) {
  const auto wait = call->edge.opening_rate.take(
    counted_address(call->request.peer), std::chrono::steady_clock::now()
  );
  if (wait.count() > 0) {
    call->edge.metrics.limited();
    const PageLook look = look_of_browser(*call);
    auto response = notice_page(
      *call, look, 429, look(PageWord::too_many_links), look(PageWord::too_many_links_text), ""
    );
    return send(call, response.with("retry-after", std::to_string(wait.count())));
  }
  const auto* site = call->request.header("sec-fetch-site");
  if (site != nullptr && *site != "same-origin" && *site != "none") {
    const PageLook look = look_of_browser(*call);
    return send(
      call,
      notice_page(
        *call, look, 403, look(PageWord::from_elsewhere), look(PageWord::from_elsewhere_text), ""
      )
    );
  }
  // A spent link is asked for too: the domain refuses it, and the refusal stands in the record.
  with_link(call, [call](const Credential& link, const PortalSession& session) {
    open_session(call, link, session);
  });
}

} // namespace portal

#pragma once

// What the portal's pages share. They are HTML that the server renders: no script but the one that
// submits the opening form, no third parties.

#include <optional>
#include <string>
#include <string_view>

#include "events/portal_sessions.hpp"
#include "http/call.hpp"
#include "http/html.hpp"
#include "http/page_look.hpp"
#include "http/query.hpp"

namespace portal {

/// A page that says one thing, with a way back where there is one.
Response notice_page(
  const Call& call, const PageLook& look, int status, std::string_view title, std::string_view text,
  std::string_view return_url
);

/// What was refused: why, in the customer's words, the request's id, and the way back to the portal.
/// `because`: a code that says more than the refusal's own, such as a card's.
Response refused_page(Call& call, const Refusal& refusal, std::string_view because = {});

/// What failed for a reason of ours, in the same way.
Response failed_page(Call& call, const Fault& fault);

/// `<p>` with the request's id, for whoever asks for help.
std::string request_line(const Call& call, const PageLook& look);

/// Answers a form: back to `where` when it was done, the reason when not.
void finish_form(const CallPtr& call, Outcome outcome, const std::string& where);

/// Where a page without scripts goes when the session's flow is done: the portal, unless `afterCompletion`
/// redirects.
std::string where_after(const Call& call, FlowType done);

/// 303 to `where`.
Response see_other(std::string where);

/// `https://app.example.com` of a URL that passed the checks; empty when it did not.
std::string origin_of_url(std::string_view url);

/// Where the session's flow leads by itself, if it does.
std::optional<std::string> redirect_of(const PortalSession& session);

/// What every form of the session carries, so that only our own pages can send it.
std::string form_token(const Call& call);

/// `<form method="post" action="…">` with the token, up to but not with `</form>`.
std::string form_start(const Call& call, std::string_view action);

/// Finds the session of the request's cookie, checks that a form is ours, and calls `then` with the
/// form's fields. Answers itself, with a page, when there is no session or the form is not ours.
void with_session(const CallPtr& call, std::function<void(const Query& form)> then);

} // namespace portal

#include "events/portal_sessions.hpp"

#include <algorithm>

#include "events/customer_rules.hpp"
#include "events/session_checks.hpp"

namespace portal {
namespace {

constexpr std::int64_t link_seconds_default = 24 * 60 * 60;

/// Tells nothing by time about where the two differ.
bool same_digest(std::string_view left, std::string_view right) {
  if (left.size() != right.size()) return false;
  unsigned difference = 0;
  for (std::size_t at = 0; at < left.size(); ++at) {
    difference |= static_cast<unsigned char>(left[at]) ^ static_cast<unsigned char>(right[at]);
  }
  return difference == 0;
}

/// A configuration and the revision of it that a new session pins.
struct Pin {
  PinnedConfiguration pinned;
  const PortalConfigurationRevision* revision = nullptr;
};

Result<Pin> pin(const Catalog& catalog, const std::optional<ConfigurationId>& wanted) {
  const PortalConfiguration* configuration = default_configuration(catalog);
  if (wanted && wanted->text() != builtin_configuration_id) {
    configuration = find_in(catalog.configurations, *wanted);
    if (configuration == nullptr) {
      return tl::unexpected<Refusal>(
        not_found(ConfigurationId::what, wanted->text(), "configuration")
      );
    }
    if (!configuration->active) {
      return refuse(
        RefusalKind::conflict, "configuration_archived", "configuration",
        "The configuration \"" + wanted->text() + "\" is archived. Bring it back, or name another."
      );
    }
  }
  if (configuration == nullptr || (wanted && wanted->text() == builtin_configuration_id)) {
    const auto& builtin = builtin_configuration();
    return Pin{
      {ConfigurationId{std::string{builtin_configuration_id}}, builtin.revision}, &builtin};
  }
  const auto& revision = latest(*configuration);
  return Pin{{configuration->id, revision.revision}, &revision};
}

Check check_user(const CustomerState& state, const CreateSession& ask) {
  if (!ask.user_id) return std::nullopt;
  const auto known = state.customer->metadata.find("userId");
  if (known != state.customer->metadata.end() && known->second == *ask.user_id) return std::nullopt;
  return Refusal{
    RefusalKind::forbidden, "user_mismatch", "userId",
    "This user does not own the customer: \"userId\" must equal the customer's metadata.userId."};
}

Check check_plain(const CustomerState& state, const CreateSession& ask) {
  if (auto fault = check_user(state, ask)) return fault;
  if (state.sessions.contains(ask.id)) return already_exists(SessionId::what, ask.id.text());
  if (ask.subscription && !state.billing.subscriptions.contains(*ask.subscription)) {
    return not_found(SubscriptionId::what, ask.subscription->text(), "subscription");
  }
  if (ask.expires_in) {
    if (auto fault = check_range(*ask.expires_in, 60, 604'800, "expiresIn")) return fault;
  }
  return ask.locale ? check_locale(*ask.locale, "locale") : std::nullopt;
}

Result<std::string> return_url_for(const CreateSession& ask, const Pin& pin) {
  if (ask.return_url) return check_return_url(*ask.return_url, ask.allowed_origins, "returnUrl");
  if (pin.revision->default_return_url) {
    return check_return_url(*pin.revision->default_return_url, ask.allowed_origins, "returnUrl");
  }
  return refuse(
    RefusalKind::invalid, "parameter_missing", "returnUrl",
    "\"returnUrl\" is required: the portal configuration has no \"defaultReturnUrl\"."
  );
}

/// Why a link cannot be opened (again): 410, as it was there once.
Refusal spent(const PortalSession& session) {
  const auto gone = [](std::string code, std::string message) {
    return Refusal{RefusalKind::gone, std::move(code), "", std::move(message)};
  };
  if (session.ended_reason == SessionEnd::link_expired) {
    return gone("session_expired", "This link has expired. Ask for a new one.");
  }
  if (session.ended_reason == SessionEnd::revoked || session.ended_reason == SessionEnd::customer_gone) {
    return gone("session_revoked", "This link was withdrawn. Ask for a new one.");
  }
  return gone("session_already_opened", "This link was opened before. Ask for a new one.");
}

/// The live session that ends first, if there is one.
const PortalSession* first_to_end(const CustomerState& state) {
  const PortalSession* first = nullptr;
  for (const auto& [id, session] : state.sessions) {
    if (session.status == SessionStatus::ended) continue;
    if (first == nullptr || session_ends_at(session) < session_ends_at(*first)) first = &session;
  }
  return first;
}

CustomerDecision
end(const CustomerState& state, const SessionId& id, const Context& context, SessionEnd reason) {
  const PortalSession* session = find_in(state.sessions, id);
  if (session == nullptr) return refused(not_found(SessionId::what, id.text(), "id"));
  if (auto moved = stale(context, session->version)) return refused(std::move(*moved));
  if (session->status == SessionStatus::ended) return about("portal_session", id.text());
  // What ran out before anyone asked ended by itself, and says so.
  const PortalSession now = as_of(*session, context.now);
  return this_happens(
    "portal_session", id.text(), SessionEnded{id, now.ended_reason.value_or(reason)}
  );
}

} // namespace

Instant session_ends_at(const PortalSession& session) {
  switch (session.status) {
  case SessionStatus::unopened: return session.expires_at;
  case SessionStatus::open: {
    const Instant opened = session.opened_at.value_or(session.created);
    const Instant seen = session.last_seen_at.value_or(opened);
    return std::min(seen + session_idle_limit, opened + session_absolute_limit);
  }
  case SessionStatus::ended: return session.ended_at.value_or(session.created);
  }
  return session.created;
}

PortalSession as_of(const PortalSession& session, Instant now) {
  PortalSession shown = session;
  const Instant end = session_ends_at(session);
  if (session.status == SessionStatus::ended || now < end) return shown;
  shown.status = SessionStatus::ended;
  shown.ended_at = end;
  if (session.status == SessionStatus::unopened) {
    shown.ended_reason = SessionEnd::link_expired;
  } else {
    const bool longest = session.opened_at && end == *session.opened_at + session_absolute_limit;
    shown.ended_reason = longest ? SessionEnd::absolute : SessionEnd::idle;
  }
  return shown;
}

std::optional<Refusal> session_refusal(const PortalSession& session, Instant now) {
  const PortalSession shown = as_of(session, now);
  const auto refusal = [](std::string code, std::string message) {
    return Refusal{RefusalKind::unknown_who, std::move(code), "", std::move(message)};
  };
  switch (shown.status) {
  case SessionStatus::open: return std::nullopt;
  case SessionStatus::unopened:
    return refusal("session_not_open", "Open this session's link before you use the session.");
  case SessionStatus::ended: break;
  }
  const std::string_view reason = name_of(shown.ended_reason.value_or(SessionEnd::logout));
  return refusal(
    "session_ended", "This session is over (" + std::string{reason} + "). Ask for a new link."
  );
}

CustomerDecision
decide(const CustomerState& state, const CreateSession& ask, const Context& context) {
  if (auto fault = only_for_the_app(context, "create portal sessions")) {
    return refused(std::move(*fault));
  }
  if (auto fault = check_plain(state, ask)) return refused(std::move(*fault));
  const auto pinned = pin(*context.catalog, ask.configuration);
  if (!pinned) return refused(pinned.error());
  auto return_url = return_url_for(ask, *pinned);
  if (!return_url) return refused(std::move(return_url.error()));
  std::optional<FlowData> flow;
  if (ask.flow_data) {
    auto checked = check_flow(state, ask, context, *pinned->revision);
    if (!checked) return refused(std::move(checked.error()));
    flow = std::move(*checked);
  }
  const auto lives = std::chrono::seconds{ask.expires_in.value_or(link_seconds_default)};
  return this_happens(
    "portal_session", ask.id.text(),
    SessionCreated{
      ask.id, state.customer->id, ask.link_digest, std::move(*return_url), pinned->pinned,
      ask.subscription, std::move(flow), ask.locale, context.now + lives}
  );
}

CustomerDecision
decide(const CustomerState& state, const OpenSession& ask, const Context& context) {
  const PortalSession* session = find_in(state.sessions, ask.id);
  if (session == nullptr || !same_digest(session->link_digest, ask.link_digest)) {
    return refused(not_found(SessionId::what, ask.id.text(), ""));
  }
  const PortalSession now = as_of(*session, context.now);
  if (now.status != SessionStatus::unopened) return refused(spent(now));
  return this_happens("portal_session", ask.id.text(), SessionOpened{ask.id, ask.cookie_digest});
}

CustomerDecision decide(const CustomerState& state, const EndSession& ask, const Context& context) {
  const Principal& principal = context.origin.principal;
  if (principal.is_customer() && principal.id != ask.id.text()) {
    return refused(not_found(SessionId::what, ask.id.text(), "id"));
  }
  return end(state, ask.id, context, SessionEnd::logout);
}

CustomerDecision
decide(const CustomerState& state, const RevokeSession& ask, const Context& context) {
  if (auto fault = only_for_the_app(context, "revoke portal sessions")) {
    return refused(std::move(*fault));
  }
  return end(state, ask.id, context, SessionEnd::revoked);
}

void evolve(CustomerState& state, const SessionCreated& event, const EventMeta& meta) {
  PortalSession session;
  session.id = event.id;
  session.customer = event.customer;
  session.configuration = event.configuration;
  session.return_url = event.return_url;
  session.subscription = event.subscription;
  session.flow_data = event.flow_data;
  session.locale = event.locale;
  session.expires_at = event.expires_at;
  session.link_digest = event.link_digest;
  session.created = meta.effective_at;
  session.version = version_of(meta);
  state.sessions[event.id] = std::move(session);
}

void evolve(CustomerState& state, const SessionOpened& event, const EventMeta& meta) {
  PortalSession* session = find_in(state.sessions, event.id);
  if (session == nullptr) return;
  session->status = SessionStatus::open;
  session->cookie_digest = event.cookie_digest;
  session->opened_at = meta.effective_at;
  session->last_seen_at = meta.effective_at;
  session->version = version_of(meta);
}

void evolve(CustomerState& state, const SessionSeen& event, const EventMeta& meta) {
  PortalSession* session = find_in(state.sessions, event.id);
  if (session == nullptr || session->status != SessionStatus::open) return;
  session->last_seen_at = std::max(meta.effective_at, session->last_seen_at.value_or(Instant{}));
  session->version = version_of(meta);
}

void evolve(CustomerState& state, const SessionEnded& event, const EventMeta& meta) {
  PortalSession* session = find_in(state.sessions, event.id);
  if (session == nullptr) return;
  session->status = SessionStatus::ended;
  session->ended_reason = event.reason;
  session->ended_at = meta.effective_at;
  session->version = version_of(meta);
}

std::vector<Subject> touched(const SessionCreated& event) {
  return {{"portal_session", event.id.text()}};
}

std::vector<Subject> touched(const SessionOpened& event) {
  return {{"portal_session", event.id.text()}};
}

std::vector<Subject> touched(const SessionSeen& event) {
  return {{"portal_session", event.id.text()}};
}

std::vector<Subject> touched(const SessionEnded& event) {
  return {{"portal_session", event.id.text()}};
}

std::string render(const CustomerState& /*state*/, const PortalSession& session, Instant now) {
  return write_object("portal_session", as_of(session, now), {"linkDigest", "cookieDigest"});
}

std::optional<Instant> sessions_due(const CustomerState& state) {
  const PortalSession* first = first_to_end(state);
  return first == nullptr ? std::nullopt : std::optional{session_ends_at(*first)};
}

CustomerDecision do_sessions_due(const CustomerState& state, const Context& context) {
  const PortalSession* first = first_to_end(state);
  auto decided = about("customer", state.customer->id.text());
  if (first == nullptr || context.now < session_ends_at(*first)) return decided;
  const auto reason = as_of(*first, context.now).ended_reason.value_or(SessionEnd::link_expired);
  decided.events.emplace_back(SessionEnded{first->id, reason});
  return decided;
}

std::vector<SessionId> live_sessions(const CustomerState& state) {
  std::vector<SessionId> live;
  for (const auto& [id, session] : state.sessions) {
    if (session.status != SessionStatus::ended) live.push_back(id);
  }
  return live;
}

} // namespace portal

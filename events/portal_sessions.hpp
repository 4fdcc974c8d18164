#pragma once

// Portal sessions: a link is opened exactly once and becomes a session, which ends by logout,
// revocation, 30 minutes of silence or 24 hours. Secrets stay at the edge; digests come here.

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/checks.hpp"
#include "events/customer_area.hpp"
#include "events/portal_features.hpp"

namespace portal {

inline constexpr Millis session_idle_limit = std::chrono::minutes{30};
inline constexpr Millis session_absolute_limit = std::chrono::hours{24};

// -- object -------------------------------------------------------------------------------------------

/// The one thing a flow session shows.
enum class FlowType {
  subscription_cancel,
  subscription_update,
  payment_method_update,
  invoice_pay,
  subscription_pause,
  customer_update
};

constexpr auto names_of(FlowType) {
  return std::to_array<std::string_view>(
    {"subscription_cancel", "subscription_update", "payment_method_update", "invoice_pay",
     "subscription_pause", "customer_update"}
  );
}

enum class AfterCompletionType { redirect, confirmation, portal };

constexpr auto names_of(AfterCompletionType) {
  return std::to_array<std::string_view>({"redirect", "confirmation", "portal"});
}

/// What follows a finished flow.
struct AfterCompletion {
  AfterCompletionType type = AfterCompletionType::portal;
  std::optional<std::string> return_url;
  std::optional<std::string> message;
  bool operator==(const AfterCompletion&) const = default;
  static constexpr Fields fields{
    Field{"type", &AfterCompletion::type, "What follows."},
    Field{
      "return_url", &AfterCompletion::return_url,
      "For redirect: where to; the session's returnUrl when left out."},
    Field{"message", &AfterCompletion::message, "For confirmation: what the page says."},
  };
};

struct FlowData {
  FlowType type = FlowType::payment_method_update;
  std::optional<SubscriptionId> subscription_id;
  std::optional<PriceId> price_id;
  std::optional<InvoiceId> invoice_id;
  std::optional<AfterCompletion> after_completion;
  bool operator==(const FlowData&) const = default;
  static constexpr Fields fields{
    Field{"type", &FlowData::type, "The flow that the session shows."},
    Field{"subscription_id", &FlowData::subscription_id, "The subscription that it is about."},
    Field{"price_id", &FlowData::price_id, "For subscription_update: straight to this price."},
    Field{"invoice_id", &FlowData::invoice_id, "For invoice_pay: the invoice."},
    Field{
      "after_completion", &FlowData::after_completion,
      "What follows; default portal: back to the returnUrl, for a flow shows itself alone."},
  };
};

enum class SessionStatus { unopened, open, ended };

constexpr auto names_of(SessionStatus) {
  return std::to_array<std::string_view>({"unopened", "open", "ended"});
}

/// Why a session is over: the link ran out, silence, its longest life, or someone ended it.
enum class SessionEnd { link_expired, idle, absolute, logout, revoked, customer_gone };

constexpr auto names_of(SessionEnd) {
  return std::to_array<std::string_view>(
    {"link_expired", "idle", "absolute", "logout", "revoked", "customer_gone"}
  );
}

struct PortalSession {
  SessionId id;
  CustomerId customer;
  PinnedConfiguration configuration;
  std::string return_url;
  std::optional<SubscriptionId> subscription;
  std::optional<FlowData> flow_data;
  std::optional<std::string> locale;
  Instant expires_at; ///< of the unopened link
  SessionStatus status = SessionStatus::unopened;
  std::optional<SessionEnd> ended_reason;
  std::optional<Instant> opened_at;
  std::optional<Instant> last_seen_at;
  std::optional<Instant> ended_at;
  std::string link_digest;
  std::optional<std::string> cookie_digest;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const PortalSession&) const = default;
  static constexpr Fields fields{
    Field{"id", &PortalSession::id, "The session's id."},
    Field{"customer", &PortalSession::customer, "Whose portal it shows."},
    Field{"configuration", &PortalSession::configuration, "What it may do."},
    Field{"return_url", &PortalSession::return_url, "Where it leads back to."},
    Field{"subscription", &PortalSession::subscription, "The subscription that it shows first."},
    Field{"flow_data", &PortalSession::flow_data, "The one flow that it shows."},
    Field{"locale", &PortalSession::locale, "The language that it speaks."},
    Field{"expires_at", &PortalSession::expires_at, "Until when the link can be opened."},
    Field{"status", &PortalSession::status, "Where it stands."},
    Field{"ended_reason", &PortalSession::ended_reason, "Why it is over."},
    Field{"opened_at", &PortalSession::opened_at, "When the link was opened."},
    Field{"last_seen_at", &PortalSession::last_seen_at, "When it was last used."},
    Field{"ended_at", &PortalSession::ended_at, "When it was over."},
    Field{"link_digest", &PortalSession::link_digest, "Keyed hash of the link's secret."},
    Field{"cookie_digest", &PortalSession::cookie_digest, "Keyed hash of the cookie's secret."},
    Field{"created", &PortalSession::created, "When it was created."},
    Field{"version", &PortalSession::version, "Stream version of its latest event."},
  };
};

/// When the session is over unless something happens before.
Instant session_ends_at(const PortalSession& session);

/// The session as it stands at `now`: what has run out is ended, whether the clock came by or not.
PortalSession as_of(const PortalSession& session, Instant now);

/// Why the session cannot be used at `now` (401, or 410 for a link that is not open), if it cannot.
std::optional<Refusal> session_refusal(const PortalSession& session, Instant now);

// -- what may be asked for ----------------------------------------------------------------------------

struct CreateSession {
  SessionId id;
  std::string link_digest;
  std::optional<std::string> return_url;
  std::vector<std::string> allowed_origins; ///< of the instance; none: any
  std::optional<ConfigurationId> configuration;
  std::optional<SubscriptionId> subscription;
  std::optional<FlowData> flow_data;
  std::optional<std::int64_t> expires_in;
  std::optional<std::string> user_id;
  std::optional<std::string> locale;
  static constexpr std::string_view type = "portal_session.create";
  static constexpr Fields fields{
    Field{"id", &CreateSession::id, "Made at the edge."},
    Field{"link_digest", &CreateSession::link_digest, "Keyed hash of the link's secret."},
    Field{"return_url", &CreateSession::return_url, "Where it leads back to."},
    Field{"allowed_origins", &CreateSession::allowed_origins, "The instance's allow-list."},
    Field{"configuration", &CreateSession::configuration, "What it may do."},
    Field{"subscription", &CreateSession::subscription, "The subscription that it shows first."},
    Field{"flow_data", &CreateSession::flow_data, "The one flow that it shows."},
    Field{"expires_in", &CreateSession::expires_in, "Seconds that the link lives, 60 to 604800."},
    Field{"user_id", &CreateSession::user_id, "Must equal the customer's metadata.userId."},
    Field{"locale", &CreateSession::locale, "The language that it speaks."},
  };
};

struct OpenSession {
  SessionId id;
  std::string link_digest;
  std::string cookie_digest;
  static constexpr std::string_view type = "portal_session.open";
  static constexpr Fields fields{
    Field{"id", &OpenSession::id, "The session whose link is opened."},
    Field{
      "link_digest", &OpenSession::link_digest, "Keyed hash of the link's secret as presented."},
    Field{"cookie_digest", &OpenSession::cookie_digest, "Keyed hash of the cookie's new secret."},
  };
};

/// Logging out.
struct EndSession {
  SessionId id;
  static constexpr std::string_view type = "portal_session.end";
  static constexpr Fields fields{Field{"id", &EndSession::id, "The session to log out of."}};
};

/// Ending it for the customer.
struct RevokeSession {
  SessionId id;
  static constexpr std::string_view type = "portal_session.revoke";
  static constexpr Fields fields{Field{"id", &RevokeSession::id, "The session to revoke."}};
};

using SessionsCommand = std::variant<CreateSession, OpenSession, EndSession, RevokeSession>;

// -- what has happened --------------------------------------------------------------------------------

struct SessionCreated {
  SessionId id;
  CustomerId customer;
  std::string link_digest;
  std::string return_url;
  PinnedConfiguration configuration;
  std::optional<SubscriptionId> subscription;
  std::optional<FlowData> flow_data;
  std::optional<std::string> locale;
  Instant expires_at;
  bool operator==(const SessionCreated&) const = default;
  static constexpr std::string_view type = "portal_session.created.v1";
  static constexpr Fields fields{
    Field{"id", &SessionCreated::id, "The session."},
    Field{"customer", &SessionCreated::customer, "Whose portal it shows."},
    Field{"link_digest", &SessionCreated::link_digest, "Keyed hash of the link's secret."},
    Field{"return_url", &SessionCreated::return_url, "Where it leads back to."},
    Field{"configuration", &SessionCreated::configuration, "What it may do, pinned."},
    Field{"subscription", &SessionCreated::subscription, "The subscription that it shows first."},
    Field{"flow_data", &SessionCreated::flow_data, "The one flow that it shows."},
    Field{"locale", &SessionCreated::locale, "The language that it speaks."},
    Field{"expires_at", &SessionCreated::expires_at, "Until when the link can be opened."},
  };
};

struct SessionOpened {
  SessionId id;
  std::string cookie_digest;
  bool operator==(const SessionOpened&) const = default;
  static constexpr std::string_view type = "portal_session.opened.v1";
  static constexpr Fields fields{
    Field{"id", &SessionOpened::id, "The session."},
    Field{"cookie_digest", &SessionOpened::cookie_digest, "Keyed hash of the cookie's secret."},
  };
};

/// It was used; noted at most once a minute by commands that leave no other trace of it.
struct SessionSeen {
  SessionId id;
  bool operator==(const SessionSeen&) const = default;
  static constexpr std::string_view type = "portal_session.seen.v1";
  static constexpr Fields fields{Field{"id", &SessionSeen::id, "The session."}};
};

struct SessionEnded {
  SessionId id;
  SessionEnd reason = SessionEnd::logout;
  bool operator==(const SessionEnded&) const = default;
  static constexpr std::string_view type = "portal_session.ended.v1";
  static constexpr Fields fields{
    Field{"id", &SessionEnded::id, "The session."},
    Field{"reason", &SessionEnded::reason, "Why it is over."},
  };
};

using SessionsEvent = std::variant<SessionCreated, SessionOpened, SessionSeen, SessionEnded>;

// -- rules --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const CreateSession&, const Context&);
CustomerDecision decide(const CustomerState&, const OpenSession&, const Context&);
CustomerDecision decide(const CustomerState&, const EndSession&, const Context&);
CustomerDecision decide(const CustomerState&, const RevokeSession&, const Context&);

void evolve(CustomerState&, const SessionCreated&, const EventMeta&);
void evolve(CustomerState&, const SessionOpened&, const EventMeta&);
void evolve(CustomerState&, const SessionSeen&, const EventMeta&);
void evolve(CustomerState&, const SessionEnded&, const EventMeta&);

std::vector<Subject> touched(const SessionCreated&);
std::vector<Subject> touched(const SessionOpened&);
std::vector<Subject> touched(const SessionSeen&);
std::vector<Subject> touched(const SessionEnded&);

std::string render(const CustomerState&, const PortalSession&, Instant now);

/// When the clock should end a session next, and the decision that does it.
std::optional<Instant> sessions_due(const CustomerState& state);
CustomerDecision do_sessions_due(const CustomerState& state, const Context& context);

/// Ends or revokes what a deleted or erased customer still has; for its events' lists.
std::vector<SessionId> live_sessions(const CustomerState& state);

} // namespace portal

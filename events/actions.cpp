#include "events/actions.hpp"

#include <algorithm>

#include "events/customer_rules.hpp"

namespace portal {

CustomerDecision
decide(const CustomerState& state, const RecordAction& ask, const Context& context) {
  if (auto fault = check_text(ask.action, 100, "action")) return refused(std::move(*fault));
  if (ask.resource) {
    if (auto fault = check_note(*ask.resource, 300, "resource")) return refused(std::move(*fault));
  }
  if (ask.reason) {
    if (auto fault = check_note(*ask.reason, 500, "reason")) return refused(std::move(*fault));
  }
  ActionRecorded event{ask.action, ask.resource, ask.outcome,
                       ask.reason, std::nullopt, std::nullopt};
  const Principal& principal = context.origin.principal;
  if (principal.kind == PrincipalKind::session) {
    const PortalSession* session = find_in(state.sessions, SessionId{principal.id});
    if (session != nullptr && !session_refusal(*session, context.now)) event.session = session->id;
  }
  if (principal.kind == PrincipalKind::token) {
    const CustomerToken* token = find_in(state.tokens, TokenId{principal.id});
    if (token != nullptr && !token_refusal(*token, context.now)) event.token = token->id;
  }
  return this_happens("customer", state.customer->id.text(), std::move(event));
}

void evolve(CustomerState& state, const ActionRecorded& event, const EventMeta& meta) {
  if (event.session) evolve(state, SessionSeen{*event.session}, meta);
  CustomerToken* token = event.token ? find_in(state.tokens, *event.token) : nullptr;
  if (token == nullptr) return;
  token->last_used_at = std::max(meta.effective_at, token->last_used_at.value_or(Instant{}));
  token->version = version_of(meta);
}

void evolve(CustomerState& /*state*/, const ActionRefused& /*event*/, const EventMeta& /*meta*/) {
  // A refusal changes nothing; it is in the log for the auditor.
}

std::vector<Subject> touched(const ActionRecorded& event) {
  std::vector<Subject> subjects;
  if (event.session) subjects.push_back({"portal_session", event.session->text()});
  if (event.token) subjects.push_back({"customer_token", event.token->text()});
  return subjects;
}

std::vector<Subject> touched(const ActionRefused& /*event*/) { return {}; }

} // namespace portal

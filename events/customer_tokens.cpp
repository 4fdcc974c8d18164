#include "events/customer_tokens.hpp"

#include <algorithm>
#include <chrono>
#include <set>

#include "events/customer_rules.hpp"

namespace portal {
namespace {

constexpr std::int64_t token_seconds_default = 60 * 60;

Check check_scopes(const std::vector<Scope>& scopes) {
  if (scopes.empty()) {
    return invalid(
      "scopes", "parameter_empty",
      "\"scopes\" must name at least one scope, such as subscriptions:read."
    );
  }
  std::set<Scope> seen;
  for (std::size_t at = 0; at < scopes.size(); ++at) {
    if (seen.insert(scopes[at]).second) continue;
    return invalid(
      at_index("scopes", at), "value_duplicate",
      "\"scopes\" names \"" + std::string{name_of(scopes[at])} + "\" twice."
    );
  }
  return std::nullopt;
}

} // namespace

std::optional<Refusal> token_refusal(const CustomerToken& token, Instant now) {
  const auto refusal = [](std::string code, std::string message) {
    return Refusal{RefusalKind::unknown_who, std::move(code), "", std::move(message)};
  };
  if (token.revoked_at) {
    return refusal("token_revoked", "This customer token was revoked. Create another one.");
  }
  if (now >= token.expires_at) {
    return refusal(
      "token_expired",
      "This customer token expired at " + to_text(token.expires_at) + ". Create another one."
    );
  }
  return std::nullopt;
}

CustomerDecision
decide(const CustomerState& state, const CreateToken& ask, const Context& context) {
  if (auto fault = only_for_the_app(context, "create customer tokens")) {
    return refused(std::move(*fault));
  }
  if (state.tokens.contains(ask.id)) {
    return refused(already_exists(TokenId::what, ask.id.text()));
  }
  if (auto fault = check_scopes(ask.scopes)) return refused(std::move(*fault));
  const std::int64_t lives = ask.expires_in.value_or(token_seconds_default);
  if (auto fault = check_range(lives, 60, 2'592'000, "expiresIn"))
    return refused(std::move(*fault));
  return this_happens(
    "customer_token", ask.id.text(),
    TokenCreated{
      ask.id, state.customer->id, ask.digest, ask.scopes, context.now + std::chrono::seconds{lives}}
  );
}

CustomerDecision
decide(const CustomerState& state, const RevokeToken& ask, const Context& context) {
  if (auto fault = only_for_the_app(context, "revoke customer tokens")) {
    return refused(std::move(*fault));
  }
  const CustomerToken* token = find_in(state.tokens, ask.id);
  if (token == nullptr) return refused(not_found(TokenId::what, ask.id.text(), "id"));
  if (auto moved = stale(context, token->version)) return refused(std::move(*moved));
  if (token->revoked_at) return about("customer_token", ask.id.text());
  return this_happens("customer_token", ask.id.text(), TokenRevoked{ask.id});
}

void evolve(CustomerState& state, const TokenCreated& event, const EventMeta& meta) {
  state.tokens[event.id] =
    CustomerToken{event.id,     event.customer, event.scopes,      event.expires_at, std::nullopt,
                  std::nullopt, event.digest,   meta.effective_at, version_of(meta)};
}

void evolve(CustomerState& state, const TokenRevoked& event, const EventMeta& meta) {
  CustomerToken* token = find_in(state.tokens, event.id);
  if (token == nullptr) return;
  if (!token->revoked_at) token->revoked_at = meta.effective_at;
  token->version = version_of(meta);
}

std::vector<Subject> touched(const TokenCreated& event) {
  return {{"customer_token", event.id.text()}};
}

std::vector<Subject> touched(const TokenRevoked& event) {
  return {{"customer_token", event.id.text()}};
}

std::string render(const CustomerState& /*state*/, const CustomerToken& token, Instant /*now*/) {
  return write_object("customer_token", token, {"digest"});
}

std::vector<TokenId> live_tokens(const CustomerState& state) {
  std::vector<TokenId> live;
  for (const auto& [id, token] : state.tokens) {
    if (!token.revoked_at) live.push_back(id);
  }
  return live;
}

} // namespace portal

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/checks.hpp"
#include "events/customer_area.hpp"

namespace portal {

// -- object -------------------------------------------------------------------------------------------

/// What a customer token may do. A write scope does not imply the read scope.
enum class Scope {
  subscriptions_read,
  subscriptions_write,
  invoices_read,
  invoices_write,
  payment_methods_read,
  payment_methods_write,
  usage_read,
  credits_read,
  customer_read,
  customer_write,
  cancellations_write
};

constexpr auto names_of(Scope) {
  return std::to_array<std::string_view>(
    {"subscriptions:read", "subscriptions:write", "invoices:read", "invoices:write",
     "payment_methods:read", "payment_methods:write", "usage:read", "credits:read", "customer:read",
     "customer:write", "cancellations:write"}
  );
}

/// Lets its bearer act as one customer within its scopes, until it expires.
struct CustomerToken {
  TokenId id;
  CustomerId customer;
  std::vector<Scope> scopes;
  Instant expires_at;
  std::optional<Instant> revoked_at;
  std::optional<Instant> last_used_at;
  std::string digest;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const CustomerToken&) const = default;
  static constexpr Fields fields{
    Field{"id", &CustomerToken::id, "The token's id; not its secret."},
    Field{"customer", &CustomerToken::customer, "Whose data it reaches."},
    Field{"scopes", &CustomerToken::scopes, "What it may do."},
    Field{"expires_at", &CustomerToken::expires_at, "When it ends."},
    Field{"revoked_at", &CustomerToken::revoked_at, "When it was revoked."},
    Field{"last_used_at", &CustomerToken::last_used_at, "When it was last used for an action."},
    Field{"digest", &CustomerToken::digest, "Keyed hash of its secret."},
    Field{"created", &CustomerToken::created, "When it was created."},
    Field{"version", &CustomerToken::version, "Stream version of its latest event."},
  };
};

/// Why the token cannot be used at `now` (401), if it cannot.
std::optional<Refusal> token_refusal(const CustomerToken& token, Instant now);

// -- what may be asked for ----------------------------------------------------------------------------

struct CreateToken {
  TokenId id;
  std::string digest;
  std::vector<Scope> scopes;
  std::optional<std::int64_t> expires_in;
  static constexpr std::string_view type = "customer_token.create";
  static constexpr Fields fields{
    Field{"id", &CreateToken::id, "Made at the edge."},
    Field{"digest", &CreateToken::digest, "Keyed hash of its secret."},
    Field{"scopes", &CreateToken::scopes, "What it may do; at least one."},
    Field{"expires_in", &CreateToken::expires_in, "Seconds, 60 to 2592000; default 3600."},
  };
};

struct RevokeToken {
  TokenId id;
  static constexpr std::string_view type = "customer_token.revoke";
  static constexpr Fields fields{Field{"id", &RevokeToken::id, "The token to revoke."}};
};

using TokensCommand = std::variant<CreateToken, RevokeToken>;

// -- what has happened --------------------------------------------------------------------------------

struct TokenCreated {
  TokenId id;
  CustomerId customer;
  std::string digest;
  std::vector<Scope> scopes;
  Instant expires_at;
  bool operator==(const TokenCreated&) const = default;
  static constexpr std::string_view type = "customer_token.created.v1";
  static constexpr Fields fields{
    Field{"id", &TokenCreated::id, "The token."},
    Field{"customer", &TokenCreated::customer, "Whose data it reaches."},
    Field{"digest", &TokenCreated::digest, "Keyed hash of its secret."},
    Field{"scopes", &TokenCreated::scopes, "What it may do."},
    Field{"expires_at", &TokenCreated::expires_at, "When it ends."},
  };
};

struct TokenRevoked {
  TokenId id;
  bool operator==(const TokenRevoked&) const = default;
  static constexpr std::string_view type = "customer_token.revoked.v1";
  static constexpr Fields fields{Field{"id", &TokenRevoked::id, "The token."}};
};

using TokensEvent = std::variant<TokenCreated, TokenRevoked>;

// -- rules --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const CreateToken&, const Context&);
CustomerDecision decide(const CustomerState&, const RevokeToken&, const Context&);

void evolve(CustomerState&, const TokenCreated&, const EventMeta&);
void evolve(CustomerState&, const TokenRevoked&, const EventMeta&);

std::vector<Subject> touched(const TokenCreated&);
std::vector<Subject> touched(const TokenRevoked&);

std::string render(const CustomerState&, const CustomerToken&, Instant now);

/// Tokens that are not revoked; for the events of a deleted or erased customer.
std::vector<TokenId> live_tokens(const CustomerState& state);

} // namespace portal

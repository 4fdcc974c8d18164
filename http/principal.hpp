#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/envelope.hpp"
#include "http/routes.hpp"

namespace portal {

/// Who calls: what a secret key, a session's cookie or a customer token turned out to be.
struct Who {
  std::optional<Principal> principal; ///< nothing for a request without credentials
  std::uint8_t role = 0;              ///< of a key: one of Access's bits
  std::optional<CustomerId> customer; ///< of a session or token
  std::vector<std::string> scopes;    ///< of a token
  std::optional<SessionId> session;   ///< of a session
  std::string return_url;             ///< of a session

  bool is_customer() const { return customer.has_value(); }

  bool is_key() const { return role != 0; }
};

/// What authentication leads to: someone, or a refusal, for which a customer may be known in whose
/// stream it is recorded.
struct Recognized {
  Who who;
  std::optional<Refusal> refusal;
};

/// Whether the row's access lets `who` in; the refusal names what is missing.
std::optional<Refusal> may_call(const Route& route, const Who& who);

} // namespace portal

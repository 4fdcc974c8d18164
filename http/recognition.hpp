#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "http/call.hpp"

namespace portal {

/// The keyed hash of a secret, as the domain knows it. `purpose`: `key`, `token`, `session-link`,
/// `session-cookie`.
std::string secret_digest(const Vault& vault, std::string_view purpose, std::string_view secret);

/// Finds out who calls, by bearer credential or session cookie, and fills `call->who`. Calls `then`
/// with the refusal, if there is one; a request without credentials is no refusal here.
void recognize(const CallPtr& call, std::function<void(std::optional<Refusal>)> then);

} // namespace portal

#pragma once

#include <optional>
#include <string>

#include "http/call.hpp"

namespace portal {

/// True when the request comes from the console's own program: another site's page cannot send the
/// header, and a browser does not send it by itself.
bool is_from_console(const Call& call);

/// The id of the secret key that the console's cookie stands for; nothing when there is no cookie, when
/// it is not ours, or when its day is over. Whether the key is still good is the caller's to ask.
std::optional<std::string> console_key_id(const Call& call);

} // namespace portal

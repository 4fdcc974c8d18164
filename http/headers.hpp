#pragma once

#include <optional>
#include <string>

#include "http/call.hpp"

namespace portal {

/// The caller's `X-Request-Id` if it is 1 to 128 visible characters that need no escaping, or a new
/// `req_…`.
std::string request_id_of(const Request& request, Instant now);

/// Reads Portal-Position into the call; refuses what is no position.
std::optional<Refusal> read_position(Call& call);

/// Reads Idempotency-Key and If-Match into the call, where the route changes something.
std::optional<Refusal> read_headers(Call& call);

/// Parses the body as the route takes it: content type, JSON, shape.
std::optional<Refusal> read_body(Call& call);

/// Refuses what a cookie proves but another site's page sent.
std::optional<Refusal> cross_site(const Call& call);

/// The media type of the request, in lower case, without parameters.
std::string media_type_of(const Request& request);

} // namespace portal

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/envelope.hpp"

namespace portal {

/// One server-sent event: `id:`, `event:`, `data:` lines and an empty one. Data of several lines is
/// sent as several `data:` lines.
std::string sse_frame(Position id, std::string_view event, std::string_view data);

/// A comment that keeps the connection alive.
std::string sse_heartbeat();

/// `Last-Event-ID` as a position; nothing when it is not one.
std::optional<Position> parse_position(std::string_view text);

} // namespace portal

#pragma once

#include <functional>
#include <string_view>

#include "events/json.hpp"

namespace portal {

enum class LogLevel { debug, info, warn, error };

/// Log lines on stderr, one JSON object each: time, level, message, and what `more` adds. Written
/// by a thread of its own; when it cannot keep up the oldest waiting lines are dropped, so that
/// logging never holds back a request. Never give it a secret or a personal field.
void start_log(std::string_view least);

void log_line(
  LogLevel level, std::string_view message, const std::function<void(Members&)>& more = {}
);

/// Writes what waits, then stops the thread.
void stop_log();

} // namespace portal

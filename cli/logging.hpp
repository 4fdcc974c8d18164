#pragma once

#include <functional>
#include <string_view>

#include "events/json.hpp"

namespace portal {

enum class LogLevel { debug, info, warn, error };

/// Log lines on stderr, one JSON object each: time, level, message, and what `more` adds. Lines wait
/// up to 50 ms to be written together by a thread of its own; a warning or an error, and what waits
/// before it, is written before log_line() returns. Where stderr is too slow, newer lines below a
/// warning are dropped, and their number is said, so that logging never holds back a request. Never
/// give it a secret or a personal field.
void start_log(LogLevel least);

void log_line(
  LogLevel level, std::string_view message, const std::function<void(Members&)>& more = {}
);

/// Writes what waits, then stops the thread.
void stop_log();

/// The level of one of the names debug, info, warn and error; error for any other.
LogLevel log_level_of(std::string_view name);

} // namespace portal

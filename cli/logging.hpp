#pragma once

#include <chrono>
#include <functional>
#include <string_view>

#include <unistd.h>

#include "events/json.hpp"

namespace portal {

enum class LogLevel { debug, info, warn, error };

struct LogOutput {
  LogLevel least = LogLevel::info;
  int to = STDERR_FILENO;
  /// How long lines wait to be written together; a warning or an error does not wait, nor what is before it.
  std::chrono::milliseconds gather{50};
};

/// Log lines, one JSON object each: time, level, message, and what `more` adds. A thread of its own writes
/// them, so that logging never holds anybody back: where the reader is too slow, newer lines are dropped,
/// warnings and errors last, and their number is said. Never give it a secret or a personal field.
void start_log(const LogOutput& output);

void log_line(
  LogLevel level, std::string_view message, const std::function<void(Members&)>& more = {}
);

/// Waits until what was logged is written, at most that long; says whether it was. For the end of the process.
bool flush_log(std::chrono::milliseconds within);

/// Gives what waits two seconds to be written, then stops the thread.
void stop_log();

/// The level of one of the names debug, info, warn and error; error for any other.
LogLevel log_level_of(std::string_view name);

} // namespace portal

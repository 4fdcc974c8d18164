#include "cli/logging.hpp"

#include <chrono>

#include <spdlog/async.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "events/time.hpp"

namespace portal {

namespace {

constexpr std::size_t waiting_lines_max = 8'192;

std::shared_ptr<spdlog::logger>& logger() {
  static std::shared_ptr<spdlog::logger> one;
  return one;
}

constexpr spdlog::level::level_enum level_of(LogLevel level) {
  switch (level) {
  case LogLevel::debug: return spdlog::level::debug;
  case LogLevel::info: return spdlog::level::info;
  case LogLevel::warn: return spdlog::level::warn;
  case LogLevel::error: return spdlog::level::err;
  }
  return spdlog::level::err;
}

Instant wall_clock() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

} // namespace

void start_log(std::string_view least) {
  spdlog::init_thread_pool(waiting_lines_max, 1);
  logger() = std::make_shared<spdlog::async_logger>(
    "portal", std::make_shared<spdlog::sinks::stderr_sink_mt>(), spdlog::thread_pool(),
    spdlog::async_overflow_policy::overrun_oldest
  );
  logger()->set_pattern("%v");
  logger()->set_level(spdlog::level::from_str(std::string{least}));
  logger()->flush_on(spdlog::level::warn);
}

void log_line(LogLevel level, std::string_view message, const std::function<void(Members&)>& more) {
  static constexpr std::string_view names[] = {"debug", "info", "warn", "error"};
  if (!logger() || !logger()->should_log(level_of(level))) return;
  std::string line;
  {
    Members members{line};
    members.text("time", to_text(wall_clock()))
      .text("level", names[static_cast<std::size_t>(level)])
      .text("message", message);
    if (more) more(members);
  }
  logger()->log(level_of(level), spdlog::string_view_t{line.data(), line.size()});
}

void stop_log() {
  if (!logger()) return;
  logger()->flush();
  logger().reset();
  spdlog::shutdown();
}

} // namespace portal

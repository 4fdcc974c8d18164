#include "actors/time_source.hpp"

#include <chrono>

namespace portal {
namespace {

/// Raises `latest` to `at` and answers the later of the two.
std::int64_t raise(std::atomic<std::int64_t>& latest, std::int64_t at) {
  std::int64_t seen = latest.load(std::memory_order_relaxed);
  while (seen < at && !latest.compare_exchange_weak(seen, at, std::memory_order_relaxed)) {
  }
  return seen < at ? at : seen;
}

} // namespace

Instant wall_clock() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

TimeSource TimeSource::real(Instant earliest) { return {false, earliest}; }

TimeSource TimeSource::standing(Instant start) { return {true, start}; }

TimeSource::TimeSource(const TimeSource& other)
    : stands_(other.stands_), latest_ms_(other.latest_ms_.load()) {}

Instant TimeSource::now() const {
  if (stands_) return {latest_ms_.load(std::memory_order_relaxed)};
  return {raise(latest_ms_, wall_clock().ms)};
}

void TimeSource::advance(Instant to) {
  if (stands_) raise(latest_ms_, to.ms);
}

} // namespace portal

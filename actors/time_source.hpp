#pragma once

#include <atomic>
#include <optional>

#include "events/time.hpp"

namespace portal {

/// The time that commands are given: the machine's, or one that stands still until it is moved. Never
/// runs backwards. Thread-safe.
class TimeSource {
 public:
  /// The machine's clock, but not before `earliest`.
  static TimeSource real(Instant earliest);

  /// A clock that stands at `start` until advance().
  static TimeSource standing(Instant start);

  TimeSource(const TimeSource& other);
  TimeSource& operator=(const TimeSource&) = delete;
  ~TimeSource() = default;

  Instant now() const;

  /// Moves a standing clock forward; earlier times are ignored.
  void advance(Instant to);

  bool stands() const { return stands_; }

 private:
  TimeSource(bool stands, Instant at) : stands_(stands), latest_ms_(at.ms) {}

  bool stands_;
  mutable std::atomic<std::int64_t> latest_ms_;
};

/// The machine's wall clock.
Instant wall_clock();

} // namespace portal

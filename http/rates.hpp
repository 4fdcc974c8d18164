#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

#include "http/edge.hpp"

namespace portal {

/// Token buckets by name. Thread-safe. Memory is bounded: full buckets are forgotten first, and when
/// even that leaves too many, all are (which only ever errs on the side of letting someone in).
class RateLimit {
 public:
  using Clock = std::chrono::steady_clock;

  explicit RateLimit(Rate rate, std::size_t names_max = 100'000)
      : rate_(rate), names_max_(names_max) {}

  /// Takes one token. 0: there was one; otherwise the seconds until there is.
  std::chrono::seconds take(const std::string& name, Clock::time_point now);

  /// Whether a token is left, without taking it. 0 or the seconds until there is.
  std::chrono::seconds wait_for(const std::string& name, Clock::time_point now);

 private:
  struct Bucket {
    double tokens;
    Clock::time_point at;
  };

  bool off() const { return rate_.per_minute <= 0; }

  Bucket& refilled(const std::string& name, Clock::time_point now);
  std::chrono::seconds shortage(const Bucket& bucket) const;
  void forget(Clock::time_point now);

  Rate rate_;
  std::size_t names_max_;
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

} // namespace portal

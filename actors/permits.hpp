#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <mutex>
#include <string>
#include <unordered_map>

namespace portal {

/// How many commands may be in flight: over all, and for one customer. Taken before anything is
/// queued, so that every queue behind is bounded. Thread-safe.
class Permits {
 public:
  enum class Verdict { granted, customer_busy, all_busy };

  Permits(std::size_t in_flight_max, std::size_t per_customer_max)
      : in_flight_max_(in_flight_max), per_customer_max_(per_customer_max) {}

  Verdict take(const std::string& stream);
  void give_back(const std::string& stream);

  std::size_t in_flight() const { return in_flight_.load(std::memory_order_relaxed); }

 private:
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, std::size_t> taken;
  };

  Shard& shard_of(const std::string& stream);

  std::size_t in_flight_max_;
  std::size_t per_customer_max_;
  std::atomic<std::size_t> in_flight_{0};
  std::array<Shard, 64> shards_;
};

} // namespace portal

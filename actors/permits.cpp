#include "actors/permits.hpp"

namespace portal {
namespace {

/// The catalog and the keys belong to the instance: no single customer can crowd them.
bool is_customers(const std::string& stream) { return stream.starts_with("customer/"); }

} // namespace

Permits::Shard& Permits::shard_of(const std::string& stream) {
  return shards_[std::hash<std::string>{}(stream) % shards_.size()];
}

Permits::Verdict Permits::take(const std::string& stream) {
  if (in_flight_.fetch_add(1, std::memory_order_relaxed) >= in_flight_max_) {
    in_flight_.fetch_sub(1, std::memory_order_relaxed);
    return Verdict::all_busy;
  }
  if (!is_customers(stream)) return Verdict::granted;
  Shard& shard = shard_of(stream);
  {
    const std::lock_guard lock{shard.mutex};
    std::size_t& taken = shard.taken[stream];
    if (taken < per_customer_max_) {
      ++taken;
      return Verdict::granted;
    }
  }
  in_flight_.fetch_sub(1, std::memory_order_relaxed);
  return Verdict::customer_busy;
}

void Permits::give_back(const std::string& stream) {
  in_flight_.fetch_sub(1, std::memory_order_relaxed);
  if (!is_customers(stream)) return;
  Shard& shard = shard_of(stream);
  const std::lock_guard lock{shard.mutex};
  const auto found = shard.taken.find(stream);
  if (found != shard.taken.end() && --found->second == 0) shard.taken.erase(found);
}

} // namespace portal

#include "http/rates.hpp"

#include <algorithm>
#include <cmath>

namespace portal {

namespace {

double refill(Rate rate, double tokens, std::chrono::duration<double> passed) {
  const double made = std::max(passed.count(), 0.0) * rate.per_minute / 60.0;
  return std::min<double>(rate.burst, tokens + made);
}

} // namespace

std::chrono::seconds RateLimit::take(const std::string& name, Clock::time_point now) {
  if (off()) return std::chrono::seconds{0};
  const std::lock_guard lock{mutex_};
  Bucket& bucket = refilled(name, now);
  if (bucket.tokens < 1.0) return shortage(bucket);
  bucket.tokens -= 1.0;
  return std::chrono::seconds{0};
}

std::chrono::seconds RateLimit::wait_for(const std::string& name, Clock::time_point now) {
  if (off()) return std::chrono::seconds{0};
  const std::lock_guard lock{mutex_};
  const Bucket& bucket = refilled(name, now);
  return bucket.tokens < 1.0 ? shortage(bucket) : std::chrono::seconds{0};
}

RateLimit::Bucket& RateLimit::refilled(const std::string& name, Clock::time_point now) {
  if (buckets_.size() >= names_max_ && !buckets_.contains(name)) forget(now);
  const auto [found, fresh] = buckets_.try_emplace(name, Bucket{double(rate_.burst), now});
  Bucket& bucket = found->second;
  bucket.tokens = refill(rate_, bucket.tokens, now - bucket.at);
  bucket.at = now;
  return bucket;
}

std::chrono::seconds RateLimit::shortage(const Bucket& bucket) const {
  const double seconds = (1.0 - bucket.tokens) * 60.0 / rate_.per_minute;
  return std::chrono::seconds{std::max<std::int64_t>(1, std::int64_t(std::ceil(seconds)))};
}

void RateLimit::forget(Clock::time_point now) {
  std::erase_if(buckets_, [&](const auto& entry) {
    return refill(rate_, entry.second.tokens, now - entry.second.at) >= rate_.burst;
  });
  if (buckets_.size() >= names_max_) buckets_.clear();
}

} // namespace portal

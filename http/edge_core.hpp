#pragma once

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "actors/node.hpp"
#include "http/backups.hpp"
#include "http/credential.hpp"
#include "http/crew.hpp"
#include "http/edge.hpp"
#include "http/metrics.hpp"
#include "http/rates.hpp"
#include "http/streams.hpp"

namespace portal {

/// How many calls are on their way: an edge does not go before they have.
class CallCount {
 public:
  void enter() {
    const std::lock_guard lock{mutex_};
    ++count_;
  }

  void leave() {
    const std::lock_guard lock{mutex_};
    if (--count_ == 0) none_.notify_all();
  }

  void wait_for_none() {
    std::unique_lock lock{mutex_};
    none_.wait(lock, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  std::size_t count_ = 0;
};

/// What all requests of an edge share.
struct EdgeCore {
  EdgeCore(Node& the_node, EdgeSettings the_settings);

  Node& node;
  const EdgeSettings settings;
  const CookieStyle cookies;
  const std::string admin_digest; ///< of settings.admin_key; empty when there is none
  const std::string admin_id;
  Metrics metrics;
  RateLimit key_rate;
  RateLimit customer_rate;
  RateLimit login_rate;
  RateLimit opening_rate;
  std::atomic<bool> draining{false};
  CallCount calls;
  /// Position of the last change to anyone's rights that was acknowledged through this edge: the views
  /// must have reached it before they are asked who someone is.
  std::atomic<Position> rights_at{0};
  Backups backups;
  EventStreams streams;
  std::atomic<bool> waking{false}; ///< a job that feeds the streams is on its way
  Crew crew;                       ///< last: its threads use all of the above
  std::shared_ptr<void> hears_commits;
};

/// Has the crew send the streams what is new.
void wake_streams(EdgeCore& edge);

} // namespace portal

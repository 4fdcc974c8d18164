#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace portal {

/// The threads for whatever may block, so that no actor ever does: loading states, making keys,
/// looking up claims. Its queue is bounded by the permits taken in front of it.
class Aside {
 public:
  explicit Aside(int threads);
  ~Aside();
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;

  /// `task` must not throw. After stop() it is dropped.
  void run(std::function<void()> task);

  /// Finishes what was queued and ends the threads. Idempotent.
  void stop();

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable queued_;
  std::deque<std::function<void()>> tasks_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

} // namespace portal

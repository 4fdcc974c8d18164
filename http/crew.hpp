#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace portal {

/// A few threads for work that must not hold up an I/O or projector thread: event streams, and reads
/// that had to wait for the views. Jobs posted after `stop` are run by the caller.
class Crew {
 public:
  /// `each_period` is called by one of the threads, about once a `period`.
  Crew(int threads, std::chrono::milliseconds period, std::function<void()> each_period);
  ~Crew();
  Crew(const Crew&) = delete;
  Crew& operator=(const Crew&) = delete;

  void post(std::function<void()> job);

  /// Finishes what is queued, then ends the threads. Idempotent.
  void stop();

 private:
  void work(bool keeps_time);

  std::chrono::milliseconds period_;
  std::function<void()> each_period_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

} // namespace portal

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <variant>

#include "store/vault.hpp"

namespace portal {

/// The thread that destroys the keys of erased customers: it takes a while, as old bytes must leave
/// the disk, and nobody but the one who asked should wait for it.
class Eraser {
 public:
  /// `erased` is called on the eraser's thread.
  Eraser(Vault& vault, std::function<void(const CustomerId&)> erased);
  ~Eraser();
  Eraser(const Eraser&) = delete;
  Eraser& operator=(const Eraser&) = delete;

  /// Until it has worked, or stop(): what was not done by then is asked for again after the next start.
  void erase(const CustomerId& customer);

  /// Calls back with true once everything asked for so far is done; with false at stop().
  void when_done(std::function<void(bool)> then);

  /// Idempotent.
  void stop();

 private:
  using Task = std::variant<CustomerId, std::function<void(bool)>>;

  void run();
  bool erase_now(const CustomerId& customer);

  Vault& vault_;
  std::function<void(const CustomerId&)> erased_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Task> tasks_;
  bool stopping_ = false;
  std::thread thread_;
};

} // namespace portal

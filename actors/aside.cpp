#include "actors/aside.hpp"

#include <utility>

#include "store/thread_name.hpp"

namespace portal {

Aside::Aside(int threads) {
  threads_.reserve(static_cast<std::size_t>(threads));
  for (int at = 0; at < threads; ++at) threads_.emplace_back([this] { work(); });
}

Aside::~Aside() { stop(); }

void Aside::run(std::function<void()> task) {
  {
    const std::lock_guard lock{mutex_};
    if (stopping_) return;
    tasks_.push_back(std::move(task));
  }
  queued_.notify_one();
}

void Aside::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  queued_.notify_all();
  for (std::thread& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Aside::work() {
  name_this_thread("portal-aside");
  for (;;) {
    std::function<void()> task;
    {
      std::unique_lock lock{mutex_};
      queued_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

} // namespace portal

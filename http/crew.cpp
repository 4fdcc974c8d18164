#include "http/crew.hpp"

#include <utility>

namespace portal {

Crew::Crew(int threads, std::chrono::milliseconds period, std::function<void()> each_period)
    : period_(period), each_period_(std::move(each_period)) {
  for (int at = 0; at < threads; ++at) {
    threads_.emplace_back([this, at] { work(at == 0); });
  }
}

Crew::~Crew() { stop(); }

void Crew::post(std::function<void()> job) {
  {
    const std::lock_guard lock{mutex_};
    if (!stopping_ && !threads_.empty()) {
      jobs_.push_back(std::move(job));
      wake_.notify_one();
      return;
    }
  }
  job();
}

void Crew::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    wake_.notify_all();
  }
  for (auto& thread : threads_) {
    if (thread.joinable()) thread.join();
  }
}

void Crew::work(bool keeps_time) {
  auto due = std::chrono::steady_clock::now() + period_;
  std::unique_lock lock{mutex_};
  while (true) {
    const auto something = [this] { return stopping_ || !jobs_.empty(); };
    if (keeps_time) {
      wake_.wait_until(lock, due, something);
    } else {
      wake_.wait(lock, something);
    }
    if (!jobs_.empty()) {
      auto job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job();
      lock.lock();
    } else if (stopping_) {
      return;
    }
    if (keeps_time && std::chrono::steady_clock::now() >= due) {
      lock.unlock();
      each_period_();
      due = std::chrono::steady_clock::now() + period_;
      lock.lock();
    }
  }
}

} // namespace portal

#include "actors/eraser.hpp"

#include <chrono>
#include <utility>

#include "store/thread_name.hpp"

namespace portal {
namespace {

constexpr std::chrono::seconds retry_after{1};

} // namespace

Eraser::Eraser(Vault& vault, std::function<void(const CustomerId&)> erased)
    : vault_(vault), erased_(std::move(erased)), thread_([this] { run(); }) {}

Eraser::~Eraser() { stop(); }

void Eraser::erase(const CustomerId& customer) {
  const std::lock_guard lock{mutex_};
  tasks_.emplace_back(customer);
  changed_.notify_one();
}

void Eraser::when_done(std::function<void(bool)> then) {
  {
    const std::lock_guard lock{mutex_};
    if (!stopping_) {
      tasks_.emplace_back(std::move(then));
      changed_.notify_one();
      return;
    }
  }
  then(false);
}

void Eraser::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void Eraser::run() {
  name_this_thread("portal-eraser");
  for (;;) {
    Task task;
    bool stopping = false;
    {
      std::unique_lock lock{mutex_};
      changed_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
      stopping = stopping_;
    }
    if (const auto* customer = std::get_if<CustomerId>(&task)) {
      if (!stopping && erase_now(*customer)) erased_(*customer);
    } else {
      std::get<std::function<void(bool)>>(task)(!stopping);
    }
  }
}

/// Tries until it works; false when told to stop before.
bool Eraser::erase_now(const CustomerId& customer) {
  while (!vault_.erase(customer)) {
    std::unique_lock lock{mutex_};
    if (changed_.wait_for(lock, retry_after, [this] { return stopping_; })) return false;
  }
  return true;
}

} // namespace portal

#include "store/layered_views.hpp"

#include <utility>

#include "store/overlay.hpp"
#include "store/thread_name.hpp"

namespace portal {
namespace {

constexpr std::size_t behind_max = 4; ///< times rows_max

} // namespace

LayeredViews::LayeredViews(std::unique_ptr<SettledRows> base, LayeringSettings settings)
    : base_(std::move(base)), settings_(settings),
      stack_(std::make_shared<const Stack>(Stack{{}, base_->as_of_now()})),
      writer_([this] { write_behind(); }) {}

LayeredViews::~LayeredViews() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  changed_.notify_one();
  writer_.join();
}

std::unique_ptr<ViewReader> LayeredViews::snapshot() const {
  return std::make_unique<StackReader>(stack());
}

std::unique_ptr<ViewWriter> LayeredViews::begin() {
  return std::make_unique<OverlayWriter>(snapshot());
}

Stored<void> LayeredViews::commit(ViewWriter& batch) {
  auto* const writer = dynamic_cast<OverlayWriter*>(&batch);
  if (writer == nullptr) return fault(FaultKind::misuse, "The batch is not from these views.");
  std::unique_lock lock{mutex_};
  written_.wait(lock, [this] {
    return fault_ || rows_in_memory() < behind_max * settings_.rows_max;
  });
  if (fault_) return tl::unexpected<Fault>(*fault_);
  Stack next = *stack();
  lay_over(next.layers, std::make_shared<const Layer>(writer->take_changes()), settled_);
  publish(std::move(next));
  const bool first = !oldest_;
  if (first) oldest_ = Clock::now();
  const bool many = rows_in_memory() >= settings_.rows_max;
  lock.unlock();
  if (first || many) changed_.notify_one();
  return {};
}

void LayeredViews::write_behind() {
  name_this_thread("portal-rows");
  const auto due = [this] { return stopping_ || rows_in_memory() >= settings_.rows_max; };
  std::unique_lock lock{mutex_};
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || oldest_; });
    if (!oldest_) return;
    changed_.wait_until(lock, *oldest_ + settings_.age_max, due);
    if (write_out(lock)) continue;
    if (stopping_) return; // whoever made the rows makes them again
    changed_.wait_for(lock, settings_.retry_after, [this] { return stopping_; });
  }
}

/// Writes all layers there are, without the lock, and takes them off the stack.
Stored<void> LayeredViews::write_out(std::unique_lock<std::mutex>& lock) {
  const auto taken = stack();
  settled_ = taken->layers.size();
  const auto oldest = std::exchange(oldest_, std::nullopt);
  lock.unlock();
  auto written = base_->write(*joined(taken->layers));
  std::shared_ptr<const ViewReader> base = written ? base_->as_of_now() : nullptr;
  lock.lock();
  if (written) {
    Stack next = *stack();
    next.layers.resize(next.layers.size() - settled_);
    next.base = std::move(base);
    publish(std::move(next));
    fault_.reset();
  } else {
    oldest_ = oldest;
    fault_ = written.error();
  }
  settled_ = 0;
  written_.notify_all();
  return written;
}

std::shared_ptr<const Stack> LayeredViews::stack() const {
  const std::lock_guard lock{stack_mutex_};
  return stack_;
}

void LayeredViews::publish(Stack stack) {
  auto next = std::make_shared<const Stack>(std::move(stack));
  const std::lock_guard lock{stack_mutex_};
  stack_.swap(next);
}

std::size_t LayeredViews::rows_in_memory() const {
  const auto now = stack();
  std::size_t rows = 0;
  for (const auto& layer : now->layers) rows += layer->held();
  return rows;
}

} // namespace portal

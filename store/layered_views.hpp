#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

#include "store/layers.hpp"
#include "store/views.hpp"

namespace portal {

/// Where the rows of the views end up.
class SettledRows {
 public:
  SettledRows() = default;
  SettledRows(const SettledRows&) = delete;
  SettledRows& operator=(const SettledRows&) = delete;
  virtual ~SettledRows() = default;

  /// The rows as they are now; what is written later does not show in it.
  virtual std::shared_ptr<const ViewReader> as_of_now() const = 0;

  /// Writes the changes atomically, and behind all before them.
  virtual Stored<void> write(const Layer& changes) = 0;
};

/// When rows go from memory to the base.
struct LayeringSettings {
  // Written later, rows are written less often (at 400 ms 3 % of a command's work less); but a process that
  // is killed more often than that writes none, and folds ever more from the log at each start.
  std::size_t rows_max = 16'384;                ///< this many changed rows are written at once
  std::chrono::milliseconds age_max{100};       ///< fewer are written after this time
  std::chrono::milliseconds retry_after{1'000}; ///< when they could not be written
};

/// Views that keep what was committed last in memory and write many batches to the base together:
/// rows that change often are then written once, and a commit of few events costs little. One thread
/// writes behind. A crash takes the last commits away, never a part of one and never one before
/// another: what they were made from must be there still.
class LayeredViews final : public Views {
 public:
  LayeredViews(std::unique_ptr<SettledRows> base, LayeringSettings settings);

  /// Writes what is in memory.
  ~LayeredViews() override;

  std::unique_ptr<ViewReader> snapshot() const override;
  std::unique_ptr<ViewWriter> begin() override;

  /// Waits when the base is behind by several times rows_max; a fault of the writing thread is told
  /// here, and the batch is then not committed.
  Stored<void> commit(ViewWriter& batch) override;

 private:
  using Clock = std::chrono::steady_clock;

  void write_behind();
  Stored<void> write_out(std::unique_lock<std::mutex>& lock);
  std::shared_ptr<const Stack> stack() const;
  void publish(Stack stack);
  std::size_t rows_in_memory() const;

  std::unique_ptr<SettledRows> base_;
  LayeringSettings settings_;

  mutable std::mutex stack_mutex_; ///< held for a pointer's time
  std::shared_ptr<const Stack> stack_;

  std::mutex mutex_; ///< of all below; in front of stack_mutex_
  std::condition_variable changed_;
  std::condition_variable written_;
  std::size_t settled_ = 0;                 ///< the last layers, which are being written
  std::optional<Clock::time_point> oldest_; ///< when the first layer that is not settled came
  std::optional<Fault> fault_;              ///< of the last try to write
  bool stopping_ = false;

  std::thread writer_;
};

} // namespace portal

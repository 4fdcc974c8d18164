#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace portal {

/// Watches the room where the data is, so that commands are refused before a write fails: one that fails has
/// an unknown outcome and stops the process. Thread-safe.
class DiskRoom {
 public:
  /// Bytes that are free; nothing when that cannot be told, which refuses nothing.
  using Free = std::function<std::optional<std::uint64_t>()>;

  /// `least`: bytes; 0 never refuses. Looked at no more often than `look_every`.
  DiskRoom(
    std::uint64_t least, Free free,
    std::chrono::milliseconds look_every = std::chrono::milliseconds{500}
  )
      : least_(least), free_(std::move(free)), look_every_(look_every) {}

  /// True from when less than `least` is free until a tenth more than that is.
  bool is_short();

  /// Bytes free when last looked at; 0 before that.
  std::uint64_t free() const { return seen_; }

  std::uint64_t least() const { return least_; }

 private:
  using Clock = std::chrono::steady_clock;

  const std::uint64_t least_;
  const Free free_;
  const std::chrono::milliseconds look_every_;
  std::atomic<Clock::time_point> next_look_{Clock::time_point{}};
  std::atomic<std::uint64_t> seen_{0};
  std::atomic<bool> is_short_{false};
};

/// Bytes free to this process where `directory` is.
DiskRoom::Free free_beside(std::string directory);

} // namespace portal

#pragma once

#include <functional>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

namespace portal {

/// The unique names that commands in flight are about to take; what is taken for good stands in the
/// log. All of a command's names are taken at once or none, and a command that waits holds none: no
/// two commands can wait for each other. Thread-safe.
class ClaimTable {
 public:
  /// True when all of `keys` (each once) are held now. Otherwise nothing is held, and `again` is
  /// called once, on the thread of the release, when the name that was in the way is free.
  bool acquire(std::span<const std::string> keys, std::function<void()> again);

  void release(std::span<const std::string> keys);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::vector<std::function<void()>>> held_;
};

} // namespace portal

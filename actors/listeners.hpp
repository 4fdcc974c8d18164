#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "events/envelope.hpp"

namespace portal {

/// Those who want to hear of each commit, while they keep their handle. Thread-safe.
class Listeners {
 public:
  using Hear = std::function<void(Position)>;

  std::shared_ptr<void> add(Hear hear);
  void tell(Position head);

 private:
  std::mutex mutex_;
  std::vector<std::weak_ptr<const Hear>> hearing_;
};

} // namespace portal

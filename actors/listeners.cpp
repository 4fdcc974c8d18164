#include "actors/listeners.hpp"

#include <utility>

namespace portal {

std::shared_ptr<void> Listeners::add(Hear hear) {
  auto handle = std::make_shared<Hear>(std::move(hear));
  const std::lock_guard lock{mutex_};
  hearing_.push_back(handle);
  return handle;
}

void Listeners::tell(Position head) {
  std::vector<std::shared_ptr<const Hear>> present;
  {
    const std::lock_guard lock{mutex_};
    std::erase_if(hearing_, [&](const auto& hear) {
      auto alive = hear.lock();
      if (alive) present.push_back(std::move(alive));
      return present.empty() || hear.expired();
    });
  }
  for (const auto& hear : present) (*hear)(head);
}

} // namespace portal

#include "actors/claims.hpp"

#include <iterator>

namespace portal {

bool ClaimTable::acquire(std::span<const std::string> keys, std::function<void()> again) {
  const std::lock_guard lock{mutex_};
  for (const std::string& key : keys) {
    const auto found = held_.find(key);
    if (found == held_.end()) continue;
    found->second.push_back(std::move(again));
    return false;
  }
  for (const std::string& key : keys) held_.try_emplace(key);
  return true;
}

void ClaimTable::release(std::span<const std::string> keys) {
  std::vector<std::function<void()>> waiting;
  {
    const std::lock_guard lock{mutex_};
    for (const std::string& key : keys) {
      const auto found = held_.find(key);
      if (found == held_.end()) continue;
      std::move(found->second.begin(), found->second.end(), std::back_inserter(waiting));
      held_.erase(found);
    }
  }
  for (const auto& again : waiting) again();
}

} // namespace portal

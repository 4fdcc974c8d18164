#include "actors/follower.hpp"

#include <algorithm>

namespace portal {
namespace {

/// What takes longer goes on while the clock walks on.
constexpr std::chrono::seconds patience{20};

} // namespace

void Followers::add(Follower& follower) {
  const std::lock_guard lock{mutex_};
  all_.push_back(&follower);
}

void Followers::remove(Follower& follower) {
  const std::lock_guard lock{mutex_};
  std::erase(all_, &follower);
}

std::optional<Instant> Followers::work_off() {
  const std::lock_guard lock{mutex_};
  std::optional<Instant> next;
  for (Follower* follower : all_) {
    const auto theirs = follower->work_off(patience);
    if (theirs && (!next || *theirs < *next)) next = theirs;
  }
  return next;
}

} // namespace portal

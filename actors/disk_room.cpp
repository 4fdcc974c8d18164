#include "actors/disk_room.hpp"

#include <filesystem>
#include <system_error>
#include <utility>

namespace portal {

bool DiskRoom::is_short() {
  if (least_ == 0) return false;
  const auto now = Clock::now();
  auto due = next_look_.load();
  // One of those who find that it is time looks; the others go by what was seen last.
  if (now < due || !next_look_.compare_exchange_strong(due, now + look_every_)) return is_short_;
  const auto free = free_();
  if (!free) return is_short_ = false;
  seen_ = *free;
  const std::uint64_t enough = is_short_ ? least_ + least_ / 10 : least_;
  return is_short_ = *free < enough;
}

DiskRoom::Free free_beside(std::string directory) {
  return [directory = std::move(directory)]() -> std::optional<std::uint64_t> {
    std::error_code failed;
    const auto space = std::filesystem::space(directory, failed);
    if (failed) return std::nullopt;
    return std::uint64_t{space.available};
  };
}

} // namespace portal

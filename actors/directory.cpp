#include "actors/directory.hpp"

#include <algorithm>

#include "actors/work.hpp"

namespace portal {
namespace {

/// Few shards for few residents, so that the limit is kept closely; many where locks would meet.
std::size_t shards_for(std::size_t resident_max) { return resident_max < 1024 ? 1 : 32; }

} // namespace

Directory::Directory(std::size_t resident_max, Start start)
    : per_shard_max_(std::max<std::size_t>(1, resident_max / shards_for(resident_max))),
      start_(std::move(start)), shards_(shards_for(resident_max)) {}

Directory::Shard& Directory::shard_of(const std::string& stream) {
  return shards_[std::hash<std::string>{}(stream) % shards_.size()];
}

void Directory::deliver(const std::string& stream, std::shared_ptr<Work> work) {
  Shard& shard = shard_of(stream);
  const std::lock_guard lock{shard.mutex};
  if (closed_) return; // and so `work` answers for itself
  const auto found = shard.entries.find(stream);
  if (found == shard.entries.end()) {
    start_in(shard, stream).actor->execute(std::move(work));
    make_room(shard);
    return;
  }
  Entry& entry = found->second;
  if (entry.leaving) {
    entry.waiting.push_back(std::move(work));
    return;
  }
  shard.used.splice(shard.used.begin(), shard.used, entry.place);
  entry.actor->execute(std::move(work));
}

void Directory::gone(const std::string& stream) {
  std::vector<std::shared_ptr<Work>> waiting; // outlives the lock: dropping one calls its reply
  Shard& shard = shard_of(stream);
  const std::lock_guard lock{shard.mutex};
  const auto found = shard.entries.find(stream);
  if (found == shard.entries.end()) return;
  waiting = std::move(found->second.waiting);
  shard.entries.erase(found);
  if (waiting.empty() || closed_) return;
  const Entry& entry = start_in(shard, stream);
  for (const auto& work : waiting) entry.actor->execute(work);
  make_room(shard);
}

Directory::Entry& Directory::start_in(Shard& shard, const std::string& stream) {
  Entry entry;
  entry.actor = start_(stream);
  shard.used.push_front(stream);
  entry.place = shard.used.begin();
  return shard.entries.emplace(stream, std::move(entry)).first->second;
}

void Directory::make_room(Shard& shard) {
  while (shard.used.size() > per_shard_max_) retire_least_used(shard);
}

void Directory::retire_least_used(Shard& shard) {
  Entry& entry = shard.entries.find(shard.used.back())->second;
  shard.used.pop_back();
  entry.leaving = true;
  entry.actor->retire();
  entry.actor.reset();
}

void Directory::close() {
  closed_ = true;
  for (Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    while (!shard.used.empty()) retire_least_used(shard);
  }
}

std::size_t Directory::resident() const {
  std::size_t count = 0;
  for (const Shard& shard : shards_) {
    const std::lock_guard lock{shard.mutex};
    count += shard.entries.size();
  }
  return count;
}

} // namespace portal

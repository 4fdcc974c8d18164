#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

namespace portal {

class Work;

/// A stream's actor, as the directory sees it. Calls only queue a message.
class Resident {
 public:
  Resident() = default;
  Resident(const Resident&) = delete;
  Resident& operator=(const Resident&) = delete;
  virtual ~Resident() = default;

  virtual void execute(std::shared_ptr<Work> work) = 0;

  /// Finish what was sent, then call Directory::gone() and end. Nothing is sent after this.
  virtual void retire() = 0;
};

/// Who is in memory: finds or starts the actor of a stream, and retires the least recently used ones
/// beyond `resident_max`. While an actor retires, its commands wait here; when it has gone, a new one
/// is started for them. So no command is lost and no stream ever has two live actors. Thread-safe;
/// sharded by stream.
class Directory {
 public:
  using Start = std::function<std::shared_ptr<Resident>(const std::string& stream)>;

  Directory(std::size_t resident_max, Start start);

  /// Commands for one stream reach its actor in the order of these calls.
  void deliver(const std::string& stream, std::shared_ptr<Work> work);

  /// The stream's actor has finished everything it was sent and will do nothing more.
  void gone(const std::string& stream);

  /// Retires everyone; what is delivered from now on is dropped.
  void close();

  std::size_t resident() const;

 private:
  struct Entry {
    std::shared_ptr<Resident> actor;
    std::list<std::string>::iterator place; ///< in `used`, unless leaving
    bool leaving = false;
    std::vector<std::shared_ptr<Work>> waiting;
  };

  struct Shard {
    mutable std::mutex mutex;
    std::unordered_map<std::string, Entry> entries;
    std::list<std::string> used; ///< the most recently used first; without those leaving
  };

  Shard& shard_of(const std::string& stream);
  Entry& start_in(Shard& shard, const std::string& stream);
  void make_room(Shard& shard);
  static void retire_least_used(Shard& shard);

  std::size_t per_shard_max_;
  Start start_;
  std::vector<Shard> shards_;
  std::atomic<bool> closed_{false};
};

} // namespace portal

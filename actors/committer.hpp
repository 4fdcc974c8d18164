#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "store/event_log.hpp"

namespace portal {

/// Where a command's events came to stand.
struct Durable {
  Position first = 0;
  Position last = 0;
  Instant recorded_at;
};

/// One command's events on their way to the log. Without tails it is a fence: done when everything
/// queued before it is durable.
struct Commit {
  using Then = std::function<void(const Stored<Durable>&)>;

  Append append;
  /// Called once, on the replier's thread, in the order of the queue; a fault claims no outcome.
  Then then;
};

/// Events that have just been made durable, for those who follow the log without reading it again.
struct FreshEvents {
  Position first = 0;
  Instant recorded_at;
  std::vector<std::string> tails;
};

/// What operations want to know of commits.
struct CommitCounts {
  std::uint64_t commits = 0;
  std::uint64_t events = 0;
  double seconds_sum = 0;
  double seconds_p50 = 0; ///< this and the next: of the last groups
  double seconds_p99 = 0;
};

/// The only writer of the log: one thread that takes what has queued up (at most 2,048 commands
/// or 2 MiB), appends it as one group with one sync, and goes on; a second thread answers and tells those
/// who follow meanwhile. The queue is bounded by the permits taken in front of it. A failed append stops
/// everything: what was queued is answered by a fault, and `fatal` is called.
class Committer {
 public:
  struct Ports {
    EventLog* log = nullptr;
    std::function<Instant()> now;
    std::function<void(std::vector<FreshEvents>)> follow; ///< on the replier's thread: only queue
    std::function<void(Position)> committed; ///< on the replier's thread, after a group
    std::function<void(const Fault&)> fatal; ///< at most once
  };

  static constexpr std::size_t group_commands_max = 2048;
  static constexpr std::size_t group_bytes_max = 2 * 1024 * 1024;

  /// `last_recorded_at`: of the log's last event; times of recording never run backwards.
  Committer(Ports ports, Instant last_recorded_at);
  ~Committer();
  Committer(const Committer&) = delete;
  Committer& operator=(const Committer&) = delete;

  void enqueue(Commit commit);

  /// Writes and answers what is queued, then ends both threads; later commits are answered by a
  /// fault. Idempotent.
  void stop();

  /// True once an append has failed: what actors hold in memory may not be in the log.
  bool failed() const { return failed_; }

  CommitCounts counts() const;

 private:
  /// What is written at once, and, on its way to the replier, what became of it.
  struct Group {
    std::vector<Append> appends;    ///< fences have none
    std::vector<Commit::Then> then; ///< one a commit, fences too
    std::vector<bool> fences;       ///< beside `then`
    std::vector<Appended> places;   ///< beside `appends`, once they are written
    Instant recorded_at;
    std::optional<Fault> fault;
  };

  void write_groups();
  void answer_groups();
  Group next_group();
  void take_queued();
  void write(Group& group);
  void fail(Group& group, const Fault& cause);
  void hand_over(Group group);
  void answer(Group group);
  void note_seconds(double seconds);

  Ports ports_;
  Instant recorded_at_;
  std::atomic<bool> failed_{false};

  std::mutex queue_mutex_;
  std::condition_variable queued_;
  std::deque<Commit> queue_;
  bool stopping_ = false;
  bool writer_done_ = false;

  std::deque<Commit>
    taken_; ///< off the queue, the committer's own: its lock is held for a moment only

  std::mutex answers_mutex_;
  std::condition_variable answered_;
  std::deque<Group> answers_;
  bool answers_end_ = false;

  mutable std::mutex counts_mutex_;
  std::uint64_t commits_ = 0;
  std::uint64_t events_ = 0;
  double seconds_sum_ = 0;
  std::vector<double> seconds_; ///< of the last groups, a ring
  std::size_t next_seconds_ = 0;

  std::thread writer_;
  std::thread replier_;
};

} // namespace portal

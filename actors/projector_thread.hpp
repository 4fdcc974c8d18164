#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "actors/committer.hpp"
#include "projections/projector.hpp"
#include "store/vault.hpp"
#include "store/views.hpp"

namespace portal {

/// How far the views are.
struct ViewsProgress {
  bool caught_up = false; ///< once, since the start
  Position folded = 0;
  Position visible = 0;
  double done = 1.0; ///< 0…1 of what there was to fold at the start
  std::chrono::seconds eta{0};
  std::string trouble; ///< why folding has stopped; empty when it has not
};

/// The thread that folds the log into the views, one batch with its checkpoint at a time: what the
/// committer hands over, or, at the start and after an overflow, what the log holds. It is the only
/// writer of the views; snapshots of entities ride along. An erasure is noted in the batch that passes
/// it and crossed out when it has been carried out, so that a crash in between only repeats it.
class ProjectorThread {
 public:
  struct Ports {
    const EventLog* log = nullptr;
    Views* views = nullptr;
    Vault* vault = nullptr;
    std::function<void(const CustomerId&)> erase; ///< starts it; erased() tells the end
  };

  using Seen = std::function<void(bool)>;

  explicit ProjectorThread(Ports ports);
  ~ProjectorThread();
  ProjectorThread(const ProjectorThread&) = delete;
  ProjectorThread& operator=(const ProjectorThread&) = delete;

  /// Newly durable events, in order. Beyond a bound they are dropped here and read from the log.
  void follow(std::vector<FreshEvents> fresh);

  /// Puts a row into the next batch, beside those of the projections.
  void put_beside(std::string key, std::string row);

  /// The customer's key is destroyed.
  void erased(const CustomerId& customer);

  /// Calls back with true once readers see `position`, with false after `deadline`. Called at once,
  /// on this thread, when they do already; otherwise on the projector's.
  void when_visible(Position position, std::chrono::milliseconds deadline, Seen then);

  ViewsProgress progress() const;

  /// Folds what was handed over and ends. Idempotent.
  void stop();

 private:
  using Clock = std::chrono::steady_clock;

  void run();
  Stored<void> open();
  Stored<void> wipe();
  Stored<void> read_until(Position end);
  Stored<void> fold_queued();
  std::vector<FreshEvents> take_queued();
  bool take_overflow();
  Stored<void> fold(const Stretch& stretch);
  Stored<std::vector<CustomerId>>
  note_erasures(std::span<const RecordedEvent> events, ViewWriter& batch);
  Stored<void> resume_erasures();
  void publish(Position visible);
  void rest_until_retry(const Fault& trouble);
  bool wait_for_work();
  void gather(std::unique_lock<std::mutex>& lock);
  void answer_waiters();
  bool stopping() const;

  Ports ports_;
  Projector projector_;
  Position folded_ = 0; ///< the projector's own thread alone
  Position start_at_ = 0;
  Position start_head_ = 0;
  Clock::time_point started_ = Clock::now();

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<FreshEvents> fresh_;
  std::size_t fresh_events_ = 0;
  /// Rows for the next batch; nothing: removed.
  std::vector<std::pair<std::string, std::optional<std::string>>> beside_;
  std::multimap<Position, std::pair<Clock::time_point, Seen>> waiters_;
  Position visible_ = 0;
  ViewsProgress progress_;
  bool overflowed_ = false; ///< follow() dropped something: it is to be read from the log
  bool idle_ = false;       ///< the thread waits for events to come
  bool stopping_ = false;
  bool ended_ = false;

  std::thread thread_;
};

} // namespace portal

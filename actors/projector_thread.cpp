#include "actors/projector_thread.hpp"

#include <algorithm>
#include <exception>

#include "actors/deciders.hpp"
#include "actors/decode_ahead.hpp"
#include "projections/rows.hpp"
#include "store/thread_name.hpp"

namespace portal {
namespace {

constexpr std::size_t batch_events_max = 2048;
constexpr std::size_t fresh_events_max = 65'536;
constexpr std::chrono::seconds retry_after{1};

/// Small groups are folded together: a batch has its price. Whoever waits to see them ends the wait.
constexpr std::chrono::milliseconds gather_for{2};
constexpr std::size_t gathered_events_max = 256;

/// Which event the views end at, so that a log that was put back to an older copy is noticed.
constexpr std::string_view guard_key = "\177guard";

/// A customer whose key is still to be destroyed.
constexpr std::string_view erasing_prefix = "\177erasing/";

std::string erasing_key(const CustomerId& customer) {
  return std::string{erasing_prefix} + customer.text();
}

/// False once the customer's key is gone: then what a codec seals, it cannot open.
bool opens(const PersonalCodec& codec) { return codec.open(codec.seal("null")).has_value(); }

std::string guard_row(Position position, std::string_view line) {
  return Key{}.number(position).last(to_hex(leaf_hash(line))).bytes();
}

/// True when the log holds the very event that the views say they end at.
Stored<bool> still_there(const EventLog& log, std::string_view guard) {
  const Position position = Pieces{guard}.number();
  bool same = false;
  const auto read = log.read(position, [&](Position at, std::string_view line) {
    same = guard_row(at, line) == guard;
    return false;
  });
  if (!read) return tl::unexpected<Fault>(read.error());
  return same;
}

} // namespace

ProjectorThread::ProjectorThread(Ports ports)
    : ports_(std::move(ports)), thread_([this] { run(); }) {}

ProjectorThread::~ProjectorThread() { stop(); }

void ProjectorThread::follow(std::vector<FreshEvents> fresh) {
  const std::lock_guard lock{mutex_};
  if (fresh_events_ > fresh_events_max) {
    overflowed_ = true;
  } else {
    for (FreshEvents& events : fresh) {
      fresh_events_ += events.tails.size();
      fresh_.push_back(std::move(events));
    }
  }
  if (idle_ || fresh_events_ >= gathered_events_max) wake_.notify_one();
}

void ProjectorThread::put_beside(std::string key, std::string row) {
  const std::lock_guard lock{mutex_};
  beside_.emplace_back(std::move(key), std::move(row));
  wake_.notify_one();
}

void ProjectorThread::erased(const CustomerId& customer) {
  const std::lock_guard lock{mutex_};
  beside_.emplace_back(erasing_key(customer), std::nullopt);
  wake_.notify_one();
}

void ProjectorThread::when_visible(
  Position position, std::chrono::milliseconds deadline, Seen then
) {
  bool seen = false;
  {
    const std::lock_guard lock{mutex_};
    seen = visible_ >= position;
    if (!seen && !ended_) {
      waiters_.emplace(position, std::pair{Clock::now() + deadline, std::move(then)});
      wake_.notify_one();
      return;
    }
  }
  then(seen);
}

ViewsProgress ProjectorThread::progress() const {
  const std::lock_guard lock{mutex_};
  return progress_;
}

void ProjectorThread::stop() {
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

bool ProjectorThread::stopping() const {
  const std::lock_guard lock{mutex_};
  return stopping_;
}

void ProjectorThread::run() {
  name_this_thread("portal-project");
  bool opened = false;
  for (;;) {
    Stored<void> done;
    try {
      if (!opened) done = open();
      if (done && !opened) done = read_until(ports_.log->head());
      if (done) done = fold_queued();
    } catch (const std::exception& problem) {
      done = fault(FaultKind::misuse, std::string{"Folding threw: "} + problem.what());
    }
    opened = opened || done;
    if (!done) {
      if (stopping()) break;
      rest_until_retry(done.error());
      continue;
    }
    if (!wait_for_work()) break;
  }
  {
    const std::lock_guard lock{mutex_};
    ended_ = true;
  }
  answer_waiters();
}

/// Finds where the views end; starts them anew when the log is not the one they were folded from.
Stored<void> ProjectorThread::open() {
  const auto rows = ports_.views->snapshot();
  const auto checkpoint = projector_.checkpoint(*rows);
  if (!checkpoint) return tl::unexpected<Fault>(checkpoint.error());
  const auto guard = rows->get(guard_key);
  if (!guard) return tl::unexpected<Fault>(guard.error());
  bool ours = *checkpoint <= ports_.log->head();
  if (ours && *guard) {
    const auto same = still_there(*ports_.log, **guard);
    if (!same) return tl::unexpected<Fault>(same.error());
    ours = *same;
  }
  if (!ours) {
    if (auto wiped = wipe(); !wiped) return wiped;
  }
  if (auto resumed = resume_erasures(); !resumed) return resumed;
  folded_ = ours ? *checkpoint : 0;
  const auto visible = projector_.visible(*ports_.views->snapshot());
  if (!visible) return tl::unexpected<Fault>(visible.error());
  started_ = Clock::now();
  start_at_ = folded_;
  start_head_ = ports_.log->head();
  publish(*visible);
  return {};
}

Stored<void> ProjectorThread::wipe() {
  const auto batch = ports_.views->begin();
  batch->remove_range({}, std::string(64, '\xff'));
  return ports_.views->commit(*batch);
}

Stored<void> ProjectorThread::read_until(Position end) {
  if (end <= folded_) return {};
  DecodeAhead ahead{*ports_.log, folded_ + 1, end};
  Stretch stretch;
  for (;;) {
    auto next = ahead.next(std::move(stretch));
    if (!next) return tl::unexpected<Fault>(next.error());
    stretch = std::move(*next);
    if (stretch.empty()) return {};
    if (auto folded = fold(stretch); !folded) return folded;
    if (stopping()) return {};
  }
}

Stored<void> ProjectorThread::fold_queued() {
  for (;;) {
    const std::vector<FreshEvents> queued = take_queued();
    std::vector<RecordedEvent> events;
    for (const FreshEvents& fresh : queued) {
      if (fresh.first > folded_ + events.size() + 1) { // dropped by follow()
        if (auto folded = fold(Stretch{std::exchange(events, {})}); !folded) return folded;
        if (auto read = read_until(fresh.first - 1); !read) return read;
      }
      for (std::size_t at = 0; at < fresh.tails.size(); ++at) {
        const Position position = fresh.first + at;
        if (position <= folded_ + events.size()) continue; // read from the log before
        auto event =
          decode_line(position, write_stored(position, fresh.recorded_at, fresh.tails[at]));
        if (!event) return tl::unexpected<Fault>(event.error());
        events.push_back(std::move(*event));
      }
    }
    if (auto folded = fold(Stretch{std::move(events)}); !folded) return folded;
    if (!queued.empty()) continue;
    if (!take_overflow()) return {};
    if (auto read = read_until(ports_.log->head()); !read) return read;
  }
}

std::vector<FreshEvents> ProjectorThread::take_queued() {
  const std::lock_guard lock{mutex_};
  std::vector<FreshEvents> queued;
  std::size_t events = 0;
  while (!fresh_.empty() && events < batch_events_max) {
    events += fresh_.front().tails.size();
    queued.push_back(std::move(fresh_.front()));
    fresh_.pop_front();
  }
  fresh_events_ -= events;
  return queued;
}

bool ProjectorThread::take_overflow() {
  const std::lock_guard lock{mutex_};
  return std::exchange(overflowed_, false);
}

/// One batch: the events into the projections, what goes beside, the guard.
Stored<void> ProjectorThread::fold(const Stretch& stretch) {
  const auto events = stretch.events();
  std::vector<std::pair<std::string, std::optional<std::string>>> beside;
  {
    const std::lock_guard lock{mutex_};
    beside.swap(beside_);
  }
  if (events.empty() && beside.empty()) return {};
  const auto batch = ports_.views->begin();
  if (auto applied = projector_.apply(stretch.occurrences(), *batch); !applied) return applied;
  const auto erasing = note_erasures(events, *batch);
  if (!erasing) return tl::unexpected<Fault>(erasing.error());
  for (const auto& [key, row] : beside) row ? batch->put(key, *row) : batch->remove(key);
  const Position reached = folded_ + events.size();
  if (!events.empty()) batch->put(guard_key, guard_row(reached, events.back().stored()));
  if (auto committed = ports_.views->commit(*batch); !committed) return committed;
  folded_ = reached;
  for (const CustomerId& customer : *erasing) ports_.erase(customer);
  if (events.empty()) return {};
  const auto visible = projector_.visible(*ports_.views->snapshot());
  if (!visible) return tl::unexpected<Fault>(visible.error());
  publish(*visible);
  answer_waiters();
  return {};
}

/// Notes in the batch whose keys are to be destroyed; a customer erased long ago has none any more.
Stored<std::vector<CustomerId>>
ProjectorThread::note_erasures(std::span<const RecordedEvent> events, ViewWriter& batch) {
  std::vector<CustomerId> erasing;
  for (const RecordedEvent& event : events) {
    if (event.head().type != erased_event_type) continue;
    const auto customer = customer_of(event.head().stream);
    if (!customer) continue;
    const auto codec = ports_.vault->codec(*customer);
    if (!codec) return tl::unexpected<Fault>(codec.error());
    if (!opens(**codec)) continue;
    batch.put(erasing_key(*customer), event.head().position);
    erasing.push_back(*customer);
  }
  return erasing;
}

Stored<void> ProjectorThread::resume_erasures() {
  return ports_.views->snapshot()->scan(
    erasing_prefix, after_prefix(erasing_prefix), Order::ascending,
    [this](std::string_view key, std::string_view /*position*/) {
      ports_.erase(CustomerId{std::string{key.substr(erasing_prefix.size())}});
      return true;
    }
  );
}

void ProjectorThread::publish(Position visible) {
  const std::lock_guard lock{mutex_};
  visible_ = visible;
  progress_.folded = folded_;
  progress_.visible = visible;
  progress_.trouble.clear();
  if (progress_.caught_up) return;
  progress_.caught_up = folded_ >= start_head_;
  const auto all = static_cast<double>(std::max<Position>(1, start_head_ - start_at_));
  progress_.done = progress_.caught_up ? 1.0 : static_cast<double>(folded_ - start_at_) / all;
  const std::chrono::duration<double> took = Clock::now() - started_;
  const double left = progress_.done > 0 ? took.count() * (1 - progress_.done) / progress_.done : 0;
  progress_.eta = std::chrono::seconds{static_cast<std::int64_t>(left)};
}

void ProjectorThread::rest_until_retry(const Fault& trouble) {
  std::unique_lock lock{mutex_};
  progress_.trouble = trouble.message;
  overflowed_ = true; // what was taken from the queue is to be read from the log
  wake_.wait_for(lock, retry_after, [this] { return stopping_; });
  lock.unlock();
  answer_waiters();
}

/// False when there is nothing left to do before the end.
bool ProjectorThread::wait_for_work() {
  for (;;) {
    answer_waiters();
    std::unique_lock lock{mutex_};
    if (!fresh_.empty() || overflowed_ || !beside_.empty()) {
      gather(lock);
      return true;
    }
    if (stopping_) return false;
    auto until = Clock::now() + std::chrono::hours{1};
    for (const auto& [position, waiter] : waiters_) until = std::min(until, waiter.first);
    idle_ = true;
    wake_.wait_until(lock, until);
    idle_ = false;
  }
}

void ProjectorThread::gather(std::unique_lock<std::mutex>& lock) {
  wake_.wait_for(lock, gather_for, [this] {
    return stopping_ || overflowed_ || !waiters_.empty() || !beside_.empty() ||
           fresh_events_ >= gathered_events_max;
  });
}

void ProjectorThread::answer_waiters() {
  std::vector<std::pair<Seen, bool>> answers;
  {
    const std::lock_guard lock{mutex_};
    const auto now = Clock::now();
    for (auto at = waiters_.begin(); at != waiters_.end();) {
      const bool seen = at->first <= visible_;
      if (!seen && !ended_ && at->second.first > now) {
        ++at;
        continue;
      }
      answers.emplace_back(std::move(at->second.second), seen);
      at = waiters_.erase(at);
    }
  }
  for (const auto& [then, seen] : answers) then(seen);
}

} // namespace portal

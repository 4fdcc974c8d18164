#include "actors/committer.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "store/thread_name.hpp"

namespace portal {
namespace {

constexpr std::size_t seconds_kept = 1024;

std::size_t bytes_of(const Append& append) {
  std::size_t bytes = append.idempotency ? append.idempotency->outcome.size() : 0;
  for (const std::string& tail : append.tails) bytes += tail.size();
  return bytes;
}

/// What is answered when the log can no longer tell.
tl::unexpected<Fault> unknown(const Fault& cause) {
  return fault(
    FaultKind::indeterminate, "It is unknown whether the events were stored: " + cause.message
  );
}

} // namespace

Committer::Committer(Ports ports, Instant last_recorded_at)
    : ports_(std::move(ports)), recorded_at_(last_recorded_at) {
  seconds_.reserve(seconds_kept);
  writer_ = std::thread{[this] { write_groups(); }};
  replier_ = std::thread{[this] { answer_groups(); }};
}

Committer::~Committer() { stop(); }

void Committer::enqueue(Commit commit) {
  {
    const std::lock_guard lock{queue_mutex_};
    if (!writer_done_) {
      queue_.push_back(std::move(commit));
      if (queue_.size() == 1) queued_.notify_one();
      return;
    }
  }
  commit.then(fault(FaultKind::io, "The log is closed: the server is shutting down."));
}

void Committer::stop() {
  {
    const std::lock_guard lock{queue_mutex_};
    stopping_ = true;
  }
  queued_.notify_one();
  if (writer_.joinable()) writer_.join();
  {
    const std::lock_guard lock{answers_mutex_};
    answers_end_ = true;
  }
  answered_.notify_one();
  if (replier_.joinable()) replier_.join();
}

void Committer::write_groups() {
  name_this_thread("portal-commit");
  for (;;) {
    Group group = next_group();
    if (group.then.empty()) return;
    if (failed_) {
      fail(group, Fault{FaultKind::indeterminate, "an earlier append had failed."});
    } else {
      write(group);
    }
    hand_over(std::move(group));
  }
}

/// Waits for commits, and takes all there are; none once the last is taken.
void Committer::take_queued() {
  std::unique_lock lock{queue_mutex_};
  if (taken_.empty()) {
    queued_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) writer_done_ = true;
    taken_.swap(queue_);
    return;
  }
  std::move(queue_.begin(), queue_.end(), std::back_inserter(taken_));
  queue_.clear();
}

Committer::Group Committer::next_group() {
  take_queued();
  Group group;
  const std::size_t most = std::min(taken_.size(), group_commands_max);
  group.appends.reserve(most);
  group.then.reserve(most);
  group.fences.reserve(most);
  std::size_t bytes = 0;
  while (!taken_.empty() && group.then.size() < group_commands_max && bytes < group_bytes_max) {
    Commit& next = taken_.front();
    bytes += bytes_of(next.append);
    const bool is_fence = next.append.tails.empty() && !next.append.idempotency;
    group.fences.push_back(is_fence);
    if (!is_fence) group.appends.push_back(std::move(next.append));
    group.then.push_back(std::move(next.then));
    taken_.pop_front();
  }
  return group;
}

void Committer::write(Group& group) {
  recorded_at_ = std::max(recorded_at_, ports_.now());
  group.recorded_at = recorded_at_;
  if (group.appends.empty()) return;
  const auto began = std::chrono::steady_clock::now();
  auto appended = ports_.log->append(group.appends, recorded_at_);
  if (!appended) return fail(group, appended.error());
  group.places = std::move(*appended);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
  note_seconds(took.count());
}

void Committer::fail(Group& group, const Fault& cause) {
  if (!failed_.exchange(true)) ports_.fatal(cause);
  group.fault = cause;
}

void Committer::hand_over(Group group) {
  const std::lock_guard lock{answers_mutex_};
  answers_.push_back(std::move(group));
  answered_.notify_one();
}

void Committer::answer_groups() {
  name_this_thread("portal-answer");
  for (;;) {
    Group group;
    {
      std::unique_lock lock{answers_mutex_};
      answered_.wait(lock, [this] { return answers_end_ || !answers_.empty(); });
      if (answers_.empty()) return;
      group = std::move(answers_.front());
      answers_.pop_front();
    }
    answer(std::move(group));
  }
}

void Committer::answer(Group group) {
  if (group.fault) {
    const Stored<Durable> failed = unknown(*group.fault);
    for (const Commit::Then& then : group.then) then(failed);
    return;
  }
  std::vector<FreshEvents> fresh;
  fresh.reserve(group.appends.size());
  std::uint64_t events = 0;
  for (std::size_t at = 0; at < group.appends.size(); ++at) {
    std::vector<std::string>& tails = group.appends[at].tails;
    if (tails.empty()) continue;
    events += tails.size();
    fresh.push_back({group.places[at].first, group.recorded_at, std::move(tails)});
  }
  if (!fresh.empty()) {
    const std::lock_guard lock{counts_mutex_};
    commits_ += 1;
    events_ += events;
  }
  auto place = group.places.begin();
  for (std::size_t at = 0; at < group.then.size(); ++at) {
    Durable durable{0, 0, group.recorded_at};
    if (!group.fences[at]) {
      durable.first = place->first;
      durable.last = place->last;
      ++place;
    }
    group.then[at](durable);
  }
  if (fresh.empty()) return;
  const Position head = fresh.back().first + fresh.back().tails.size() - 1;
  ports_.follow(std::move(fresh));
  ports_.committed(head);
}

void Committer::note_seconds(double seconds) {
  const std::lock_guard lock{counts_mutex_};
  seconds_sum_ += seconds;
  if (seconds_.size() < seconds_kept) {
    seconds_.push_back(seconds);
  } else {
    seconds_[next_seconds_] = seconds;
    next_seconds_ = (next_seconds_ + 1) % seconds_kept;
  }
}

CommitCounts Committer::counts() const {
  CommitCounts counts;
  std::vector<double> seconds;
  {
    const std::lock_guard lock{counts_mutex_};
    counts.commits = commits_;
    counts.events = events_;
    counts.seconds_sum = seconds_sum_;
    seconds = seconds_;
  }
  if (seconds.empty()) return counts;
  std::sort(seconds.begin(), seconds.end());
  counts.seconds_p50 = seconds[seconds.size() / 2];
  counts.seconds_p99 = seconds[seconds.size() * 99 / 100];
  return counts;
}

} // namespace portal

#include "actors/committer.hpp"

#include <algorithm>
#include <chrono>
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
    std::vector<Commit> group = next_group();
    if (group.empty()) return;
    if (failed_) {
      fail(std::move(group), Fault{FaultKind::indeterminate, "an earlier append had failed."});
    } else {
      write(std::move(group));
    }
  }
}

std::vector<Commit> Committer::next_group() {
  std::unique_lock lock{queue_mutex_};
  queued_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  if (queue_.empty()) writer_done_ = true;
  std::vector<Commit> group;
  std::size_t bytes = 0;
  while (!queue_.empty() && group.size() < group_commands_max && bytes < group_bytes_max) {
    bytes += bytes_of(queue_.front().append);
    group.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return group;
}

void Committer::write(std::vector<Commit> group) {
  std::vector<Append> appends;
  std::vector<bool> fence(group.size());
  appends.reserve(group.size());
  for (std::size_t at = 0; at < group.size(); ++at) {
    fence[at] = group[at].append.tails.empty() && !group[at].append.idempotency;
    if (!fence[at]) appends.push_back(std::move(group[at].append));
  }
  recorded_at_ = std::max(recorded_at_, ports_.now());
  std::vector<Appended> places;
  if (!appends.empty()) {
    const auto began = std::chrono::steady_clock::now();
    auto appended = ports_.log->append(appends, recorded_at_);
    if (!appended) return fail(std::move(group), appended.error());
    places = std::move(*appended);
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - began;
    note_seconds(took.count());
  }
  Answers answers;
  std::vector<FreshEvents> fresh;
  fresh.reserve(appends.size());
  std::size_t written = 0;
  for (std::size_t at = 0; at < group.size(); ++at) {
    Durable durable{0, 0, recorded_at_};
    if (!fence[at]) {
      durable.first = places[written].first;
      durable.last = places[written].last;
      if (!appends[written].tails.empty()) {
        fresh.push_back({durable.first, recorded_at_, std::move(appends[written].tails)});
        answers.head = durable.last;
      }
      ++written;
    }
    answers.then.push_back(std::move(group[at].then));
    answers.outcomes.emplace_back(durable);
  }
  if (!fresh.empty()) {
    const std::lock_guard lock{counts_mutex_};
    commits_ += 1;
    for (const FreshEvents& events : fresh) events_ += events.tails.size();
  }
  hand_over(std::move(answers));
  if (!fresh.empty()) ports_.follow(std::move(fresh));
}

void Committer::fail(std::vector<Commit> group, const Fault& cause) {
  if (!failed_.exchange(true)) ports_.fatal(cause);
  Answers answers;
  for (Commit& commit : group) {
    answers.then.push_back(std::move(commit.then));
    answers.outcomes.emplace_back(unknown(cause));
  }
  hand_over(std::move(answers));
}

void Committer::hand_over(Answers answers) {
  const std::lock_guard lock{answers_mutex_};
  answers_.push_back(std::move(answers));
  answered_.notify_one();
}

void Committer::answer_groups() {
  name_this_thread("portal-answer");
  for (;;) {
    Answers answers;
    {
      std::unique_lock lock{answers_mutex_};
      answered_.wait(lock, [this] { return answers_end_ || !answers_.empty(); });
      if (answers_.empty()) return;
      answers = std::move(answers_.front());
      answers_.pop_front();
    }
    for (std::size_t at = 0; at < answers.then.size(); ++at) {
      answers.then[at](answers.outcomes[at]);
    }
    if (answers.head != 0) ports_.committed(answers.head);
  }
}

void Committer::note_seconds(double seconds) {
  const std::lock_guard lock{counts_mutex_};
  if (seconds_.size() < seconds_kept) {
    seconds_.push_back(seconds);
  } else {
    seconds_[commits_ % seconds_kept] = seconds;
  }
}

CommitCounts Committer::counts() const {
  CommitCounts counts;
  std::vector<double> seconds;
  {
    const std::lock_guard lock{counts_mutex_};
    counts.commits = commits_;
    counts.events = events_;
    seconds = seconds_;
  }
  if (seconds.empty()) return counts;
  std::sort(seconds.begin(), seconds.end());
  counts.seconds_p50 = seconds[seconds.size() / 2];
  counts.seconds_p99 = seconds[seconds.size() * 99 / 100];
  return counts;
}

} // namespace portal

#include "effects/outbox_follower.hpp"

#include <algorithm>
#include <cstring>
#include <future>

#include "store/thread_name.hpp"
#include "store/vault.hpp"

namespace portal {
namespace {

using namespace std::chrono_literals;

/// Commits come by the thousand; looking once in so long is enough.
constexpr auto look_at_most_every = 5ms;
constexpr auto real_clock_checked_every = 200ms;
constexpr auto views_follow_within = 5s;
constexpr std::size_t looked_at_once = 1'000;

/// Between 0 and 1.
double by_chance() {
  const std::string bytes = random_bytes(sizeof(std::uint32_t));
  std::uint32_t number = 0;
  std::memcpy(&number, bytes.data(), sizeof number);
  return number / 4294967295.0;
}

bool wait_until_visible(Node& node) {
  auto promise = std::make_shared<std::promise<bool>>();
  auto seen = promise->get_future();
  node.when_visible(0, views_follow_within, [promise](bool visible) {
    promise->set_value(visible);
  });
  return seen.get();
}

} // namespace

Millis retry_delay(int attempts, double chance) {
  constexpr std::int64_t longest = 6LL * 60 * 60 * 1'000;
  const std::int64_t doubled = std::int64_t{1'000} << std::clamp(attempts - 1, 0, 30);
  const auto usual = static_cast<double>(std::min(doubled, longest));
  return Millis{static_cast<std::int64_t>(usual * (0.8 + 0.4 * chance))};
}

OutboxFollower::OutboxFollower(Ports ports) : ports_(std::move(ports)) {
  bell_->whom = this;
  hears_commits_ = ports_.node->on_commit([bell = bell_](Position /*head*/) {
    const std::lock_guard lock{bell->mutex};
    if (bell->whom != nullptr) bell->whom->commit_seen();
  });
  threads_.emplace_back([this] { look(); });
  for (int number = 0; number < ports_.threads; ++number) threads_.emplace_back([this] { work(); });
  ports_.node->follow(*this);
}

OutboxFollower::~OutboxFollower() { stop(); }

/// On the replier's thread, thousands of times a second: it wakes the looking thread only when that
/// waits for it.
void OutboxFollower::commit_seen() {
  bool is_waited_for = false;
  {
    const std::lock_guard lock{mutex_};
    ++looks_asked_;
    is_waited_for = looker_waits_;
  }
  if (is_waited_for) to_look_.notify_one();
}

void OutboxFollower::stop() {
  ports_.node->unfollow(*this);
  hears_commits_.reset();
  {
    const std::lock_guard lock{bell_->mutex};
    bell_->whom = nullptr;
  }
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
  }
  to_look_.notify_one();
  to_work_.notify_all();
  changed_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

std::optional<Instant> OutboxFollower::work_off(std::chrono::milliseconds at_most) {
  std::unique_lock lock{mutex_};
  const std::uint64_t wanted = ++looks_asked_;
  to_look_.notify_one();
  changed_.wait_for(lock, at_most, [&] {
    if (stopping_) return true;
    if (looks_done_ < wanted || busy_ > 0) return false;
    return ready_.empty() || ready_.begin()->first > ports_.node->now();
  });
  if (ready_.empty()) return std::nullopt;
  return ready_.begin()->first;
}

// -- finding work -------------------------------------------------------------------------------------

void OutboxFollower::look() {
  name_this_thread("portal-outbox");
  while (wait_to_look()) look_once();
}

bool OutboxFollower::wait_to_look() {
  std::unique_lock lock{mutex_};
  to_look_.wait_for(lock, look_at_most_every, [this] { return stopping_; });
  looker_waits_ = true;
  to_look_.wait(lock, [this] { return stopping_ || looks_done_ < looks_asked_; });
  looker_waits_ = false;
  return !stopping_;
}

void OutboxFollower::look_once() {
  std::uint64_t asked = 0;
  {
    const std::lock_guard lock{mutex_};
    asked = looks_asked_;
  }
  if (!wait_until_visible(*ports_.node)) return;
  for (bool more = true; more;) {
    auto items = outbox_after(*ports_.node->rows(), ports_.kind, looked_to_, looked_at_once);
    if (!items) return;
    more = items->size() == looked_at_once;
    if (!items->empty()) looked_to_ = items->back().position;
    take(std::move(*items));
  }
  {
    const std::lock_guard lock{mutex_};
    looks_done_ = asked;
  }
  changed_.notify_all();
}

void OutboxFollower::take(std::vector<OutboxItem> items) {
  if (items.empty()) return;
  const Instant now = ports_.node->now();
  const std::lock_guard lock{mutex_};
  for (OutboxItem& item : items) {
    const std::string stream = item.stream;
    const auto [lane, is_new] = lanes_.try_emplace(stream);
    lane->second.items.push_back({std::move(item)});
    if (!is_new) continue;
    lane->second.ready_at = now;
    ready_.emplace(now, stream);
  }
  to_work_.notify_all();
}

// -- doing it -----------------------------------------------------------------------------------------

void OutboxFollower::work() {
  name_this_thread("portal-effect");
  std::unique_lock lock{mutex_};
  while (const auto stream = next_lane(lock)) {
    const Item item = lanes_.at(*stream).items.front();
    lock.unlock();
    const bool fine = wait_until_visible(*ports_.node) && ports_.work(item.what, item.attempts);
    lock.lock();
    done(*stream, fine);
    to_work_.notify_all();
    changed_.notify_all();
  }
}

/// Takes a lane whose time has come; nothing when all is to end.
std::optional<std::string> OutboxFollower::next_lane(std::unique_lock<std::mutex>& lock) {
  while (!stopping_) {
    if (!ready_.empty() && ready_.begin()->first <= ports_.node->now()) {
      std::string stream = ready_.begin()->second;
      ready_.erase(ready_.begin());
      ++busy_;
      return stream;
    }
    if (ready_.empty()) {
      to_work_.wait(lock);
    } else {
      to_work_.wait_for(lock, real_clock_checked_every);
    }
  }
  return std::nullopt;
}

void OutboxFollower::done(const std::string& stream, bool fine) {
  --busy_;
  Lane& lane = lanes_.at(stream);
  lane.ready_at = ports_.node->now();
  if (fine) {
    lane.items.pop_front();
  } else {
    const int attempts = ++lane.items.front().attempts;
    lane.ready_at = lane.ready_at + retry_delay(attempts, by_chance());
  }
  if (lane.items.empty()) {
    lanes_.erase(stream);
  } else {
    ready_.emplace(lane.ready_at, stream);
  }
}

} // namespace portal

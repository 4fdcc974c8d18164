#include "effects/courier.hpp"

#include <algorithm>

namespace portal {
namespace {

/// Passing by this many events is worth a note of its own.
constexpr std::int64_t worth_a_note = 5'000;

/// From so many failures in a row on, one attempt at a time will do.
constexpr int failures_that_tell = 5;

} // namespace

Courier::Courier(WebhookEndpoint endpoint)
    : endpoint_(std::move(endpoint)), recorded_up_to_(endpoint_.read_up_to) {
  for (const HeldDelivery& held : std::exchange(endpoint_.held, {})) {
    add(
      static_cast<Position>(held.position), held.lane, held.attempts,
      held.next_attempt.value_or(Instant{})
    );
  }
}

void Courier::apply(const WebhookEvent& event, Version version, Instant now) {
  if (static_cast<std::int64_t>(version) <= endpoint_.version) return;
  if (std::holds_alternative<DeliveriesRecorded>(event)) return; // it was told by this one
  WebhookState state{endpoint_, false};
  evolve(state, event, EventMeta{version, now});
  deleted_ = !state.endpoint;
  if (deleted_) return;
  endpoint_ = std::move(*state.endpoint);
  endpoint_.held.clear();
  if (const auto* again = std::get_if<ResendRequested>(&event)) {
    const bool was_read = again->position <= endpoint_.read_up_to; // else it is still to come
    const auto position = static_cast<Position>(again->position);
    if (lane_of_.contains(position)) {
      hurry(position, now);
    } else if (was_read) {
      add(position, again->lane, 0, now);
    }
  }
  if (std::holds_alternative<ReplayStarted>(event)) {
    DeliveryReplay& replay = endpoint_.replays.back();
    replay.until = std::min(replay.until, endpoint_.read_up_to);
    if (replay.after >= replay.until) endpoint_.replays.pop_back();
  }
  if (std::holds_alternative<EndpointEnabled>(event)) start_anew(now);
}

/// What waited is due at once.
void Courier::start_anew(Instant now) {
  failures_in_a_row_ = 0;
  ready_.clear();
  for (auto& [name, lane] : lanes_) {
    for (Pending& pending : lane.waiting) pending = {pending.position, 0, now};
    if (!lane.under_way) make_ready(name);
  }
}

/// What waits for its next attempt is due at once; what its lane has before it, too.
void Courier::hurry(Position position, Instant now) {
  const std::string& name = lane_of_.at(position);
  Lane& lane = lanes_.at(name);
  if (!lane.under_way) ready_.erase({lane.waiting.front().due, name});
  for (Pending& pending : lane.waiting) {
    pending.due = std::min(pending.due, now);
    if (pending.position != position) continue;
    pending.attempts = 0;
    break;
  }
  if (!lane.under_way) make_ready(name);
}

std::optional<Position> Courier::wants_position(Position head) const {
  if (deleted_ || !endpoint_.active || lane_of_.size() >= held_max) return std::nullopt;
  if (!endpoint_.replays.empty()) {
    return static_cast<Position>(endpoint_.replays.front().after) + 1;
  }
  const auto next = static_cast<Position>(endpoint_.read_up_to) + 1;
  return next <= head ? std::optional{next} : std::nullopt;
}

void Courier::take(const PreparedEvent& event, Instant now) {
  const auto position = static_cast<std::int64_t>(event.position);
  auto& replays = endpoint_.replays;
  if (!replays.empty() && replays.front().after + 1 == position) {
    replays.front().after = position;
    if (position >= replays.front().until) replays.erase(replays.begin());
  } else {
    endpoint_.read_up_to = position;
  }
  if (event.body.empty() || !wants(endpoint_.events, event.name)) return;
  if (lane_of_.contains(event.position)) return;
  add(event.position, event.lane, 0, now);
  DeliveryReport report;
  report.position = position;
  report.lane = event.lane;
  report.event = event.name;
  untold_taken_.emplace(event.position, std::move(report));
}

void Courier::add(Position position, const std::string& lane, std::int64_t attempts, Instant due) {
  if (!lane_of_.emplace(position, lane).second) return;
  Lane& its = lanes_[lane];
  its.waiting.push_back({position, attempts, due});
  if (its.waiting.size() == 1 && !its.under_way) make_ready(lane);
}

void Courier::make_ready(const std::string& name) {
  const Lane& lane = lanes_.at(name);
  if (!lane.waiting.empty()) ready_.emplace(lane.waiting.front().due, name);
}

std::optional<Position> Courier::next(Instant now) {
  const std::size_t most = failures_in_a_row_ >= failures_that_tell ? 1 : under_way_max;
  if (deleted_ || !endpoint_.active || under_way_.size() >= most) return std::nullopt;
  if (ready_.empty() || ready_.begin()->first > now) return std::nullopt;
  Lane& lane = lanes_.at(ready_.begin()->second);
  ready_.erase(ready_.begin());
  lane.under_way = true;
  under_way_.insert(lane.waiting.front().position);
  return lane.waiting.front().position;
}

void Courier::result(Position position, DeliveryReport report) {
  under_way_.erase(position);
  const auto known = lane_of_.find(position);
  if (known == lane_of_.end()) return;
  const std::string name = known->second;
  Lane& lane = lanes_.at(name);
  lane.under_way = false;
  Pending& head = lane.waiting.front();
  ++head.attempts;
  report.position = static_cast<std::int64_t>(position);
  report.lane = name;
  const bool delivered = report.result == DeliveryResult::delivered;
  failures_in_a_row_ = delivered ? 0 : failures_in_a_row_ + 1;
  const auto delay = delivery_delay(head.attempts, report.position);
  if (delivered || !delay || report.gone.value_or(false)) {
    drop_head(name);
  } else {
    head.due = report.at.value_or(head.due) + *delay;
    make_ready(name);
  }
  untold_taken_.erase(position);
  untold_.push_back(std::move(report));
}

void Courier::drop_head(const std::string& name) {
  Lane& lane = lanes_.at(name);
  lane_of_.erase(lane.waiting.front().position);
  lane.waiting.pop_front();
  if (lane.waiting.empty()) {
    lanes_.erase(name);
  } else {
    make_ready(name);
  }
}

std::optional<Instant> Courier::next_due() const {
  if (deleted_ || !endpoint_.active || ready_.empty()) return std::nullopt;
  return ready_.begin()->first;
}

bool Courier::has_news() const {
  return !untold_.empty() || !untold_taken_.empty() ||
         endpoint_.read_up_to >= recorded_up_to_ + worth_a_note;
}

RecordDeliveries Courier::news() {
  telling_ = std::exchange(untold_, {});
  telling_taken_ = std::exchange(untold_taken_, {});
  RecordDeliveries command;
  command.id = endpoint_.id;
  command.read_up_to = endpoint_.read_up_to;
  command.replays = endpoint_.replays;
  for (const auto& [position, report] : telling_taken_) command.reports.push_back(report);
  command.reports.insert(command.reports.end(), telling_.begin(), telling_.end());
  return command;
}

void Courier::told() {
  telling_.clear();
  telling_taken_.clear();
  recorded_up_to_ = endpoint_.read_up_to;
}

void Courier::not_told() {
  telling_.insert(telling_.end(), untold_.begin(), untold_.end());
  untold_ = std::exchange(telling_, {});
  untold_taken_.merge(telling_taken_);
  telling_taken_.clear();
}

} // namespace portal

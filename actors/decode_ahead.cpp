#include "actors/decode_ahead.hpp"

#include <string>
#include <utility>

namespace portal {

Stored<RecordedEvent> decode_line(Position position, std::string line) {
  auto event = RecordedEvent::parse(std::move(line));
  if (event) return std::move(*event);
  return fault(
    FaultKind::damaged, "The event at position " + std::to_string(position) + " cannot be read: " +
                          event.error().message + " Run `portal verify` on the log."
  );
}

DecodeAhead::DecodeAhead(const EventLog& log, Position first, Position last)
    : thread_([this, &log, first, last] { read(log, first, last); }) {}

DecodeAhead::~DecodeAhead() {
  {
    const std::lock_guard lock{mutex_};
    abandoned_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

Stored<Stretch> DecodeAhead::next(Stretch folded) {
  std::unique_lock lock{mutex_};
  folded_.push_back(std::move(folded));
  changed_.wait(lock, [this] { return ended_ || !chunks_.empty(); });
  if (chunks_.empty()) return Stretch{};
  Stored<Stretch> chunk = std::move(chunks_.front());
  chunks_.pop_front();
  changed_.notify_all();
  return chunk;
}

bool DecodeAhead::put(Stored<Stretch> chunk) {
  std::vector<Stretch> folded; // freed without the lock
  std::unique_lock lock{mutex_};
  folded.swap(folded_);
  changed_.wait(lock, [this] { return abandoned_ || chunks_.size() < chunks_ahead; });
  if (abandoned_) return false;
  chunks_.push_back(std::move(chunk));
  changed_.notify_all();
  return true;
}

void DecodeAhead::read(const EventLog& log, Position first, Position last) {
  std::vector<RecordedEvent> events;
  bool going_on = true;
  const auto done = log.read(first, [&](Position position, std::string_view line) {
    if (position > last) return false;
    auto event = decode_line(position, std::string{line});
    if (!event) {
      put(tl::unexpected<Fault>(event.error()));
      return going_on = false;
    }
    if (events.empty()) events.reserve(chunk_events);
    events.push_back(std::move(*event));
    if (events.size() < chunk_events) return true;
    return going_on = put(Stretch{std::exchange(events, {})});
  });
  if (!done) {
    put(tl::unexpected<Fault>(done.error()));
  } else if (going_on && !events.empty()) {
    put(Stretch{std::move(events)});
  }
  const std::lock_guard lock{mutex_};
  ended_ = true;
  changed_.notify_all();
}

} // namespace portal

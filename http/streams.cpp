#include "http/streams.hpp"

#include <algorithm>

#include "http/event_stream.hpp"
#include "projections/event_types.hpp"

namespace portal {

namespace {

/// `subscription.created.v1` → `subscription.created`, `1`.
std::pair<std::string_view, std::string_view> split_version(std::string_view type) {
  const auto dot = type.rfind(".v");
  if (dot == std::string_view::npos) return {type, "1"};
  return {type.substr(0, dot), type.substr(dot + 2)};
}

} // namespace

bool EventFilter::takes(const Envelope& head) const {
  if (customer && head.stream != stream_of(*customer)) return false;
  return types.empty() || std::any_of(types.begin(), types.end(), [&](const std::string& wanted) {
           return fits_type(wanted, head.type);
         });
}

std::string event_json(const RecordedEvent& event) {
  const Envelope& head = event.head();
  std::string out;
  {
    Members members{out};
    members.text("object", "event");
    members.text("schema", split_version(head.type).second);
    Wire<Envelope>::write_members(head, members);
    write_json(members.key("data"), event.data());
    members.text("leafHash", to_hex(leaf_hash(event.stored())));
  }
  return out;
}

void EventStreams::add(Response::Writer writer, Position after, EventFilter filter, Opener opener) {
  {
    const std::lock_guard lock{mutex_};
    if (!ended_) {
      listeners_.push_back(std::make_shared<Listener>(Listener{
        std::move(writer), after, std::move(filter), std::move(opener)}));
      return;
    }
  }
  writer("", true);
}

bool EventStreams::advance(Listener& listener, const EventLog& log) {
  constexpr std::size_t bytes_a_turn = 256 * 1024;
  constexpr Position events_a_turn = 5'000;
  std::string chunk;
  Position seen = listener.after;
  const auto read = log.read(listener.after + 1, [&](Position at, std::string_view stored) {
    seen = at;
    const auto event = RecordedEvent::parse(std::string{stored});
    if (event && listener.filter.takes(event->head())) {
      const auto json = listener.opener(event_json(*event), customer_of(event->head().stream));
      chunk += sse_frame(at, event->head().type, json);
    }
    return chunk.size() < bytes_a_turn && at - listener.after < events_a_turn;
  });
  if (!read) listener.gone = true;
  listener.after = seen;
  if (!chunk.empty() && !listener.writer(std::move(chunk), false)) listener.gone = true;
  return !listener.gone && seen < log.head();
}

bool EventStreams::pump(const EventLog& log) {
  const std::lock_guard turn{pumping_};
  std::list<std::shared_ptr<Listener>> all;
  {
    const std::lock_guard lock{mutex_};
    all = listeners_;
  }
  bool more = false;
  for (const auto& listener : all) more = advance(*listener, log) || more;
  const std::lock_guard lock{mutex_};
  std::erase_if(listeners_, [](const auto& listener) { return listener->gone; });
  return more;
}

bool EventStreams::empty() {
  const std::lock_guard lock{mutex_};
  return listeners_.empty();
}

void EventStreams::heartbeat() {
  const std::lock_guard turn{pumping_};
  std::list<std::shared_ptr<Listener>> all;
  {
    const std::lock_guard lock{mutex_};
    all = listeners_;
  }
  for (const auto& listener : all) {
    if (!listener->writer(sse_heartbeat(), false)) listener->gone = true;
  }
}

void EventStreams::end_all() {
  std::list<std::shared_ptr<Listener>> all;
  {
    const std::lock_guard lock{mutex_};
    ended_ = true;
    all.swap(listeners_);
  }
  for (const auto& listener : all) listener->writer("", true);
}

} // namespace portal

#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "projections/occurrence.hpp"
#include "projections/projector.hpp"
#include "store/memory_views.hpp"

namespace portal::test {

inline constexpr Instant epoch{1'700'000'000'000};

/// Events as a log would have recorded them, one second apart.
class WrittenLog {
 public:
  /// One command with its events, all in one stream.
  template <class Event>
  Position command(
    std::string_view stream, std::string_view action, std::vector<Event> events,
    Principal principal = {}
  ) {
    at_ = at_ + Millis{1000};
    std::int64_t index = 0;
    for (const Event& event : events) {
      Envelope head;
      head.stream = stream;
      head.version = static_cast<std::int64_t>(next_version(stream));
      head.type = type_of(event);
      head.action = action;
      head.index = index++;
      head.effective_at = at_;
      head.principal = principal.id.empty() ? Principal{PrincipalKind::key, "sk_app"} : principal;
      head.request_id = "req_" + std::to_string(events_.size() + 1);
      const std::string tail = write_tail(head, encode_variant(event));
      auto recorded = RecordedEvent::parse(write_stored(events_.size() + 1, at_, tail));
      if (!recorded) throw std::invalid_argument(recorded.error().message);
      events_.push_back(std::move(*recorded));
    }
    return events_.size();
  }

  Position catalog(CatalogEvent event) {
    return command<CatalogEvent>("catalog", "catalog.change", {std::move(event)});
  }

  Position customer(std::string_view id, CustomerEvent event, Principal principal = {}) {
    return command<CustomerEvent>(
      "customer/" + std::string{id}, "customer.change", {std::move(event)}, std::move(principal)
    );
  }

  Position
  usage(std::string_view customer_id, std::string_view type, Instant time, std::string properties) {
    const std::string id = std::to_string(events_.size());
    return command<CustomerEvent>(
      "customer/" + std::string{customer_id}, "usage.record",
      {UsageRecorded{
        CustomerId{std::string{customer_id}}, "test", id, std::string{type}, time,
        RawJson{std::move(properties)}}}
    );
  }

  std::span<const RecordedEvent> events() const { return events_; }

  Instant now() const { return at_; }

  /// Lets time pass without an event.
  void wait(Millis span) { at_ = at_ + span; }

 private:
  Version next_version(std::string_view stream) { return ++versions_[std::string{stream}]; }

  std::vector<RecordedEvent> events_;
  std::map<std::string, Version> versions_;
  Instant at_ = epoch;
};

/// Folds all of the log into fresh rows, `batch` events at a time.
inline std::unique_ptr<Views>
rows_after(std::span<const RecordedEvent> events, std::size_t batch = 100) {
  auto views = make_memory_views();
  Projector projector;
  for (std::size_t at = 0; at < events.size(); at += batch) {
    auto writer = views->begin();
    const auto folded =
      projector.apply(events.subspan(at, std::min(batch, events.size() - at)), *writer);
    if (!folded) throw std::runtime_error(folded.error().message);
    if (!views->commit(*writer)) throw std::runtime_error("commit");
  }
  return views;
}

/// All rows, keys and values, as one text: equal dumps are equal rows.
inline std::string dump(const ViewReader& rows) {
  std::string all;
  const auto scanned =
    rows.scan("", "", Order::ascending, [&](std::string_view key, std::string_view value) {
      all += std::to_string(key.size()) + ':';
      all += key;
      all += std::to_string(value.size()) + ':';
      all += value;
      return true;
    });
  return scanned ? all : "fault";
}

} // namespace portal::test

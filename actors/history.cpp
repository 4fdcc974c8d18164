#include "actors/history.hpp"

#include <algorithm>
#include <iterator>
#include <optional>
#include <vector>

#include "actors/decode_ahead.hpp"
#include "projections/projector.hpp"
#include "store/memory_views.hpp"

namespace portal {
namespace {

using Events = std::vector<RecordedEvent>;

/// A reader that keeps the rows that it reads alive.
class OwnedReader final : public ViewReader {
 public:
  explicit OwnedReader(std::unique_ptr<Views> views)
      : views_(std::move(views)), rows_(views_->snapshot()) {}

  Stored<std::optional<std::string>> get(std::string_view key) const override {
    return rows_->get(key);
  }

  Stored<void>
  scan(std::string_view from, std::string_view to, Order order, const Visit& visit) const override {
    return rows_->scan(from, to, order, visit);
  }

 private:
  std::unique_ptr<Views> views_;
  std::unique_ptr<ViewReader> rows_;
};

Stored<Events> events_until(const EventLog& log, const std::string& stream, Position position) {
  Events events;
  std::optional<Fault> bad;
  const auto read = log.read_stream(stream, 1, [&](Position at, std::string_view line) {
    if (at > position) return false;
    auto event = decode_line(at, std::string{line});
    if (!event) {
      bad = event.error();
      return false;
    }
    events.push_back(std::move(*event));
    return true;
  });
  if (!read) return tl::unexpected<Fault>(read.error());
  if (bad) return tl::unexpected<Fault>(*bad);
  return events;
}

/// When the event at `position` was recorded.
Stored<Instant> recorded_at(const EventLog& log, Position position) {
  Stored<Instant> at =
    fault(FaultKind::damaged, "The log has no position " + std::to_string(position) + ".");
  const auto read = log.read(position, [&](Position found, std::string_view line) {
    if (found != position) return false;
    const auto event = decode_line(found, std::string{line});
    if (event) {
      at = event->head().recorded_at;
    } else {
      at = tl::unexpected<Fault>(event.error());
    }
    return false;
  });
  if (!read) return tl::unexpected<Fault>(read.error());
  return at;
}

} // namespace

Stored<std::unique_ptr<ViewReader>>
fold_history(const EventLog& log, const std::string& stream, Position position) {
  auto events = events_until(log, "catalog", position);
  if (!events) return tl::unexpected<Fault>(events.error());
  if (stream != "catalog") {
    auto own = events_until(log, stream, position);
    if (!own) return tl::unexpected<Fault>(own.error());
    Events merged;
    merged.reserve(events->size() + own->size());
    std::merge(
      std::move_iterator{events->begin()}, std::move_iterator{events->end()},
      std::move_iterator{own->begin()}, std::move_iterator{own->end()}, std::back_inserter(merged),
      [](const RecordedEvent& left, const RecordedEvent& right) {
        return left.head().position_number() < right.head().position_number();
      }
    );
    *events = std::move(merged);
  }
  auto views = make_memory_views();
  const auto batch = views->begin();
  if (auto folded = fold_into(*batch, *events); !folded) {
    return tl::unexpected<Fault>(folded.error());
  }
  if (auto committed = views->commit(*batch); !committed) {
    return tl::unexpected<Fault>(committed.error());
  }
  return std::make_unique<OwnedReader>(std::move(views));
}

Stored<Position> last_recorded_by(const EventLog& log, Instant at) {
  Position before = 0; // known to be recorded by then
  Position after = log.head() + 1;
  while (before + 1 < after) {
    const Position middle = before + (after - before) / 2;
    const auto recorded = recorded_at(log, middle);
    if (!recorded) return tl::unexpected<Fault>(recorded.error());
    (*recorded <= at ? before : after) = middle;
  }
  return before;
}

Stored<Instant> last_recorded_at(const EventLog& log) {
  if (log.head() == 0) return Instant{};
  return recorded_at(log, log.head());
}

} // namespace portal

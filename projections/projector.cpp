// The life of a version: its checkpoint row appears with its first batch; once it has caught up
// with the version that readers use, the 'v' row names it and the other's rows and checkpoint are
// removed, in the same batch. A crash at any instant leaves either all of a batch or nothing of it.
#include "projections/projector.hpp"

#include <algorithm>

#include "projections/analytics.hpp"
#include "projections/audit.hpp"
#include "projections/deliveries.hpp"
#include "projections/objects.hpp"
#include "projections/outbox.hpp"
#include "projections/usage.hpp"

namespace portal {
namespace {

Key serving_key(RowsOf projection) {
  Key key{'\0'};
  key.byte('v').byte(static_cast<std::uint8_t>(projection));
  return key;
}

Key checkpoint_key(RowsOf projection, std::uint8_t version) {
  Key key{'\0'};
  key.byte('c').byte(static_cast<std::uint8_t>(projection)).byte(version);
  return key;
}

Stored<Position> checkpoint_of(const ViewReader& rows, RowsOf projection, std::uint8_t version) {
  const auto stored = rows.get(checkpoint_key(projection, version));
  if (!stored) return tl::unexpected<Fault>(stored.error());
  return *stored ? Pieces{**stored}.number() : 0;
}

/// The version that readers use; 0 when there is none yet.
Stored<std::uint8_t> serving_version(const ViewReader& rows, RowsOf projection) {
  const auto prefix = serving_prefix(rows, projection);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  return static_cast<std::uint8_t>(prefix->back());
}

/// Lets readers use `version` once it knows all that the one before knew; removes that one.
Stored<void> swap_in(ViewWriter& batch, RowsOf projection, std::uint8_t version, Position reached) {
  const auto serving = serving_version(batch, projection);
  if (!serving) return tl::unexpected<Fault>(serving.error());
  if (*serving == version) return {};
  if (*serving != 0) {
    const auto old = checkpoint_of(batch, projection, *serving);
    if (!old) return tl::unexpected<Fault>(old.error());
    if (*old > reached) return {};
  }
  // Whatever other version was being built, or served, has no use any more.
  for (unsigned other = 1; other <= 0xffU; ++other) {
    const auto number = static_cast<std::uint8_t>(other);
    if (number == version) continue;
    const auto had = checkpoint_of(batch, projection, number);
    if (!had) return tl::unexpected<Fault>(had.error());
    if (*had == 0) continue;
    const std::string prefix = prefix_of(projection, number);
    batch.remove_range(prefix, after_prefix(prefix));
    batch.remove(checkpoint_key(projection, number));
  }
  batch.put(serving_key(projection), Key{}.byte(version));
  return {};
}

/// The events past `done`, provided that nothing is missing between.
Stored<std::span<const Occurrence>> those_after(Position done, std::span<const Occurrence> events) {
  const auto first = std::partition_point(events.begin(), events.end(), [&](const auto& event) {
    return event.position() <= done;
  });
  const auto rest = events.subspan(static_cast<std::size_t>(first - events.begin()));
  Position expected = done + 1;
  for (const Occurrence& event : rest) {
    if (event.position() != expected) {
      return fault(
        FaultKind::misuse, "The views stand at position " + std::to_string(expected - 1) +
                             " but were given " + std::to_string(event.position()) +
                             " next. Feed them every event, in order, from checkpoint() on."
      );
    }
    ++expected;
  }
  return rest;
}

Stored<void>
fold_all(Projection& projection, std::span<const Occurrence> events, ViewWriter& batch) {
  ScopedWriter rows{batch, prefix_of(projection.rows_of(), projection.version())};
  projection.begin();
  for (const Occurrence& event : events) {
    if (auto folded = projection.fold(event, rows); !folded) {
      return fault(
        folded.error().kind, "Folding position " + std::to_string(event.position()) + " (" +
                               event.head().type + ") into " + std::string{projection.name()} +
                               ": " + folded.error().message
      );
    }
  }
  return projection.finish(rows);
}

std::vector<Occurrence> occurrences_of(std::span<const RecordedEvent> events) {
  std::vector<Occurrence> made;
  made.reserve(events.size());
  for (const RecordedEvent& event : events) made.emplace_back(event);
  return made;
}

std::vector<std::unique_ptr<Projection>> all_projections() {
  std::vector<std::unique_ptr<Projection>> all;
  all.push_back(make_objects_projection());
  all.push_back(make_usage_projection());
  all.push_back(make_audit_projection());
  all.push_back(make_outbox_projection());
  all.push_back(make_analytics_projection());
  all.push_back(make_deliveries_projection());
  return all;
}

} // namespace

Projector::Projector() : Projector(all_projections()) {}

Projector::Projector(std::vector<std::unique_ptr<Projection>> projections)
    : projections_(std::move(projections)) {}

Stored<Position> Projector::checkpoint(const ViewReader& rows) const {
  std::optional<Position> least;
  for (const auto& projection : projections_) {
    auto reached = checkpoint_of(rows, projection->rows_of(), projection->version());
    if (!reached) return reached;
    least = least ? std::min(*least, *reached) : *reached;
  }
  return least.value_or(0);
}

Stored<Position> Projector::visible(const ViewReader& rows) const {
  std::optional<Position> least;
  for (const auto& projection : projections_) {
    const auto serving = serving_version(rows, projection->rows_of());
    if (!serving) return tl::unexpected<Fault>(serving.error());
    auto reached = checkpoint_of(rows, projection->rows_of(), *serving);
    if (!reached) return reached;
    least = least ? std::min(*least, *reached) : *reached;
  }
  return least.value_or(0);
}

Stored<void> Projector::apply(std::span<const RecordedEvent> events, ViewWriter& batch) {
  const std::vector<Occurrence> occurrences = occurrences_of(events);
  return apply(std::span<const Occurrence>{occurrences}, batch);
}

Stored<void> Projector::apply(std::span<const Occurrence> occurrences, ViewWriter& batch) {
  if (occurrences.empty()) return {};
  for (const auto& projection : projections_) {
    const RowsOf which = projection->rows_of();
    const auto done = checkpoint_of(batch, which, projection->version());
    if (!done) return tl::unexpected<Fault>(done.error());
    const auto rest = those_after(*done, occurrences);
    if (!rest) return tl::unexpected<Fault>(rest.error());
    if (rest->empty()) continue;
    if (auto folded = fold_all(*projection, *rest, batch); !folded) return folded;
    const Position reached = rest->back().position();
    batch.put(checkpoint_key(which, projection->version()), Key{}.number(reached));
    if (auto swapped = swap_in(batch, which, projection->version(), reached); !swapped) {
      return swapped;
    }
  }
  return {};
}

Stored<void> fold_into(ViewWriter& rows, std::span<const RecordedEvent> events) {
  const std::vector<Occurrence> occurrences = occurrences_of(events);
  for (const auto& projection : all_projections()) {
    if (auto folded = fold_all(*projection, occurrences, rows); !folded) return folded;
    rows.put(serving_key(projection->rows_of()), Key{}.byte(projection->version()));
  }
  return {};
}

} // namespace portal

#include "projections/due.hpp"

#include <unordered_set>

#include "projections/object_rows.hpp"

namespace portal {
namespace {

DueStream due_stream(std::string_view key) {
  Pieces pieces{key.substr(1)};
  const Instant at{static_cast<std::int64_t>(pieces.number())};
  return {at, std::string{pieces.text()}};
}

Stored<std::vector<DueStream>>
first_due(const ViewReader& rows, std::string_view until, std::size_t limit) {
  auto prefix = serving_prefix(rows, RowsOf::objects);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader objects{rows, std::move(*prefix)};
  std::vector<DueStream> due;
  std::unordered_set<std::string> seen;
  if (limit == 0) return due;
  const auto scanned = objects.scan(
    Key{'d'}, until, Order::ascending,
    [&](std::string_view key, std::string_view /*empty*/) {
      DueStream next = due_stream(key);
      if (seen.insert(next.stream).second) due.push_back(std::move(next));
      return due.size() < limit;
    }
  );
  if (!scanned) return tl::unexpected<Fault>(scanned.error());
  return due;
}

} // namespace

Stored<std::vector<DueStream>> due_before(const ViewReader& rows, Instant now, std::size_t limit) {
  if (now.ms < 0) return std::vector<DueStream>{};
  return first_due(rows, Key{'d'}.number(static_cast<std::uint64_t>(now.ms) + 1), limit);
}

Stored<std::optional<DueStream>> earliest_due(const ViewReader& rows) {
  auto first = first_due(rows, after_prefix(Key{'d'}), 1);
  if (!first) return tl::unexpected<Fault>(first.error());
  if (first->empty()) return std::optional<DueStream>{};
  return std::optional{std::move(first->front())};
}

} // namespace portal

#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/event_log.hpp"

namespace portal {

/// Where a stream has got to.
struct StreamHead {
  Version version = 0;
  Position last = 0;
  bool operator==(const StreamHead&) const = default;
};

/// One event of a group with its places and the bytes to store.
struct PlannedEvent {
  Position position = 0;
  Version version = 0;
  std::size_t append = 0; ///< which Append of the group it belongs to
  std::string line;
};

/// A stream that a group moves on.
struct MovedStream {
  std::string_view name; ///< into the group
  StreamHead head;
};

/// A group that may be stored as it is: every version checked, every line written.
struct GroupPlan {
  Instant recorded_at;
  std::vector<Appended> appended;
  std::vector<PlannedEvent> events;
  std::vector<MovedStream> streams;
};

/// How many of the group bring events: the others bring an outcome alone.
std::size_t count_with_events(std::span<const Append> group);

/// Plans `group` behind `head`; both engines go through this, so they cannot differ in what they
/// accept. `group` must outlive the plan.
Stored<GroupPlan> plan_group(
  std::span<const Append> group, Position head, Instant recorded_at,
  const std::function<Stored<StreamHead>(std::string_view)>& head_of
);

/// What a stored line says of itself in its first members.
struct LineHead {
  Position position = 0;
  Instant recorded_at;
  std::string stream;
  Version version = 0;
};

/// Reads the first members alone, at a fraction of the price of a parse; nothing if they are not
/// there.
std::optional<LineHead> read_line_head(std::string_view line);

} // namespace portal

#pragma once

#include <memory>
#include <string>

#include "store/event_log.hpp"
#include "store/views.hpp"

namespace portal {

/// The rows of one stream and the catalog as they were when the log ended at `position`, folded
/// afresh in memory.
Stored<std::unique_ptr<ViewReader>>
fold_history(const EventLog& log, const std::string& stream, Position position);

/// The last position recorded at or before `at`; 0 when the log begins later.
Stored<Position> last_recorded_by(const EventLog& log, Instant at);

/// When the log's last event was recorded; the epoch when there is none.
Stored<Instant> last_recorded_at(const EventLog& log);

} // namespace portal

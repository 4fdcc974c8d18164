#pragma once

#include <optional>
#include <string>
#include <vector>

#include "events/time.hpp"
#include "store/views.hpp"

namespace portal {

/// A stream in which something falls due, and when first.
struct DueStream {
  Instant at;
  std::string stream;
};

/// Streams with something due at or before `now`, earliest first, each once.
Stored<std::vector<DueStream>> due_before(const ViewReader& rows, Instant now, std::size_t limit);

/// What falls due first of all, whenever that is.
Stored<std::optional<DueStream>> earliest_due(const ViewReader& rows);

} // namespace portal

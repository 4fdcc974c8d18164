#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "events/envelope.hpp"
#include "projections/projection.hpp"

namespace portal {

/// Work that the log asks of the world outside and has not yet heard the outcome of: a payment that a
/// gateway is to be asked about. The event that tells the outcome takes the row away, so what is to be
/// done is known from the log alone, whatever became of the process or of the views.
struct OutboxItem {
  Position position = 0; ///< of the event that asks for it: work is taken up in this order
  std::string stream;
  std::string object;
  std::string id;
};

/// Kinds of work.
inline constexpr std::string_view payments_outbox = "payments";

/// What is to be done, oldest first, asked for after `after`.
Stored<std::vector<OutboxItem>>
outbox_after(const ViewReader& rows, std::string_view kind, Position after, std::size_t limit);

std::unique_ptr<Projection> make_outbox_projection();

} // namespace portal

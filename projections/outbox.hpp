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
inline constexpr std::string_view mail_outbox = "mail";

/// Of the work of kind `mail`: all that was written to a customer who has been erased is to go.
inline constexpr std::string_view mailbox_object = "mailbox";

/// The id of the mail that the event at `position` asks for: `mail_42`.
std::string mail_id(Position position);

/// What was asked of the mailer longer ago than this is forgotten: nobody was there to send it to.
inline constexpr Millis mail_kept_for = std::chrono::hours{24 * 7};

/// What is to be done, oldest first, asked for after `after`.
Stored<std::vector<OutboxItem>>
outbox_after(const ViewReader& rows, std::string_view kind, Position after, std::size_t limit);

std::unique_ptr<Projection> make_outbox_projection();

} // namespace portal

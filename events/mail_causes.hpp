#pragma once

#include <optional>
#include <string_view>

#include "events/customer.hpp"

namespace portal {

/// The mail that an event asks for, if it asks for one; `action` is the command that led to it. A pause
/// that comes with a retention offer is told by the mail about the offer.
std::optional<MailKind> mail_for(const CustomerEvent& event, std::string_view action);

} // namespace portal

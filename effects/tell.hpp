#pragma once

#include <string>

#include "actors/node.hpp"
#include "projections/outbox.hpp"

namespace portal {

/// Sends back what became of a piece of work; true once what it leads to is durable. `part` is the part
/// of the system that speaks.
bool tell(Node& node, const OutboxItem& item, std::string part, CustomerCommand command);

} // namespace portal

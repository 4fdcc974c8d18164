#pragma once

// What a customer's actor decides by, read beside it: rules that only look (what would this cost?) ask
// nothing of the actor.

#include <string>

#include "actors/node.hpp"
#include "events/customer.hpp"

namespace portal {

/// All that the log holds of that stream (`customer/<id>`), folded: the snapshot that the actor would
/// load, and what came after it. Reads the disk; call it on the edge's crew.
Stored<CustomerState> whole_state(const Node& node, const std::string& stream);

} // namespace portal

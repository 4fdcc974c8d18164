#pragma once

#include "events/customer.hpp"

namespace portal {

/// Moves the object, if `from` has it, to `to`, in place of what is there under its id.
void move_object(CustomerState& from, CustomerState& to, const Subject& subject);

} // namespace portal

#pragma once

#include <vector>

#include "events/cancellations_events.hpp"

namespace portal::testing {

/// One event of every type of cancellations, with every field set that the type has.
std::vector<CancellationEvent> cancellation_samples();

} // namespace portal::testing

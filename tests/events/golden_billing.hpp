#pragma once

#include <vector>

#include "events/billing.hpp"

namespace portal::testing {

/// One event of every billing type, with every field set that the type has.
std::vector<BillingEvent> billing_samples();

} // namespace portal::testing

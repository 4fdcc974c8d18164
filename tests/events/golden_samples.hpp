#pragma once

#include <vector>

#include "events/access.hpp"
#include "events/catalog.hpp"
#include "events/customer.hpp"
#include "events/webhooks.hpp"

namespace portal::testing {

/// One event of every type of the stream's kind, with every field set that the type has. Personal
/// fields are sealed, as the log has them.
std::vector<CustomerEvent> customer_samples();
std::vector<CatalogEvent> catalog_samples();
std::vector<AccessEvent> access_samples();
std::vector<WebhookEvent> webhook_samples();

} // namespace portal::testing

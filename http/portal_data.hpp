#pragma once

#include <string>

#include "events/capabilities.hpp"
#include "events/customer.hpp"
#include "http/reads.hpp"

namespace portal {

/// What the portal's program shows first, as JSON that may stand inside a script element: the session,
/// what its configuration allows, and the customer's own objects, all as of one moment.
std::string portal_data(
  const Reading& reading, const PortalSession& session, const CustomerState& state,
  const PortalConfigurationRevision& configuration, const Catalog& catalog
);

} // namespace portal

#pragma once

#include <string>
#include <vector>

#include "events/customer.hpp"

namespace portal {

/// A return URL in canonical form, on one of the origins where any are named.
Result<std::string> check_return_url(
  const std::string& url, const std::vector<std::string>& origins, std::string_view param
);

/// The flow as it will be pinned (its subscription filled in from the session's), or why this
/// customer cannot have it under that configuration.
Result<FlowData> check_flow(
  const CustomerState& state, const CreateSession& ask, const Context& context,
  const PortalConfigurationRevision& configuration
);

} // namespace portal

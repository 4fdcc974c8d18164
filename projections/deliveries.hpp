#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/webhooks.hpp"
#include "projections/projection.hpp"

namespace portal {

struct DeliveryQuery {
  EndpointId endpoint;
  std::optional<DeliveryStatus> status;
  std::size_t limit = 20;
  std::optional<Position> before; ///< deliveries of events older than this one
};

struct DeliveryPage {
  std::vector<DeliveryOutcome> deliveries; ///< of the newest event first
  bool has_more = false;
};

/// What came of the deliveries to an endpoint.
Stored<DeliveryPage> list_deliveries(const ViewReader& rows, const DeliveryQuery& query);

std::unique_ptr<Projection> make_deliveries_projection();

} // namespace portal

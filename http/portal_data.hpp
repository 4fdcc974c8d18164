#pragma once

#include <optional>
#include <string>

#include "events/capabilities.hpp"
#include "events/customer.hpp"
#include "http/reads.hpp"

namespace portal {

/// What the configuration that binds a customer shows and allows; never what would be offered to stay.
struct PortalView {
  std::optional<std::string> headline;
  PortalFeatures features;
  std::optional<Branding> branding;
  std::optional<std::string> terms_of_service_url;
  std::optional<std::string> privacy_policy_url;
  static constexpr Fields fields{
    Field{"headline", &PortalView::headline, "The headline of the portal."},
    Field{"features", &PortalView::features, "What customers may do; no offers, no experiments."},
    Field{"branding", &PortalView::branding, "Colour, logo, font."},
    Field{"terms_of_service_url", &PortalView::terms_of_service_url, "The seller's terms."},
    Field{"privacy_policy_url", &PortalView::privacy_policy_url, "The seller's privacy policy."},
  };
};

/// `GET /portal/configuration`
void get_own_configuration(const CallPtr& call);

/// What the portal's program shows first, as JSON that may stand inside a script element: the session,
/// what its configuration allows, and the customer's own objects, all as of one moment.
std::string portal_data(
  const Reading& reading, const PortalSession& session, const CustomerState& state,
  const PortalConfigurationRevision& configuration, const Catalog& catalog
);

} // namespace portal

#pragma once

// What the portal's HTML pages are made from, and the parts that they share.

#include <optional>
#include <string>
#include <vector>

#include "events/customer.hpp"
#include "http/html.hpp"
#include "http/page_look.hpp"
#include "http/reads.hpp"

namespace portal {

/// A customer's portal as of one moment.
struct PlainPortal {
  const Reading& reading;
  const PortalSession& session;
  const CustomerState& state;
  const PortalConfigurationRevision& configuration;
  const Catalog& catalog;
  const PageLook& look;
  std::optional<SubscriptionId> only_subscription; ///< of a flow
  std::optional<InvoiceId> only_invoice;           ///< of a flow
};

/// Reads the portal of the call's session and answers with the page that `make` makes.
void show_plain(const CallPtr& call, std::function<Response(const PlainPortal&)> make);

/// The head with the headline, who it is, and the way out.
std::string portal_head(const PlainPortal& portal);

/// The page around `body`, in the session's look.
Page plain_page(const PlainPortal& portal, std::string body);

/// Is any of it paid by what is used? Then its end still brings an invoice.
bool is_metered(const Subscription& subscription);

/// `Pro × 3, Support`, escaped.
std::string plan_names(const std::vector<SubscriptionItem>& items);

/// What an item costs and how often; longer rhythms have no words, only the amount.
std::string item_price(const PageLook& look, const SubscriptionItem& item);

/// A plan: its state, its dates, and what can be done with it.
std::string plan_article(const PlainPortal& portal, const Subscription& subscription);

} // namespace portal

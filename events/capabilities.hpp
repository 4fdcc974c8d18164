#pragma once

// What a customer may do, and why not: the configuration that binds a principal, enforced in the
// customer's decider and shown by `GET /portal/configurations/{id}/capabilities`.

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/configurations.hpp"
#include "events/customer_area.hpp"
#include "events/prices.hpp"
#include "events/quotes_object.hpp"

namespace portal {

/// The features that a configuration switches.
enum class PortalFeature {
  invoice_history,
  payment_method_update,
  subscription_update,
  subscription_cancel,
  subscription_pause,
  customer_update,
  usage,
  credits
};

constexpr auto names_of(PortalFeature) {
  return std::to_array<std::string_view>(
    {"invoiceHistory", "paymentMethodUpdate", "subscriptionUpdate", "subscriptionCancel",
     "subscriptionPause", "customerUpdate", "usage", "credits"}
  );
}

/// Whether a customer can use a feature, and if not, why: a wire name and a sentence.
struct Capability {
  PortalFeature feature = PortalFeature::invoice_history;
  bool allowed = false;
  std::optional<std::string> reason;
  std::optional<std::string> message;
  bool operator==(const Capability&) const = default;
  static constexpr Fields fields{
    Field{"feature", &Capability::feature, "The feature."},
    Field{"allowed", &Capability::allowed, "Can the customer use it now?"},
    Field{"reason", &Capability::reason, "Why not, as a name."},
    Field{"message", &Capability::message, "Why not, in words."},
  };
};

/// True when the configuration has the feature on.
bool is_enabled(const PortalConfigurationRevision& configuration, PortalFeature feature);

/// True when the feature lets customers change to that price: active, recurring, and among the products
/// and prices named (none named: all).
bool may_change_to(
  const Catalog& catalog, const SubscriptionUpdateFeature& feature, const Price& price
);

/// The configuration that binds the principal of `context`: the revision that its session pinned; for
/// a token the default configuration, or the built-in one where there is none; nothing for principals that no
/// configuration binds (secret keys, the system).
const PortalConfigurationRevision*
effective_configuration(const CustomerState& state, const Context& context);

/// 403 `not_allowed_by_configuration` when the principal is bound by a configuration without the
/// feature, or by a flow session that shows another flow.
std::optional<Refusal>
feature_refusal(const CustomerState& state, const Context& context, PortalFeature feature);

/// 404 when the principal's session is about one subscription (its flow's) and this is another.
std::optional<Refusal> session_scope_refusal(
  const CustomerState& state, const Context& context, const SubscriptionId& subscription
);

/// The same of an invoice that a session for one other invoice does not show.
std::optional<Refusal> session_invoice_refusal(
  const CustomerState& state, const Context& context, const InvoiceId& invoice
);

/// 403 `not_allowed_in_flow` when the session leads to one price and the change is to another.
std::optional<Refusal> session_price_refusal(
  const CustomerState& state, const Context& context, const SubscriptionChange& change
);

/// For each feature: can this customer use it under that configuration?
std::vector<Capability> capabilities(
  const CustomerState& state, const Catalog& catalog,
  const PortalConfigurationRevision& configuration
);

/// The answer of `GET …/capabilities` as JSON.
std::string render_capabilities(const std::vector<Capability>& all);

} // namespace portal

#include "events/capabilities.hpp"

#include <algorithm>

#include "events/customer_rules.hpp"
#include "events/subscription_rules.hpp"

namespace portal {
namespace {

const PortalSession* session_of(const CustomerState& state, const Context& context) {
  const Principal& principal = context.origin.principal;
  if (principal.kind != PrincipalKind::session) return nullptr;
  return find_in(state.sessions, SessionId{principal.id});
}

/// What a flow session may use; paying an invoice may need another card.
bool flow_uses(FlowType flow, PortalFeature feature) {
  switch (flow) {
  case FlowType::subscription_cancel: return feature == PortalFeature::subscription_cancel;
  case FlowType::subscription_update: return feature == PortalFeature::subscription_update;
  case FlowType::subscription_pause: return feature == PortalFeature::subscription_pause;
  case FlowType::payment_method_update: return feature == PortalFeature::payment_method_update;
  case FlowType::customer_update: return feature == PortalFeature::customer_update;
  case FlowType::invoice_pay:
    return feature == PortalFeature::invoice_history ||
           feature == PortalFeature::payment_method_update;
  }
  return false;
}

Refusal forbidden(std::string code, PortalFeature feature, std::string_view why) {
  return Refusal{
    RefusalKind::forbidden, std::move(code), "",
    "\"" + std::string{name_of(feature)} + "\" " + std::string{why}};
}

bool is_over(const Subscription& subscription) {
  return subscription.status == SubscriptionStatus::canceled ||
         subscription.status == SubscriptionStatus::incomplete_expired;
}

/// Can the feature do anything for the subscription as it stands?
bool is_for(PortalFeature feature, const Subscription& subscription) {
  if (feature == PortalFeature::subscription_update) {
    return !why_not(subscription, SubscriptionAction::update);
  }
  if (feature == PortalFeature::subscription_pause) {
    return !why_not(subscription, SubscriptionAction::pause) ||
           !why_not(subscription, SubscriptionAction::resume);
  }
  return !is_over(subscription);
}

Capability can(PortalFeature feature) { return {feature, true, std::nullopt, std::nullopt}; }

Capability cannot(PortalFeature feature, std::string reason, std::string message) {
  return {feature, false, std::move(reason), std::move(message)};
}

template <class Fits> bool any_subscription(const CustomerState& state, const Fits& fits) {
  const auto& all = state.billing.subscriptions;
  return std::any_of(all.begin(), all.end(), [&](const auto& one) { return fits(one.second); });
}

bool is_about_subscriptions(PortalFeature feature) {
  return feature == PortalFeature::subscription_update ||
         feature == PortalFeature::subscription_cancel ||
         feature == PortalFeature::subscription_pause;
}

/// True when there is something that a customer may change to.
bool has_choice(const Catalog& catalog, const SubscriptionUpdateFeature& feature) {
  return std::any_of(catalog.prices.begin(), catalog.prices.end(), [&](const auto& one) {
    return may_change_to(catalog, feature, one.second);
  });
}

Capability subscription_capability(
  const CustomerState& state, const Catalog& catalog,
  const PortalConfigurationRevision& configuration, PortalFeature feature
) {
  if (!any_subscription(state, [&](const Subscription& one) { return is_for(feature, one); })) {
    return cannot(feature, "no_subscription", "The customer has no subscription that this is for.");
  }
  if (feature == PortalFeature::subscription_update) {
    if (has_choice(catalog, configuration.features.subscription_update)) return can(feature);
    return cannot(
      feature, "nothing_to_choose", "The configuration has no active price to change to."
    );
  }
  if (feature == PortalFeature::subscription_pause) return can(feature);
  if (!any_subscription(state, [&](const Subscription& one) {
        return !is_over(one) && !one.cancel_at && !one.cancel_at_period_end;
      })) {
    return cannot(feature, "already_canceling", "Every subscription is to end already.");
  }
  return can(feature);
}

} // namespace

bool may_change_to(
  const Catalog& catalog, const SubscriptionUpdateFeature& feature, const Price& price
) {
  const auto product = catalog.products.find(price.product);
  if (!price.active || !price.recurring || product == catalog.products.end() || !product->second.active) {
    return false;
  }
  if (feature.products.empty()) return true;
  return std::any_of(
    feature.products.begin(), feature.products.end(),
    [&](const AllowedProduct& allowed) {
      const auto& prices = allowed.choice.prices;
      return allowed.choice.product == price.product &&
             (prices.empty() || std::find(prices.begin(), prices.end(), price.id) != prices.end());
    }
  );
}

bool is_enabled(const PortalConfigurationRevision& configuration, PortalFeature feature) {
  const PortalFeatures& features = configuration.features;
  switch (feature) {
  case PortalFeature::invoice_history: return features.invoice_history.enabled;
  case PortalFeature::payment_method_update: return features.payment_method_update.enabled;
  case PortalFeature::subscription_update: return features.subscription_update.enabled;
  case PortalFeature::subscription_cancel: return features.subscription_cancel.enabled;
  case PortalFeature::subscription_pause: return features.subscription_pause.enabled;
  case PortalFeature::customer_update: return features.customer_update.enabled;
  case PortalFeature::usage: return features.usage.enabled;
  case PortalFeature::credits: return features.credits.enabled;
  }
  return false;
}

const PortalConfigurationRevision*
effective_configuration(const CustomerState& state, const Context& context) {
  if (const PortalSession* session = session_of(state, context)) {
    const PinnedConfiguration& pinned = session->configuration;
    return find_revision(*context.catalog, pinned.id, pinned.revision);
  }
  if (context.origin.principal.kind != PrincipalKind::token) return nullptr;
  return &standing_configuration(*context.catalog);
}

std::optional<Refusal>
feature_refusal(const CustomerState& state, const Context& context, PortalFeature feature) {
  const PortalConfigurationRevision* configuration = effective_configuration(state, context);
  if (configuration != nullptr && !is_enabled(*configuration, feature)) {
    return forbidden(
      "not_allowed_by_configuration", feature, "is switched off in the portal configuration."
    );
  }
  const PortalSession* session = session_of(state, context);
  if (session != nullptr && session->flow_data && !flow_uses(session->flow_data->type, feature)) {
    return forbidden(
      "not_allowed_in_flow", feature,
      "is no part of this session: it is for \"" + std::string{name_of(session->flow_data->type)} +
        "\" alone."
    );
  }
  return std::nullopt;
}

std::optional<Refusal> session_scope_refusal(
  const CustomerState& state, const Context& context, const SubscriptionId& subscription
) {
  const PortalSession* session = session_of(state, context);
  if (session == nullptr || !session->flow_data || !session->flow_data->subscription_id ||
      *session->flow_data->subscription_id == subscription) {
    return std::nullopt;
  }
  return not_found(SubscriptionId::what, subscription.text(), "id");
}

std::optional<Refusal> session_invoice_refusal(
  const CustomerState& state, const Context& context, const InvoiceId& invoice
) {
  const PortalSession* session = session_of(state, context);
  if (session == nullptr || !session->flow_data || !session->flow_data->invoice_id ||
      *session->flow_data->invoice_id == invoice) {
    return std::nullopt;
  }
  return not_found(InvoiceId::what, invoice.text(), "id");
}

std::optional<Refusal> session_price_refusal(
  const CustomerState& state, const Context& context, const SubscriptionChange& change
) {
  const PortalSession* session = session_of(state, context);
  if (session == nullptr || !session->flow_data || !session->flow_data->price_id) {
    return std::nullopt;
  }
  const PriceId& wanted = *session->flow_data->price_id;
  const bool others = (change.price && *change.price != wanted) ||
                      std::any_of(change.items.begin(), change.items.end(), [&](const auto& item) {
                        return item.price && *item.price != wanted;
                      });
  if (!others) return std::nullopt;
  return Refusal{
    RefusalKind::forbidden, "not_allowed_in_flow", "price",
    "This session is for a change to the price \"" + wanted.text() + "\" alone."};
}

std::vector<Capability> capabilities(
  const CustomerState& state, const Catalog& catalog,
  const PortalConfigurationRevision& configuration
) {
  std::vector<Capability> all;
  for (std::size_t at = 0; at < names_of(PortalFeature{}).size(); ++at) {
    const auto feature = static_cast<PortalFeature>(at);
    if (!state.customer || state.customer->deleted_at) {
      all.push_back(cannot(feature, "customer_deleted", "The customer was deleted."));
    } else if (!is_enabled(configuration, feature)) {
      all.push_back(cannot(
        feature, "disabled_by_configuration", "The portal configuration has the feature off."
      ));
    } else if (is_about_subscriptions(feature)) {
      all.push_back(subscription_capability(state, catalog, configuration, feature));
    } else if (feature == PortalFeature::customer_update &&
               configuration.features.customer_update.allowed_updates.empty()) {
      all.push_back(
        cannot(feature, "nothing_to_choose", "The configuration allows no field to be changed.")
      );
    } else {
      all.push_back(can(feature));
    }
  }
  return all;
}

std::string render_capabilities(const std::vector<Capability>& all) {
  std::string out;
  {
    Members members{out};
    members.text("object", "list");
    Wire<std::vector<Capability>>::write(all, members.key("data"));
  }
  return out;
}

} // namespace portal

#include "events/session_checks.hpp"

#include <algorithm>

#include "events/customer_rules.hpp"

namespace portal {
namespace {

PortalFeature feature_of(FlowType flow) {
  switch (flow) {
  case FlowType::subscription_cancel: return PortalFeature::subscription_cancel;
  case FlowType::subscription_update: return PortalFeature::subscription_update;
  case FlowType::payment_method_update: return PortalFeature::payment_method_update;
  case FlowType::invoice_pay: return PortalFeature::invoice_history;
  case FlowType::subscription_pause: return PortalFeature::subscription_pause;
  case FlowType::customer_update: return PortalFeature::customer_update;
  }
  return PortalFeature::customer_update;
}

bool is_about_subscription(FlowType flow) {
  return flow == FlowType::subscription_cancel || flow == FlowType::subscription_update ||
         flow == FlowType::subscription_pause;
}

Refusal flow_conflict(std::string code, std::string_view param, std::string message) {
  return Refusal{RefusalKind::conflict, std::move(code), std::string{param}, std::move(message)};
}

/// Refuses what flows of that type have no use for.
Check check_foreign(const FlowData& flow) {
  struct Given {
    bool is;
    bool fits;
    std::string_view name;
  };

  for (const Given& given : std::to_array<Given>({
         {flow.subscription_id.has_value(), is_about_subscription(flow.type), "subscriptionId"},
         {flow.price_id.has_value(), flow.type == FlowType::subscription_update, "priceId"},
         {flow.invoice_id.has_value(), flow.type == FlowType::invoice_pay, "invoiceId"},
       })) {
    if (!given.is || given.fits) continue;
    return invalid(
      at_path("flowData", given.name), "parameter_not_allowed",
      "A flow of type \"" + std::string{name_of(flow.type)} + "\" has no \"" +
        std::string{given.name} + "\"."
    );
  }
  return std::nullopt;
}

Check check_subscription(const FlowData& flow, const Subscription& subscription) {
  const std::string_view param = "flowData.subscriptionId";
  const std::string name = "The subscription \"" + subscription.id.text() + "\" ";
  if (subscription.ended_at) {
    return flow_conflict("subscription_ended", param, name + "has ended. There is nothing to do.");
  }
  if (flow.type != FlowType::subscription_update && (subscription.cancel_at || subscription.cancel_at_period_end)) {
    return flow_conflict("subscription_already_canceling", param, name + "is to end already.");
  }
  const bool paused = subscription.status == SubscriptionStatus::paused;
  if (flow.type == FlowType::subscription_pause && paused) {
    return flow_conflict("subscription_already_paused", param, name + "is paused already.");
  }
  return std::nullopt;
}

Check check_price(
  const Catalog& catalog, const FlowData& flow, const Subscription& subscription,
  const PortalConfigurationRevision& configuration
) {
  if (!flow.price_id) return std::nullopt;
  const std::string_view param = "flowData.priceId";
  const Price* price = find_in(catalog.prices, *flow.price_id);
  if (price == nullptr) return not_found(PriceId::what, flow.price_id->text(), param);
  if (!may_change_to(catalog, configuration.features.subscription_update, *price)) {
    return flow_conflict(
      "price_not_allowed_by_configuration", param,
      "The price \"" + price->id.text() +
        "\" is archived, charged once, or not among the products that the portal configuration "
        "lets customers change to."
    );
  }
  if (price->currency != subscription.currency) {
    return flow_conflict(
      "currency_mismatch", param,
      "The price is in " + std::string{price->currency.text()} + ", the subscription in " +
        std::string{subscription.currency.text()} + "."
    );
  }
  const auto& items = subscription.items;
  const PriceTerms& beside = items.front().terms;
  const bool same_rhythm = price->recurring && price->recurring->interval == beside.interval &&
                           price->recurring->interval_count == beside.interval_count;
  if (items.size() > 1 && !same_rhythm) {
    return flow_conflict(
      "interval_mismatch", param,
      "The subscription has several prices, which are charged in one rhythm: " +
        std::to_string(beside.interval_count) + " × " + std::string{name_of(beside.interval)} +
        ". The price \"" + price->id.text() + "\" has another."
    );
  }
  const bool has_it = std::any_of(items.begin(), items.end(), [&](const SubscriptionItem& item) {
    return item.price == price->id;
  });
  if (!has_it) return std::nullopt;
  return flow_conflict("price_already_current", param, "The subscription has this price already.");
}

Check check_invoice(const CustomerState& state, const FlowData& flow) {
  const std::string_view param = "flowData.invoiceId";
  if (!flow.invoice_id) {
    return invalid(param, "parameter_missing", "\"flowData.invoiceId\" is required for this flow.");
  }
  const Invoice* invoice = find_in(state.billing.invoices, *flow.invoice_id);
  if (invoice == nullptr && !state.billing.closed_invoices.contains(*flow.invoice_id)) {
    return not_found(InvoiceId::what, flow.invoice_id->text(), param);
  }
  const bool payable = invoice != nullptr && (invoice->status == InvoiceStatus::open ||
                                              invoice->status == InvoiceStatus::uncollectible);
  if (payable) return std::nullopt;
  return flow_conflict(
    "invoice_not_open", param,
    "The invoice \"" + flow.invoice_id->text() + "\" is not open: there is nothing to pay."
  );
}

Check check_completion(FlowData& flow, const std::vector<std::string>& origins) {
  if (!flow.after_completion) return std::nullopt;
  AfterCompletion& after = *flow.after_completion;
  const std::string base = "flowData.afterCompletion";
  if (after.return_url && after.type != AfterCompletionType::redirect) {
    return invalid(
      at_path(base, "returnUrl"), "parameter_not_allowed",
      "\"returnUrl\" is for \"redirect\" alone."
    );
  }
  if (after.message && after.type != AfterCompletionType::confirmation) {
    return invalid(
      at_path(base, "message"), "parameter_not_allowed",
      "\"message\" is for \"confirmation\" alone."
    );
  }
  if (after.message) return check_text(*after.message, 500, at_path(base, "message"));
  if (!after.return_url) return std::nullopt;
  auto url = check_return_url(*after.return_url, origins, at_path(base, "returnUrl"));
  if (!url) return url.error();
  after.return_url = std::move(*url);
  return std::nullopt;
}

} // namespace

Result<std::string> check_return_url(
  const std::string& url, const std::vector<std::string>& origins, std::string_view param
) {
  auto parsed = check_url(url, UrlRule::web, param);
  if (!parsed) return tl::unexpected<Refusal>(parsed.error());
  const bool allowed =
    origins.empty() || std::any_of(origins.begin(), origins.end(), [&](const std::string& origin) {
      const auto known = check_url(origin, UrlRule::web, param);
      return known && known->origin == parsed->origin;
    });
  if (allowed) return std::move(parsed->text);
  return refuse(
    RefusalKind::invalid, "return_url_not_allowed", std::string{param},
    "\"" + std::string{param} + "\" leads to " + parsed->origin +
      ", which is not on this instance's allow-list of origins."
  );
}

Result<FlowData> check_flow(
  const CustomerState& state, const CreateSession& ask, const Context& context,
  const PortalConfigurationRevision& configuration
) {
  FlowData flow = *ask.flow_data;
  const auto no = [](Refusal refusal) { return tl::unexpected<Refusal>(std::move(refusal)); };
  if (auto fault = check_foreign(flow)) return no(std::move(*fault));
  if (!is_enabled(configuration, feature_of(flow.type))) {
    return no(flow_conflict(
      "flow_not_allowed_by_configuration", "flowData.type",
      "The portal configuration has \"" + std::string{name_of(feature_of(flow.type))} +
        "\" off, which the flow \"" + std::string{name_of(flow.type)} + "\" needs."
    ));
  }
  if (is_about_subscription(flow.type)) {
    if (!flow.subscription_id) flow.subscription_id = ask.subscription;
    if (!flow.subscription_id) {
      return no(invalid(
        "flowData.subscriptionId", "parameter_missing",
        "\"flowData.subscriptionId\" is required for this flow."
      ));
    }
    const Subscription* subscription = find_in(state.billing.subscriptions, *flow.subscription_id);
    if (subscription == nullptr) {
      return no(
        not_found(SubscriptionId::what, flow.subscription_id->text(), "flowData.subscriptionId")
      );
    }
    if (auto fault = check_subscription(flow, *subscription)) return no(std::move(*fault));
    if (auto fault = check_price(*context.catalog, flow, *subscription, configuration)) {
      return no(std::move(*fault));
    }
  }
  if (flow.type == FlowType::invoice_pay) {
    if (auto fault = check_invoice(state, flow)) return no(std::move(*fault));
  }
  if (auto fault = check_completion(flow, ask.allowed_origins)) return no(std::move(*fault));
  return flow;
}

} // namespace portal

// The deep check of a portal configuration: what it says by itself, and that what it names exists.
// Retention offers and experiments: retention_checks.cpp.

#include <algorithm>
#include <set>

#include "events/catalog_rules.hpp"
#include "events/retention_checks.hpp"

namespace portal {
namespace {

constexpr std::size_t logo_size_max = 32 * 1024;

Check check_bounds(const QuantityBounds& bounds, std::string_view path) {
  Check fault;
  if (bounds.minimum) fault = check_range(*bounds.minimum, 1, 1'000'000, at_path(path, "minimum"));
  if (!fault && bounds.maximum) {
    fault =
      check_range(*bounds.maximum, bounds.minimum.value_or(1), 1'000'000, at_path(path, "maximum"));
  }
  return fault;
}

Check check_choice(const Catalog& catalog, const ProductChoice& choice, std::string_view path) {
  if (!catalog.products.contains(choice.product)) {
    return not_found("product", choice.product.text(), path);
  }
  if (choice.prices.size() > 50) {
    return invalid(
      at_path(path, "prices"), "parameter_too_long", "A product must have at most 50 prices here."
    );
  }
  std::set<PriceId> seen;
  for (std::size_t at = 0; at < choice.prices.size(); ++at) {
    const PriceId& id = choice.prices[at];
    const std::string param = at_index(at_path(path, "prices"), at);
    const Price* price = find_in(catalog.prices, id);
    if (price == nullptr) return not_found("price", id.text(), param);
    if (price->product != choice.product) {
      return invalid(
        param, "price_of_other_product",
        "The price \"" + id.text() + "\" is for the product \"" + price->product.text() +
          "\", not for \"" + choice.product.text() + "\"."
      );
    }
    if (!price->recurring) {
      return invalid(
        param, "price_not_recurring",
        "The price \"" + id.text() + "\" is charged once. Subscriptions need recurring prices."
      );
    }
    if (!seen.insert(id).second) {
      return invalid(
        param, "price_duplicate", "The price \"" + id.text() + "\" stands here twice."
      );
    }
  }
  if (choice.quantity) return check_bounds(*choice.quantity, at_path(path, "quantity"));
  return std::nullopt;
}

/// Refuses a list of names that has one of them twice.
template <NamedEnum T> Check check_distinct(const std::vector<T>& values, std::string_view path) {
  std::set<T> seen;
  for (std::size_t at = 0; at < values.size(); ++at) {
    if (seen.insert(values[at]).second) continue;
    return invalid(
      at_index(path, at), "value_duplicate",
      "\"" + std::string{path} + "\" names \"" + std::string{name_of(values[at])} + "\" twice."
    );
  }
  return std::nullopt;
}

Check check_update(const Catalog& catalog, const SubscriptionUpdateFeature& feature) {
  const std::string base = "features.subscriptionUpdate";
  if (feature.products.size() > 100) {
    return invalid(
      at_path(base, "products"), "parameter_too_long",
      "\"products\" must have at most 100 products."
    );
  }
  std::set<ProductId> seen;
  for (std::size_t at = 0; at < feature.products.size(); ++at) {
    const ProductChoice& choice = feature.products[at].choice;
    const std::string path = at_index(at_path(base, "products"), at);
    if (auto fault = check_choice(catalog, choice, path)) return fault;
    if (!seen.insert(choice.product).second) {
      return invalid(
        path, "product_duplicate",
        "The product \"" + choice.product.text() + "\" stands here twice."
      );
    }
  }
  if (!feature.schedule_at_period_end) return std::nullopt;
  return check_distinct(
    feature.schedule_at_period_end->conditions, at_path(base, "scheduleAtPeriodEnd.conditions")
  );
}

/// A survey that must be answered needs reasons to choose from, and offers ask for those that there are.
Check check_reasons(const SubscriptionCancelFeature& feature, std::string_view base) {
  const auto& asked = feature.cancellation_reason;
  const bool asks = asked && asked->enabled && !asked->options.empty();
  if (feature.retention->survey_required && !asks) {
    return invalid(
      at_path(base, "cancellationReason.options"), "survey_reasons_missing",
      "\"surveyRequired\" needs \"cancellationReason\" enabled with options: nobody could answer "
      "otherwise."
    );
  }
  if (!asks) return std::nullopt;
  const auto is_asked = [&](CancellationReason reason) {
    return std::find(asked->options.begin(), asked->options.end(), reason) != asked->options.end();
  };
  const auto& offers = feature.retention->offers;
  for (std::size_t at = 0; at < offers.size(); ++at) {
    if (!offers[at].eligibility) continue;
    const auto& reasons = offers[at].eligibility->reasons;
    const auto never = std::find_if_not(reasons.begin(), reasons.end(), is_asked);
    if (never == reasons.end()) continue;
    return invalid(
      at_index(at_path(base, "retention.offers"), at) + ".eligibility.reasons",
      "cancellation_reason_not_offered",
      "\"" + std::string{name_of(*never)} +
        "\" is none of the configured reasons: nobody could get this offer."
    );
  }
  return std::nullopt;
}

Check check_cancel(const Catalog& catalog, const SubscriptionCancelFeature& feature) {
  const std::string base = "features.subscriptionCancel";
  if (feature.proration_behavior == ProrationBehavior::always_invoice) {
    return invalid(
      at_path(base, "prorationBehavior"), "proration_not_possible",
      "A cancellation is prorated with \"none\" or \"create_prorations\"."
    );
  }
  if (feature.proration_behavior == ProrationBehavior::create_prorations && feature.mode != CancelMode::immediately) {
    return invalid(
      at_path(base, "prorationBehavior"), "proration_not_possible",
      "Only \"mode\": \"immediately\" leaves unused time to credit."
    );
  }
  if (feature.cancellation_reason) {
    const std::string path = at_path(base, "cancellationReason.options");
    if (auto fault = check_distinct(feature.cancellation_reason->options, path)) return fault;
  }
  if (!feature.retention) return std::nullopt;
  if (auto fault = check_reasons(feature, base)) return fault;
  return check_retention(catalog, *feature.retention, at_path(base, "retention"));
}

Check check_features(const Catalog& catalog, const PortalFeatures& features) {
  if (auto fault = check_update(catalog, features.subscription_update)) return fault;
  if (auto fault = check_cancel(catalog, features.subscription_cancel)) return fault;
  if (const auto days = features.subscription_pause.max_duration) {
    if (auto fault = check_range(*days, 1, 730, "features.subscriptionPause.maxDuration"))
      return fault;
  }
  return check_distinct(
    features.customer_update.allowed_updates, "features.customerUpdate.allowedUpdates"
  );
}

Check check_optional_url(
  const std::optional<std::string>& url, UrlRule rule, std::string_view param
) {
  if (!url) return std::nullopt;
  const auto fine = check_url(*url, rule, param);
  return fine ? Check{} : fine.error();
}

/// A PNG inside the configuration itself, which invoices show without asking another server.
Check check_picture(std::string_view url) {
  constexpr std::string_view head = "data:image/png;base64,";
  constexpr std::string_view signature = "iVBORw0KGgo"; // the first bytes of every PNG
  constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";
  const bool fine = url.starts_with(head) && url.size() <= logo_size_max &&
                    url.substr(head.size()).starts_with(signature) &&
                    url.find_first_not_of(alphabet, head.size()) == std::string_view::npos;
  if (fine) return std::nullopt;
  return invalid(
    "branding.logo", "logo_invalid",
    "\"branding.logo\" must be an https URL, or data:image/png;base64, and a PNG of at most " +
      std::to_string(logo_size_max) + " bytes."
  );
}

Check check_branding(const Branding& branding) {
  if (branding.primary_color) {
    const std::string& color = *branding.primary_color;
    const bool fine = color.size() == 7 && color.front() == '#' &&
                      std::all_of(color.begin() + 1, color.end(), [](char c) {
                        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                      });
    if (!fine) {
      return invalid(
        "branding.primaryColor", "color_invalid",
        "\"branding.primaryColor\" must be # and six lower-case hexadecimal digits, such as "
        "#5469d4."
      );
    }
  }
  if (branding.logo && branding.logo->starts_with("data:")) return check_picture(*branding.logo);
  return check_optional_url(branding.logo, UrlRule::secure, "branding.logo");
}

/// Origins alone: what stands in a policy must not bring a path or a rule of its own.
Check check_frame_ancestors(const std::vector<std::string>& origins) {
  if (origins.size() > 20) {
    return invalid(
      "frameAncestors", "parameter_too_long", "\"frameAncestors\" must have at most 20 origins."
    );
  }
  for (std::size_t at = 0; at < origins.size(); ++at) {
    const std::string param = at_index("frameAncestors", at);
    const auto url = check_url(origins[at], UrlRule::web, param);
    if (!url) return url.error();
    if (url->text == url->origin + "/") continue;
    return invalid(
      param, "origin_invalid",
      "\"" + param + "\" must be an origin alone, such as " + url->origin + ", without a path."
    );
  }
  return std::nullopt;
}

} // namespace

Check check_revision(const Catalog& catalog, const PortalConfigurationRevision& revision) {
  if (revision.name) {
    if (auto fault = check_text(*revision.name, 100, "name")) return fault;
  }
  if (revision.headline) {
    if (auto fault = check_text(*revision.headline, 60, "headline")) return fault;
  }
  if (auto fault = check_features(catalog, revision.features)) return fault;
  if (revision.branding) {
    if (auto fault = check_branding(*revision.branding)) return fault;
  }
  if (revision.seller) {
    if (auto fault = check_seller(*revision.seller)) return fault;
  }
  if (auto fault = check_frame_ancestors(revision.frame_ancestors)) return fault;
  auto fault = check_optional_url(revision.default_return_url, UrlRule::web, "defaultReturnUrl");
  if (!fault) {
    fault = check_optional_url(revision.terms_of_service_url, UrlRule::secure, "termsOfServiceUrl");
  }
  if (!fault) {
    fault = check_optional_url(revision.privacy_policy_url, UrlRule::secure, "privacyPolicyUrl");
  }
  return fault;
}

} // namespace portal

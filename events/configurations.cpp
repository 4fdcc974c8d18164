#include "events/configurations.hpp"

#include "events/catalog_rules.hpp"

namespace portal {
namespace {

/// URLs are stored in their canonical form; check_revision has passed them.
void make_canonical(std::optional<std::string>& url, UrlRule rule) {
  if (!url) return;
  if (const auto parsed = check_url(*url, rule, "url")) url = parsed->text;
}

void make_canonical(PortalConfigurationRevision& revision) {
  make_canonical(revision.default_return_url, UrlRule::web);
  make_canonical(revision.terms_of_service_url, UrlRule::secure);
  make_canonical(revision.privacy_policy_url, UrlRule::secure);
  if (revision.branding) make_canonical(revision.branding->logo, UrlRule::secure);
  if (revision.seller) make_canonical(revision.seller->website, UrlRule::secure);
  for (std::string& origin : revision.frame_ancestors) {
    if (const auto parsed = check_url(origin, UrlRule::web, "url")) origin = parsed->origin;
  }
}

Refusal default_must_stay(std::string_view param) {
  return Refusal{
    RefusalKind::conflict, "configuration_is_default", std::string{param},
    "This configuration is the default, and there must be one. Make another one the default "
    "first."};
}

/// What the configuration says after the change, in a revision of the next number.
PortalConfigurationRevision
revised(const PortalConfigurationRevision& is, const UpdateConfiguration& ask, Instant now) {
  PortalConfigurationRevision after = is;
  ask.name.apply_to(after.name);
  ask.headline.apply_to(after.headline);
  ask.default_return_url.apply_to(after.default_return_url);
  ask.branding.apply_to(after.branding);
  ask.terms_of_service_url.apply_to(after.terms_of_service_url);
  ask.privacy_policy_url.apply_to(after.privacy_policy_url);
  ask.seller.apply_to(after.seller);
  after.frame_ancestors = ask.frame_ancestors.value_or(std::move(after.frame_ancestors));
  if (ask.features) {
    const PortalFeaturesPatch& features = *ask.features;
    PortalFeatures& into = after.features;
    into.invoice_history = features.invoice_history.value_or(into.invoice_history);
    into.payment_method_update =
      features.payment_method_update.value_or(into.payment_method_update);
    into.subscription_update = features.subscription_update.value_or(into.subscription_update);
    into.subscription_cancel = features.subscription_cancel.value_or(into.subscription_cancel);
    into.subscription_pause = features.subscription_pause.value_or(into.subscription_pause);
    into.customer_update = features.customer_update.value_or(into.customer_update);
    into.usage = features.usage.value_or(into.usage);
    into.credits = features.credits.value_or(into.credits);
  }
  make_canonical(after);
  if (after == is) return is;
  after.revision = is.revision + 1;
  after.created = now;
  return after;
}

/// The experiments that start and stop when the configuration says `next` (nothing: it is archived).
void note_experiments(
  const Catalog& state, const ConfigurationId& id, const PortalConfigurationRevision* next,
  std::vector<CatalogEvent>& events
) {
  for (auto& change : experiment_changes(state, id, next)) {
    std::visit([&](auto& one) { events.emplace_back(std::move(one)); }, change);
  }
}

/// Refuses what cannot be said of the default; answers whether the configuration becomes it.
Result<bool> becomes_default(const PortalConfiguration& is, const UpdateConfiguration& ask) {
  const bool active = ask.active.value_or(is.active);
  if (is.is_default && !active) return tl::unexpected<Refusal>(default_must_stay("active"));
  if (is.is_default && !ask.is_default.value_or(true)) {
    return tl::unexpected<Refusal>(default_must_stay("isDefault"));
  }
  const bool becomes = ask.is_default.value_or(false) && !is.is_default;
  if (becomes && !active) {
    return refuse(
      RefusalKind::conflict, "configuration_archived", "isDefault",
      "An archived configuration cannot be the default. Set \"active\": true with it."
    );
  }
  return becomes;
}

std::optional<ConfigurationId> default_id(const Catalog& catalog) {
  const PortalConfiguration* is = default_configuration(catalog);
  return is == nullptr ? std::nullopt : std::optional{is->id};
}

} // namespace

const PortalConfigurationRevision& builtin_configuration() {
  static const PortalConfigurationRevision everything = [] {
    PortalConfigurationRevision made;
    made.name = "Built in";
    PortalFeatures& features = made.features;
    features.invoice_history.enabled = true;
    features.payment_method_update.enabled = true;
    features.subscription_update.enabled = true;
    features.subscription_update.proration_behavior = ProrationBehavior::create_prorations;
    features.subscription_cancel.enabled = true;
    features.subscription_cancel.cancellation_reason = CancellationReasonFeature{true, {}};
    features.subscription_pause.enabled = true;
    features.customer_update.enabled = true;
    features.customer_update.allowed_updates = {
      AllowedUpdate::email, AllowedUpdate::name, AllowedUpdate::phone, AllowedUpdate::address,
      AllowedUpdate::tax_id};
    return made;
  }();
  return everything;
}

const PortalConfigurationRevision& latest(const PortalConfiguration& configuration) {
  return configuration.revisions.back();
}

const PortalConfigurationRevision*
find_revision(const Catalog& catalog, const ConfigurationId& id, std::int64_t revision) {
  if (id.text() == builtin_configuration_id) return &builtin_configuration();
  const PortalConfiguration* configuration = find_in(catalog.configurations, id);
  if (configuration == nullptr) return nullptr;
  for (const auto& one : configuration->revisions) {
    if (one.revision == revision) return &one;
  }
  return nullptr;
}

const PortalConfiguration* default_configuration(const Catalog& catalog) {
  for (const auto& [id, configuration] : catalog.configurations) {
    if (configuration.is_default) return &configuration;
  }
  return nullptr;
}

const PortalConfigurationRevision& standing_configuration(const Catalog& catalog) {
  const PortalConfiguration* standing = default_configuration(catalog);
  return standing == nullptr ? builtin_configuration() : latest(*standing);
}

CatalogDecision
decide(const Catalog& state, const CreateConfiguration& ask, const Context& context) {
  PortalConfigurationRevision revision{
    1,
    ask.name,
    ask.headline,
    ask.default_return_url,
    ask.features,
    ask.branding,
    ask.terms_of_service_url,
    ask.privacy_policy_url,
    context.now,
    ask.seller,
    ask.frame_ancestors};
  if (auto fault = check_revision(state, revision)) return declined(std::move(*fault));
  make_canonical(revision);
  const bool active = ask.active.value_or(true);
  const bool is_default = ask.is_default.value_or(false);
  if (is_default && !active) {
    return declined(Refusal{
      RefusalKind::conflict, "configuration_archived", "isDefault",
      "An archived configuration cannot be the default. Set \"active\": true with it."});
  }
  if (ask.id && ask.id->text() == builtin_configuration_id) {
    return declined(already_exists(ConfigurationId::what, ask.id->text()));
  }
  auto id = new_id(ask.id, state.configurations, context);
  if (!id) return declined(std::move(id.error()));
  if (auto fault = experiment_refusal(state, *id, revision)) return declined(std::move(*fault));
  Decided<CatalogEvent> decided{{}, Subject{"portal_configuration", id->text()}};
  decided.events.emplace_back(ConfigurationCreated{*id, active, revision, ask.metadata});
  note_experiments(state, *id, active ? &revision : nullptr, decided.events);
  if (is_default) {
    decided.events.emplace_back(DefaultConfigurationChanged{*id, default_id(state)});
  }
  return decided;
}

CatalogDecision
decide(const Catalog& state, const UpdateConfiguration& ask, const Context& context) {
  const PortalConfiguration* is = find_in(state.configurations, ask.id);
  if (is == nullptr) return declined(not_found(ConfigurationId::what, ask.id.text(), "id"));
  if (auto moved = stale(context, is->version)) return declined(std::move(*moved));
  auto metadata = merged(is->metadata, ask.metadata);
  if (!metadata) return declined(std::move(metadata.error()));
  const auto becomes = becomes_default(*is, ask);
  if (!becomes) return declined(becomes.error());
  auto revision = revised(latest(*is), ask, context.now);
  if (auto fault = check_revision(state, revision)) return declined(std::move(*fault));

  if (auto fault = experiment_refusal(state, ask.id, revision)) return declined(std::move(*fault));

  Decided<CatalogEvent> decided{{}, Subject{"portal_configuration", ask.id.text()}};
  if (revision.revision != latest(*is).revision) {
    decided.events.emplace_back(ConfigurationRevised{ask.id, revision});
  }
  const bool active = ask.active.value_or(is->active);
  note_experiments(state, ask.id, active ? &revision : nullptr, decided.events);
  if (active != is->active || *metadata != is->metadata) {
    decided.events.emplace_back(ConfigurationUpdated{ask.id, active, std::move(*metadata)});
  }
  if (*becomes) {
    decided.events.emplace_back(DefaultConfigurationChanged{ask.id, default_id(state)});
  }
  return decided;
}

void evolve(Catalog& state, const ConfigurationCreated& event, const EventMeta& meta) {
  state.configurations[event.id] = PortalConfiguration{
    event.id,
    event.active,
    false,
    {event.revision},
    event.metadata,
    meta.effective_at,
    static_cast<std::int64_t>(meta.version)};
}

void evolve(Catalog& state, const ConfigurationRevised& event, const EventMeta& meta) {
  PortalConfiguration* configuration = find_in(state.configurations, event.id);
  if (configuration == nullptr) return;
  configuration->revisions.push_back(event.revision);
  configuration->version = static_cast<std::int64_t>(meta.version);
}

void evolve(Catalog& state, const ConfigurationUpdated& event, const EventMeta& meta) {
  PortalConfiguration* configuration = find_in(state.configurations, event.id);
  if (configuration == nullptr) return;
  configuration->active = event.active;
  configuration->metadata = event.metadata;
  configuration->version = static_cast<std::int64_t>(meta.version);
}

void evolve(Catalog& state, const DefaultConfigurationChanged& event, const EventMeta& meta) {
  const auto change = [&](const ConfigurationId& id, bool is_default) {
    PortalConfiguration* configuration = find_in(state.configurations, id);
    if (configuration == nullptr) return;
    configuration->is_default = is_default;
    configuration->version = static_cast<std::int64_t>(meta.version);
  };
  if (event.previous) change(*event.previous, false);
  change(event.id, true);
}

} // namespace portal

#pragma once

// Portal configurations. Each change makes a new revision and keeps the old ones: a session is bound
// by the revision that it pinned when it was created.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/address.hpp"
#include "events/decider.hpp"
#include "events/portal_features.hpp"

namespace portal {

struct Catalog;
struct CatalogDecision;

// -- object -------------------------------------------------------------------------------------------

/// What a configuration said from `created` on, until the next revision. Never changes.
struct PortalConfigurationRevision {
  std::int64_t revision = 1;
  std::optional<std::string> name;
  std::optional<std::string> headline;
  std::optional<std::string> default_return_url;
  PortalFeatures features;
  std::optional<Branding> branding;
  std::optional<std::string> terms_of_service_url;
  std::optional<std::string> privacy_policy_url;
  Instant created;
  std::optional<Seller> seller;
  std::vector<std::string> frame_ancestors;
  bool operator==(const PortalConfigurationRevision&) const = default;
  static constexpr Fields fields{
    Field{"revision", &PortalConfigurationRevision::revision, "Counts from 1."},
    Field{"name", &PortalConfigurationRevision::name, "A name for those who configure."},
    Field{"headline", &PortalConfigurationRevision::headline, "What the portal's head says."},
    Field{
      "default_return_url", &PortalConfigurationRevision::default_return_url,
      "Where sessions without a returnUrl lead back to."},
    Field{"features", &PortalConfigurationRevision::features, "What customers may do."},
    Field{"branding", &PortalConfigurationRevision::branding, "How the portal looks."},
    Field{"terms_of_service_url", &PortalConfigurationRevision::terms_of_service_url, "The terms."},
    Field{"privacy_policy_url", &PortalConfigurationRevision::privacy_policy_url, "The policy."},
    Field{"created", &PortalConfigurationRevision::created, "When this revision was made."},
    Field{"seller", &PortalConfigurationRevision::seller, "Who sells, for invoices."},
    Field{
      "frame_ancestors", &PortalConfigurationRevision::frame_ancestors,
      "Origins whose pages may show the portal in a frame; none: nobody's."},
  };
};

/// A configuration with all of its revisions, the latest last. The API shows the latest, flat.
struct PortalConfiguration {
  ConfigurationId id;
  bool active = true;
  bool is_default = false;
  std::vector<PortalConfigurationRevision> revisions;
  Metadata metadata;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const PortalConfiguration&) const = default;
  static constexpr Fields fields{
    Field{"id", &PortalConfiguration::id, "The configuration's id."},
    Field{"active", &PortalConfiguration::active, "False once archived: no new sessions."},
    Field{"is_default", &PortalConfiguration::is_default, "Is it used where none is named?"},
    Field{"revisions", &PortalConfiguration::revisions, "All that it ever said, latest last."},
    Field{"metadata", &PortalConfiguration::metadata, "The caller's own notes."},
    Field{"created", &PortalConfiguration::created, "When it was created."},
    Field{"version", &PortalConfiguration::version, "Stream version of its latest event."},
  };
};

/// The id under which sessions pin the built-in configuration: every feature on. Callers cannot take it.
inline constexpr std::string_view builtin_configuration_id = "pc_builtin";

/// What holds where nobody configured anything: every feature on, every active product.
const PortalConfigurationRevision& builtin_configuration();

/// The latest revision.
const PortalConfigurationRevision& latest(const PortalConfiguration& configuration);

/// That revision of that configuration (or the built-in one), or nothing.
const PortalConfigurationRevision*
find_revision(const Catalog& catalog, const ConfigurationId& id, std::int64_t revision);

/// The configuration that is used where none is named, if there is one.
const PortalConfiguration* default_configuration(const Catalog& catalog);

/// What binds customers where no session has pinned another: the default configuration as it is now, or the
/// built-in one.
const PortalConfigurationRevision& standing_configuration(const Catalog& catalog);

// -- what may be asked for ----------------------------------------------------------------------------

struct CreateConfiguration {
  std::optional<ConfigurationId> id;
  std::optional<std::string> name;
  std::optional<bool> active;
  std::optional<bool> is_default;
  std::optional<std::string> headline;
  std::optional<std::string> default_return_url;
  PortalFeatures features;
  std::optional<Branding> branding;
  std::optional<std::string> terms_of_service_url;
  std::optional<std::string> privacy_policy_url;
  std::optional<Seller> seller;
  std::vector<std::string> frame_ancestors;
  Metadata metadata;
  static constexpr std::string_view type = "portal_configuration.create";
  static constexpr Fields fields{
    Field{"id", &CreateConfiguration::id, "An id of the caller's choice."},
    Field{"name", &CreateConfiguration::name, "A name for those who configure."},
    Field{"active", &CreateConfiguration::active, "May sessions use it? Default true."},
    Field{"is_default", &CreateConfiguration::is_default, "Use it where none is named."},
    Field{"headline", &CreateConfiguration::headline, "What the portal's head says, up to 60."},
    Field{
      "default_return_url", &CreateConfiguration::default_return_url,
      "Where sessions without a returnUrl lead back to."},
    Field{"features", &CreateConfiguration::features, "What customers may do."},
    Field{"branding", &CreateConfiguration::branding, "How the portal looks."},
    Field{"terms_of_service_url", &CreateConfiguration::terms_of_service_url, "An https URL."},
    Field{"privacy_policy_url", &CreateConfiguration::privacy_policy_url, "An https URL."},
    Field{"seller", &CreateConfiguration::seller, "Who sells, as invoices are to say it."},
    Field{
      "frame_ancestors", &CreateConfiguration::frame_ancestors,
      "Origins such as https://app.example.com whose pages may show the portal in a frame; at most "
      "20, default none."},
    Field{"metadata", &CreateConfiguration::metadata, "The caller's own notes."},
  };
};

/// Features to change; those left out stay as they are.
struct PortalFeaturesPatch {
  std::optional<FeatureSwitch> invoice_history;
  std::optional<FeatureSwitch> payment_method_update;
  std::optional<SubscriptionUpdateFeature> subscription_update;
  std::optional<SubscriptionCancelFeature> subscription_cancel;
  std::optional<SubscriptionPauseFeature> subscription_pause;
  std::optional<CustomerUpdateFeature> customer_update;
  std::optional<FeatureSwitch> usage;
  std::optional<FeatureSwitch> credits;
  // clang-format off
  static constexpr Fields fields{
    Field{"invoice_history", &PortalFeaturesPatch::invoice_history, "Replaces the feature whole."},
    Field{"payment_method_update", &PortalFeaturesPatch::payment_method_update, "Replaces the feature whole."},
    Field{"subscription_update", &PortalFeaturesPatch::subscription_update, "Replaces the feature whole."},
    Field{"subscription_cancel", &PortalFeaturesPatch::subscription_cancel, "Replaces the feature whole."},
    Field{"subscription_pause", &PortalFeaturesPatch::subscription_pause, "Replaces the feature whole."},
    Field{"customer_update", &PortalFeaturesPatch::customer_update, "Replaces the feature whole."},
    Field{"usage", &PortalFeaturesPatch::usage, "Replaces the feature whole."},
    Field{"credits", &PortalFeaturesPatch::credits, "Replaces the feature whole."},
  };
  // clang-format on
};

struct UpdateConfiguration {
  ConfigurationId id;
  Patch<std::string> name;
  std::optional<bool> active;
  std::optional<bool> is_default;
  Patch<std::string> headline;
  Patch<std::string> default_return_url;
  std::optional<PortalFeaturesPatch> features;
  Patch<Branding> branding;
  Patch<std::string> terms_of_service_url;
  Patch<std::string> privacy_policy_url;
  Patch<Seller> seller;
  std::optional<std::vector<std::string>> frame_ancestors;
  Patch<MetadataPatch> metadata;
  static constexpr std::string_view type = "portal_configuration.update";
  static constexpr Fields fields{
    Field{"id", &UpdateConfiguration::id, "The configuration to change."},
    Field{"name", &UpdateConfiguration::name, "A name for those who configure; null removes it."},
    Field{"active", &UpdateConfiguration::active, "False archives it, true brings it back."},
    Field{"is_default", &UpdateConfiguration::is_default, "True: use it where none is named."},
    Field{"headline", &UpdateConfiguration::headline, "Up to 60 bytes; null removes it."},
    Field{"default_return_url", &UpdateConfiguration::default_return_url, "Null removes it."},
    Field{"features", &UpdateConfiguration::features, "Features to replace."},
    Field{"branding", &UpdateConfiguration::branding, "Replaces it whole; null removes it."},
    Field{"terms_of_service_url", &UpdateConfiguration::terms_of_service_url, "An https URL."},
    Field{"privacy_policy_url", &UpdateConfiguration::privacy_policy_url, "An https URL."},
    Field{"seller", &UpdateConfiguration::seller, "Replaces it whole; null removes it."},
    Field{
      "frame_ancestors", &UpdateConfiguration::frame_ancestors,
      "Replaces the list; an empty one lets nobody frame the portal."},
    Field{
      "metadata", &UpdateConfiguration::metadata,
      "Keys to set; null or an empty string removes one."},
  };
};

using ConfigurationCommand = std::variant<CreateConfiguration, UpdateConfiguration>;

// -- what has happened --------------------------------------------------------------------------------

struct ConfigurationCreated {
  ConfigurationId id;
  bool active = true;
  PortalConfigurationRevision revision;
  Metadata metadata;
  bool operator==(const ConfigurationCreated&) const = default;
  static constexpr std::string_view type = "portal_configuration.created.v1";
  static constexpr Fields fields{
    Field{"id", &ConfigurationCreated::id, "The configuration."},
    Field{"active", &ConfigurationCreated::active, "May sessions use it?"},
    Field{"revision", &ConfigurationCreated::revision, "What it says."},
    Field{"metadata", &ConfigurationCreated::metadata, "The caller's own notes."},
  };
};

/// A new revision: the whole of what the configuration says from now on.
struct ConfigurationRevised {
  ConfigurationId id;
  PortalConfigurationRevision revision;
  bool operator==(const ConfigurationRevised&) const = default;
  static constexpr std::string_view type = "portal_configuration.revised.v1";
  static constexpr Fields fields{
    Field{"id", &ConfigurationRevised::id, "The configuration."},
    Field{"revision", &ConfigurationRevised::revision, "What it says from now on."},
  };
};

/// What is beside the revisions, as it is after the change.
struct ConfigurationUpdated {
  ConfigurationId id;
  bool active = true;
  Metadata metadata;
  bool operator==(const ConfigurationUpdated&) const = default;
  static constexpr std::string_view type = "portal_configuration.updated.v1";
  static constexpr Fields fields{
    Field{"id", &ConfigurationUpdated::id, "The configuration."},
    Field{"active", &ConfigurationUpdated::active, "May sessions use it?"},
    Field{"metadata", &ConfigurationUpdated::metadata, "The caller's own notes."},
  };
};

/// The default moved from `previous` (if any) to `id`.
struct DefaultConfigurationChanged {
  ConfigurationId id;
  std::optional<ConfigurationId> previous;
  bool operator==(const DefaultConfigurationChanged&) const = default;
  static constexpr std::string_view type = "portal_configuration.default_changed.v1";
  static constexpr Fields fields{
    Field{"id", &DefaultConfigurationChanged::id, "The default from now on."},
    Field{"previous", &DefaultConfigurationChanged::previous, "The default until now."},
  };
};

using ConfigurationEvent = std::variant<
  ConfigurationCreated, ConfigurationRevised, ConfigurationUpdated, DefaultConfigurationChanged>;

// -- rules --------------------------------------------------------------------------------------------

CatalogDecision decide(const Catalog&, const CreateConfiguration&, const Context&);
CatalogDecision decide(const Catalog&, const UpdateConfiguration&, const Context&);

void evolve(Catalog&, const ConfigurationCreated&, const EventMeta&);
void evolve(Catalog&, const ConfigurationRevised&, const EventMeta&);
void evolve(Catalog&, const ConfigurationUpdated&, const EventMeta&);
void evolve(Catalog&, const DefaultConfigurationChanged&, const EventMeta&);

/// Checks a revision deep: everything it says by itself, and that what it names is in the catalog.
Check check_revision(const Catalog& catalog, const PortalConfigurationRevision& revision);

} // namespace portal

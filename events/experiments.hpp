#pragma once

// Experiments on retention offers. One starts with the first configuration revision that names it and
// stops with the first that does not; while it runs, and after, its variants and weights never change.
// Which variant a customer gets depends on nothing but the two names: anybody can compute it again.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/cancellations_object.hpp"

namespace portal {

struct Catalog;
struct PortalConfigurationRevision;

enum class ExperimentStatus { running, stopped };

constexpr auto names_of(ExperimentStatus) {
  return std::to_array<std::string_view>({"running", "stopped"});
}

struct Experiment {
  std::string id;
  ConfigurationId configuration;
  ExperimentStatus status = ExperimentStatus::running;
  std::vector<ExperimentVariant> variants;
  Instant started_at;
  std::optional<Instant> stopped_at;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const Experiment&) const = default;
  static constexpr Fields fields{
    Field{"id", &Experiment::id, "The caller's name for it."},
    Field{"configuration", &Experiment::configuration, "The portal configuration that runs it."},
    Field{"status", &Experiment::status, "Does it draw variants?"},
    Field{"variants", &Experiment::variants, "Its arms; they never change."},
    Field{"started_at", &Experiment::started_at, "When it started."},
    Field{"stopped_at", &Experiment::stopped_at, "When it stopped."},
    Field{"created", &Experiment::created, "When it started."},
    Field{"version", &Experiment::version, "Stream version of its latest event."},
  };
};

struct ExperimentStarted {
  std::string id;
  ConfigurationId configuration;
  std::vector<ExperimentVariant> variants;
  bool operator==(const ExperimentStarted&) const = default;
  static constexpr std::string_view type = "experiment.started.v1";
  static constexpr Fields fields{
    Field{"id", &ExperimentStarted::id, "The experiment."},
    Field{"configuration", &ExperimentStarted::configuration, "The configuration that runs it."},
    Field{"variants", &ExperimentStarted::variants, "Its arms, for ever."},
  };
};

struct ExperimentStopped {
  std::string id;
  bool operator==(const ExperimentStopped&) const = default;
  static constexpr std::string_view type = "experiment.stopped.v1";
  static constexpr Fields fields{
    Field{"id", &ExperimentStopped::id, "The experiment."},
  };
};

using ExperimentEvent = std::variant<ExperimentStarted, ExperimentStopped>;

void evolve(Catalog&, const ExperimentStarted&, const EventMeta&);
void evolve(Catalog&, const ExperimentStopped&, const EventMeta&);

/// 409 when the revision would change an experiment that runs or ran, or one of another configuration.
std::optional<Refusal> experiment_refusal(
  const Catalog& catalog, const ConfigurationId& configuration,
  const PortalConfigurationRevision& revision
);

/// What starts and stops when `configuration` says `next` instead of `before` (nothing: it is new, or
/// archived).
std::vector<ExperimentEvent> experiment_changes(
  const Catalog& catalog, const ConfigurationId& configuration,
  const PortalConfigurationRevision* next
);

/// The customer's variant; nothing when the experiment has stopped or was never started.
std::optional<Assignment> assign_variant(
  const Catalog& catalog, std::string_view experiment, const CustomerId& customer,
  std::uint64_t (*draw)(std::string_view)
);

} // namespace portal

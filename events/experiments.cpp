#include "events/experiments.hpp"

#include <algorithm>
#include <numeric>

#include "events/catalog.hpp"
#include "events/lookup.hpp"

namespace portal {
namespace {

const RetentionExperiment* named_by(const PortalConfigurationRevision& revision) {
  const auto& retention = revision.features.subscription_cancel.retention;
  return retention && retention->experiment ? &*retention->experiment : nullptr;
}

/// The offers that variants name, as the revision has them.
std::vector<RetentionOffer> tested_offers(
  const PortalConfigurationRevision& revision, const std::vector<ExperimentVariant>& variants
) {
  std::vector<RetentionOffer> tested;
  const auto& retention = revision.features.subscription_cancel.retention;
  if (!retention) return tested;
  for (const RetentionOffer& offer : retention->offers) {
    const bool named =
      std::any_of(variants.begin(), variants.end(), [&](const ExperimentVariant& variant) {
        return std::find(variant.offers.begin(), variant.offers.end(), offer.id) !=
               variant.offers.end();
      });
    if (named) tested.push_back(offer);
  }
  return tested;
}

Refusal conflict(std::string code, std::string why) {
  return {
    RefusalKind::conflict, std::move(code), "features.subscriptionCancel.retention.experiment",
    std::move(why)};
}

} // namespace

std::optional<Refusal> experiment_refusal(
  const Catalog& catalog, const ConfigurationId& configuration,
  const PortalConfigurationRevision& revision
) {
  const RetentionExperiment* wanted = named_by(revision);
  if (wanted == nullptr) return std::nullopt;
  const Experiment* is = find_in(catalog.experiments, wanted->id);
  if (is == nullptr) return std::nullopt;
  const std::string name = "The experiment \"" + wanted->id + "\" ";
  if (is->status == ExperimentStatus::stopped) {
    return conflict(
      "experiment_stopped", name + "has stopped for good. Give the new one an id of its own."
    );
  }
  if (is->configuration != configuration) {
    return conflict(
      "experiment_elsewhere",
      name + "is run by the configuration \"" + is->configuration.text() + "\". Choose another id."
    );
  }
  const auto* standing = find_in(catalog.configurations, configuration);
  const bool same_offers = standing == nullptr || tested_offers(latest(*standing), is->variants) ==
                                                    tested_offers(revision, is->variants);
  if (is->variants == wanted->variants && same_offers) return std::nullopt;
  return conflict(
    "experiment_running", name + "is running: neither its variants nor the offers that they name "
                                 "can change. Stop it by leaving it out, and start another."
  );
}

std::vector<ExperimentEvent> experiment_changes(
  const Catalog& catalog, const ConfigurationId& configuration,
  const PortalConfigurationRevision* next
) {
  std::vector<ExperimentEvent> events;
  const RetentionExperiment* wanted = next == nullptr ? nullptr : named_by(*next);
  for (const auto& [id, experiment] : catalog.experiments) {
    const bool goes_on = wanted != nullptr && wanted->id == id;
    if (experiment.status == ExperimentStatus::running && experiment.configuration == configuration && !goes_on) {
      events.emplace_back(ExperimentStopped{id});
    }
  }
  if (wanted != nullptr && !catalog.experiments.contains(wanted->id)) {
    events.emplace_back(ExperimentStarted{wanted->id, configuration, wanted->variants});
  }
  return events;
}

std::optional<Assignment> assign_variant(
  const Catalog& catalog, std::string_view experiment, const CustomerId& customer,
  std::uint64_t (*draw)(std::string_view)
) {
  const Experiment* is = find_in(catalog.experiments, std::string{experiment});
  if (is == nullptr || is->status != ExperimentStatus::running || draw == nullptr) {
    return std::nullopt;
  }
  const auto total = std::accumulate(
    is->variants.begin(), is->variants.end(), std::int64_t{0},
    [](std::int64_t sum, const ExperimentVariant& variant) { return sum + variant.weight; }
  );
  const std::uint64_t number = draw(std::string{experiment} + ":" + customer.text());
  Assignment assignment;
  assignment.experiment = experiment;
  assignment.total_weight = total;
  assignment.draw = static_cast<std::int64_t>(number % static_cast<std::uint64_t>(total));
  std::int64_t below = 0;
  for (const ExperimentVariant& variant : is->variants) {
    below += variant.weight;
    if (assignment.draw < below) {
      assignment.variant = variant.name;
      break;
    }
  }
  return assignment;
}

void evolve(Catalog& state, const ExperimentStarted& event, const EventMeta& meta) {
  state.experiments[event.id] = Experiment{
    event.id,
    event.configuration,
    ExperimentStatus::running,
    event.variants,
    meta.effective_at,
    std::nullopt,
    meta.effective_at,
    static_cast<std::int64_t>(meta.version)};
}

void evolve(Catalog& state, const ExperimentStopped& event, const EventMeta& meta) {
  Experiment* experiment = find_in(state.experiments, event.id);
  if (experiment == nullptr) return;
  experiment->status = ExperimentStatus::stopped;
  experiment->stopped_at = meta.effective_at;
  experiment->version = static_cast<std::int64_t>(meta.version);
}

} // namespace portal

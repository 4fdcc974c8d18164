#include "events/meters.hpp"

#include <algorithm>
#include <set>

#include "events/catalog_rules.hpp"

namespace portal {
namespace {

/// The text of a filter's value. Plain strings, the usual case, need no parser: queries come here for
/// every event.
std::optional<std::string> filter_text(const RawJson& value) {
  if (value.text.starts_with('"') && value.text.find('\\') == std::string::npos) {
    return value.text.substr(1, value.text.size() - 2);
  }
  const auto document = JsonDocument::parse(value.text);
  return document ? scalar_text(document->root()) : std::nullopt;
}

Check check_filter(const MeterFilter& filter, std::string_view path) {
  if (auto fault = check_text(filter.property, 100, at_path(path, "property"))) return fault;
  if (filter.equals.has_value() == !filter.in.empty()) {
    return invalid(
      std::string{path}, "filter_invalid", "A filter has exactly one of \"equals\" and \"in\"."
    );
  }
  if (filter.in.size() > 100) {
    return invalid(
      at_path(path, "in"), "parameter_too_long", "\"in\" must have at most 100 values."
    );
  }
  const auto scalar_only = [](const std::string& param) {
    return invalid(
      param, "filter_invalid", "\"" + param + "\" must be a string, a number, or true or false."
    );
  };
  if (filter.equals && !filter_text(*filter.equals)) return scalar_only(at_path(path, "equals"));
  for (std::size_t at = 0; at < filter.in.size(); ++at) {
    if (!filter_text(filter.in[at])) return scalar_only(at_index(at_path(path, "in"), at));
  }
  return std::nullopt;
}

Check check_aggregation(const Aggregation& aggregation) {
  const bool counts = aggregation.type == AggregationType::count;
  if (counts && aggregation.property) {
    return invalid(
      "aggregation.property", "property_not_allowed",
      "\"count\" counts events and reads no property."
    );
  }
  if (counts) return std::nullopt;
  if (!aggregation.property) {
    return invalid(
      "aggregation.property", "property_missing",
      "The aggregation \"" + std::string{name_of(aggregation.type)} +
        "\" needs the \"property\" of the events that it reads."
    );
  }
  return check_text(*aggregation.property, 100, "aggregation.property");
}

Check check_groups(const std::vector<std::string>& group_by) {
  if (group_by.size() > 10) {
    return invalid("groupBy", "parameter_too_long", "\"groupBy\" must have at most 10 properties.");
  }
  std::set<std::string_view> seen;
  for (std::size_t at = 0; at < group_by.size(); ++at) {
    const std::string path = at_index("groupBy", at);
    if (auto fault = check_text(group_by[at], 100, path)) return fault;
    if (!seen.insert(group_by[at]).second) {
      return invalid(path, "group_duplicate", "\"groupBy\" names \"" + group_by[at] + "\" twice.");
    }
  }
  return std::nullopt;
}

/// Usage names meters by their names, so a name must stay one meter's.
Check check_name(const Catalog& state, std::string_view name, const std::optional<MeterId>& own) {
  if (auto fault = check_text(name, 100, "name")) return fault;
  for (const auto& [id, meter] : state.meters) {
    if (meter.name != name || id == own) continue;
    return Refusal{
      RefusalKind::conflict, "meter_name_taken", "name",
      "The meter \"" + id.text() + "\" has this name already. Choose another one."};
  }
  return std::nullopt;
}

Check check_meter(const Catalog& state, const CreateMeter& ask) {
  if (auto fault = check_name(state, ask.name, std::nullopt)) return fault;
  if (auto fault = check_text(ask.event_type, 200, "eventType")) return fault;
  if (auto fault = check_aggregation(ask.aggregation)) return fault;
  if (ask.filters.size() > 20) {
    return invalid("filters", "parameter_too_long", "\"filters\" must have at most 20 filters.");
  }
  for (std::size_t at = 0; at < ask.filters.size(); ++at) {
    if (auto fault = check_filter(ask.filters[at], at_index("filters", at))) return fault;
  }
  if (ask.unit) {
    if (auto fault = check_text(*ask.unit, 50, "unit")) return fault;
  }
  return check_groups(ask.group_by);
}

bool passes(const MeterFilter& filter, const Json& properties) {
  const auto value = properties.member(filter.property);
  const auto text = value ? scalar_text(*value) : std::nullopt;
  if (!text) return false;
  if (filter.equals) return filter_text(*filter.equals) == text;
  return std::any_of(filter.in.begin(), filter.in.end(), [&](const RawJson& one) {
    return filter_text(one) == text;
  });
}

} // namespace

std::optional<std::string> scalar_text(const Json& value) {
  switch (value.kind()) {
  case JsonKind::boolean: return value.boolean() ? "true" : "false";
  case JsonKind::text: return std::string{value.text()};
  case JsonKind::integer:
  case JsonKind::number: {
    const auto exact = Decimal::parse(value.text());
    return exact ? exact->text() : std::string{value.text()}; // 1.0 and 1 are one value
  }
  case JsonKind::null:
  case JsonKind::array:
  case JsonKind::object: return std::nullopt;
  }
  return std::nullopt;
}

bool passes_filters(const Meter& meter, const Json& properties) {
  return std::all_of(meter.filters.begin(), meter.filters.end(), [&](const MeterFilter& filter) {
    return passes(filter, properties);
  });
}

const Meter* find_meter(const Catalog& catalog, std::string_view id_or_name) {
  if (const auto id = MeterId::parse(id_or_name)) {
    if (const Meter* meter = find_in(catalog.meters, *id)) return meter;
  }
  for (const auto& [id, meter] : catalog.meters) {
    if (meter.name == id_or_name) return &meter;
  }
  return nullptr;
}

CatalogDecision decide(const Catalog& state, const CreateMeter& ask, const Context& context) {
  if (auto fault = check_meter(state, ask)) return declined(std::move(*fault));
  auto id = new_id(ask.id, state.meters, context);
  if (!id) return declined(std::move(id.error()));
  return happens(
    "meter", *id,
    MeterCreated{
      *id, ask.name, ask.event_type, ask.aggregation, ask.filters, ask.group_by, ask.unit,
      ask.active.value_or(true), ask.metadata}
  );
}

CatalogDecision decide(const Catalog& state, const UpdateMeter& ask, const Context& context) {
  const Meter* is = find_in(state.meters, ask.id);
  if (is == nullptr) return declined(not_found("meter", ask.id.text(), "id"));
  auto fixed = first_of(
    fixed_at_creation(ask.event_type, "meter", "eventType"),
    fixed_at_creation(ask.aggregation, "meter", "aggregation"),
    fixed_at_creation(ask.filters, "meter", "filters"),
    fixed_at_creation(ask.group_by, "meter", "groupBy")
  );
  if (fixed) return declined(std::move(*fixed));
  if (auto moved = stale(context, is->version)) return declined(std::move(*moved));
  auto metadata = merged(is->metadata, ask.metadata);
  if (!metadata) return declined(std::move(metadata.error()));
  Meter after = *is;
  after.name = ask.name.value_or(is->name);
  ask.unit.apply_to(after.unit);
  after.active = ask.active.value_or(is->active);
  after.metadata = std::move(*metadata);
  if (auto fault = check_name(state, after.name, ask.id)) return declined(std::move(*fault));
  if (after.unit) {
    if (auto fault = check_text(*after.unit, 50, "unit")) return declined(std::move(*fault));
  }
  if (after == *is) return nothing_to_do("meter", ask.id);
  return happens(
    "meter", ask.id, MeterUpdated{ask.id, after.name, after.unit, after.active, after.metadata}
  );
}

void evolve(Catalog& state, const MeterCreated& event, const EventMeta& meta) {
  state.meters[event.id] = Meter{
    event.id,
    event.name,
    event.event_type,
    event.aggregation,
    event.filters,
    event.group_by,
    event.unit,
    event.active,
    event.metadata,
    meta.effective_at,
    static_cast<std::int64_t>(meta.version)};
}

void evolve(Catalog& state, const MeterUpdated& event, const EventMeta& meta) {
  Meter* meter = find_in(state.meters, event.id);
  if (meter == nullptr) return;
  meter->name = event.name;
  meter->unit = event.unit;
  meter->active = event.active;
  meter->metadata = event.metadata;
  meter->version = static_cast<std::int64_t>(meta.version);
}

} // namespace portal

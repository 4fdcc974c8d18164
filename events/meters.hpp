#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/checks.hpp"
#include "events/decider.hpp"

namespace portal {

struct Catalog;
struct CatalogDecision;

// -- object -------------------------------------------------------------------------------------------

enum class AggregationType { count, sum, max, min, avg, unique, last };

constexpr auto names_of(AggregationType) {
  return std::to_array<std::string_view>({"count", "sum", "max", "min", "avg", "unique", "last"});
}

/// How the events of one bucket become one number.
struct Aggregation {
  AggregationType type = AggregationType::count;
  std::optional<std::string> property;
  bool operator==(const Aggregation&) const = default;
  static constexpr Fields fields{
    Field{"type", &Aggregation::type, "How events become a number."},
    Field{"property", &Aggregation::property, "The event's property that counts; not for count."},
  };
};

/// Only events whose property is this, or one of these, count. Values are strings, numbers, booleans.
struct MeterFilter {
  std::string property;
  std::optional<RawJson> equals;
  std::vector<RawJson> in;
  bool operator==(const MeterFilter&) const = default;
  static constexpr Fields fields{
    Field{"property", &MeterFilter::property, "The event's property to look at."},
    Field{"equals", &MeterFilter::equals, "The value it must have."},
    Field{"in", &MeterFilter::in, "The values of which it must have one."},
  };
};

/// Turns usage events into numbers.
struct Meter {
  MeterId id;
  std::string name;
  std::string event_type;
  Aggregation aggregation;
  std::vector<MeterFilter> filters;
  std::vector<std::string> group_by;
  std::optional<std::string> unit;
  bool active = true;
  Metadata metadata;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const Meter&) const = default;
  static constexpr Fields fields{
    Field{"id", &Meter::id, "The meter's id."},
    Field{"name", &Meter::name, "What people call it; usage may name it so."},
    Field{"event_type", &Meter::event_type, "The type of the events that it counts."},
    Field{"aggregation", &Meter::aggregation, "How events become a number."},
    Field{"filters", &Meter::filters, "All of these must hold for an event to count."},
    Field{"group_by", &Meter::group_by, "Properties that usage can be grouped by."},
    Field{"unit", &Meter::unit, "What one of it is called, such as request."},
    Field{"active", &Meter::active, "False once archived: no new metered prices."},
    Field{"metadata", &Meter::metadata, "The caller's own notes."},
    Field{"created", &Meter::created, "When it was created."},
    Field{"version", &Meter::version, "Stream version of its latest event."},
  };
};

/// A scalar JSON value as the text that filters and groups compare by: `"a"` and `a` alike, `200`.
/// Nothing for null, arrays and objects.
std::optional<std::string> scalar_text(const Json& value);

/// True when an event of the meter's type with these properties passes all of its filters.
bool passes_filters(const Meter& meter, const Json& properties);

/// The meter of that id or, failing that, of that name; nothing when there is none (or several).
const Meter* find_meter(const Catalog& catalog, std::string_view id_or_name);

// -- what may be asked for ----------------------------------------------------------------------------

struct CreateMeter {
  std::optional<MeterId> id;
  std::string name;
  std::string event_type;
  Aggregation aggregation;
  std::vector<MeterFilter> filters;
  std::vector<std::string> group_by;
  std::optional<std::string> unit;
  std::optional<bool> active;
  Metadata metadata;
  static constexpr std::string_view type = "meter.create";
  static constexpr Fields fields{
    Field{"id", &CreateMeter::id, "An id of the caller's choice."},
    Field{"name", &CreateMeter::name, "What people call it; usage may name it so."},
    Field{"event_type", &CreateMeter::event_type, "The type of the events that it counts."},
    Field{"aggregation", &CreateMeter::aggregation, "How events become a number."},
    Field{"filters", &CreateMeter::filters, "All of these must hold for an event to count."},
    Field{"group_by", &CreateMeter::group_by, "Properties that usage can be grouped by."},
    Field{"unit", &CreateMeter::unit, "What one of it is called, such as request."},
    Field{"active", &CreateMeter::active, "Default true."},
    Field{"metadata", &CreateMeter::metadata, "The caller's own notes."},
  };
};

/// Archives, renames, annotates. What it counts is here only to be refused by name.
struct UpdateMeter {
  MeterId id;
  std::optional<std::string> name;
  std::optional<bool> active;
  Patch<std::string> unit;
  Patch<MetadataPatch> metadata;
  std::optional<RawJson> event_type;
  std::optional<RawJson> aggregation;
  std::optional<RawJson> filters;
  std::optional<RawJson> group_by;
  static constexpr std::string_view type = "meter.update";
  static constexpr Fields fields{
    Field{"id", &UpdateMeter::id, "The meter to change."},
    Field{"name", &UpdateMeter::name, "What people call it."},
    Field{"active", &UpdateMeter::active, "False archives it, true brings it back."},
    Field{"unit", &UpdateMeter::unit, "What one of it is called; null removes it."},
    Field{"metadata", &UpdateMeter::metadata, "Keys to set; null or an empty string removes one."},
    Field{"event_type", &UpdateMeter::event_type, "Fixed at creation: create another meter."},
    Field{"aggregation", &UpdateMeter::aggregation, "Fixed at creation: create another meter."},
    Field{"filters", &UpdateMeter::filters, "Fixed at creation: create another meter."},
    Field{"group_by", &UpdateMeter::group_by, "Fixed at creation: create another meter."},
  };
};

using MeterCommand = std::variant<CreateMeter, UpdateMeter>;

// -- what has happened --------------------------------------------------------------------------------

struct MeterCreated {
  MeterId id;
  std::string name;
  std::string event_type;
  Aggregation aggregation;
  std::vector<MeterFilter> filters;
  std::vector<std::string> group_by;
  std::optional<std::string> unit;
  bool active = true;
  Metadata metadata;
  bool operator==(const MeterCreated&) const = default;
  static constexpr std::string_view type = "meter.created.v1";
  static constexpr Fields fields{
    Field{"id", &MeterCreated::id, "The meter."},
    Field{"name", &MeterCreated::name, "What people call it."},
    Field{"event_type", &MeterCreated::event_type, "The type of the events that it counts."},
    Field{"aggregation", &MeterCreated::aggregation, "How events become a number."},
    Field{"filters", &MeterCreated::filters, "All of these must hold for an event to count."},
    Field{"group_by", &MeterCreated::group_by, "Properties that usage can be grouped by."},
    Field{"unit", &MeterCreated::unit, "What one of it is called."},
    Field{"active", &MeterCreated::active, "May new prices use it?"},
    Field{"metadata", &MeterCreated::metadata, "The caller's own notes."},
  };
};

/// What may change of a meter, as it is after the change.
struct MeterUpdated {
  MeterId id;
  std::string name;
  std::optional<std::string> unit;
  bool active = true;
  Metadata metadata;
  bool operator==(const MeterUpdated&) const = default;
  static constexpr std::string_view type = "meter.updated.v1";
  static constexpr Fields fields{
    Field{"id", &MeterUpdated::id, "The meter."},
    Field{"name", &MeterUpdated::name, "What people call it."},
    Field{"unit", &MeterUpdated::unit, "What one of it is called."},
    Field{"active", &MeterUpdated::active, "May new prices use it?"},
    Field{"metadata", &MeterUpdated::metadata, "The caller's own notes."},
  };
};

using MeterEvent = std::variant<MeterCreated, MeterUpdated>;

// -- rules --------------------------------------------------------------------------------------------

CatalogDecision decide(const Catalog&, const CreateMeter&, const Context&);
CatalogDecision decide(const Catalog&, const UpdateMeter&, const Context&);

void evolve(Catalog&, const MeterCreated&, const EventMeta&);
void evolve(Catalog&, const MeterUpdated&, const EventMeta&);

} // namespace portal

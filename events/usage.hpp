#pragma once

// Usage events: what a customer consumed. Each becomes one event of the log, deduplicated for ever by
// (source, id) through claims.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/checks.hpp"
#include "events/customer_area.hpp"

namespace portal {

// -- what may be asked for ----------------------------------------------------------------------------

/// One usage event, whichever form it came in.
struct UsageItem {
  std::string source;
  std::string id;
  std::string type;
  Instant time;
  RawJson properties;
  std::optional<bool> duplicate; ///< set by mark_taken: known already, not recorded again
  static constexpr Fields fields{
    Field{"source", &UsageItem::source, "Where it comes from; unique together with the id."},
    Field{"id", &UsageItem::id, "The event's id at its source."},
    Field{"type", &UsageItem::type, "What happened; meters count by it."},
    Field{"time", &UsageItem::time, "When it happened."},
    Field{"properties", &UsageItem::properties, "What meters read, filter and group by."},
    Field{"duplicate", &UsageItem::duplicate, "Is it recorded already?"},
  };
};

struct RecordUsage {
  std::vector<UsageItem> events;
  static constexpr std::string_view type = "usage.record";
  static constexpr Fields fields{
    Field{"events", &RecordUsage::events, "At most 10,000 events of this customer."},
  };
};

using UsageCommand = std::variant<RecordUsage>;

/// The native form of a usage event, as HTTP takes it.
struct NativeUsage {
  std::optional<std::string> id;
  std::optional<CustomerId> customer;
  std::string meter;
  std::optional<Decimal> value;
  std::optional<Instant> timestamp;
  std::optional<RawJson> properties;
  static constexpr Fields fields{
    Field{"id", &NativeUsage::id, "Makes sending twice count once; made when left out."},
    Field{"customer", &NativeUsage::customer, "Who consumed."},
    Field{"meter", &NativeUsage::meter, "The meter, by id or name."},
    Field{"value", &NativeUsage::value, "What the meter's property is set to; default 1."},
    Field{"timestamp", &NativeUsage::timestamp, "When it happened; default now."},
    Field{"properties", &NativeUsage::properties, "What the meter filters and groups by."},
  };
};

/// The native form as an event of the meter's type. `param` names where it stood (`[3]`, or empty);
/// `made_id` is its id when it has none.
Result<UsageItem> usage_item(
  const Catalog& catalog, const NativeUsage& native, Instant now, std::string_view made_id,
  std::string_view param
);

/// What is wrong with an event, if anything is; and numbers that meters measure are rounded to the twelve
/// decimals that are counted. Nothing may be taken that is then not counted: a measured property is a number
/// of at most 15 digits before the point, or not there.
Check prepare_usage(UsageItem& item, const Catalog& catalog, Instant now);

/// The source that events in the native form have.
inline constexpr std::string_view native_usage_source = "api";

// -- what has happened --------------------------------------------------------------------------------

struct UsageRecorded {
  CustomerId customer;
  std::string source;
  std::string id;
  std::string event_type;
  Instant time;
  RawJson properties;
  bool operator==(const UsageRecorded&) const = default;
  static constexpr std::string_view type = "usage.recorded.v1";
  static constexpr Fields fields{
    Field{"customer", &UsageRecorded::customer, "Who consumed."},
    Field{"source", &UsageRecorded::source, "Where it comes from."},
    Field{"id", &UsageRecorded::id, "The event's id at its source."},
    Field{"event_type", &UsageRecorded::event_type, "What happened; meters count by it."},
    Field{"time", &UsageRecorded::time, "When it happened."},
    Field{"properties", &UsageRecorded::properties, "What meters read, filter and group by."},
  };
};

using UsageEvent = std::variant<UsageRecorded>;

// -- rules --------------------------------------------------------------------------------------------

CustomerDecision decide(const CustomerState&, const RecordUsage&, const Context&);
void evolve(CustomerState&, const UsageRecorded&, const EventMeta&);
std::vector<Subject> touched(const UsageRecorded&);

/// One claim an event: `usage/<source>/<id>`, with lengths so that no two pairs share one.
std::vector<Claim> claims_of(const RecordUsage& ask);

/// The subject of a RecordUsage reply, `{"usage", "<accepted>:<duplicates>"}`, as the API shows it.
std::optional<std::string> render_usage_counts(std::string_view subject_id);

} // namespace portal

#include "events/usage.hpp"

#include <chrono>
#include <map>
#include <set>
#include <utility>

#include "events/customer_rules.hpp"

namespace portal {
namespace {

constexpr std::size_t events_max = 10'000;
constexpr std::size_t properties_bytes_max = 16 * 1'024;
constexpr Millis future_max = std::chrono::minutes{5};
const Decimal measured_max = Decimal::from_integer(1'000'000'000'000'000);

Check check_properties(const RawJson& properties, std::string_view param) {
  if (!properties.text.starts_with('{')) {
    return invalid(
      param, "parameter_invalid_type", "\"" + std::string{param} + "\" must be an object."
    );
  }
  if (properties.text.size() <= properties_bytes_max) return std::nullopt;
  return invalid(
    param, "parameter_too_long", "\"" + std::string{param} + "\" must be at most 16 KiB of JSON."
  );
}

Check check_item(const UsageItem& item, Instant now, std::string_view path) {
  if (auto fault = check_text(item.source, 500, at_path(path, "source"))) return fault;
  if (auto fault = check_text(item.id, 255, at_path(path, "id"))) return fault;
  if (auto fault = check_text(item.type, 200, at_path(path, "type"))) return fault;
  if (item.time > now + future_max) {
    const std::string param = at_path(path, "time");
    return invalid(
      param, "usage_in_the_future",
      "\"" + param + "\" is " + to_text(item.time) +
        ", more than 5 minutes in the future. Send usage once it has happened."
    );
  }
  return check_properties(item.properties, at_path(path, "data"));
}

/// The properties that meters of that type measure as numbers.
std::set<std::string> measured_properties(const Catalog& catalog, std::string_view type) {
  std::set<std::string> names;
  for (const auto& [id, meter] : catalog.meters) {
    const Aggregation& aggregation = meter.aggregation;
    const bool is_number =
      aggregation.type != AggregationType::count && aggregation.type != AggregationType::unique;
    if (is_number && meter.event_type == type) names.insert(aggregation.property.value_or("value"));
  }
  return names;
}

Check check_measured(const std::optional<Decimal>& number, const std::string& name) {
  const std::string param = "data." + name;
  if (!number) {
    return invalid(
      param, "usage_value_invalid",
      "\"" + param + "\" is measured by a meter and must be a number, or be left out."
    );
  }
  const Decimal least = Decimal::from_scaled(-measured_max.scaled());
  if (least < *number && *number < measured_max) return std::nullopt;
  return invalid(
    param, "parameter_out_of_range",
    "\"" + param + "\" is measured by a meter and must be below 10^15, and above -10^15."
  );
}

/// The properties with those numbers in the place of what they have.
RawJson with_numbers(const Json& properties, const std::map<std::string, Decimal>& numbers) {
  RawJson made{""};
  Members members{made.text};
  for (const Json member : properties) {
    const auto number = numbers.find(std::string{member.key()});
    std::string& out = members.key(member.key());
    number == numbers.end() ? write_json(out, member) : Wire<Decimal>::write(number->second, out);
  }
  return made;
}

/// The properties with `name` set to `value`; refused when they have it already.
Result<RawJson> with_value(
  const RawJson& properties, std::string_view name, Decimal value, std::string_view param
) {
  const auto document = JsonDocument::parse(properties.text);
  if (!document || document->root().kind() != JsonKind::object) {
    return refuse(
      RefusalKind::invalid, "parameter_invalid_type", at_path(param, "properties"),
      "\"" + at_path(param, "properties") + "\" must be an object."
    );
  }
  if (document->root().member(name)) {
    return refuse(
      RefusalKind::invalid, "parameters_conflict", at_path(param, "value"),
      "The property \"" + std::string{name} + "\" is given by \"value\" and by \"properties\"."
    );
  }
  RawJson made;
  made.text.clear();
  {
    Members members{made.text};
    for (const Json member : document->root()) write_json(members.key(member.key()), member);
    Wire<Decimal>::write(value, members.key(name));
  }
  return made;
}

} // namespace

Result<UsageItem> usage_item(
  const Catalog& catalog, const NativeUsage& native, Instant now, std::string_view made_id,
  std::string_view param
) {
  const Meter* meter = find_meter(catalog, native.meter);
  if (meter == nullptr) {
    return tl::unexpected<Refusal>(not_found(MeterId::what, native.meter, at_path(param, "meter")));
  }
  UsageItem item;
  item.source = native_usage_source;
  item.id = native.id.value_or(std::string{made_id});
  item.type = meter->event_type;
  item.time = native.timestamp.value_or(now);
  item.properties = native.properties.value_or(RawJson{});
  const auto& property = meter->aggregation.property;
  const std::string name = property.value_or("value");
  if (native.value || property) {
    const auto document = JsonDocument::parse(item.properties.text);
    const bool there = !native.value && document && document->root().member(name);
    if (there) return item;
    auto properties =
      with_value(item.properties, name, native.value.value_or(Decimal::from_integer(1)), param);
    if (!properties) return tl::unexpected<Refusal>(std::move(properties.error()));
    item.properties = std::move(*properties);
  }
  return item;
}

Check prepare_usage(UsageItem& item, const Catalog& catalog, Instant now) {
  if (auto fault = check_item(item, now, "")) return fault;
  const auto names = measured_properties(catalog, item.type);
  if (names.empty()) return std::nullopt;
  const auto document = JsonDocument::parse(item.properties.text);
  if (!document) return document.error();
  std::map<std::string, Decimal> rounded;
  for (const std::string& name : names) {
    const auto member = document->root().member(name);
    if (!member || member->is_null()) continue; // not counted by that meter
    const auto number = usage_number(*member, Decimal::parse_rounded);
    if (auto fault = check_measured(number, name)) return fault;
    if (member->kind() != JsonKind::integer && !Decimal::parse(member->text())) {
      rounded.emplace(name, *number);
    }
  }
  if (!rounded.empty()) item.properties = with_numbers(document->root(), rounded);
  return std::nullopt;
}

CustomerDecision
decide(const CustomerState& state, const RecordUsage& ask, const Context& context) {
  if (auto fault = only_for_the_app(context, "record usage")) return refused(std::move(*fault));
  if (ask.events.empty() || ask.events.size() > events_max) {
    return refused(invalid("", "parameter_out_of_range", "Send 1 to 10,000 usage events at a time.")
    );
  }
  auto decided = about("usage", "");
  std::set<std::pair<std::string_view, std::string_view>> seen;
  for (std::size_t at = 0; at < ask.events.size(); ++at) {
    const UsageItem& item = ask.events[at];
    if (auto fault = check_item(item, context.now, at_index("", at))) {
      return refused(std::move(*fault));
    }
    if (item.duplicate.value_or(false) || !seen.insert({item.source, item.id}).second) continue;
    decided.events.emplace_back(UsageRecorded{
      state.customer->id, item.source, item.id, item.type, item.time, item.properties});
  }
  const std::size_t accepted = decided.events.size();
  decided.subject.id =
    std::to_string(accepted) + ":" + std::to_string(ask.events.size() - accepted);
  return decided;
}

void evolve(CustomerState& state, const UsageRecorded& event, const EventMeta& meta) {
  note_usage(state, event.event_type, event.time, event.properties, meta.version);
}

std::vector<Subject> touched(const UsageRecorded& /*event*/) { return {}; }

std::vector<Claim> claims_of(const RecordUsage& ask) {
  std::vector<Claim> claims;
  claims.reserve(ask.events.size());
  for (std::size_t at = 0; at < ask.events.size(); ++at) {
    const UsageItem& item = ask.events[at];
    claims.push_back({
      "usage/" + std::to_string(item.source.size()) + "/" + item.source + "/" + item.id,
      at_path(at_index("", at), "id"),
    });
  }
  return claims;
}

std::optional<std::string> render_usage_counts(std::string_view subject_id) {
  const auto colon = subject_id.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  std::string out;
  {
    Members members{out};
    members.text("object", "usage_receipt");
    members.raw("accepted", subject_id.substr(0, colon));
    members.raw("duplicates", subject_id.substr(colon + 1));
  }
  return out;
}

} // namespace portal

#include "events/billing_usage.hpp"

#include <algorithm>

#include "events/customer.hpp"

namespace portal {
namespace {

/// True when usage still counts for a subscription in that status.
bool counts_usage(SubscriptionStatus status) {
  switch (status) {
  case SubscriptionStatus::trialing:
  case SubscriptionStatus::active:
  case SubscriptionStatus::past_due:
  case SubscriptionStatus::unpaid: return true;
  case SubscriptionStatus::incomplete:
  case SubscriptionStatus::incomplete_expired:
  case SubscriptionStatus::paused:
  case SubscriptionStatus::canceled: return false;
  }
  return false;
}

std::optional<Decimal> number_in(const Json& value) {
  switch (value.kind()) {
  case JsonKind::integer: return Decimal::from_integer(value.integer());
  case JsonKind::number:
  case JsonKind::text: return Decimal::parse(value.text());
  case JsonKind::null:
  case JsonKind::boolean:
  case JsonKind::array:
  case JsonKind::object: return std::nullopt;
  }
  return std::nullopt;
}

bool passes(const MeterTerms& terms, const Json& properties) {
  Meter meter;
  meter.filters = terms.filters;
  return passes_filters(meter, properties);
}

/// Adds the event; nothing when it has no such value as the aggregation needs.
void add(UsageTally& tally, const Aggregation& aggregation, Instant time, const Json& properties) {
  std::optional<Decimal> number;
  std::optional<std::string> text;
  if (aggregation.type != AggregationType::count) {
    const auto value = properties.member(aggregation.property.value_or("value"));
    if (!value) return;
    if (aggregation.type == AggregationType::unique) {
      text = scalar_text(*value);
      if (!text) return;
    } else {
      number = number_in(*value);
      if (!number) return;
    }
  }
  ++tally.events;
  if (text) ++tally.unique[*text];
  if (!number) return;
  tally.sum = tally.sum + *number;
  tally.max = std::max(tally.max.value_or(*number), *number);
  tally.min = std::min(tally.min.value_or(*number), *number);
  if (!tally.last_at || *tally.last_at <= time) {
    tally.last = number;
    tally.last_at = time;
  }
}

} // namespace

void note_usage(
  CustomerState& state, std::string_view event_type, Instant time, const RawJson& properties
) {
  std::optional<JsonDocument> document;
  for (const auto& [id, subscription] : state.billing.subscriptions) {
    if (!counts_usage(subscription.status) || time < subscription.created) continue;
    for (const SubscriptionItem& item : subscription.items) {
      if (!item.terms.meter || item.terms.meter->event_type != event_type) continue;
      if (!document) {
        auto parsed = JsonDocument::parse(properties.text);
        if (!parsed) return;
        document = std::move(*parsed);
      }
      if (!passes(*item.terms.meter, document->root())) continue;
      UsageTally& tally = state.billing.usage[item.id];
      const std::int64_t before = tally.events;
      add(tally, item.terms.meter->aggregation, time, document->root());
      if (time < subscription.current_period_start) tally.late_events += tally.events - before;
    }
  }
}

Decimal usage_value(const UsageTally& tally, const Aggregation& aggregation) {
  switch (aggregation.type) {
  case AggregationType::count: return Decimal::from_integer(tally.events);
  case AggregationType::sum: return tally.sum;
  case AggregationType::max: return tally.max.value_or(Decimal{});
  case AggregationType::min: return tally.min.value_or(Decimal{});
  case AggregationType::last: return tally.last.value_or(Decimal{});
  case AggregationType::unique:
    return Decimal::from_integer(static_cast<std::int64_t>(tally.unique.size()));
  case AggregationType::avg:
    if (tally.events == 0) return Decimal{};
    // Twelve decimals, cut: far below any price's resolution.
    return Decimal::from_scaled(tally.sum.scaled() / tally.events);
  }
  return Decimal{};
}

} // namespace portal

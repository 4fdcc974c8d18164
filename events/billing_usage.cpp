#include "events/billing_usage.hpp"

#include <algorithm>

#include "events/customer.hpp"
#include "events/service_book.hpp"

namespace portal {
namespace {

bool passes(const MeterTerms& terms, const Json& properties) {
  Meter meter;
  meter.filters = terms.filters;
  return passes_filters(meter, properties);
}

/// Adds the event; false when it has no such value as the aggregation needs.
bool add(
  UsageTally& tally, const Aggregation& aggregation, Instant time, const Json& properties,
  Version version
) {
  std::optional<Decimal> number;
  std::optional<std::string> text;
  if (aggregation.type != AggregationType::count) {
    const auto value = properties.member(aggregation.property.value_or("value"));
    if (!value) return false;
    if (aggregation.type == AggregationType::unique) {
      text = scalar_text(*value);
      if (!text) return false;
    } else {
      number = usage_number(*value, Decimal::parse);
      if (!number) return false;
    }
  }
  ++tally.events;
  tally.last_version = static_cast<std::int64_t>(version);
  if (tally.first_version == 0) tally.first_version = tally.last_version;
  if (text) ++tally.unique[*text];
  if (!number) return true;
  tally.sum = saturated_sum(tally.sum, *number);
  tally.max = std::max(tally.max.value_or(*number), *number);
  tally.min = std::min(tally.min.value_or(*number), *number);
  if (!tally.last_at || *tally.last_at <= time) {
    tally.last = number;
    tally.last_at = time;
  }
  return true;
}

bool holds(const ClosedUsage& one, Instant time) {
  return one.period.start <= time && time < one.period.end;
}

/// The billed period that `time` falls into; remembered from now on if it was not.
ClosedUsage&
closed_period(std::vector<ClosedUsage>& closed, const Subscription& subscription, Instant time) {
  const auto found =
    std::find_if(closed.begin(), closed.end(), [&](const auto& one) { return holds(one, time); });
  if (found != closed.end()) return *found;
  const PriceTerms& terms = subscription.items.front().terms;
  const Instant anchor = subscription.billing_anchor;
  ClosedUsage made;
  made.period = {
    boundary_at_or_before(anchor, terms.interval, terms.interval_count, time),
    boundary_after(anchor, terms.interval, terms.interval_count, time)};
  // Never beyond its neighbours, whose bounds another anchor may have set.
  made.period.start =
    std::max(made.period.start, subscription.trial_end.value_or(subscription.created));
  made.period.end = std::min(made.period.end, subscription.current_period_start);
  auto after = closed.begin();
  for (; after != closed.end() && after->period.start <= time; ++after) {
    made.period.start = std::max(made.period.start, after->period.end);
  }
  if (after != closed.end()) made.period.end = std::min(made.period.end, after->period.start);
  return *closed.insert(after, std::move(made));
}

/// Is that time's usage of the item billed already, by an invoice or by a line that waits for one?
bool is_billed(
  const BillingState& billing, const Subscription& subscription, const SubscriptionItem& item,
  Instant time
) {
  if (time < subscription.current_period_start) return true;
  // A price that went within the period was billed up to then.
  const auto closed = billing.closed_usage.find(item.id);
  return closed != billing.closed_usage.end() &&
         std::any_of(closed->second.begin(), closed->second.end(), [&](const ClosedUsage& one) {
           return holds(one, time);
         });
}

void add_late(
  ClosedUsage& closed, const Aggregation& aggregation, Instant time, const Json& properties,
  Version version
) {
  UsageTally tally = closed.with_late.value_or(closed.billed);
  if (!add(tally, aggregation, time, properties, version)) return;
  if (!closed.with_late) closed.late_from_version = static_cast<std::int64_t>(version);
  closed.late_to_version = static_cast<std::int64_t>(version);
  closed.with_late = std::move(tally);
}

/// sum / count to 12 decimals, halves away from zero, as timelines show it.
Decimal average(Decimal sum, std::int64_t count) {
  const Int128 sign = sum.scaled() < 0 ? -1 : 1;
  const Int128 magnitude = sum.scaled() * sign;
  Int128 quotient = magnitude / count;
  const Int128 rest = magnitude % count;
  if (rest >= count - rest) ++quotient;
  return Decimal::from_scaled(quotient * sign);
}

} // namespace

bool counts_usage(
  const CustomerState& state, const Subscription& subscription, const SubscriptionItem& item,
  Instant time
) {
  const Instant from = subscription.trial_end.value_or(subscription.created);
  return time >= from && was_served(state, subscription, time) &&
         was_there(state, subscription, item, time);
}

bool counts_usage(
  const CustomerState& state, const Subscription& subscription, const DepartedItem& gone,
  Instant time
) {
  const Instant from = subscription.trial_end.value_or(subscription.created);
  return time >= gone.since.value_or(from) && time >= from && time < gone.until &&
         was_served(state, subscription, time);
}

std::optional<Decimal>
usage_number(const Json& value, std::optional<Decimal> (*parse)(std::string_view)) {
  switch (value.kind()) {
  case JsonKind::integer: return Decimal::from_integer(value.integer());
  case JsonKind::number:
  case JsonKind::text: return parse(value.text());
  case JsonKind::null:
  case JsonKind::boolean:
  case JsonKind::array:
  case JsonKind::object: return std::nullopt;
  }
  return std::nullopt;
}

void note_usage(
  CustomerState& state, std::string_view event_type, Instant time, const RawJson& properties,
  Version version
) {
  std::optional<JsonDocument> document;
  const auto counts = [&](const SubscriptionItem& item) {
    if (!document) {
      auto parsed = JsonDocument::parse(properties.text);
      if (!parsed) return false;
      document = std::move(*parsed);
    }
    return passes(*item.terms.meter, document->root());
  };
  const auto measures = [&](const SubscriptionItem& item) {
    return item.terms.meter && item.terms.meter->event_type == event_type;
  };
  BillingState& billing = state.billing;
  for (const auto& [id, subscription] : billing.subscriptions) {
    const auto late = [&, of = &subscription](const SubscriptionItem& item) -> ClosedUsage& {
      ClosedUsage& closed = closed_period(billing.closed_usage[item.id], *of, time);
      const Aggregation& aggregation = item.terms.meter->aggregation;
      add_late(closed, aggregation, time, document->root(), version);
      return closed;
    };
    for (const SubscriptionItem& item : subscription.items) {
      if (!measures(item) || !counts_usage(state, subscription, item, time)) continue;
      if (!counts(item)) continue;
      if (is_billed(billing, subscription, item, time)) {
        late(item);
      } else {
        const Aggregation& aggregation = item.terms.meter->aggregation;
        add(billing.usage[item.id], aggregation, time, document->root(), version);
      }
    }
    const auto book = billing.books.find(id);
    if (book == billing.books.end()) continue;
    for (const DepartedItem& gone : book->second.departed) {
      if (!measures(gone.item) || !counts_usage(state, subscription, gone, time)) continue;
      if (!counts(gone.item)) continue;
      ClosedUsage& closed = late(gone.item);
      if (closed.terms) continue;
      closed.price = gone.item.price;
      closed.terms = gone.item.terms;
    }
  }
}

Instant
counted_since(const BillingState& billing, const SubscriptionItemId& item, const Period& period) {
  Instant since = period.start;
  const auto closed = billing.closed_usage.find(item);
  if (closed == billing.closed_usage.end()) return since;
  for (const ClosedUsage& one : closed->second) {
    if (one.period.end <= period.end) since = std::max(since, one.period.end);
  }
  return since;
}

void keep_terms(BillingState& billing, const SubscriptionItem& sold, const Period& last) {
  auto& closed = billing.closed_usage[sold.id];
  const bool is_closed = std::any_of(closed.begin(), closed.end(), [&](const ClosedUsage& one) {
    return one.period.start >= last.start && one.period.end == last.end;
  });
  if (!is_closed) { // a change with the period's end: the invoice that closes it comes behind
    ClosedUsage closing;
    closing.period = {counted_since(billing, sold.id, last), last.end};
    closed.push_back(std::move(closing));
  }
  for (ClosedUsage& one : closed) {
    if (one.terms) continue;
    one.price = sold.price;
    one.terms = sold.terms;
  }
}

void close_usage(BillingState& billing, const InvoiceLine& line) {
  if (!line.usage || !line.subscription_item) return;
  auto& closed = billing.closed_usage[*line.subscription_item];
  if (line.late.value_or(false)) {
    for (ClosedUsage& one : closed) {
      if (one.period.start != line.period.start || !one.with_late) continue;
      one.billed = std::move(*one.with_late);
      one.with_late.reset();
    }
    return;
  }
  auto made = std::find_if(closed.begin(), closed.end(), [&](const ClosedUsage& one) {
    return one.period == line.period && one.terms && one.billed.events == 0; // by keep_terms()
  });
  if (made == closed.end()) {
    made = closed.insert(made, ClosedUsage{});
    made->period = line.period;
  }
  const auto open = billing.usage.find(*line.subscription_item);
  if (open != billing.usage.end()) {
    made->billed = std::move(open->second);
    billing.usage.erase(open);
  }
  while (closed.size() > closed_periods_kept && !closed.front().with_late) {
    closed.erase(closed.begin());
  }
}

std::optional<std::string> counted_value(const MeterTerms& terms, const Json& properties) {
  if (!passes(terms, properties)) return std::nullopt;
  const Aggregation& aggregation = terms.aggregation;
  if (aggregation.type == AggregationType::count) return std::string{};
  const auto value = properties.member(aggregation.property.value_or("value"));
  if (!value) return std::nullopt;
  if (aggregation.type == AggregationType::unique) return scalar_text(*value);
  const auto number = usage_number(*value, Decimal::parse);
  return number ? std::optional{number->text()} : std::nullopt;
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
    return tally.events == 0 ? Decimal{} : average(tally.sum, tally.events);
  }
  return Decimal{};
}

} // namespace portal

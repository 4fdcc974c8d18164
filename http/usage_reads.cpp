// Usage as meters measure it: totals of a period, and timelines.
#include <algorithm>

#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "projections/usage.hpp"

namespace portal {

namespace {

constexpr std::int64_t day_ms = 86'400'000;

/// The first moment of `at`'s month, UTC.
Instant month_start(Instant at) {
  auto text = to_text(at).substr(0, 7) + "-01T00:00:00.000Z";
  return parse_instant(text).value_or(at);
}

std::vector<Subscription> live_subscriptions(const CustomerState& state) {
  std::vector<Subscription> live;
  for (const auto& [id, subscription] : state.billing.subscriptions) {
    if (!subscription.ended_at) live.push_back(subscription);
  }
  return live;
}

/// The item that bills `meter`, or any meter when none is given.
const SubscriptionItem* billing_item(const Subscription& subscription, const MeterId* meter) {
  for (const auto& item : subscription.items) {
    if (!item.terms.metered() || !item.terms.meter) continue;
    if (meter == nullptr || item.terms.meter->id == *meter) return &item;
  }
  return nullptr;
}

/// Whose period is looked at: of the first that bills the usage, or else the first.
const Subscription*
leading_subscription(const std::vector<Subscription>& live, const MeterId* meter) {
  for (const auto& subscription : live) {
    if (billing_item(subscription, meter) != nullptr) return &subscription;
  }
  return live.empty() ? nullptr : &live.front();
}

/// What `start` and `end` say; otherwise the current period of the subscription that bills `meter` (or any
/// meter), or of the first, or the month.
Result<Period>
asked_period(const Reading& reading, const std::vector<Subscription>& live, const MeterId* meter) {
  const Query& query = reading.call.query;
  const auto start = query.instant("start");
  if (!start) return tl::unexpected<Refusal>(start.error());
  const auto end = query.instant("end");
  if (!end) return tl::unexpected<Refusal>(end.error());
  const Instant first = month_start(reading.now);
  Period period{first, add_intervals(first, Interval::month, 1)};
  if (const Subscription* leading = leading_subscription(live, meter)) {
    period = {leading->current_period_start, leading->current_period_end};
  }
  if (*start) period.start = **start;
  if (*end) period.end = **end;
  if (period.end <= period.start) {
    return refuse(
      RefusalKind::invalid, "parameter_invalid", "end", "\"end\" must be after \"start\"."
    );
  }
  return period;
}

std::optional<Refusal> check_readable(const Reading& reading, const CustomerId& customer) {
  Call& call = reading.call;
  auto refusal =
    reading_refusal(call.edge.node, reading.rows, call.who, PortalFeature::usage, call.now);
  if (refusal) return refusal;
  const auto owner = find_object(reading.rows, {"customer", customer.text()});
  if (owner && !*owner) return not_found("customer", customer.text(), "customer");
  return std::nullopt;
}

void write_meter(
  std::string& out, const Meter& meter, const std::optional<Decimal>& value,
  const std::optional<MeterCost>& cost
) {
  Members members{out};
  members.text("meter", meter.id.text()).text("name", meter.name);
  Wire<std::optional<Decimal>>::write(value, members.key("value"));
  if (meter.unit) members.text("unit", *meter.unit);
  if (!cost) return;
  if (cost->included) members.integer("included", *cost->included);
  members.integer("amount", cost->amount).text("currency", cost->currency.text());
}

/// What the meter costs the subscriptions whose running period was asked for. Of any other, invoices say.
std::optional<MeterCost> cost_in(const UsageCost& cost, const MeterId& meter, const Period& asked) {
  for (const MeterCost& one : cost.meters) {
    if (one.meter == meter && one.period == asked) return one;
  }
  return std::nullopt;
}

Response usage_of(const Reading& reading, const CustomerId& customer, const UsageCost& cost) {
  Call& call = reading.call;
  if (const auto refusal = check_readable(reading, customer)) return no(call, *refusal);
  const auto state = state_of(reading.rows, customer);
  if (!state) return no(call, state.error());
  const auto live = live_subscriptions(*state);
  const auto catalog = call.edge.node.catalog();
  const auto* wanted = call.query.find("meter");
  const Meter* one = wanted == nullptr ? nullptr : find_meter(*catalog, *wanted);
  if (wanted != nullptr && one == nullptr) return no(call, not_found("meter", *wanted, "meter"));
  const auto period = asked_period(reading, live, one == nullptr ? nullptr : &one->id);
  if (!period) return no(call, period.error());
  std::string out;
  {
    Members members{out};
    members.text("object", "usage").text("customer", customer.text());
    {
      Members bounds{members.key("period")};
      bounds.text("start", to_text(period->start)).text("end", to_text(period->end));
    }
    std::string& meters = members.key("meters");
    meters += '[';
    bool first = true;
    for (const auto& [id, meter] : catalog->meters) {
      const MeterId& which = id;
      const bool bills = std::any_of(live.begin(), live.end(), [&](const Subscription& plan) {
        return billing_item(plan, &which) != nullptr;
      });
      if (one != nullptr ? one != &meter : !meter.active && !bills) continue;
      const auto total =
        usage_total(reading.rows, meter, {customer, period->start, period->end, {}, reading.as_of});
      if (!total) return no(call, total.error());
      if (!*total) return no(call, total->error());
      if (!first) meters += ',';
      first = false;
      const auto value = (*total)->empty() ? std::nullopt : (*total)->front().value;
      write_meter(meters, meter, value, cost_in(cost, id, *period));
    }
    meters += ']';
  }
  return json_response(200, std::move(out));
}

Result<TimelineQuery> timeline_query(const Reading& reading, const CustomerId& customer) {
  const Query& query = reading.call.query;
  const auto start = query.instant("start");
  if (!start) return tl::unexpected<Refusal>(start.error());
  const auto end = query.instant("end");
  if (!end) return tl::unexpected<Refusal>(end.error());
  TimelineQuery made;
  made.usage.customer = customer;
  made.usage.end = end->value_or(reading.now);
  made.usage.start =
    start->value_or(Instant{std::max<std::int64_t>(made.usage.end.ms - 30 * day_ms, 0)});
  made.usage.group_by = split_commas(query.text("groupBy"));
  made.usage.as_of = reading.as_of;
  if (const auto* zone = query.find("timeZone")) made.time_zone = *zone;
  if (const auto* text = query.find("granularity")) {
    const auto granularity = parse_enum<Granularity>(*text);
    if (!granularity) {
      return refuse(
        RefusalKind::invalid, "parameter_invalid", "granularity",
        "\"granularity\" must be one of: minute, hour, day, week, month."
      );
    }
    made.granularity = *granularity;
  }
  return made;
}

/// Events hold what the app sent, for the app alone: only what the meter names is shown.
std::optional<Refusal>
check_grouping(const Meter& meter, const std::vector<std::string>& properties) {
  for (const std::string& property : properties) {
    if (std::find(meter.group_by.begin(), meter.group_by.end(), property) != meter.group_by.end()) {
      continue;
    }
    std::string known;
    for (const std::string& one : meter.group_by) known += (known.empty() ? "" : ", ") + one;
    return Refusal{
      RefusalKind::invalid, "parameter_invalid", "groupBy",
      "\"" + property + "\" is none of the properties that the meter is grouped by: " +
        (known.empty() ? "it has none" : known) + "."};
  }
  return std::nullopt;
}

void write_bucket(
  std::string& out, const UsageBucket& bucket, const std::vector<std::string>& group_by
) {
  Members members{out};
  members.text("start", to_text(bucket.start)).text("end", to_text(bucket.end));
  Wire<std::optional<Decimal>>::write(bucket.value, members.key("value"));
  if (group_by.empty()) return;
  Members group{members.key("group")};
  for (std::size_t at = 0; at < group_by.size() && at < bucket.group.size(); ++at) {
    Wire<std::optional<std::string>>::write(bucket.group[at], group.key(group_by[at]));
  }
}

Response timeline_of(const Reading& reading, const CustomerId& customer) {
  Call& call = reading.call;
  if (const auto refusal = check_readable(reading, customer)) return no(call, *refusal);
  const auto* name = call.query.find("meter");
  if (name == nullptr) {
    return no(
      call, {RefusalKind::invalid, "parameter_missing", "meter",
             "The query parameter \"meter\" is required: a meter's id or name."}
    );
  }
  const auto catalog = call.edge.node.catalog();
  const Meter* meter = find_meter(*catalog, *name);
  if (meter == nullptr) return no(call, not_found("meter", *name, "meter"));
  const auto query = timeline_query(reading, customer);
  if (!query) return no(call, query.error());
  if (const auto refusal = check_grouping(*meter, query->usage.group_by)) return no(call, *refusal);
  const auto buckets = usage_timeline(reading.rows, *meter, *query);
  if (!buckets) return no(call, buckets.error());
  if (!*buckets) return no(call, buckets->error());
  std::string out;
  {
    Members members{out};
    members.text("object", "usage_timeline").text("customer", customer.text());
    members.text("meter", meter->id.text()).text("name", meter->name);
    members.text("granularity", name_of(query->granularity)).text("timeZone", query->time_zone);
    std::string& data = members.key("data");
    data += '[';
    bool first = true;
    for (const auto& bucket : **buckets) {
      if (!first) data += ',';
      first = false;
      write_bucket(data, bucket, query->usage.group_by);
    }
    data += ']';
  }
  return json_response(200, std::move(out));
}

void read_usage(const CallPtr& call, const CustomerId& customer, UsageCost cost) {
  read(call, customer, [customer, cost = std::move(cost)](const Reading& reading) {
    return usage_of(reading, customer, cost);
  });
}

} // namespace

void get_usage(const CallPtr& call) {
  const auto customer = needed_customer(*call);
  if (!customer) return answer(call, customer.error());
  // What was has been billed since.
  if (call->query.find("asOf") != nullptr) return read_usage(call, *customer, {});
  // The customer's actor alone knows what was used and not billed yet. It is asked first: what is read then is
  // at least as new.
  look_first(
    call, *customer, CustomerCommand{LookAtUsageCost{}},
    [call, customer = *customer](const std::string& seen) {
      auto cost = read_text<UsageCost>(seen, Strictness::lenient);
      read_usage(call, customer, cost ? std::move(*cost) : UsageCost{});
    }
  );
}

void get_usage_timeline(const CallPtr& call) {
  const auto customer = needed_customer(*call);
  if (!customer) return answer(call, customer.error());
  read(call, *customer, [customer = *customer](const Reading& reading) {
    return timeline_of(reading, customer);
  });
}

} // namespace portal

// Rows: 'u' customer · event type · time (ms) · position → when recorded (ms) and the properties as
// compact JSON. A query walks one customer's and one type's rows in order of time, so that answers
// are exact whatever the order of arrival, and answers from history leave later positions out.
#include "projections/usage.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "events/json.hpp"
#include "events/meters.hpp"
#include "projections/calendar.hpp"
#include "projections/measure.hpp"
#include "projections/occurrence.hpp"

namespace portal {
namespace {

Key rows_of_type(std::string_view customer, std::string_view event_type) {
  return Key{'u'}.text(customer).text(event_type);
}

std::uint64_t time_key(Instant at) { return at.ms < 0 ? 0 : static_cast<std::uint64_t>(at.ms); }

class UsageProjection final : public Projection {
 public:
  std::string_view name() const override { return "usage"; }

  RowsOf rows_of() const override { return RowsOf::usage; }

  std::uint8_t version() const override { return 1; }

  void begin() override {}

  Stored<void> fold(const Occurrence& event, ViewWriter& rows) override {
    if (!event.is_usage()) return {};
    // Most events of a log are these: only what the row needs is read, straight from the document.
    const Json data = event.recorded().data();
    const auto type = data.member("eventType");
    const auto time = data.member("time");
    const auto properties = data.member("properties");
    const auto at = time ? parse_instant(time->text()) : std::nullopt;
    if (!type || !at || !properties) {
      return fault(FaultKind::damaged, "The usage lacks its eventType, time or properties.");
    }
    Key value;
    value.number(time_key(event.head().recorded_at));
    json_.clear();
    write_json(json_, *properties);
    rows.put(
      rows_of_type(event.customer(), type->text()).number(time_key(*at)).number(event.position()),
      value.last(json_)
    );
    return {};
  }

  Stored<void> finish(ViewWriter& /*rows*/) override { return {}; }

 private:
  std::string json_; ///< kept from event to event: no allocation
};

/// The tallies of one combination of group values, one a bucket.
struct Series {
  std::vector<std::optional<std::string>> group;
  std::vector<Tally> tallies;
};

/// Sorts rows into buckets and groups and measures them.
class Timeline {
 public:
  Timeline(const Meter& meter, const std::vector<std::string>& group_by, std::vector<Instant> edges)
      : measure_(meter), edges_(std::move(edges)) {
    for (const std::string& property : group_by) group_by_.emplace_back(property);
  }

  /// Rows come in order of time. False when the answer has become impossible; see refusal().
  bool add(Instant at, std::string_view properties) {
    if (!measure_.counts(properties)) return true;
    while (edges_[bucket_ + 1] <= at) ++bucket_;
    Series* series = series_of(properties);
    if (series == nullptr) return false;
    if (measure_.add(series->tallies[bucket_], properties)) return true;
    refusal_ = Refusal{
      RefusalKind::impossible, "usage_out_of_range", "",
      "The usage adds up to more than 21 digits before the point. Ask for a shorter time."};
    return false;
  }

  const std::optional<Refusal>& refusal() const { return refusal_; }

  std::vector<UsageBucket> buckets() {
    if (series_.empty()) series_[{}] = Series{{}, std::vector<Tally>(edges_.size() - 1)};
    std::vector<UsageBucket> made;
    made.reserve(series_.size() * edges_.size());
    for (const auto& [key, series] : series_) {
      for (std::size_t at = 0; at + 1 < edges_.size(); ++at) {
        made.push_back(
          {edges_[at], edges_[at + 1], measure_.value_of(series.tallies[at]), series.group}
        );
      }
    }
    return made;
  }

 private:
  Series* series_of(std::string_view properties) {
    if (group_by_.empty()) {
      if (only_ == nullptr) {
        only_ = &series_[{}];
        only_->tallies.resize(edges_.size() - 1);
      }
      return only_;
    }
    key_.clear();
    for (const PropertyFinder& property : group_by_) {
      const auto found = property.in(properties);
      auto text = found ? property_text(*found) : std::nullopt;
      key_ += text ? '\2' : '\1'; // those without the property come first
      if (text) key_ += *text;
      key_ += '\0';
    }
    const auto known = series_.find(key_);
    return known != series_.end() ? &known->second : new_series(properties);
  }

  Series* new_series(std::string_view properties) {
    if ((series_.size() + 1) * (edges_.size() - 1) > usage_buckets_max) {
      refusal_ = Refusal{
        RefusalKind::invalid, "too_many_buckets", "groupBy",
        "The answer would have more than " + std::to_string(usage_buckets_max) +
          " buckets. Ask for a shorter time, a coarser granularity or fewer groups."};
      return nullptr;
    }
    Series made{{}, std::vector<Tally>(edges_.size() - 1)};
    for (const PropertyFinder& property : group_by_) {
      const auto found = property.in(properties);
      made.group.push_back(found ? property_text(*found) : std::nullopt);
    }
    return &series_.emplace(key_, std::move(made)).first->second;
  }

  Measure measure_;
  std::vector<PropertyFinder> group_by_;
  std::vector<Instant> edges_;
  std::size_t bucket_ = 0;
  std::map<std::string, Series> series_;
  Series* only_ = nullptr;
  std::string key_;
  std::optional<Refusal> refusal_;
};

Stored<Result<std::vector<UsageBucket>>> measured(
  const ViewReader& rows, const Meter& meter, const UsageQuery& query, std::vector<Instant> edges
) {
  if (edges.size() < 2) return std::vector<UsageBucket>{};
  auto prefix = serving_prefix(rows, RowsOf::usage);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader usage{rows, std::move(*prefix)};
  Timeline timeline{meter, query.group_by, std::move(edges)};
  const Key type = rows_of_type(query.customer.text(), meter.event_type);
  const std::size_t type_size = type.bytes().size();
  const auto scanned = usage.scan(
    Key{type}.number(time_key(query.start)), Key{type}.number(time_key(query.end)),
    Order::ascending,
    [&](std::string_view key, std::string_view value) {
      Pieces pieces{key.substr(type_size)};
      const Instant at{static_cast<std::int64_t>(pieces.number())};
      if (query.as_of && pieces.number() > *query.as_of) return true;
      return timeline.add(at, value.substr(sizeof(std::uint64_t)));
    }
  );
  if (!scanned) return tl::unexpected<Fault>(scanned.error());
  if (timeline.refusal()) {
    return Result<std::vector<UsageBucket>>{tl::unexpected<Refusal>(*timeline.refusal())};
  }
  return timeline.buckets();
}

} // namespace

Stored<Result<std::vector<UsageBucket>>>
usage_timeline(const ViewReader& rows, const Meter& meter, const TimelineQuery& query) {
  auto edges = bucket_edges(query.usage.start, query.usage.end, query.granularity, query.time_zone);
  if (!edges) {
    return Result<std::vector<UsageBucket>>{tl::unexpected<Refusal>(std::move(edges.error()))};
  }
  return measured(rows, meter, query.usage, std::move(*edges));
}

Stored<Result<std::vector<UsageBucket>>>
usage_total(const ViewReader& rows, const Meter& meter, const UsageQuery& query) {
  if (query.end < query.start) {
    return Result<std::vector<UsageBucket>>{refuse(
      RefusalKind::invalid, "parameter_invalid", "end",
      "The end lies before the start. The end is exclusive; give a later one."
    )};
  }
  return measured(rows, meter, query, {query.start, query.end});
}

std::unique_ptr<Projection> make_usage_projection() { return std::make_unique<UsageProjection>(); }

} // namespace portal

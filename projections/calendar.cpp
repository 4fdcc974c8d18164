#include "projections/calendar.hpp"

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <string>

#include <date/tz.h>

namespace portal {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

tl::unexpected<Refusal> too_many() {
  return refuse(
    RefusalKind::invalid, "too_many_buckets", "granularity",
    "The answer would have more than " + std::to_string(usage_buckets_max) +
      " buckets. Ask for a shorter time or a coarser granularity."
  );
}

const date::time_zone* find_zone(std::string_view name) {
  try {
    return date::locate_zone(std::string{name});
  } catch (const std::runtime_error&) {
    return nullptr;
  }
}

Refusal unknown_zone(std::string_view name, std::string_view param) {
  std::vector<std::string_view> known;
  for (const date::time_zone& zone : date::get_tzdb().zones) known.push_back(zone.name());
  const auto near = nearest(name, known);
  return invalid(
    param, "time_zone_invalid",
    "No time zone \"" + std::string{name} + "\" is known. " +
      (near ? "Did you mean " + std::string{*near} + "?"
            : std::string{"Give an IANA name such as Europe/Berlin."})
  );
}

date::sys_seconds second_of(Instant at) {
  return date::floor<seconds>(date::sys_time<milliseconds>{milliseconds{at.ms}});
}

Instant instant_of(date::sys_seconds at) { return {at.time_since_epoch().count() * 1000}; }

/// Collects edges in order, and says when there are too many.
class Edges {
 public:
  Edges(Instant start, Instant end) : end_(end), made_{start} {}

  /// Takes an edge if it lies past the last one and before the end; false when it is one too many.
  bool add(Instant edge) {
    if (edge <= made_.back() || edge >= end_) return true;
    made_.push_back(edge);
    return made_.size() <= usage_buckets_max;
  }

  Result<std::vector<Instant>> finish() {
    if (end_ > made_.back()) made_.push_back(end_);
    return std::move(made_);
  }

  Instant last() const { return made_.back(); }

  Instant end() const { return end_; }

 private:
  Instant end_;
  std::vector<Instant> made_;
};

/// A stretch of time during which a zone's clock is not turned.
struct Stretch {
  Instant end; ///< at most the end of what is asked for
  seconds offset{0};
};

Stretch stretch_at(const date::time_zone& zone, Instant at, Instant until) {
  const date::sys_seconds last = second_of(until);
  date::sys_info info = zone.get_info(second_of(at));
  const seconds offset = info.offset;
  while (info.end <= last) {
    const date::sys_info next = zone.get_info(info.end);
    if (next.offset != offset) return {instant_of(info.end), offset};
    info = next;
  }
  return {until, offset};
}

/// Minutes and hours: multiples of `length` on the local clock, and each turn of the clock.
Result<std::vector<Instant>>
clock_edges(Edges edges, const date::time_zone& zone, std::int64_t length_ms) {
  Instant at = edges.last();
  if ((edges.end().ms - at.ms) / length_ms > static_cast<std::int64_t>(usage_buckets_max)) {
    return too_many();
  }
  while (at < edges.end()) {
    const Stretch stretch = stretch_at(zone, at, edges.end());
    const std::int64_t offset_ms = milliseconds{stretch.offset}.count();
    std::int64_t local = at.ms + offset_ms;
    local -= ((local % length_ms) + length_ms) % length_ms;
    for (local += length_ms; local - offset_ms < stretch.end.ms; local += length_ms) {
      if (!edges.add({local - offset_ms})) return too_many();
    }
    if (!edges.add(stretch.end)) return too_many();
    at = stretch.end;
  }
  return edges.finish();
}

date::local_days first_of(date::local_days day, Granularity granularity) {
  if (granularity == Granularity::week) {
    return day - (date::weekday{day} - date::Monday);
  }
  if (granularity == Granularity::month) {
    const date::year_month_day date{day};
    return date::local_days{date.year() / date.month() / 1};
  }
  return day;
}

date::local_days next_of(date::local_days day, Granularity granularity) {
  if (granularity == Granularity::week) return day + date::days{7};
  if (granularity == Granularity::month) {
    return date::local_days{date::year_month_day{day} + date::months{1}};
  }
  return day + date::days{1};
}

/// Days, weeks and months: the first instant of each local date that begins one.
Result<std::vector<Instant>>
date_edges(Edges edges, const date::time_zone& zone, Granularity granularity) {
  const auto local = zone.to_local(second_of(edges.last()));
  date::local_days day = first_of(date::floor<date::days>(local), granularity);
  for (;;) {
    day = next_of(day, granularity);
    const Instant edge = instant_of(zone.to_sys(date::local_seconds{day}, date::choose::earliest));
    if (edge >= edges.end()) return edges.finish();
    if (!edges.add(edge)) return too_many();
  }
}

} // namespace

Result<std::vector<Instant>>
bucket_edges(Instant start, Instant end, Granularity granularity, std::string_view time_zone) {
  if (end < start) {
    return refuse(
      RefusalKind::invalid, "parameter_invalid", "end",
      "The end lies before the start. The end is exclusive; give a later one."
    );
  }
  const date::time_zone* zone = find_zone(time_zone);
  if (zone == nullptr) return tl::unexpected<Refusal>(unknown_zone(time_zone, "timeZone"));
  const Edges edges{start, end};
  switch (granularity) {
  case Granularity::minute: return clock_edges(edges, *zone, 60'000);
  case Granularity::hour: return clock_edges(edges, *zone, 3'600'000);
  case Granularity::day:
  case Granularity::week:
  case Granularity::month: return date_edges(edges, *zone, granularity);
  }
  return too_many();
}

Check check_known_zone(std::string_view time_zone, std::string_view param) {
  if (find_zone(time_zone) != nullptr) return std::nullopt;
  return unknown_zone(time_zone, param);
}

std::chrono::year_month_day local_date(Instant at, std::string_view time_zone) {
  const date::time_zone* zone = time_zone.empty() ? nullptr : find_zone(time_zone);
  const auto second = second_of(at);
  const auto offset = zone == nullptr ? seconds{0} : zone->get_info(second).offset;
  const auto day = date::floor<date::days>(second + offset);
  return std::chrono::sys_days{std::chrono::days{day.time_since_epoch().count()}};
}

} // namespace portal

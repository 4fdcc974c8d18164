#include "projections/analytics.hpp"

#include <algorithm>

#include "projections/analytics_rows.hpp"

namespace portal {
namespace {

/// Which rows hold the counts that the query asks for.
CountLevel level_of(const ReportDimensions& only, std::string& value) {
  const std::array<const std::string*, 4> named{
    &only.product, &only.price, &only.country, &only.variant};
  const auto given =
    std::count_if(named.begin(), named.end(), [](const std::string* one) { return !one->empty(); });
  if (given == 0) return CountLevel::all;
  if (given > 1) return CountLevel::combination;
  for (std::size_t at = 0; at < named.size(); ++at) {
    if (named[at]->empty()) continue;
    value = *named[at];
    return static_cast<CountLevel>(static_cast<std::size_t>(CountLevel::product) + at);
  }
  return CountLevel::all;
}

bool fits(const ReportDimensions& only, const ReportDimensions& row) {
  const auto one = [](const std::string& wanted, const std::string& is) {
    return wanted.empty() || wanted == is;
  };
  return one(only.product, row.product) && one(only.price, row.price) &&
         one(only.country, row.country) && one(only.variant, row.variant);
}

void add(ReportCounts& into, ReportDay day, const CountKey& key, std::int64_t count) {
  into.totals[key.metric][key.label] += count;
  into.days[day][key.metric][key.label] += count;
}

} // namespace

ReportDay report_day(Instant when) {
  static constexpr std::int64_t day_ms = std::int64_t{24} * 60 * 60 * 1'000;
  return when.ms / day_ms;
}

std::int64_t ReportCounts::total(std::string_view metric, std::string_view label) const {
  const auto labels = totals.find(metric);
  if (labels == totals.end()) return 0;
  const auto found = labels->second.find(label);
  return found == labels->second.end() ? 0 : found->second;
}

Stored<ReportCounts> report_counts(const ViewReader& rows, const ReportQuery& query) {
  const auto prefix = serving_prefix(rows, RowsOf::analytics);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader own{rows, *prefix};
  ReportCounts counts;
  std::string value;
  const CountLevel level = level_of(query.only, value);
  const auto take = [&](std::string_view key, std::string_view stored) {
    const CountKey is = read_count_key(key);
    if (is.day < query.first || is.day > query.last) return true;
    if (level == CountLevel::combination && !fits(query.only, read_dimensions(is.value))) {
      return true;
    }
    add(counts, is.day, is, read_count(stored));
    return true;
  };
  Stored<void> scanned;
  if (level == CountLevel::combination) {
    const Key all = counts_of(level);
    scanned = own.scan(all.bytes(), after_prefix(all.bytes()), Order::ascending, take);
  } else {
    scanned = own.scan(
      days_of(level, value, query.first).bytes(), days_of(level, value, query.last + 1).bytes(),
      Order::ascending, take
    );
  }
  if (!scanned) return tl::unexpected<Fault>(scanned.error());
  return counts;
}

} // namespace portal

#include "projections/analytics.hpp"

#include <algorithm>
#include <limits>

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

/// Adds what one value of a level counts of a metric in the period.
Stored<void> add_value(
  const ViewReader& own, CountLevel level, std::string_view value, std::string_view metric,
  const ReportQuery& query, ReportCounts& counts
) {
  return own.scan(
    counts_of(level, value, metric, query.first).bytes(),
    counts_of(level, value, metric, query.last + 1).bytes(), Order::ascending,
    [&](std::string_view key, std::string_view stored) {
      const ReportDay day = counted_day(key);
      for (const auto& [label, count] : read_counts(stored)) {
        counts.series_for(metric, label).add(day, count);
      }
      return true;
    }
  );
}

/// The combinations that the query fits, found by skipping over the rows of each: a combination has a row
/// for each metric and day, and there are far fewer combinations than days.
Stored<std::vector<std::string>>
fitting_combinations(const ViewReader& own, const ReportDimensions& only) {
  const Key all = counts_of(CountLevel::combination);
  const std::string end = after_prefix(all.bytes());
  std::vector<std::string> fitting;
  for (std::string from = all.bytes(); !from.empty();) {
    std::string next;
    const auto scanned =
      own.scan(from, end, Order::ascending, [&](std::string_view key, std::string_view /*row*/) {
        const std::string value{counted_value(key)};
        if (fits(only, read_dimensions(value))) fitting.push_back(value);
        next = after_prefix(counts_of(CountLevel::combination).text(value).bytes());
        return false;
      });
    if (!scanned) return tl::unexpected<Fault>(scanned.error());
    from = std::move(next);
  }
  return fitting;
}

constexpr std::size_t comments_looked_through = 5'000;

/// Less than any count: the first of a day's.
constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();

} // namespace

ReportDay report_day(Instant when) {
  static constexpr std::int64_t day_ms = std::int64_t{24} * 60 * 60 * 1'000;
  return when.ms / day_ms;
}

void ReportCounts::Series::add(ReportDay day, std::int64_t count) {
  total += count;
  if (days.empty() || days.back().first < day) {
    days.emplace_back(day, count);
    return;
  }
  const auto at = std::lower_bound(days.begin(), days.end(), std::pair{day, least});
  if (at->first == day) {
    at->second += count;
  } else {
    days.emplace(at, day, count);
  }
}

std::int64_t ReportCounts::Series::on(ReportDay day) const {
  const auto at = std::lower_bound(days.begin(), days.end(), std::pair{day, least});
  return at == days.end() || at->first != day ? 0 : at->second;
}

std::int64_t ReportCounts::Series::until(ReportDay day) const {
  std::int64_t sum = 0;
  for (const auto& [at, count] : days) {
    if (at > day) break;
    sum += count;
  }
  return sum;
}

const ReportCounts::Labels& ReportCounts::labels(std::string_view metric) const {
  static const Labels none;
  const auto found = metrics_.find(metric);
  return found == metrics_.end() ? none : found->second;
}

const ReportCounts::Series&
ReportCounts::series(std::string_view metric, std::string_view label) const {
  static const Series none;
  const Labels& of_metric = labels(metric);
  const auto found = of_metric.find(label);
  return found == of_metric.end() ? none : found->second;
}

ReportCounts::Series& ReportCounts::series_for(std::string_view metric, std::string_view label) {
  auto of_metric = metrics_.find(metric);
  if (of_metric == metrics_.end()) of_metric = metrics_.try_emplace(std::string{metric}).first;
  auto found = of_metric->second.find(label);
  if (found == of_metric->second.end()) {
    found = of_metric->second.try_emplace(std::string{label}).first;
  }
  return found->second;
}

Stored<ReportCounts> report_counts(
  const ViewReader& rows, const ReportQuery& query, std::span<const std::string_view> metrics
) {
  const auto prefix = serving_prefix(rows, RowsOf::analytics);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader own{rows, *prefix};
  std::vector<std::string> values(1);
  const CountLevel level = level_of(query.only, values.front());
  if (level == CountLevel::combination) {
    auto found = fitting_combinations(own, query.only);
    if (!found) return tl::unexpected<Fault>(found.error());
    values = std::move(*found);
  }
  ReportCounts counts;
  for (const std::string& value : values) {
    for (const std::string_view metric : metrics) {
      const auto added = add_value(own, level, value, metric, query, counts);
      if (!added) return tl::unexpected<Fault>(added.error());
    }
  }
  return counts;
}

Stored<std::vector<CancellationId>>
newest_commented(const ViewReader& rows, const ReportQuery& query, std::size_t limit) {
  const auto prefix = serving_prefix(rows, RowsOf::analytics);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader own{rows, *prefix};
  std::vector<CancellationId> found;
  std::size_t seen = 0;
  const auto scanned = own.scan(
    comments_of(query.first).bytes(), comments_of(query.last + 1).bytes(), Order::descending,
    [&](std::string_view key, std::string_view stored) {
      if (fits(query.only, read_dimensions(stored))) {
        Pieces pieces{key.substr(1)};
        pieces.number();
        found.emplace_back(std::string{pieces.rest()});
      }
      return found.size() < limit && ++seen < comments_looked_through;
    }
  );
  if (!scanned) return tl::unexpected<Fault>(scanned.error());
  return found;
}

} // namespace portal

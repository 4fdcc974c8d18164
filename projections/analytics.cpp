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

/// Adds up rows as they come: those of one day one after the other.
class Adding {
 public:
  explicit Adding(ReportCounts& into) : into_(into) {}

  void operator()(const CountKey& key, std::int64_t count) {
    if (day_ == nullptr || key.day != at_) {
      day_ = &into_.days[key.day];
      at_ = key.day;
    }
    slot(into_.totals, key) += count;
    slot(*day_, key) += count;
  }

 private:
  using Metrics = std::map<std::string, ReportCounts::Labels, std::less<>>;

  static std::int64_t& slot(Metrics& metrics, const CountKey& key) {
    auto metric = metrics.find(key.metric);
    if (metric == metrics.end()) metric = metrics.try_emplace(std::string{key.metric}).first;
    auto label = metric->second.find(key.label);
    if (label == metric->second.end()) {
      label = metric->second.try_emplace(std::string{key.label}).first;
    }
    return label->second;
  }

  ReportCounts& into_;
  ReportDay at_ = 0;
  Metrics* day_ = nullptr;
};

/// The period's rows of one value of a level.
Stored<void> add_value(
  const ViewReader& own, CountLevel level, std::string_view value, const ReportQuery& query,
  Adding& adding
) {
  return own.scan(
    days_of(level, value, query.first).bytes(), days_of(level, value, query.last + 1).bytes(),
    Order::ascending,
    [&](std::string_view key, std::string_view stored) {
      adding(read_count_key(key), read_count(stored));
      return true;
    }
  );
}

/// The combinations that the query fits, found by skipping over the rows of each: a combination has a row
/// for each day and metric, and there are far fewer combinations than days.
Stored<std::vector<std::string>>
fitting_combinations(const ViewReader& own, const ReportDimensions& only) {
  const Key all = counts_of(CountLevel::combination);
  const std::string end = after_prefix(all.bytes());
  std::vector<std::string> fitting;
  for (std::string from = all.bytes(); !from.empty();) {
    std::string next;
    const auto scanned =
      own.scan(from, end, Order::ascending, [&](std::string_view key, std::string_view /*row*/) {
        const std::string value{read_count_key(key).value};
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
  std::vector<std::string> values(1);
  const CountLevel level = level_of(query.only, values.front());
  if (level == CountLevel::combination) {
    auto found = fitting_combinations(own, query.only);
    if (!found) return tl::unexpected<Fault>(found.error());
    values = std::move(*found);
  }
  ReportCounts counts;
  Adding adding{counts};
  for (const std::string& value : values) {
    if (const auto added = add_value(own, level, value, query, adding); !added) {
      return tl::unexpected<Fault>(added.error());
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

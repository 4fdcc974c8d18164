#pragma once

// What reports count: cancellations, reasons, scores, offers, experiments, and how the portal is used;
// per UTC day, in total and by product, price, country and variant. Everything is counted as the log is
// folded, so that a report reads a few rows however long the history is; and everything can be counted
// anew, because it comes from the log alone.

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/ids.hpp"
#include "events/time.hpp"
#include "projections/projection.hpp"

namespace portal {

/// What a cancellation is counted under; empty: not known, or (in a query) any.
struct ReportDimensions {
  std::string product;
  std::string price;
  std::string country;
  std::string variant; ///< `<experiment>/<variant>`
  bool operator==(const ReportDimensions&) const = default;
};

/// Days since 1970-01-01 UTC.
using ReportDay = std::int64_t;

ReportDay report_day(Instant when);

struct ReportQuery {
  ReportDay first = 0; ///< inclusive
  ReportDay last = 0;  ///< inclusive
  ReportDimensions only{};
};

/// Counts by metric and label, and by day.
///
/// | metric | label | counts on the day |
/// | --- | --- | --- |
/// | `started` | | a cancellation began |
/// | `outcome` | CancellationOutcome | it began (not: ended) |
/// | `reason` | CancellationReason | the exit survey came |
/// | `score` | `0`…`10` | the exit survey came |
/// | `offer_eligible`, `offer_shown`, `offer_declined`, `offer_accepted` | offer | it happened |
/// | `offer_lost_30`, `_60`, `_90` | offer | the offer was accepted that was lost within so many days |
/// | `offer_revenue` | `<offer>/<currency>` | minor units: the invoice was paid |
/// | `customers_exposed`, `_saved`, `_left` | | of a variant: a customer first began to leave, took an offer, left |
/// | `session_created`, `session_opened` | | it happened |
/// | `action` | action | a customer did it in the portal, or looked at it; nothing that was refused |
/// | `flow_started`, `flow_finished`, `flow_left` | flow type | it happened |
class ReportCounts {
 public:
  /// One thing counted: its days with anything in order, and their sum.
  struct Series {
    std::int64_t total = 0;
    std::vector<std::pair<ReportDay, std::int64_t>> days;

    void add(ReportDay day, std::int64_t count);
    std::int64_t on(ReportDay day) const;
    /// The sum of the days up to `day`, inclusive.
    std::int64_t until(ReportDay day) const;
  };

  using Labels = std::map<std::string, Series, std::less<>>;

  /// The metric's labels; none when nothing was counted.
  const Labels& labels(std::string_view metric) const;
  const Series& series(std::string_view metric, std::string_view label = {}) const;

  std::int64_t total(std::string_view metric, std::string_view label = {}) const {
    return series(metric, label).total;
  }

  /// The series to count in, made when it is new; stays where it is.
  Series& series_for(std::string_view metric, std::string_view label);

 private:
  std::map<std::string, Labels, std::less<>> metrics_;
};

/// Reads these metrics' counts of a period. A query that names one dimension (or none) reads only its own
/// rows.
Stored<ReportCounts> report_counts(
  const ViewReader& rows, const ReportQuery& query, std::span<const std::string_view> metrics
);

/// The cancellations with the newest comments of a period, at most `limit`; of a narrowed query's period
/// it looks through so many comments as a report has time for.
Stored<std::vector<CancellationId>>
newest_commented(const ViewReader& rows, const ReportQuery& query, std::size_t limit);

std::unique_ptr<Projection> make_analytics_projection();

} // namespace portal

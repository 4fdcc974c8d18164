#pragma once

// Reports from counts, as JSON and CSV.

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/experiments.hpp"
#include "projections/analytics.hpp"

namespace portal {

/// What a report is about, as asked.
struct ReportScope {
  ReportQuery query;
  ReportDay today = 0;
};

/// `2026-11-22`.
std::string day_text(ReportDay day);

std::string portal_report(const ReportScope& scope, const ReportCounts& counts);

/// `comments`: rendered JSON objects, newest first.
std::string cancellations_report(
  const ReportScope& scope, const ReportCounts& counts, const std::vector<std::string>& comments
);

std::string offers_report(const ReportScope& scope, const ReportCounts& counts);

/// `of_variants`: the counts of each of the experiment's variants, in its order; the first is what the
/// others are compared with.
std::string experiment_report(
  const ReportScope& scope, const Experiment& experiment, std::span<const ReportCounts> of_variants
);

/// `date,metric,label,count`, one line for each count of a day.
std::string report_csv(
  const ReportScope& scope, const ReportCounts& counts, std::span<const std::string_view> metrics
);

} // namespace portal

#include "projections/analytics_rows.hpp"

#include <algorithm>

namespace portal {
namespace {

constexpr char between = '\x1f'; ///< in no id, country or variant

} // namespace

Key counts_of(CountLevel level) { return Key{'k'}.byte(static_cast<std::uint8_t>(level)); }

Key counts_of(CountLevel level, std::string_view value, std::string_view metric, ReportDay day) {
  return counts_of(level).text(value).text(metric).number(static_cast<std::uint64_t>(day));
}

std::string_view counted_value(std::string_view key) { return Pieces{key.substr(2)}.text(); }

ReportDay counted_day(std::string_view key) {
  Pieces pieces{key.substr(2)};
  pieces.text();
  pieces.text();
  return static_cast<ReportDay>(pieces.number());
}

void add_count(LabelCounts& counts, std::string_view label, std::int64_t more) {
  const auto found =
    std::find_if(counts.begin(), counts.end(), [&](const auto& one) { return one.first == label; });
  if (found == counts.end()) {
    counts.emplace_back(label, more);
  } else {
    found->second += more;
  }
}

// Counts may go down (money given back): a cast keeps their bits.
std::string write_counts(const LabelCounts& counts) {
  Key row;
  for (const auto& [label, count] : counts) {
    row.text(label).number(static_cast<std::uint64_t>(count));
  }
  return row.bytes();
}

LabelCounts read_counts(std::string_view stored) {
  LabelCounts counts;
  for (Pieces pieces{stored}; !pieces.rest().empty();) {
    std::string label{pieces.text()};
    counts.emplace_back(std::move(label), static_cast<std::int64_t>(pieces.number()));
  }
  return counts;
}

Key comments_of(ReportDay day) { return Key{'m'}.number(static_cast<std::uint64_t>(day)); }

std::string write_dimensions(const ReportDimensions& dimensions) {
  std::string text = dimensions.product;
  for (const std::string* part : {&dimensions.price, &dimensions.country, &dimensions.variant}) {
    text += between;
    text += *part;
  }
  return text;
}

ReportDimensions read_dimensions(std::string_view text) {
  ReportDimensions made;
  for (std::string* part : {&made.product, &made.price, &made.country, &made.variant}) {
    const auto end = std::min(text.find(between), text.size());
    *part = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return made;
}

} // namespace portal

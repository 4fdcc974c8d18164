#include "projections/analytics_rows.hpp"

#include <array>

namespace portal {
namespace {

constexpr char between = '\x1f'; ///< in no id, country or variant
constexpr std::uint64_t sign = std::uint64_t{1} << 63U;

} // namespace

Key counts_of(CountLevel level) { return Key{'k'}.byte(static_cast<std::uint8_t>(level)); }

Key days_of(CountLevel level, std::string_view value, ReportDay day) {
  return counts_of(level).text(value).number(static_cast<std::uint64_t>(day));
}

Key count_key_of(CountLevel level, const CountKey& key) {
  return days_of(level, key.value, key.day).text(key.metric).last(key.label);
}

CountKey read_count_key(std::string_view bytes) {
  Pieces pieces{bytes.substr(2)};
  CountKey key;
  key.value = pieces.text();
  key.day = static_cast<ReportDay>(pieces.number());
  key.metric = pieces.text();
  key.label = pieces.rest();
  return key;
}

Key comments_of(ReportDay day) { return Key{'m'}.number(static_cast<std::uint64_t>(day)); }

// Counts may go down (money given back): the sign is moved so that numbers have none.
std::string write_count(std::int64_t count) {
  return Key{}.number(static_cast<std::uint64_t>(count) ^ sign).bytes();
}

std::int64_t read_count(std::string_view stored) {
  return static_cast<std::int64_t>(Pieces{stored}.number() ^ sign);
}

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

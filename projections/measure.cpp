#include "projections/measure.hpp"

#include <algorithm>

namespace portal {
namespace {

/// |x| < 10^21, as Decimal has it.
constexpr Int128 decimal_limit = Int128{1'000'000'000'000'000'000} * 1'000'000'000'000'000;

/// sum / count to 12 decimals, halves away from zero.
Decimal average(Int128 sum, std::int64_t count) {
  const Int128 sign = sum < 0 ? -1 : 1;
  const Int128 magnitude = sum * sign;
  Int128 quotient = magnitude / count;
  const Int128 rest = magnitude % count;
  if (rest >= count - rest) ++quotient;
  return Decimal::from_scaled(quotient * sign);
}

} // namespace

Measure::Measure(const Meter& meter) : type_(meter.aggregation.type) {
  if (meter.aggregation.property) property_.emplace(*meter.aggregation.property);
  for (const MeterFilter& asked : meter.filters) {
    Filter filter{PropertyFinder{asked.property}, {}};
    const auto allow = [&](const RawJson& value) {
      if (auto text = property_text(value.text)) filter.any_of.push_back(std::move(*text));
    };
    if (asked.equals) allow(*asked.equals);
    for (const RawJson& value : asked.in) allow(value);
    filters_.push_back(std::move(filter));
  }
}

bool Measure::counts(std::string_view properties) const {
  return std::all_of(filters_.begin(), filters_.end(), [&](const Filter& filter) {
    const auto found = filter.property.in(properties);
    if (!found) return false;
    const auto text = property_text(*found);
    return text &&
           std::find(filter.any_of.begin(), filter.any_of.end(), *text) != filter.any_of.end();
  });
}

bool Measure::add(Tally& tally, std::string_view properties) const {
  if (type_ == AggregationType::count) {
    ++tally.count;
    return true;
  }
  const auto found = property_ ? property_->in(properties) : std::nullopt;
  if (!found) return true;
  if (type_ == AggregationType::unique) {
    auto text = property_text(*found);
    if (!text) return true;
    if (!tally.distinct) tally.distinct = std::make_unique<std::unordered_set<std::string>>();
    tally.distinct->insert(std::move(*text));
    return true;
  }
  const auto number = property_number(*found);
  if (!number) return true;
  const Int128 value = number->scaled();
  const bool first = tally.count++ == 0;
  switch (type_) {
  case AggregationType::sum:
  case AggregationType::avg:
    // Both are below 10^33, so that the sum cannot leave 128 bits before this notices.
    tally.sum += value;
    return tally.sum < decimal_limit && tally.sum > -decimal_limit;
  case AggregationType::max:
    if (first || value > tally.sum) tally.sum = value;
    return true;
  case AggregationType::min:
    if (first || value < tally.sum) tally.sum = value;
    return true;
  case AggregationType::last: tally.sum = value; return true;
  case AggregationType::count:
  case AggregationType::unique: return true;
  }
  return true;
}

std::optional<Decimal> Measure::value_of(const Tally& tally) const {
  switch (type_) {
  case AggregationType::count: return Decimal::from_integer(tally.count);
  case AggregationType::unique:
    return Decimal::from_integer(
      tally.distinct ? static_cast<std::int64_t>(tally.distinct->size()) : 0
    );
  case AggregationType::sum: return Decimal::from_scaled(tally.sum);
  case AggregationType::avg:
    if (tally.count == 0) return std::nullopt;
    return average(tally.sum, tally.count);
  case AggregationType::max:
  case AggregationType::min:
  case AggregationType::last:
    if (tally.count == 0) return std::nullopt;
    return Decimal::from_scaled(tally.sum);
  }
  return std::nullopt;
}

} // namespace portal

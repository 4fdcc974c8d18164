#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "events/meters.hpp"
#include "events/money.hpp"
#include "projections/properties.hpp"

namespace portal {

/// What has been seen of the events of one bucket.
struct Tally {
  std::int64_t count = 0;
  Int128 sum = 0; ///< scaled as Decimal; for max, min and last the value itself
  std::unique_ptr<std::unordered_set<std::string>> distinct;
};

/// A meter made ready for many events: which of them count, and how they become a number, exactly.
class Measure {
 public:
  explicit Measure(const Meter& meter);

  /// Do events with these properties (compact JSON) pass the meter's filters?
  bool counts(std::string_view properties) const;

  /// Adds an event that counts; events come in order of time. False when a sum leaves the range.
  bool add(Tally& tally, std::string_view properties) const;

  /// Nothing where there is none: max, min, avg and last of no events.
  std::optional<Decimal> value_of(const Tally& tally) const;

 private:
  struct Filter {
    PropertyFinder property;
    std::vector<std::string> any_of;
  };

  AggregationType type_;
  std::optional<PropertyFinder> property_;
  std::vector<Filter> filters_;
};

} // namespace portal

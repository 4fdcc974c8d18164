#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/money.hpp"

namespace portal {

/// Finds one member of compact JSON objects without reading the rest: made for the many rows of
/// usage.
class PropertyFinder {
 public:
  explicit PropertyFinder(std::string_view name);

  /// The value's JSON text (a string with its quotes), or nothing when the object has no such
  /// member. `object` must be valid JSON without white space between tokens, as write_json() makes
  /// it.
  std::optional<std::string_view> in(std::string_view object) const;

 private:
  std::string quoted_; ///< the name as JSON writes it
};

/// A scalar's JSON text as plain text: a string unescaped, a number in its shortest form, so that
/// 1.0 and 1 are one value. Nothing for null, arrays and objects.
std::optional<std::string> property_text(std::string_view json);

/// A property's JSON text as a number: a number, or a string that holds one.
std::optional<Decimal> property_number(std::string_view json);

} // namespace portal

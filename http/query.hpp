#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/refusal.hpp"
#include "events/time.hpp"
#include "http/target.hpp"

namespace portal {

/// A query parameter that a route takes: the table's entry is its documentation.
struct Parameter {
  std::string_view name;
  std::string_view doc;
};

/// For a place in a URL: everything but unreserved characters as %XX.
std::string percent_encoded(std::string_view text);

/// The decoded parameters of a query string or form body, each at most once.
class Query {
 public:
  /// Refuses what read_query() refuses, and repeats.
  static Result<Query> parse(std::string_view raw, Lines lines = Lines::refused);

  /// Refuses parameters that are not `known`, by name, with the nearest known one.
  std::optional<Refusal> unknown(std::span<const Parameter> known) const;

  /// The value, if it was sent (an empty one too).
  const std::string* find(std::string_view name) const;

  /// The value, or empty.
  std::string_view text(std::string_view name) const;

  Result<std::int64_t> integer(
    std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most
  ) const;
  Result<std::optional<Instant>> instant(std::string_view name) const;

  bool empty() const { return pairs_.empty(); }

 private:
  std::vector<QueryPair> pairs_;
};

/// `a,b,c` without empty pieces.
std::vector<std::string> split_commas(std::string_view text);

} // namespace portal

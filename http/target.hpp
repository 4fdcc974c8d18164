#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "events/refusal.hpp"

namespace portal {

/// One `name=value` of a query, percent-decoded, `+` read as a space.
struct QueryPair {
  std::string name;
  std::string value;
  bool operator==(const QueryPair&) const = default;
};

/// A request target cut in two: the path decoded, the query as it was sent.
struct Target {
  std::string path;
  std::string query;
};

inline constexpr std::size_t query_pairs_max = 100;
inline constexpr std::size_t query_name_bytes_max = 200;

/// Reads an origin-form target (`/path?query`). Refuses what two readers could read in two ways: dot
/// segments, empty segments, encoded slashes, controls, broken percent-encoding, bytes that are not
/// UTF-8 once decoded. A trailing slash is dropped. The query's characters are checked, not its meaning.
Result<Target> read_target(std::string_view target);

/// May values have lines and tabs? Those of a form may, where people write; those of an address do not.
enum class Lines { refused, allowed };

/// Reads `a=1&b=two%20words` in order. Brackets in names are refused: lists are written `a=1,2`.
/// A name that comes twice is given twice; whoever knows the parameters refuses it or not.
Result<std::vector<QueryPair>> read_query(std::string_view query, Lines lines = Lines::refused);

/// True for well-formed UTF-8 (no surrogates, no overlong forms).
bool is_utf8(std::string_view bytes);

} // namespace portal

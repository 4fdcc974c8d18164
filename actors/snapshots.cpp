#include "actors/snapshots.hpp"

#include <charconv>

#include "store/vault.hpp"

namespace portal {
namespace {

/// Beside the rows of the projections, whose keys begin with small numbers (projections/rows.hpp).
constexpr std::string_view key_prefix = "\177snapshot/";

/// Takes what stands before the next space.
std::string_view next_word(std::string_view& line) {
  const auto space = line.find(' ');
  const std::string_view word = line.substr(0, space);
  line.remove_prefix(space == std::string_view::npos ? line.size() : space + 1);
  return word;
}

} // namespace

std::string snapshot_key(std::string_view stream) {
  return std::string{key_prefix} + std::string{stream};
}

std::string write_snapshot(const Snapshot& snapshot, std::string_view shape) {
  std::string row{shape};
  row += ' ';
  row += std::to_string(snapshot.version);
  row += ' ';
  row += snapshot.leaf;
  row += snapshot.erased ? " erased\n" : " kept\n";
  row += snapshot.state;
  return row;
}

Stored<std::optional<Snapshot>>
read_snapshot(const ViewReader& rows, std::string_view stream, std::string_view shape) {
  const auto row = rows.get(snapshot_key(stream));
  if (!row) return tl::unexpected<Fault>(row.error());
  if (!*row) return std::nullopt;
  const std::string_view text = **row;
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return std::nullopt;
  std::string_view line = text.substr(0, end);
  if (next_word(line) != shape) return std::nullopt;
  Snapshot snapshot;
  const std::string_view version = next_word(line);
  std::from_chars(version.data(), version.data() + version.size(), snapshot.version);
  snapshot.leaf = next_word(line);
  snapshot.erased = line == "erased";
  snapshot.state = text.substr(end + 1);
  return snapshot;
}

std::string shape_digest(std::string_view shape) {
  return base64url(sha256(std::to_string(snapshot_revision) + std::string{shape}));
}

} // namespace portal

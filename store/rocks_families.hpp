#pragma once

// The key layout of the log's database. All of a group is written in one batch, so that the families
// never disagree; positions and versions are eight bytes, most significant first.
//
//   family       key                                    value
//   meta         "format"                               "2"
//                "head"                                 the signed head (write_head)
//                "appends"                              how many rows the family stream has
//   log          position                               the stored line
//   stream       length of name (2) ‖ name ‖ version    position ‖ number (4) of events: one row for all that
//                                                       a command appends, which follow each other; an
//                                                       absent number is 1
//   idempotency  the entry's key                        position ‖ size of digest (1) ‖ digest ‖ outcome
//   claims       SHA-256 of the claim, first 20 bytes   position of the claiming command's last event
//   tree         level (1) ‖ index                      hash of a completed subtree, level 8 and up
//
// idempotency and claims also hold the row "\0" → position: the head when they were last written to, which
// is every time. A family that has lost its latest rows is found by it at the next start; log, stream and
// tree have a number of rows that is known.
//
// Format 1 had a row for each event in stream, and in the family head each stream's last one, which is read
// from stream now. Such a log is taken over as it is; its family stays, unread.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "store/big_endian.hpp"

namespace portal {

enum class LogFamily : std::uint8_t { meta, log, stream, head, idempotency, claims, tree };

inline constexpr std::array<std::string_view, 7> log_family_names = {
  "default", "log", "stream", "head", "idempotency", "claims", "tree"};

/// Families whose row watermark_key says up to which position they were written.
inline constexpr std::array watermarked_families = {LogFamily::idempotency, LogFamily::claims};

inline constexpr std::string_view watermark_key{"\0", 1};
inline constexpr std::string_view format_key = "format";
inline constexpr std::string_view log_format = "2";
inline constexpr std::string_view log_format_before = "1";
inline constexpr std::string_view head_key = "head";
inline constexpr std::string_view appends_key = "appends";

/// Subtrees of fewer than 256 leaves are not stored: rehashing the lines is as quick as reading them.
inline constexpr std::uint32_t stored_level = 8;
inline constexpr std::uint64_t leaves_per_stored_node = std::uint64_t{1} << stored_level;

inline std::string stream_prefix(std::string_view stream) {
  std::string key;
  key.reserve(stream.size() + 10);
  key += static_cast<char>(stream.size() >> 8U);
  key += static_cast<char>(stream.size() & 255U);
  key += stream;
  return key;
}

inline std::string stream_key(std::string_view stream, std::uint64_t version) {
  std::string key = stream_prefix(stream);
  put_u64(key, version);
  return key;
}

/// Some events of a stream that follow each other in the log.
struct StreamRun {
  std::uint64_t version = 0; ///< of the first
  std::uint64_t position = 0;
  std::uint64_t count = 1;

  std::uint64_t last_version() const { return version + count - 1; }

  std::uint64_t last_position() const { return position + count - 1; }
};

inline std::string run_row(std::uint64_t position, std::uint64_t count) {
  std::string row = u64_bytes(position);
  if (count > 1) row += u64_bytes(count).substr(4);
  return row;
}

/// Nothing if the row is none.
inline std::optional<StreamRun> read_run(std::string_view key, std::string_view row) {
  if (key.size() < 10 || (row.size() != 8 && row.size() != 12)) return std::nullopt;
  StreamRun run{get_u64(key.substr(key.size() - 8)), get_u64(row), 1};
  if (row.size() == 12) run.count = get_u64(std::string(4, '\0') += row.substr(8));
  if (run.version == 0 || run.position == 0 || run.count == 0) return std::nullopt;
  return run;
}

inline std::string tree_key(std::uint32_t level, std::uint64_t index) {
  std::string key(1, static_cast<char>(level));
  put_u64(key, index);
  return key;
}

} // namespace portal

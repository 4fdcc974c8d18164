// RocksDB's log format: blocks of 32 KiB; records with a header of seven bytes (masked CRC-32C of type
// and content, 2 bytes of length, 1 byte of type: whole, first, middle, last); nothing starts in the
// last six bytes of a block.

#include "store/wal_scan.hpp"

#include <algorithm>
#include <optional>

#include "store/crc32c.hpp"
#include "store/files.hpp"

namespace portal {

namespace {

constexpr std::uint64_t block_size = 32'768;
constexpr std::uint64_t header_size = 7;

enum class PieceType : std::uint8_t { none, whole, first, middle, last };

struct Piece {
  PieceType type = PieceType::none;
  std::uint64_t end = 0; ///< offset behind it
};

std::uint32_t byte_at(std::string_view bytes, std::uint64_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t word_at(std::string_view bytes, std::uint64_t at) {
  return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8U | byte_at(bytes, at + 2) << 16U |
         byte_at(bytes, at + 3) << 24U;
}

/// The piece at `at`, if its checksum is right.
std::optional<Piece> piece_at(std::string_view file, std::uint64_t at) {
  const std::uint64_t block_end = (at / block_size + 1) * block_size;
  if (at + header_size > std::min<std::uint64_t>(block_end, file.size())) return std::nullopt;
  const std::uint64_t length = byte_at(file, at + 4) | byte_at(file, at + 5) << 8U;
  const std::uint32_t type = byte_at(file, at + 6);
  const std::uint64_t end = at + header_size + length;
  if (type < 1 || type > 4 || end > std::min<std::uint64_t>(block_end, file.size())) {
    return std::nullopt;
  }
  const std::uint32_t crc = crc32c(file.substr(at + 6, length + 1));
  const std::uint32_t masked = ((crc >> 15U) | (crc << 17U)) + 0xa282ead8U;
  if (masked != word_at(file, at)) return std::nullopt;
  return Piece{static_cast<PieceType>(type), end};
}

/// Where the next piece may start: not in the last six bytes of a block.
std::uint64_t next_start(std::uint64_t at) {
  const std::uint64_t left = block_size - at % block_size;
  return left < header_size ? at + left : at;
}

/// True if a record begins whole anywhere from `at` on; a damaged length may have hidden the place.
bool any_beginning(std::string_view file, std::uint64_t at) {
  for (; at + header_size <= file.size(); ++at) {
    const auto piece = piece_at(file, at);
    if (piece && (piece->type == PieceType::whole || piece->type == PieceType::first)) return true;
  }
  return false;
}

RecordScan scan(std::string_view file) {
  RecordScan found;
  found.size = file.size();
  bool in_record = false;
  std::uint64_t at = 0;
  while (const auto piece = piece_at(file, at)) {
    const bool begins = piece->type == PieceType::whole || piece->type == PieceType::first;
    if (begins == in_record) break; // a beginning within a record, or a continuation outside of one
    in_record = piece->type == PieceType::first || piece->type == PieceType::middle;
    if (!in_record) found.intact_end = piece->end;
    at = next_start(piece->end);
  }
  const auto rest = file.substr(std::min<std::uint64_t>(found.intact_end, file.size()));
  if (rest.find_first_not_of('\0') == std::string_view::npos) {
    found.blank = found.intact_end == 0;
    found.intact_end = found.size;
  } else {
    // The damaged record's own first piece may be whole: the search begins behind its first byte.
    found.followed = any_beginning(file, next_start(found.intact_end) + 1);
  }
  return found;
}

} // namespace

Stored<RecordScan> scan_records(const std::string& path) {
  const auto file = read_file(path);
  if (!file) return tl::unexpected<Fault>(file.error());
  return scan(*file);
}

Stored<RecordScan> scan_manifest(const std::string& directory) {
  auto name = read_file(directory + "/CURRENT");
  if (!name) return tl::unexpected<Fault>(std::move(name.error()));
  while (name->ends_with('\n')) name->pop_back();
  return scan_records(directory + "/" + *name);
}

} // namespace portal

// Also RocksDB's checksum, of everything in a write-ahead log: Debian builds it for processors without the
// instruction, and then it is a ninth of the committer's time. The linker leads RocksDB's calls here (--wrap
// in CMakeLists.txt, decision 29); the bytes are the same.

#include "store/crc32c.hpp"

#include <array>
#include <cstddef>
#include <cstring>

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace portal {

namespace {

using CrcTables = std::array<std::array<std::uint32_t, 256>, 8>;

constexpr CrcTables make_tables() {
  CrcTables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? 0x82f63b78U : 0U);
    tables[0][byte] = crc;
  }
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    for (std::size_t table = 1; table < 8; ++table) {
      const std::uint32_t before = tables[table - 1][byte];
      tables[table][byte] = (before >> 8U) ^ tables[0][before & 255U];
    }
  }
  return tables;
}

constexpr CrcTables tables = make_tables();

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t word_at(std::string_view bytes, std::size_t at) {
  return byte_at(bytes, at) | byte_at(bytes, at + 1) << 8U | byte_at(bytes, at + 2) << 16U |
         byte_at(bytes, at + 3) << 24U;
}

#if defined(__x86_64__)
[[gnu::target("sse4.2")]] std::uint32_t
extend_by_instruction(std::uint32_t crc, std::string_view bytes) {
  std::uint64_t wide = ~crc;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, bytes.data() + at, sizeof eight);
    wide = _mm_crc32_u64(wide, eight);
  }
  auto narrow = static_cast<std::uint32_t>(wide);
  for (; at < bytes.size(); ++at) {
    narrow = _mm_crc32_u8(narrow, static_cast<unsigned char>(bytes[at]));
  }
  return ~narrow;
}
#endif

} // namespace

std::uint32_t extend_crc32c_by_tables(std::uint32_t crc, std::string_view bytes) {
  crc = ~crc;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    const std::uint32_t low = crc ^ word_at(bytes, at);
    const std::uint32_t high = word_at(bytes, at + 4);
    crc = tables[7][low & 255U] ^ tables[6][low >> 8U & 255U] ^ tables[5][low >> 16U & 255U] ^
          tables[4][low >> 24U] ^ tables[3][high & 255U] ^ tables[2][high >> 8U & 255U] ^
          tables[1][high >> 16U & 255U] ^ tables[0][high >> 24U];
  }
  for (; at < bytes.size(); ++at) crc = (crc >> 8U) ^ tables[0][(crc ^ byte_at(bytes, at)) & 255U];
  return ~crc;
}

std::uint32_t extend_crc32c(std::uint32_t crc, std::string_view bytes) {
#if defined(__x86_64__)
  static const bool has_instruction = __builtin_cpu_supports("sse4.2") != 0;
  if (has_instruction) return extend_by_instruction(crc, bytes);
#endif
  return extend_crc32c_by_tables(crc, bytes);
}

} // namespace portal

// rocksdb::crc32c::Extend(): --wrap=symbol makes the linker look for __wrap_symbol.
// NOLINTNEXTLINE(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" std::uint32_t
__wrap__ZN7rocksdb6crc32c6ExtendEjPKcm(std::uint32_t crc, const char* data, std::size_t size) {
  return portal::extend_crc32c(crc, {data, size});
}

#pragma once

#include <cstdint>
#include <string_view>

namespace portal {

/// CRC-32C (Castagnoli) of `bytes` behind what `crc` is that of; 0: of nothing. By the processor's own
/// instruction, where it has one.
std::uint32_t extend_crc32c(std::uint32_t crc, std::string_view bytes);

/// The same on any processor.
std::uint32_t extend_crc32c_by_tables(std::uint32_t crc, std::string_view bytes);

inline std::uint32_t crc32c(std::string_view bytes) { return extend_crc32c(0, bytes); }

} // namespace portal

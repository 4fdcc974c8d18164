#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace portal {

/// Appends `value` in eight bytes, most significant first, so that bytes sort as numbers do.
inline void put_u64(std::string& out, std::uint64_t value) {
  char bytes[8];
  for (int at = 7; at >= 0; --at) {
    bytes[at] = static_cast<char>(value & 255U);
    value >>= 8U;
  }
  out.append(bytes, sizeof bytes);
}

/// Reads what put_u64 wrote; `bytes` must hold eight.
inline std::uint64_t get_u64(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes.substr(0, 8)) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

inline std::string u64_bytes(std::uint64_t value) {
  std::string bytes;
  put_u64(bytes, value);
  return bytes;
}

} // namespace portal

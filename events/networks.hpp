#pragma once

#include <algorithm>
#include <cstdint>
#include <span>

namespace portal {

/// Whether an IP address (4 or 16 bytes, in network order) lies in the network that `network` begins with, of
/// which `bits` bits count. Both have that many.
inline bool is_in_network(
  std::span<const std::uint8_t> address, std::span<const std::uint8_t> network, unsigned bits
) {
  for (std::size_t at = 0; bits > 0; ++at) {
    const unsigned taken = std::min(bits, 8U);
    const auto mask = static_cast<std::uint8_t>(0xff00U >> taken);
    if ((address[at] & mask) != (network[at] & mask)) return false;
    bits -= taken;
  }
  return true;
}

} // namespace portal

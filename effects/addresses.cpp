#include "effects/addresses.hpp"

#include <algorithm>
#include <array>

#include "events/networks.hpp"

namespace portal {
namespace {

/// A network: its first bits.
struct Network {
  std::array<std::uint8_t, 4> bytes;
  unsigned bits;
};

// The registry of special-purpose addresses, as far as it is not for everyone.
constexpr auto inner_4 = std::to_array<Network>({
  {{0, 0, 0, 0}, 8},
  {{10, 0, 0, 0}, 8},
  {{100, 64, 0, 0}, 10},
  {{127, 0, 0, 0}, 8},
  {{169, 254, 0, 0}, 16},
  {{172, 16, 0, 0}, 12},
  {{192, 0, 0, 0}, 24},
  {{192, 0, 2, 0}, 24},
  {{192, 88, 99, 0}, 24},
  {{192, 168, 0, 0}, 16},
  {{198, 18, 0, 0}, 15},
  {{198, 51, 100, 0}, 24},
  {{203, 0, 113, 0}, 24},
  {{224, 0, 0, 0}, 4},
  {{240, 0, 0, 0}, 4},
});

// Inside 2000::/3, which is all that is public: Teredo and the like, documentation, 6to4.
constexpr auto inner_6 = std::to_array<Network>({
  {{0x20, 0x01, 0x00, 0x00}, 23},
  {{0x20, 0x01, 0x0d, 0xb8}, 32},
  {{0x20, 0x02, 0x00, 0x00}, 16},
  {{0x3f, 0xff, 0x00, 0x00}, 20},
});

template <std::size_t N>
bool is_in(std::span<const std::uint8_t> address, const std::array<Network, N>& networks) {
  return std::any_of(networks.begin(), networks.end(), [&](const Network& network) {
    return is_in_network(address, network.bytes, network.bits);
  });
}

} // namespace

bool is_public_address(std::span<const std::uint8_t> bytes) {
  if (bytes.size() == 4) return !is_in(bytes, inner_4);
  if (bytes.size() != 16) return false;
  return (bytes[0] & 0xe0U) == 0x20U && !is_in(bytes, inner_6);
}

} // namespace portal

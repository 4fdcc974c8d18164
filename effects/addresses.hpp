#pragma once

#include <cstdint>
#include <span>

namespace portal {

/// True for an address of the public internet: 4 bytes of IPv4 or 16 of IPv6, in network order. False
/// for this host, private networks, link-local ones (where clouds keep their metadata), carriers' inner
/// networks, multicast, documentation, and IPv6 addresses that stand for IPv4 ones.
bool is_public_address(std::span<const std::uint8_t> bytes);

} // namespace portal

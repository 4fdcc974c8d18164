#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/time.hpp"

namespace portal {

/// SHA-256 output.
using Hash = std::array<std::uint8_t, 32>;

std::string to_hex(const Hash& hash);

/// RFC 6962 hashing: SHA-256(0x00 ‖ bytes) and SHA-256(0x01 ‖ left ‖ right).
Hash leaf_hash(std::string_view bytes);
Hash node_hash(const Hash& left, const Hash& right);

/// A statement "the log had `size` events with this root", signed with Ed25519 by the instance's key.
struct SignedHead {
  std::uint64_t size = 0;
  Hash root{};
  Instant at;
  std::string signature;  ///< 64 bytes over signed_text()
  std::string public_key; ///< 32 bytes

  /// `portal-log-head\n<size>\n<root hex>\n<at, RFC 3339>\n`
  std::string signed_text() const;
};

} // namespace portal

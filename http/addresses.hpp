#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "http/message.hpp"

namespace portal {

/// An IP address of either kind; IPv4 as IPv6 has it (`::ffff:1.2.3.4`), so that both are compared alike.
using IpAddress = std::array<std::uint8_t, 16>;

/// `192.0.2.1`, `2001:db8::1`; nothing for anything else.
std::optional<IpAddress> parse_ip(std::string_view text);

/// A set of addresses: `127.0.0.0/8, ::1, 192.0.2.1`.
class AddressRanges {
 public:
  /// Comma separated; `none` and nothing are the empty set. The error names the piece that is wrong and says
  /// what would be right.
  static tl::expected<AddressRanges, std::string> parse(std::string_view text);

  bool contain(const IpAddress& address) const;

 private:
  struct Range {
    IpAddress first{};
    unsigned bits = 0; ///< how many of them count
  };

  std::vector<Range> ranges_;
};

/// Whose request it is: the peer, unless that is a proxy to be trusted. Then who asked the last trusted one
/// of those that X-Forwarded-For names, read from its end: whatever stands before may be made up.
std::string client_address(const Request& request, const AddressRanges& trusted);

/// What limits count an address as: an IPv6 client has a whole /64 to choose from.
std::string counted_address(std::string_view address);

} // namespace portal

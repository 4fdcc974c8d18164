#include "http/addresses.hpp"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>

#include "events/networks.hpp"
#include "http/framing.hpp"

namespace portal {
namespace {

constexpr unsigned address_bits = 128;
constexpr unsigned v4_at = 96; ///< where IPv4's bits begin

bool is_v4(std::string_view text) { return text.find(':') == std::string_view::npos; }

std::optional<unsigned> parse_bits(std::string_view text, unsigned most) {
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), bits);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return bits <= most ? std::optional{bits} : std::nullopt;
}

std::string written(const IpAddress& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool v4 = IN6_IS_ADDR_V4MAPPED(reinterpret_cast<const in6_addr*>(address.data()));
  const void* bytes = address.data() + (v4 ? v4_at / 8 : 0);
  ::inet_ntop(v4 ? AF_INET : AF_INET6, bytes, text.data(), text.size());
  return text.data();
}

/// One entry of X-Forwarded-For; some proxies add the port: `192.0.2.1:4711`, `[2001:db8::1]:4711`.
std::optional<IpAddress> parse_hop(std::string_view hop) {
  if (hop.starts_with('[')) {
    const auto end = hop.find(']');
    if (end == std::string_view::npos) return std::nullopt;
    return parse_ip(hop.substr(1, end - 1));
  }
  const auto colon = hop.find(':');
  const bool has_port = colon != std::string_view::npos && colon == hop.rfind(':');
  return parse_ip(has_port ? hop.substr(0, colon) : hop);
}

/// All entries in the order in which proxies added them.
std::vector<std::string_view> hops_of(const Request& request) {
  std::vector<std::string_view> hops;
  for (const Header& header : request.headers) {
    if (header.name != "x-forwarded-for") continue;
    std::string_view rest = header.value;
    for (;;) {
      const auto comma = std::min(rest.find(','), rest.size());
      hops.push_back(trimmed(rest.substr(0, comma)));
      if (comma == rest.size()) break;
      rest.remove_prefix(comma + 1);
    }
  }
  return hops;
}

} // namespace

std::optional<IpAddress> parse_ip(std::string_view text) {
  const std::string terminated{text};
  IpAddress address{};
  if (is_v4(text)) {
    address[10] = address[11] = 0xff;
    if (::inet_pton(AF_INET, terminated.c_str(), address.data() + v4_at / 8) != 1)
      return std::nullopt;
  } else if (::inet_pton(AF_INET6, terminated.c_str(), address.data()) != 1) {
    return std::nullopt;
  }
  return address;
}

tl::expected<AddressRanges, std::string> AddressRanges::parse(std::string_view text) {
  AddressRanges made;
  if (trimmed(text) == "none") return made;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    const std::string_view piece = trimmed(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
    if (piece.empty()) continue;
    const auto slash = std::min(piece.find('/'), piece.size());
    const auto first = parse_ip(piece.substr(0, slash));
    const unsigned before = is_v4(piece) ? v4_at : 0;
    const auto bits = slash == piece.size()
                        ? std::optional{address_bits - before}
                        : parse_bits(piece.substr(slash + 1), address_bits - before);
    if (!first || !bits) {
      return tl::unexpected(
        "\"" + std::string{piece} +
        "\" is neither an IP address nor a range of them, such as 10.0.0.0/8 or fd00::/8"
      );
    }
    made.ranges_.push_back({*first, before + *bits});
  }
  return made;
}

bool AddressRanges::contain(const IpAddress& address) const {
  return std::any_of(ranges_.begin(), ranges_.end(), [&](const Range& range) {
    return is_in_network(address, range.first, range.bits);
  });
}

std::string client_address(const Request& request, const AddressRanges& trusted) {
  if (request.header("x-forwarded-for") == nullptr) return request.peer;
  const auto peer = parse_ip(request.peer);
  if (!peer || !trusted.contain(*peer)) return request.peer;
  IpAddress client = *peer;
  const auto hops = hops_of(request);
  for (auto hop = hops.rbegin(); hop != hops.rend() && trusted.contain(client); ++hop) {
    const auto named = parse_hop(*hop);
    if (!named) break; // what a trusted proxy cannot name ("unknown") ends what is known
    client = *named;
  }
  return written(client);
}

std::string counted_address(std::string_view address) {
  const auto parsed = parse_ip(address);
  if (!parsed || is_v4(address)) return std::string{address};
  IpAddress network = *parsed;
  std::fill(network.begin() + 8, network.end(), std::uint8_t{0});
  return written(network) + "/64";
}

} // namespace portal

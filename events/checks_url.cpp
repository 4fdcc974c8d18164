// Redirect targets are parsed once and strictly: whatever two parsers could read differently is
// refused, and only the canonical form is kept.

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>

#include "events/checks.hpp"
#include "events/loopback.hpp"

namespace portal {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_hex(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

std::string lowered(std::string_view text) {
  std::string low{text};
  std::transform(low.begin(), low.end(), low.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return low;
}

/// 0 to 255 without leading zeros: browsers read `010` as eight.
bool is_octet(std::string_view text) {
  if (text.empty() || text.size() > 3 || !std::all_of(text.begin(), text.end(), is_digit)) {
    return false;
  }
  return (text.size() == 1 || text.front() != '0') && std::stoi(std::string{text}) <= 255;
}

bool is_ipv4(std::string_view host) {
  int octets = 0;
  while (true) {
    const auto dot = host.find('.');
    if (!is_octet(host.substr(0, dot))) return false;
    ++octets;
    if (dot == std::string_view::npos) return octets == 4;
    host.remove_prefix(dot + 1);
  }
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::all_of(label.begin(), label.end(), [](char c) {
           return is_digit(c) || (c >= 'a' && c <= 'z') || c == '-';
         });
}

/// A DNS name in lower case. One whose last label begins with a digit would be an address to some.
bool is_name(std::string_view host) {
  if (host.empty() || host.size() > 253) return false;
  std::string_view rest = host;
  while (true) {
    const auto dot = rest.find('.');
    const std::string_view label = rest.substr(0, dot);
    if (!is_label(label)) return false;
    if (dot == std::string_view::npos) return !is_digit(label.front());
    rest.remove_prefix(dot + 1);
  }
}

/// Why the part after the authority is refused; empty when it is fine.
std::string_view fault_in_rest(std::string_view rest) {
  for (std::size_t at = 0; at < rest.size(); ++at) {
    if (rest[at] != '%') continue;
    if (at + 2 >= rest.size() || !is_hex(rest[at + 1]) || !is_hex(rest[at + 2])) {
      return "has a \"%\" that is not followed by two hexadecimal digits.";
    }
    const std::string code = lowered(rest.substr(at + 1, 2));
    if (code[0] == '0' || code[0] == '1' || code == "7f" || code == "5c") {
      return "must not have encoded control characters or backslashes.";
    }
  }
  const std::string_view path = rest.substr(0, rest.find_first_of("?#"));
  if (path.find("//") != std::string_view::npos) return "must not have \"//\" in its path.";
  const auto hash = rest.find('#');
  if (hash != std::string_view::npos && rest.find(':', hash) != std::string_view::npos) {
    return "must not have \":\" in its fragment.";
  }
  return {};
}

/// `:8443` → `:8443`, the scheme's own port → empty, anything else nothing.
std::optional<std::string> canonical_port(std::string_view text, bool https) {
  if (text.empty()) return std::string{};
  text.remove_prefix(1);
  if (text.empty() || text.size() > 5 || text.front() == '0' || !std::all_of(text.begin(), text.end(), is_digit)) {
    return std::nullopt;
  }
  const int port = std::stoi(std::string{text});
  if (port > 65535) return std::nullopt;
  if (port == (https ? 443 : 80)) return std::string{};
  return ":" + std::string{text};
}

} // namespace

bool is_loopback(std::string_view host) {
  return host == "localhost" || (host.ends_with(".localhost") && is_name(host)) ||
         host == "[::1]" || (is_ipv4(host) && host.starts_with("127."));
}

Result<Url> check_url(std::string_view text, UrlRule rule, std::string_view param) {
  const auto refused = [&](std::string_view why) -> Result<Url> {
    return tl::unexpected<Refusal>(
      invalid(param, "url_invalid", "\"" + std::string{param} + "\" " + std::string{why})
    );
  };
  if (text.size() > 2'048) return refused("must be at most 2,048 bytes long.");
  static constexpr std::string_view unsafe = "\\\"<>^`{|}";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte <= 0x20 || byte >= 0x7f || unsafe.find(c) != std::string_view::npos) {
      return refused("must not have spaces, backslashes, control or non-ASCII characters; encode "
                     "them, and write "
                     "international host names as xn--….");
    }
  }
  const auto colon = text.find("://");
  const std::string scheme = lowered(text.substr(0, colon == std::string_view::npos ? 0 : colon));
  const bool https = scheme == "https";
  if (!https && (scheme != "http" || rule == UrlRule::secure)) {
    return refused(
      rule == UrlRule::secure ? "must be an absolute https URL."
                              : "must be an absolute https URL (or http on a loopback name)."
    );
  }
  std::string_view rest = text.substr(colon + 3);
  const std::string_view authority = rest.substr(0, rest.find_first_of("/?#"));
  rest.remove_prefix(authority.size());
  if (authority.find('@') != std::string_view::npos) return refused("must not name a user.");
  const auto port_at = authority.starts_with("[::1]") ? std::size_t{5} : authority.find(':');
  const std::string host = lowered(authority.substr(0, port_at));
  const auto port = canonical_port(
    port_at >= authority.size() ? std::string_view{} : authority.substr(port_at), https
  );
  if (!is_name(host) && !is_ipv4(host) && host != "[::1]") {
    return refused("must name a host such as app.example.com.");
  }
  if (!port) return refused("has a port that is not a number from 1 to 65535.");
  if (!https && !is_loopback(host)) {
    return refused("must be https; http is for loopback names such as localhost alone.");
  }
  if (const auto fault = fault_in_rest(rest); !fault.empty()) return refused(fault);
  Url made;
  made.origin = scheme + "://" + host + *port;
  made.text = made.origin + (rest.starts_with('/') ? "" : "/") + std::string{rest};
  return made;
}

} // namespace portal

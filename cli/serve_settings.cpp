// What `serve` asks of its settings beyond their kind. Origins are kept as browsers write them, since they are
// compared with what browsers send.

#include "cli/serve_settings.hpp"

#include <charconv>
#include <optional>

#include <arpa/inet.h>

#include "events/checks.hpp"
#include "events/ids.hpp"
#include "http/credential.hpp"

namespace portal {

namespace {

std::string must_be(const Settings& settings, std::string_view name, const std::string& what) {
  return std::string{name} + " (" + settings.source(name) + ") must be " + what;
}

bool is_ipv6(std::string_view host) {
  if (host.size() < 4 || !host.starts_with('[') || !host.ends_with(']')) return false;
  in6_addr address{};
  const std::string inside{host.substr(1, host.size() - 2)};
  return ::inet_pton(AF_INET6, inside.c_str(), &address) == 1;
}

std::string lowered(std::string_view text) {
  std::string low{text};
  for (char& c : low) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return low;
}

/// A host as browsers write it: a name or an address.
std::optional<std::string> host_of(std::string_view text) {
  if (is_ipv6(text)) return lowered(text);
  constexpr std::string_view scheme = "https://";
  const auto url = check_url(std::string{scheme} + std::string{text}, UrlRule::secure, "host");
  if (!url || url->text != url->origin + "/") return std::nullopt;
  return url->origin.substr(scheme.size());
}

/// `:8443`; empty for the scheme's own port; nothing when it is no port.
std::optional<std::string> port_of(std::string_view text, std::uint16_t own) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
  if (error != std::errc{} || end != text.data() + text.size() || port == 0) return std::nullopt;
  return port == own ? std::string{} : ":" + std::to_string(port);
}

/// `http[s]://host[:port]` and nothing behind. Inside a network http is fine for any host.
std::optional<std::string> origin_of(std::string_view text) {
  const auto colon = text.find("://");
  const std::string scheme = lowered(text.substr(0, colon == std::string_view::npos ? 0 : colon));
  if (scheme != "https" && scheme != "http") return std::nullopt;
  const std::string_view authority = text.substr(colon + 3);
  if (authority.find_first_of("/?#") != std::string_view::npos) return std::nullopt;
  const auto port_at = authority.find(':', authority.starts_with('[') ? authority.find(']') : 0);
  const auto host = host_of(authority.substr(0, port_at));
  std::optional<std::string> port{std::in_place};
  if (port_at != std::string_view::npos) {
    port = port_of(authority.substr(port_at + 1), scheme == "https" ? 443 : 80);
  }
  if (!host || !port) return std::nullopt;
  return scheme + "://" + *host + *port;
}

} // namespace

std::string wrong_admin_key(const Settings& settings) {
  const std::string& key = settings.text("admin_key");
  if (key.empty()) return {};
  // A short key could be guessed: whoever knows it may do everything.
  const auto credential = parse_credential(key);
  if (credential && credential->id.starts_with(KeyId::prefix)) return {};
  return must_be(
    settings, "admin_key",
    std::string{KeyId::prefix} +
      ", a name, _ and 43 letters of base64url. Make one with: echo \"sk_admin_$(openssl rand "
      "-base64 32 | tr '+/' '-_' | tr -d '=')\""
  );
}

tl::expected<std::string, std::string> public_origin(const Settings& settings) {
  const std::string& given = settings.text("public_url");
  if (given.empty()) return std::string{};
  std::string_view text = given;
  while (text.ends_with('/')) text.remove_suffix(1);
  if (auto origin = origin_of(text)) return std::move(*origin);
  // The pages' own links begin with /: beneath a path none of them would lead anywhere.
  return tl::unexpected(must_be(
    settings, "public_url",
    "http:// or https://, a host and perhaps a port, such as https://billing.example.com, without "
    "a "
    "path; not \"" +
      given + "\"."
  ));
}

tl::expected<std::vector<std::string>, std::string> allowed_origins(const Settings& settings) {
  std::vector<std::string> origins;
  for (const std::string& given : settings.list("allowed_origins")) {
    auto origin = origin_of(given);
    // What no return URL may be is of no use here either: http but to this machine.
    if (!origin || !check_url(*origin, UrlRule::web, "origin")) {
      return tl::unexpected(must_be(
        settings, "allowed_origins",
        "origins, comma separated: each https:// (or http:// on a loopback name), a host and "
        "perhaps "
        "a port, such as https://app.example.com, with nothing behind; not \"" +
          given + "\"."
      ));
    }
    origins.push_back(std::move(*origin));
  }
  return origins;
}

std::string wrong_serve_settings(const Settings& settings) {
  if (std::string wrong = wrong_admin_key(settings); !wrong.empty()) return wrong;
  if (const auto origin = public_origin(settings); !origin) return origin.error();
  if (const auto origins = allowed_origins(settings); !origins) return origins.error();
  return {};
}

} // namespace portal

#include "http/credential.hpp"

#include "events/ids.hpp"

namespace portal {

namespace {

constexpr std::size_t secret_size = 43; // 256 bits in base64url

bool is_prefix(std::string_view prefix) {
  return prefix == KeyId::prefix || prefix == TokenId::prefix || prefix == SessionId::prefix;
}

} // namespace

std::optional<Credential> parse_credential(std::string_view text) {
  if (text.size() > 160 || text.size() < secret_size + 5) return std::nullopt;
  const auto id = text.substr(0, text.size() - secret_size - 1);
  const auto secret = text.substr(text.size() - secret_size);
  if (text[id.size()] != '_') return std::nullopt;
  const auto underscore = id.find('_');
  if (underscore == std::string_view::npos || !is_prefix(id.substr(0, underscore + 1))) {
    return std::nullopt;
  }
  if (!is_id_suffix(id.substr(underscore + 1)) || !is_id_suffix(secret)) {
    return std::nullopt;
  }
  return Credential{std::string{id}, std::string{secret}};
}

std::optional<std::string> bearer_of(const Request& request) {
  const auto* header = request.header("authorization");
  if (header == nullptr || header->size() < 7) return std::nullopt;
  constexpr std::string_view scheme = "bearer ";
  for (std::size_t at = 0; at < scheme.size(); ++at) {
    const char c = (*header)[at];
    if ((c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c) != scheme[at]) {
      return std::nullopt;
    }
  }
  return header->substr(scheme.size());
}

std::optional<std::string> cookie_of(const Request& request, std::string_view name) {
  const auto* header = request.header("cookie");
  if (header == nullptr) return std::nullopt;
  std::string_view rest{*header};
  while (!rest.empty()) {
    auto pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(rest.size(), pair.size() + 1));
    while (pair.starts_with(' ')) pair.remove_prefix(1);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return std::string{pair.substr(equals + 1)};
    }
  }
  return std::nullopt;
}

std::string CookieStyle::set(const Credential& credential) const {
  std::string made{name()};
  made += "=" + credential.id + "_" + credential.secret + "; Path=/; HttpOnly; SameSite=Lax";
  if (secure) made += "; Secure";
  return made;
}

std::string CookieStyle::clear() const {
  std::string made{name()};
  made += "=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax";
  if (secure) made += "; Secure";
  return made;
}

CookieStyle cookie_style(std::string_view public_url) {
  return {!public_url.starts_with("http://")};
}

} // namespace portal

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace portal {

/// What someone shows to prove who they are: `<id>_<secret>`. The secret never leaves this struct but
/// as a digest.
struct Credential {
  std::string id;     ///< `sk_…`, `cst_…`, `ps_…`
  std::string secret; ///< 43 characters of base64url
};

/// Splits `<id>_<secret>` at the secret's fixed length; nothing when it is not of that form.
std::optional<Credential> parse_credential(std::string_view text);

/// The token of `Authorization: Bearer …`; nothing when the header is missing or of another kind.
std::optional<std::string> bearer_of(const Request& request);

/// The value of one cookie of the request.
std::optional<std::string> cookie_of(const Request& request, std::string_view name);

/// How the session cookie is named and marked: `__Host-` and Secure, unless the instance is reached
/// over plain http (which only a loopback name may be).
struct CookieStyle {
  bool secure = true;

  std::string_view name() const { return secure ? "__Host-portal_session" : "portal_session"; }

  /// Set-Cookie that gives the session's credential; a session cookie of the browser.
  std::string set(const Credential& credential) const;
  /// Set-Cookie that removes it.
  std::string clear() const;
};

CookieStyle cookie_style(std::string_view public_url);

} // namespace portal

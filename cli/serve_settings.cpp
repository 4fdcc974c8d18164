#include "cli/serve_settings.hpp"

#include "events/ids.hpp"
#include "http/credential.hpp"

namespace portal {

std::string wrong_admin_key(const Settings& settings) {
  const std::string& key = settings.text("admin_key");
  if (key.empty()) return {};
  // A short key could be guessed: whoever knows it may do everything.
  const auto credential = parse_credential(key);
  if (credential && credential->id.starts_with(KeyId::prefix)) return {};
  return "admin_key (" + settings.source("admin_key") + ") must be " + std::string{KeyId::prefix} +
         ", a name, _ and 43 letters of base64url. Make one with: echo \"sk_admin_$(openssl rand "
         "-base64 32 | tr '+/' '-_' | tr -d '=')\"";
}

} // namespace portal

#include "store/webhook_signature.hpp"

namespace portal {

std::string base64(std::string_view bytes) {
  std::string text = base64url(bytes);
  for (char& c : text) {
    if (c == '-') c = '+';
    if (c == '_') c = '/';
  }
  text.append((4 - text.size() % 4) % 4, '=');
  return text;
}

namespace {

std::string secret_bytes(const Vault& vault, const EndpointId& endpoint, std::int64_t generation) {
  return vault.digest("webhook-secret", endpoint.text() + "/" + std::to_string(generation));
}

} // namespace

std::string
endpoint_secret(const Vault& vault, const EndpointId& endpoint, std::int64_t generation) {
  return "whsec_" + base64(secret_bytes(vault, endpoint, generation));
}

std::string webhook_signature(
  const Vault& vault, const EndpointId& endpoint, const std::vector<std::int64_t>& generations,
  const SignedContent& content
) {
  std::string text{content.id};
  text += '.';
  text += content.timestamp;
  text += '.';
  text += content.body;
  std::string all;
  for (const std::int64_t generation : generations) {
    if (!all.empty()) all += ' ';
    all += "v1," + base64(hmac_sha256(secret_bytes(vault, endpoint, generation), text));
  }
  return all;
}

} // namespace portal

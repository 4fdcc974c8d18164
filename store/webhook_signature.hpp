#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "events/webhooks_object.hpp"
#include "store/vault.hpp"

namespace portal {

/// The endpoint's secret of that number as its owner sees it: `whsec_` and base64. It is made from the
/// instance's own key whenever it is needed, so it is stored nowhere.
std::string
endpoint_secret(const Vault& vault, const EndpointId& endpoint, std::int64_t generation);

/// What a signature is over.
struct SignedContent {
  std::string_view id;
  std::string_view timestamp; ///< seconds since 1970
  std::string_view body;
};

/// The value of `webhook-signature` by the Standard Webhooks specification: for each secret `v1,` and
/// base64 of HMAC-SHA256 over `id.timestamp.body`, with spaces between.
std::string webhook_signature(
  const Vault& vault, const EndpointId& endpoint, const std::vector<std::int64_t>& generations,
  const SignedContent& content
);

/// Base64 with padding.
std::string base64(std::string_view bytes);

} // namespace portal

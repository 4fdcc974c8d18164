#include "events/decider.hpp"

namespace portal {

std::optional<Refusal> stale(const Context& context, std::int64_t version) {
  if (!context.if_version || *context.if_version == static_cast<Version>(version)) {
    return std::nullopt;
  }
  return Refusal{
    RefusalKind::stale, "version_mismatch", "If-Match",
    "The object is at version " + std::to_string(version) + ", not " +
      std::to_string(*context.if_version) + ". Read it again and decide anew."};
}

} // namespace portal

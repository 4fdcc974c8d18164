#pragma once

// A webhook endpoint as the API shows it: positions are text outside, and what waits is a number.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/webhooks_object.hpp"

namespace portal {

struct WebhookEndpointView {
  EndpointId id;
  std::string url;
  std::vector<std::string> events;
  std::string description;
  bool active = true;
  std::optional<std::string> disabled_reason;
  std::optional<Instant> disabled_at;
  std::optional<Instant> previous_secret_expires_at;
  std::optional<Instant> failing_since;
  Metadata metadata;
  Instant created;
  std::int64_t version = 0;
  std::string delivered_up_to;
  std::int64_t pending = 0;
  std::optional<std::string> secret;
  static constexpr Fields fields{
    Field{"id", &WebhookEndpointView::id, "The endpoint's id."},
    Field{"url", &WebhookEndpointView::url, "Where events are delivered."},
    Field{"events", &WebhookEndpointView::events, "Which events: names, `subscription.*`, or `*`."},
    Field{"description", &WebhookEndpointView::description, "What it is for."},
    Field{"active", &WebhookEndpointView::active, "Is it delivered to?"},
    Field{"disabled_reason", &WebhookEndpointView::disabled_reason, "Why it is not."},
    Field{"disabled_at", &WebhookEndpointView::disabled_at, "Since when it is not."},
    Field{
      "previous_secret_expires_at", &WebhookEndpointView::previous_secret_expires_at,
      "Until when the secret before signs too."},
    Field{"failing_since", &WebhookEndpointView::failing_since, "Since when nothing has arrived."},
    Field{"metadata", &WebhookEndpointView::metadata, "The caller's own notes."},
    Field{"created", &WebhookEndpointView::created, "When it was created."},
    Field{"version", &WebhookEndpointView::version, "Stream version of its latest event."},
    Field{
      "delivered_up_to", &WebhookEndpointView::delivered_up_to,
      "The position up to which it was served; what waits for a retry lies before it."},
    Field{"pending", &WebhookEndpointView::pending, "How many deliveries wait."},
    Field{
      "secret", &WebhookEndpointView::secret,
      "The signing secret; only in the answers that made it."},
  };
};

} // namespace portal

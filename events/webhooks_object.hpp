#pragma once

// A webhook endpoint as it stands (webhooks.hpp has what may be asked of it and what happens to it).

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "events/checks.hpp"

namespace portal {

struct EndpointTag {
  static constexpr std::string_view prefix = "we_";
  static constexpr std::string_view what = "webhook endpoint";
};

using EndpointId = Id<EndpointTag>;

/// An event that was taken up for an endpoint and has neither arrived nor been given up.
struct HeldDelivery {
  std::int64_t position = 0;
  std::string lane; ///< whose order it keeps: the event's stream
  std::int64_t attempts = 0;
  std::optional<Instant> first_attempt;
  std::optional<Instant> next_attempt;
  bool operator==(const HeldDelivery&) const = default;
  static constexpr Fields fields{
    Field{"position", &HeldDelivery::position, "The event's position."},
    Field{"lane", &HeldDelivery::lane, "The stream whose order it keeps."},
    Field{"attempts", &HeldDelivery::attempts, "Attempts so far."},
    Field{"first_attempt", &HeldDelivery::first_attempt, "When it was first tried."},
    Field{"next_attempt", &HeldDelivery::next_attempt, "When it will be tried again."},
  };
};

/// A stretch of the log that is to be delivered once more.
struct DeliveryReplay {
  std::int64_t after = 0; ///< everything up to here has been taken up
  std::int64_t until = 0;
  bool operator==(const DeliveryReplay&) const = default;
  static constexpr Fields fields{
    Field{"after", &DeliveryReplay::after, "The position behind which it goes on."},
    Field{"until", &DeliveryReplay::until, "The last position."},
  };
};

struct WebhookEndpoint {
  EndpointId id;
  std::string url;
  std::vector<std::string> events;
  std::string description;
  bool active = true;
  std::optional<std::string> disabled_reason;
  std::optional<Instant> disabled_at;
  std::int64_t secret_generation = 1;
  std::optional<Instant> previous_secret_expires_at;
  std::int64_t read_up_to = 0;
  std::vector<HeldDelivery> held;
  std::vector<DeliveryReplay> replays;
  std::optional<Instant> failing_since; ///< the first failure since the last success
  Metadata metadata;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const WebhookEndpoint&) const = default;
  static constexpr Fields fields{
    Field{"id", &WebhookEndpoint::id, "The endpoint's id."},
    Field{"url", &WebhookEndpoint::url, "Where events are delivered."},
    Field{"events", &WebhookEndpoint::events, "Which events: names, `subscription.*`, or `*`."},
    Field{"description", &WebhookEndpoint::description, "What it is for."},
    Field{"active", &WebhookEndpoint::active, "Is it delivered to?"},
    Field{"disabled_reason", &WebhookEndpoint::disabled_reason, "Why it is not."},
    Field{"disabled_at", &WebhookEndpoint::disabled_at, "Since when it is not."},
    Field{"secret_generation", &WebhookEndpoint::secret_generation, "How many secrets it has had."},
    Field{
      "previous_secret_expires_at", &WebhookEndpoint::previous_secret_expires_at,
      "Until when the secret before signs too."},
    Field{"read_up_to", &WebhookEndpoint::read_up_to, "The position up to which it was served."},
    Field{"held", &WebhookEndpoint::held, "Deliveries that wait."},
    Field{"replays", &WebhookEndpoint::replays, "Stretches of the log delivered once more."},
    Field{"failing_since", &WebhookEndpoint::failing_since, "Since when nothing has arrived."},
    Field{"metadata", &WebhookEndpoint::metadata, "The caller's own notes."},
    Field{"created", &WebhookEndpoint::created, "When it was created."},
    Field{"version", &WebhookEndpoint::version, "Stream version of its latest event."},
  };
};

struct WebhookState {
  std::optional<WebhookEndpoint> endpoint;
  bool deleted = false;
  bool operator==(const WebhookState&) const = default;
  static constexpr Fields fields{
    Field{"endpoint", &WebhookState::endpoint, "The endpoint, unless it is gone."},
    Field{"deleted", &WebhookState::deleted, "Was it deleted?"},
  };
};

} // namespace portal

#pragma once

// Webhook endpoints: where an app wants to hear of events. One stream each, `webhooks/<id>`, which also
// holds how far delivery has come: what was read, what waits to be tried again, what was given up. A
// delivery itself is an effect; what came of it comes back here in batches. Whatever was delivered but
// not yet noted when the server stopped is delivered once more, under the same id.

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/checks.hpp"
#include "events/decider.hpp"
#include "events/variants.hpp"
#include "events/webhooks_object.hpp"

namespace portal {

// -- what may be asked for ----------------------------------------------------------------------------

struct CreateEndpoint {
  std::optional<EndpointId> id;
  std::string url;
  std::vector<std::string> events;
  std::string description;
  Metadata metadata;
  bool inside_allowed = false;
  std::int64_t start_after = 0;
  static constexpr std::string_view type = "webhook_endpoint.create";
  static constexpr Fields fields{
    Field{"id", &CreateEndpoint::id, "An id of the caller's choice."},
    Field{"url", &CreateEndpoint::url, "Where to deliver: https."},
    Field{"events", &CreateEndpoint::events, "Which events: names, `subscription.*`, or `*`."},
    Field{"description", &CreateEndpoint::description, "What it is for.", Presence::defaulted},
    Field{"metadata", &CreateEndpoint::metadata, "The caller's own notes."},
    Field{
      "inside_allowed", &CreateEndpoint::inside_allowed, "May it lead inside? The operator's word.",
      Presence::defaulted},
    Field{
      "start_after", &CreateEndpoint::start_after, "The log's end: what comes later is delivered.",
      Presence::defaulted},
  };
};

struct UpdateEndpoint {
  EndpointId id;
  std::optional<std::string> url;
  std::optional<std::vector<std::string>> events;
  std::optional<std::string> description;
  std::optional<bool> active;
  Patch<MetadataPatch> metadata;
  bool inside_allowed = false;
  static constexpr std::string_view type = "webhook_endpoint.update";
  static constexpr Fields fields{
    Field{"id", &UpdateEndpoint::id, "The endpoint."},
    Field{"url", &UpdateEndpoint::url, "Where to deliver: https."},
    Field{"events", &UpdateEndpoint::events, "Which events."},
    Field{"description", &UpdateEndpoint::description, "What it is for."},
    Field{
      "active", &UpdateEndpoint::active,
      "false stops deliveries; true goes on where they stopped."},
    Field{"metadata", &UpdateEndpoint::metadata, "Keys to set; null removes one, or all."},
    Field{
      "inside_allowed", &UpdateEndpoint::inside_allowed, "May it lead inside? The operator's word.",
      Presence::defaulted},
  };
};

struct DeleteEndpoint {
  EndpointId id;
  static constexpr std::string_view type = "webhook_endpoint.delete";
  static constexpr Fields fields{Field{"id", &DeleteEndpoint::id, "The endpoint."}};
};

/// A new secret; the one before goes on signing beside it for `overlap_hours`.
struct RotateSecret {
  EndpointId id;
  std::optional<std::int64_t> overlap_hours;
  std::int64_t generation = 0;
  static constexpr std::string_view type = "webhook_endpoint.rotate_secret";
  static constexpr Fields fields{
    Field{"id", &RotateSecret::id, "The endpoint."},
    Field{
      "overlap_hours", &RotateSecret::overlap_hours,
      "How long both secrets sign, 0 to 168 hours; default 24."},
    Field{"generation", &RotateSecret::generation, "The new secret's number.", Presence::defaulted},
  };
};

/// Delivers the events of a stretch of the log once more.
struct ReplayDeliveries {
  EndpointId id;
  std::int64_t after = 0;
  std::int64_t until = 0;
  static constexpr std::string_view type = "webhook_endpoint.replay";
  static constexpr Fields fields{
    Field{"id", &ReplayDeliveries::id, "The endpoint."},
    Field{"after", &ReplayDeliveries::after, "The position before the first."},
    Field{"until", &ReplayDeliveries::until, "The last position."},
  };
};

/// Delivers one event once more, under the same id.
struct ResendDelivery {
  EndpointId id;
  std::int64_t position = 0;
  std::string lane;
  static constexpr std::string_view type = "webhook_endpoint.resend";
  static constexpr Fields fields{
    Field{"id", &ResendDelivery::id, "The endpoint."},
    Field{"position", &ResendDelivery::position, "The event's position."},
    Field{"lane", &ResendDelivery::lane, "The event's stream."},
  };
};

/// What came of an attempt. `taken`: it was taken up, nothing has been tried yet.
enum class DeliveryResult { taken, delivered, failed };

constexpr auto names_of(DeliveryResult) {
  return std::to_array<std::string_view>({"taken", "delivered", "failed"});
}

struct DeliveryReport {
  std::int64_t position = 0;
  std::string lane;
  std::string event;
  DeliveryResult result = DeliveryResult::taken;
  std::optional<std::int64_t> response_status;
  std::optional<std::string> error;
  std::optional<Instant> at;
  std::optional<bool> gone;
  static constexpr Fields fields{
    Field{"position", &DeliveryReport::position, "The event's position."},
    Field{"lane", &DeliveryReport::lane, "The event's stream."},
    Field{"event", &DeliveryReport::event, "The event's name."},
    Field{"result", &DeliveryReport::result, "What came of it."},
    Field{"response_status", &DeliveryReport::response_status, "The endpoint's HTTP status."},
    Field{"error", &DeliveryReport::error, "Why there was no answer."},
    Field{"at", &DeliveryReport::at, "When it was tried."},
    Field{"gone", &DeliveryReport::gone, "Did the endpoint say that it is no more?"},
  };
};

/// From the sender: how far it has come.
struct RecordDeliveries {
  EndpointId id;
  std::int64_t read_up_to = 0;
  std::vector<DeliveryReplay> replays;
  std::vector<DeliveryReport> reports;
  static constexpr std::string_view type = "webhook_endpoint.record_deliveries";
  static constexpr Fields fields{
    Field{"id", &RecordDeliveries::id, "The endpoint."},
    Field{"read_up_to", &RecordDeliveries::read_up_to, "The position it has read up to."},
    Field{"replays", &RecordDeliveries::replays, "The replays that are left."},
    Field{"reports", &RecordDeliveries::reports, "What came of attempts."},
  };
};

using WebhookCommand = std::variant<
  CreateEndpoint, UpdateEndpoint, DeleteEndpoint, RotateSecret, ReplayDeliveries, ResendDelivery,
  RecordDeliveries>;

// -- what has happened --------------------------------------------------------------------------------

struct EndpointCreated {
  EndpointId id;
  std::string url;
  std::vector<std::string> events;
  std::string description;
  Metadata metadata;
  std::int64_t start_after = 0;
  bool operator==(const EndpointCreated&) const = default;
  static constexpr std::string_view type = "webhook_endpoint.created.v1";
  static constexpr Fields fields{
    Field{"id", &EndpointCreated::id, "The endpoint."},
    Field{"url", &EndpointCreated::url, "Where events are delivered."},
    Field{"events", &EndpointCreated::events, "Which events."},
    Field{"description", &EndpointCreated::description, "What it is for."},
    Field{"metadata", &EndpointCreated::metadata, "The caller's own notes."},
    Field{"start_after", &EndpointCreated::start_after, "What comes after this is delivered."},
  };
};

struct EndpointUpdated {
  EndpointId id;
  std::string url;
  std::vector<std::string> events;
  std::string description;
  Metadata metadata;
  bool operator==(const EndpointUpdated&) const = default;
  static constexpr std::string_view type = "webhook_endpoint.updated.v1";
  static constexpr Fields fields{
    Field{"id", &EndpointUpdated::id, "The endpoint."},
    Field{"url", &EndpointUpdated::url, "Where events are delivered."},
    Field{"events", &EndpointUpdated::events, "Which events."},
    Field{"description", &EndpointUpdated::description, "What it is for."},
    Field{"metadata", &EndpointUpdated::metadata, "The caller's own notes."},
  };
};

struct EndpointEnabled {
  EndpointId id;
  bool operator==(const EndpointEnabled&) const = default;
  static constexpr std::string_view type = "webhook_endpoint.enabled.v1";
  static constexpr Fields fields{Field{"id", &EndpointEnabled::id, "The endpoint."}};
};

struct EndpointDisabled {
  EndpointId id;
  std::string reason;
  bool operator==(const EndpointDisabled&) const = default;
  static constexpr std::string_view type = "webhook_endpoint.disabled.v1";
  static constexpr Fields fields{
    Field{"id", &EndpointDisabled::id, "The endpoint."},
    Field{"reason", &EndpointDisabled::reason, "Why, in words."},
  };
};

struct EndpointDeleted {
  EndpointId id;
  bool operator==(const EndpointDeleted&) const = default;
  static constexpr std::string_view type = "webhook_endpoint.deleted.v1";
  static constexpr Fields fields{Field{"id", &EndpointDeleted::id, "The endpoint."}};
};

struct SecretRotated {
  EndpointId id;
  std::int64_t generation = 0;
  Instant previous_expires_at;
  bool operator==(const SecretRotated&) const = default;
  static constexpr std::string_view type = "webhook_endpoint.secret_rotated.v1";
  static constexpr Fields fields{
    Field{"id", &SecretRotated::id, "The endpoint."},
    Field{"generation", &SecretRotated::generation, "The new secret's number."},
    Field{
      "previous_expires_at", &SecretRotated::previous_expires_at,
      "Until when the secret before signs too."},
  };
};

struct ReplayStarted {
  EndpointId id;
  std::int64_t after = 0;
  std::int64_t until = 0;
  bool operator==(const ReplayStarted&) const = default;
  static constexpr std::string_view type = "webhook_endpoint.replay_started.v1";
  static constexpr Fields fields{
    Field{"id", &ReplayStarted::id, "The endpoint."},
    Field{"after", &ReplayStarted::after, "The position before the first."},
    Field{"until", &ReplayStarted::until, "The last position."},
  };
};

struct ResendRequested {
  EndpointId id;
  std::int64_t position = 0;
  std::string lane;
  bool operator==(const ResendRequested&) const = default;
  static constexpr std::string_view type = "webhook_endpoint.resend_requested.v1";
  static constexpr Fields fields{
    Field{"id", &ResendRequested::id, "The endpoint."},
    Field{"position", &ResendRequested::position, "The event's position."},
    Field{"lane", &ResendRequested::lane, "The event's stream."},
  };
};

/// `pending`: taken up, or to be tried again; `failed`: given up.
enum class DeliveryStatus { pending, delivered, failed };

constexpr auto names_of(DeliveryStatus) {
  return std::to_array<std::string_view>({"pending", "delivered", "failed"});
}

/// One delivery after what has come of it.
struct DeliveryOutcome {
  std::int64_t position = 0;
  std::string lane;
  std::string event;
  DeliveryStatus status = DeliveryStatus::pending;
  std::int64_t attempts = 0;
  std::optional<std::int64_t> response_status;
  std::optional<std::string> error;
  std::optional<Instant> first_attempt;
  std::optional<Instant> last_attempt;
  std::optional<Instant> next_attempt;
  bool operator==(const DeliveryOutcome&) const = default;
  static constexpr Fields fields{
    Field{"position", &DeliveryOutcome::position, "The event's position."},
    Field{"lane", &DeliveryOutcome::lane, "The event's stream."},
    Field{"event", &DeliveryOutcome::event, "The event's name."},
    Field{"status", &DeliveryOutcome::status, "Where it stands."},
    Field{"attempts", &DeliveryOutcome::attempts, "Attempts so far."},
    Field{"response_status", &DeliveryOutcome::response_status, "The endpoint's HTTP status."},
    Field{"error", &DeliveryOutcome::error, "Why there was no answer."},
    Field{"first_attempt", &DeliveryOutcome::first_attempt, "When it was first tried."},
    Field{"last_attempt", &DeliveryOutcome::last_attempt, "When it was last tried."},
    Field{"next_attempt", &DeliveryOutcome::next_attempt, "When it will be tried again."},
  };
};

struct DeliveriesRecorded {
  EndpointId id;
  std::int64_t read_up_to = 0;
  std::vector<DeliveryReplay> replays;
  std::vector<DeliveryOutcome> outcomes;
  std::optional<Instant> failing_since;
  bool operator==(const DeliveriesRecorded&) const = default;
  static constexpr std::string_view type = "webhook_endpoint.deliveries_recorded.v1";
  static constexpr Fields fields{
    Field{"id", &DeliveriesRecorded::id, "The endpoint."},
    Field{"read_up_to", &DeliveriesRecorded::read_up_to, "The position it was served up to."},
    Field{"replays", &DeliveriesRecorded::replays, "The replays that are left."},
    Field{"outcomes", &DeliveriesRecorded::outcomes, "What came of deliveries."},
    Field{"failing_since", &DeliveriesRecorded::failing_since, "Since when nothing has arrived."},
  };
};

using WebhookEvent = std::variant<
  EndpointCreated, EndpointUpdated, EndpointEnabled, EndpointDisabled, EndpointDeleted,
  SecretRotated, ReplayStarted, ResendRequested, DeliveriesRecorded>;

// -- rules --------------------------------------------------------------------------------------------

/// After the attempt with that number (from 1) failed: how long until the next, give or take a tenth by
/// the delivery's own chance; nothing when three days of attempts are over.
std::optional<Millis> delivery_delay(std::int64_t attempt, std::int64_t position);

/// `subscription.paused.v1` → `subscription.paused`.
std::string_view event_name(std::string_view type);

/// True when an endpoint that asks for `events` wants the event of that name. `*` leaves out what only
/// auditors ask for (`action.…`).
bool wants(const std::vector<std::string>& events, std::string_view name);

Decision<WebhookEvent>
decide(const WebhookState& state, const WebhookCommand& command, const Context& context);
void evolve(WebhookState& state, const WebhookEvent& event, const EventMeta& meta);
std::vector<Subject> touched(const WebhookEvent& event);

std::optional<std::string> row_of(const WebhookState& state, const Subject& subject);
bool put_row(WebhookState& state, const Subject& subject, std::string_view row);
std::optional<std::string> render(const WebhookState& state, const Subject& subject, Instant now);

std::vector<Claim> claims_of(const WebhookCommand& command);
void mark_taken(WebhookCommand& command, std::size_t claim);
bool goes_on_when_taken(const WebhookCommand& command, std::size_t claim);
std::string_view action_of(const WebhookCommand& command);

void prune(WebhookState& state, Instant now);

/// True for `webhooks/<endpoint>`.
bool is_webhook_stream(std::string_view stream);

/// `webhooks/we_1`.
std::string stream_of(const EndpointId& endpoint);

} // namespace portal

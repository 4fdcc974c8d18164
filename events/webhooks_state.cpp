// How a webhook endpoint changes by what has happened, and how it is shown.

#include <algorithm>
#include <utility>

#include "events/webhooks.hpp"
#include "events/webhooks_view.hpp"

namespace portal {
namespace {

void hold(std::vector<HeldDelivery>& held, HeldDelivery delivery) {
  const auto at = std::lower_bound(
    held.begin(), held.end(), delivery.position,
    [](const HeldDelivery& one, std::int64_t position) { return one.position < position; }
  );
  if (at != held.end() && at->position == delivery.position) {
    *at = std::move(delivery);
  } else {
    held.insert(at, std::move(delivery));
  }
}

void drop(std::vector<HeldDelivery>& held, std::int64_t position) {
  std::erase_if(held, [&](const HeldDelivery& one) { return one.position == position; });
}

struct Folds {
  WebhookState& state;
  const EventMeta& meta;

  void operator()(const EndpointCreated& event) const {
    WebhookEndpoint made;
    made.id = event.id;
    made.url = event.url;
    made.events = event.events;
    made.description = event.description;
    made.metadata = event.metadata;
    made.read_up_to = event.start_after;
    made.created = meta.effective_at;
    state.endpoint = std::move(made);
  }

  void operator()(const EndpointUpdated& event) const {
    state.endpoint->url = event.url;
    state.endpoint->events = event.events;
    state.endpoint->description = event.description;
    state.endpoint->metadata = event.metadata;
  }

  void operator()(const EndpointEnabled& /*event*/) const {
    state.endpoint->active = true;
    state.endpoint->disabled_reason.reset();
    state.endpoint->disabled_at.reset();
    state.endpoint->failing_since.reset();
    // A new start: what waited is due at once, with all its attempts before it.
    for (HeldDelivery& held : state.endpoint->held) {
      held = HeldDelivery{held.position, held.lane, 0, std::nullopt, std::nullopt};
    }
  }

  void operator()(const EndpointDisabled& event) const {
    state.endpoint->active = false;
    state.endpoint->disabled_reason = event.reason;
    state.endpoint->disabled_at = meta.effective_at;
  }

  void operator()(const EndpointDeleted& /*event*/) const {
    state.endpoint.reset();
    state.deleted = true;
  }

  void operator()(const SecretRotated& event) const {
    state.endpoint->secret_generation = event.generation;
    state.endpoint->previous_secret_expires_at = event.previous_expires_at;
  }

  void operator()(const ReplayStarted& event) const {
    state.endpoint->replays.push_back({event.after, event.until});
  }

  void operator()(const ResendRequested& event) const {
    hold(state.endpoint->held, {event.position, event.lane, 0, std::nullopt, std::nullopt});
  }

  void operator()(const DeliveriesRecorded& event) const {
    WebhookEndpoint& endpoint = *state.endpoint;
    endpoint.read_up_to = event.read_up_to;
    endpoint.replays = event.replays;
    endpoint.failing_since = event.failing_since;
    for (const DeliveryOutcome& outcome : event.outcomes) {
      if (outcome.status == DeliveryStatus::pending) {
        hold(
          endpoint.held, {outcome.position, outcome.lane, outcome.attempts, outcome.first_attempt,
                          outcome.next_attempt}
        );
      } else {
        drop(endpoint.held, outcome.position);
      }
    }
  }
};

} // namespace

void evolve(WebhookState& state, const WebhookEvent& event, const EventMeta& meta) {
  if (!state.endpoint && !std::holds_alternative<EndpointCreated>(event)) return;
  std::visit(Folds{state, meta}, event);
  if (state.endpoint) state.endpoint->version = static_cast<std::int64_t>(meta.version);
}

std::vector<Subject> touched(const WebhookEvent& event) {
  return std::visit(
    [](const auto& one) {
      return std::vector<Subject>{{"webhook_endpoint", one.id.text()}};
    },
    event
  );
}

std::optional<std::string> row_of(const WebhookState& state, const Subject& subject) {
  if (subject.object != "webhook_endpoint" || !state.endpoint) return std::nullopt;
  if (state.endpoint->id.text() != subject.id) return std::nullopt;
  return write_message(*state.endpoint);
}

bool put_row(WebhookState& state, const Subject& subject, std::string_view row) {
  if (subject.object != "webhook_endpoint") return false;
  auto endpoint = read_text<WebhookEndpoint>(row, Strictness::lenient);
  if (!endpoint) return false;
  state.endpoint = std::move(*endpoint);
  return true;
}

std::optional<std::string>
render(const WebhookState& state, const Subject& subject, Instant /*now*/) {
  if (subject.object != "webhook_endpoint") return std::nullopt;
  if (!state.endpoint) {
    std::string out;
    Members{out}.text("object", "webhook_endpoint").text("id", subject.id).boolean("deleted", true);
    return out;
  }
  const WebhookEndpoint& is = *state.endpoint;
  return write_object(
    "webhook_endpoint",
    WebhookEndpointView{
      is.id, is.url, is.events, is.description, is.active, is.disabled_reason, is.disabled_at,
      is.previous_secret_expires_at, is.failing_since, is.metadata, is.created, is.version,
      std::to_string(is.read_up_to), static_cast<std::int64_t>(is.held.size()), std::nullopt}
  );
}

void prune(WebhookState& /*state*/, Instant /*now*/) {
  // What is held is held for a reason.
}

namespace {

constexpr std::string_view stream_prefix = "webhooks/";

} // namespace

bool is_webhook_stream(std::string_view stream) {
  return stream.starts_with(stream_prefix) &&
         EndpointId::parse(stream.substr(stream_prefix.size())).has_value();
}

std::string stream_of(const EndpointId& endpoint) {
  return std::string{stream_prefix} + endpoint.text();
}

} // namespace portal

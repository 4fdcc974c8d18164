#include "events/webhooks.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "events/catalog.hpp"
#include "events/customer.hpp"

namespace portal {
namespace {

constexpr std::size_t events_max = 100;
constexpr std::size_t replays_max = 10;
constexpr std::int64_t overlap_hours_usual = 24;
constexpr std::int64_t overlap_hours_max = 168;

/// How long after each failed attempt the next one comes: three days and some in all.
constexpr auto delays = std::to_array<std::chrono::seconds>({
  std::chrono::seconds{5},
  std::chrono::minutes{5},
  std::chrono::minutes{30},
  std::chrono::hours{2},
  std::chrono::hours{5},
  std::chrono::hours{10},
  std::chrono::hours{14},
  std::chrono::hours{20},
  std::chrono::hours{24},
});

tl::unexpected<Refusal> declined(Refusal refusal) {
  return tl::unexpected<Refusal>(std::move(refusal));
}

Decided<WebhookEvent> about(const EndpointId& id) {
  return {{}, Subject{"webhook_endpoint", id.text()}};
}

// -- checks -------------------------------------------------------------------------------------------

/// Every name of an event that an endpoint can ask for.
std::vector<std::string_view> known_events() {
  std::vector<std::string_view> names;
  const auto note = [&]<class T>(std::type_identity<T> /*alternative*/) {
    names.push_back(event_name(T::type));
  };
  Alternatives<CustomerEvent>::for_each(note);
  Alternatives<CatalogEvent>::for_each(note);
  return names;
}

bool fits(std::string_view wanted, std::string_view name) {
  if (!wanted.ends_with(".*")) return wanted == name;
  return name.starts_with(wanted.substr(0, wanted.size() - 1));
}

Check check_events(const std::vector<std::string>& events) {
  if (events.empty() || events.size() > events_max) {
    return invalid(
      "events", "parameter_invalid",
      "\"events\" must be 1 to 100 names such as \"subscription.paused\", or [\"*\"] for all."
    );
  }
  static const std::vector<std::string_view> known = known_events();
  for (std::size_t at = 0; at < events.size(); ++at) {
    const std::string& wanted = events[at];
    if (wanted == "*") continue;
    const bool fine = std::any_of(known.begin(), known.end(), [&](std::string_view name) {
      return fits(wanted, name);
    });
    if (fine) continue;
    const auto near = nearest(wanted, known);
    return invalid(
      at_index("events", at), "event_unknown",
      "No event is called \"" + wanted + "\"." +
        (near ? " Did you mean \"" + std::string{*near} + "\"?" : std::string{})
    );
  }
  return std::nullopt;
}

/// Addresses are looked at again when a name has been resolved; what is written out is refused at once.
bool leads_inside(std::string_view origin) {
  const auto host = origin.substr(origin.find("://") + 3);
  const bool number = !host.empty() && host.find_first_not_of("0123456789.:") == std::string::npos;
  return number || host.starts_with("localhost") || host.starts_with("[") ||
         host.find(".localhost") != std::string_view::npos;
}

Result<std::string> check_target(std::string_view text, bool inside_allowed) {
  const auto url = check_url(text, inside_allowed ? UrlRule::web : UrlRule::secure, "url");
  if (!url) return tl::unexpected<Refusal>(url.error());
  if (!inside_allowed && leads_inside(url->origin)) {
    return refuse(
      RefusalKind::invalid, "endpoint_url_inside", "url",
      "\"url\" must name a host of the public internet, such as hooks.example.com: no address, and "
      "nothing of this machine. The operator can allow others with --webhooks-inside yes."
    );
  }
  return url->text;
}

// -- rules --------------------------------------------------------------------------------------------

struct Rules {
  const WebhookState& state;
  const Context& context;

  using Made = Decision<WebhookEvent>;

  Made operator()(const CreateEndpoint& ask) const {
    if (state.endpoint || state.deleted) {
      return declined(already_exists(EndpointId::what, ask.id ? ask.id->text() : ""));
    }
    auto url = check_target(ask.url, ask.inside_allowed);
    if (!url) return declined(url.error());
    if (auto fault = check_events(ask.events)) return declined(std::move(*fault));
    if (auto fault = check_note(ask.description, 500, "description")) {
      return declined(std::move(*fault));
    }
    const EndpointId id = ask.id ? *ask.id : context.ids->next<EndpointId>();
    auto decided = about(id);
    decided.events.emplace_back(EndpointCreated{
      id, std::move(*url), ask.events, ask.description, ask.metadata, ask.start_after});
    return decided;
  }

  Made operator()(const UpdateEndpoint& ask) const {
    const auto is = found(ask.id);
    if (!is) return declined(is.error());
    WebhookEndpoint after = **is;
    if (ask.url) {
      auto url = check_target(*ask.url, ask.inside_allowed);
      if (!url) return declined(url.error());
      after.url = std::move(*url);
    }
    if (ask.events) {
      if (auto fault = check_events(*ask.events)) return declined(std::move(*fault));
      after.events = *ask.events;
    }
    if (ask.description) {
      if (auto fault = check_note(*ask.description, 500, "description")) {
        return declined(std::move(*fault));
      }
      after.description = *ask.description;
    }
    auto metadata = merged(after.metadata, ask.metadata);
    if (!metadata) return declined(metadata.error());
    after.metadata = std::move(*metadata);
    auto decided = about(ask.id);
    if (after != **is) {
      decided.events.emplace_back(EndpointUpdated{
        ask.id, after.url, after.events, after.description, after.metadata});
    }
    if (ask.active && *ask.active != after.active) {
      if (*ask.active) {
        decided.events.emplace_back(EndpointEnabled{ask.id});
      } else {
        decided.events.emplace_back(EndpointDisabled{ask.id, "Switched off."});
      }
    }
    return decided;
  }

  Made operator()(const DeleteEndpoint& ask) const {
    const auto is = found(ask.id);
    if (!is) return declined(is.error());
    auto decided = about(ask.id);
    decided.events.emplace_back(EndpointDeleted{ask.id});
    return decided;
  }

  Made operator()(const RotateSecret& ask) const {
    const auto is = found(ask.id);
    if (!is) return declined(is.error());
    const std::int64_t hours = ask.overlap_hours.value_or(overlap_hours_usual);
    if (auto fault = check_range(hours, 0, overlap_hours_max, "overlapHours")) {
      return declined(std::move(*fault));
    }
    if (ask.generation != (*is)->secret_generation + 1) {
      return declined(
        {RefusalKind::conflict, "secret_rotated_meanwhile", "",
         "The secret was rotated by someone else just now. Try again if another one is needed."}
      );
    }
    auto decided = about(ask.id);
    decided.events.emplace_back(SecretRotated{
      ask.id, ask.generation, context.now + std::chrono::hours{hours}});
    return decided;
  }

  Made operator()(const ReplayDeliveries& ask) const {
    const auto is = found(ask.id);
    if (!is) return declined(is.error());
    if (!(*is)->active) return declined(inactive());
    if (ask.after < 0 || ask.until <= ask.after) {
      return declined(invalid(
        "after", "replay_empty", "There is no event in that stretch of the log; choose a wider one."
      ));
    }
    if ((*is)->replays.size() >= replays_max) {
      return declined(
        {RefusalKind::conflict, "replays_full", "",
         "Ten replays of this endpoint are under way. Wait until one is done."}
      );
    }
    auto decided = about(ask.id);
    decided.events.emplace_back(ReplayStarted{ask.id, ask.after, ask.until});
    return decided;
  }

  Made operator()(const ResendDelivery& ask) const {
    const auto is = found(ask.id);
    if (!is) return declined(is.error());
    if (!(*is)->active) return declined(inactive());
    const auto& held = (*is)->held;
    auto decided = about(ask.id);
    const bool under_way = std::any_of(held.begin(), held.end(), [&](const HeldDelivery& one) {
      return one.position == ask.position && !one.next_attempt;
    });
    if (!under_way) {
      decided.events.emplace_back(ResendRequested{ask.id, ask.position, ask.lane});
    }
    return decided;
  }

  Made operator()(const RecordDeliveries& ask) const {
    if (!state.endpoint) return declined(not_found(EndpointId::what, ask.id.text(), "id"));
    const WebhookEndpoint& is = *state.endpoint;
    DeliveriesRecorded event;
    event.id = ask.id;
    event.read_up_to = std::max(ask.read_up_to, is.read_up_to);
    event.replays = ask.replays;
    event.failing_since = is.failing_since;
    std::string why;
    bool ends = false;
    for (const DeliveryReport& report : ask.reports) {
      event.outcomes.push_back(outcome_of(is, event, report));
      const DeliveryOutcome& outcome = event.outcomes.back();
      if (report.result == DeliveryResult::delivered) {
        event.failing_since.reset();
        ends = false;
      } else if (report.result == DeliveryResult::failed) {
        const Instant at = report.at.value_or(context.now);
        if (!event.failing_since) event.failing_since = at;
        // Nothing has arrived since this one was first tried.
        const bool too_long = outcome.status == DeliveryStatus::failed &&
                              *event.failing_since <= outcome.first_attempt.value_or(at);
        if (report.gone.value_or(false)) {
          why = "The endpoint answered 410: it is gone.";
        } else if (too_long) {
          why = "Nothing has arrived since " + to_text(*event.failing_since) +
                "; the last attempt: " + said(report) + ".";
        }
        ends = ends || report.gone.value_or(false) || too_long;
      }
    }
    auto decided = about(ask.id);
    decided.events.emplace_back(std::move(event));
    if (ends && is.active) decided.events.emplace_back(EndpointDisabled{ask.id, std::move(why)});
    return decided;
  }

 private:
  Result<const WebhookEndpoint*> found(const EndpointId& id) const {
    if (!state.endpoint) {
      return tl::unexpected<Refusal>(not_found(EndpointId::what, id.text(), "id"));
    }
    if (auto moved = stale(context, state.endpoint->version)) {
      return tl::unexpected<Refusal>(std::move(*moved));
    }
    return &*state.endpoint;
  }

  static Refusal inactive() {
    return {
      RefusalKind::conflict, "endpoint_inactive", "",
      "The endpoint is not delivered to. Set \"active\": true first."};
  }

  static std::string said(const DeliveryReport& report) {
    if (report.response_status) return "HTTP " + std::to_string(*report.response_status);
    return report.error.value_or("no answer");
  }

  /// What the report makes of the delivery as it stood: in the state, or earlier in the same batch.
  static DeliveryOutcome outcome_of(
    const WebhookEndpoint& is, const DeliveriesRecorded& batch, const DeliveryReport& report
  ) {
    DeliveryOutcome made;
    made.position = report.position;
    made.lane = report.lane;
    made.event = report.event;
    for (const HeldDelivery& held : is.held) {
      if (held.position != report.position) continue;
      made.attempts = held.attempts;
      made.first_attempt = held.first_attempt;
      made.next_attempt = held.next_attempt;
    }
    for (const DeliveryOutcome& before : batch.outcomes) {
      if (before.position == report.position) made = before;
    }
    if (report.result == DeliveryResult::taken) return made;
    ++made.attempts;
    if (!made.first_attempt) made.first_attempt = report.at;
    made.last_attempt = report.at;
    made.response_status = report.response_status;
    made.error = report.error;
    made.next_attempt.reset();
    made.status = DeliveryStatus::delivered;
    if (report.result == DeliveryResult::delivered) return made;
    const auto delay = delivery_delay(made.attempts, made.position);
    made.status =
      delay && !report.gone.value_or(false) ? DeliveryStatus::pending : DeliveryStatus::failed;
    if (made.status == DeliveryStatus::pending && report.at)
      made.next_attempt = *report.at + *delay;
    return made;
  }
};

} // namespace

std::optional<Millis> delivery_delay(std::int64_t attempt, std::int64_t position) {
  if (attempt < 1 || attempt > static_cast<std::int64_t>(delays.size())) return std::nullopt;
  const Millis usual = delays[static_cast<std::size_t>(attempt - 1)];
  // Knuth's multiplicative hash: the same delivery always waits the same, neighbours differ.
  const auto mixed = static_cast<std::uint64_t>(position * 31 + attempt) * 2'654'435'761U;
  const auto permille = static_cast<std::int64_t>((mixed >> 8U) % 201U) + 900;
  return Millis{usual.count() * permille / 1'000};
}

std::string_view event_name(std::string_view type) { return type.substr(0, type.rfind(".v")); }

bool wants(const std::vector<std::string>& events, std::string_view name) {
  return std::any_of(events.begin(), events.end(), [&](const std::string& wanted) {
    return wanted == "*" ? !name.starts_with("action.") : fits(wanted, name);
  });
}

Decision<WebhookEvent>
decide(const WebhookState& state, const WebhookCommand& command, const Context& context) {
  return std::visit(Rules{state, context}, command);
}

std::vector<Claim> claims_of(const WebhookCommand& command) {
  return std::visit([](const auto& ask) { return id_claims(ask); }, command);
}

void mark_taken(WebhookCommand& /*command*/, std::size_t /*claim*/) {}

bool goes_on_when_taken(const WebhookCommand& /*command*/, std::size_t /*claim*/) { return false; }

std::string_view action_of(const WebhookCommand& command) { return type_of(command); }

} // namespace portal

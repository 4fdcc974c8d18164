// Webhook endpoints. Their secrets are made from the instance's own key, shown once, and stored nowhere.
#include "http/commands.hpp"
#include "http/event_stream.hpp"
#include "http/handlers.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "projections/deliveries.hpp"
#include "projections/objects.hpp"
#include "store/webhook_signature.hpp"

namespace portal {

namespace {

constexpr std::string_view delivery_prefix = "evt_";

std::string revealed_secret(const Call& call, const EndpointId& id, std::int64_t generation) {
  std::string member = R"("secret":)";
  write_text(member, endpoint_secret(call.edge.node.vault(), id, generation));
  return member;
}

/// The endpoint's id from the path, and the endpoint as the rows have it.
void with_endpoint(
  const CallPtr& call, std::function<void(const WebhookEndpoint&, const ViewReader&)> then
) {
  const auto id = path_id<EndpointId>(*call);
  if (!id) return answer(call, id.error());
  when_read(call, [call, id = *id, then = std::move(then)](const ViewReader& rows) {
    const auto row = find_object(rows, {"webhook_endpoint", id.text()});
    if (!row) return answer(call, row.error());
    if (!*row) return answer(call, not_found(EndpointId::what, id.text(), ""));
    const auto endpoint = read_text<WebhookEndpoint>((*row)->json, Strictness::lenient);
    if (!endpoint) return answer(call, endpoint.error());
    then(*endpoint, rows);
  });
}

void submit_to(
  const CallPtr& call, const EndpointId& id, WebhookCommand command, std::string reveal = {}
) {
  submit(call, stream_of(id), AnyCommand{std::move(command)}, std::move(reveal));
}

std::optional<Position> position_of(std::string_view text) {
  return parse_position(
    text.starts_with(delivery_prefix) ? text.substr(delivery_prefix.size()) : text
  );
}

std::string delivery_json(const EndpointId& endpoint, const DeliveryOutcome& is) {
  const std::string position = std::to_string(is.position);
  return write_object(
    "delivery",
    Delivery{
      std::string{delivery_prefix} + position, endpoint, is.event, position, is.lane, is.status,
      is.attempts, is.response_status, is.error, is.first_attempt, is.last_attempt, is.next_attempt}
  );
}

/// `after` and `until` of a replay: positions, or the events of a stretch of time.
Result<ReplayDeliveries> asked_replay(const Call& call, const ReplayRequest& ask) {
  ReplayDeliveries command;
  const EventLog& log = call.edge.node.log();
  const auto position = [&](
                          const std::optional<std::string>& text, std::string_view param,
                          std::int64_t standard
                        ) -> Result<std::int64_t> {
    if (!text) return standard;
    const auto read = parse_position(*text);
    if (read && *read <= log.head()) return static_cast<std::int64_t>(*read);
    return refuse(
      RefusalKind::invalid, "parameter_invalid", std::string{param},
      "\"" + std::string{param} + "\" must be a position of the log, as this server gives it."
    );
  };
  const bool by_position = ask.after || ask.until;
  if (by_position == (ask.from || ask.to)) {
    return refuse(
      RefusalKind::invalid, by_position ? "parameters_conflict" : "parameter_missing", "after",
      "Say what to replay: positions (after, until) or times (from, to)."
    );
  }
  if (by_position) {
    const auto after = position(ask.after, "after", 0);
    if (!after) return tl::unexpected<Refusal>(after.error());
    const auto until = position(ask.until, "until", static_cast<std::int64_t>(log.head()));
    if (!until) return tl::unexpected<Refusal>(until.error());
    command.after = *after;
    command.until = *until;
    return command;
  }
  // The last event before `from`, and the last before `to`.
  const auto last_before = [&](Instant at) { return call.edge.node.position_at({at.ms - 1}); };
  const auto after = ask.from ? last_before(*ask.from) : Stored<Position>{0};
  const auto until = ask.to ? last_before(*ask.to) : Stored<Position>{log.head()};
  if (!after || !until) {
    return refuse(
      RefusalKind::conflict, "log_unreadable", "",
      "The log cannot be read at the moment. Try again."
    );
  }
  command.after = static_cast<std::int64_t>(*after);
  command.until = static_cast<std::int64_t>(*until);
  return command;
}

} // namespace

void create_endpoint(const CallPtr& call) {
  const auto chosen = body_text(*call, "id");
  if (!chosen) return answer(call, chosen.error());
  const auto head = std::to_string(call->edge.node.log().head());
  const std::string_view inside = call->edge.settings.webhooks_inside ? "true" : "false";
  auto command = command_of<CreateEndpoint>(
    *call, {{"insideAllowed", inside, true}, {"startAfter", head, true}}
  );
  if (!command) return answer(call, command.error());
  if (!command->id) command->id = new_mint(call->now).next<EndpointId>();
  const EndpointId id = *command->id;
  submit_to(call, id, std::move(*command), revealed_secret(*call, id, 1));
}

void list_endpoints(const CallPtr& call) {
  read(call, std::nullopt, [](const Reading& reading) {
    ListQuery query;
    query.object = "webhook_endpoint";
    return object_list(reading, query);
  });
}

void get_endpoint(const CallPtr& call) {
  const auto id = path_id<EndpointId>(*call);
  if (!id) return answer(call, id.error());
  read(call, std::nullopt, [id = *id](const Reading& reading) {
    return one_object(reading, {"webhook_endpoint", id.text()});
  });
}

void update_endpoint(const CallPtr& call) {
  const auto id = path_id<EndpointId>(*call);
  if (!id) return answer(call, id.error());
  const std::string_view inside = call->edge.settings.webhooks_inside ? "true" : "false";
  auto command =
    command_of<UpdateEndpoint>(*call, {{"id", id->text()}, {"insideAllowed", inside, true}});
  if (!command) return answer(call, command.error());
  submit_to(call, *id, std::move(*command));
}

void delete_endpoint(const CallPtr& call) {
  const auto id = path_id<EndpointId>(*call);
  if (!id) return answer(call, id.error());
  submit_to(call, *id, DeleteEndpoint{*id});
}

void rotate_endpoint_secret(const CallPtr& call) {
  with_endpoint(call, [call](const WebhookEndpoint& endpoint, const ViewReader& /*rows*/) {
    const std::int64_t generation = endpoint.secret_generation + 1;
    auto command = command_of<RotateSecret>(
      *call, {{"id", endpoint.id.text()}, {"generation", std::to_string(generation), true}}
    );
    if (!command) return answer(call, command.error());
    submit_to(call, endpoint.id, *command, revealed_secret(*call, endpoint.id, generation));
  });
}

void replay_deliveries(const CallPtr& call) {
  const auto id = path_id<EndpointId>(*call);
  if (!id) return answer(call, id.error());
  const auto ask = command_of<ReplayRequest>(*call);
  if (!ask) return answer(call, ask.error());
  call->edge.crew.post([call, id = *id, ask = *ask] {
    auto command = asked_replay(*call, ask);
    if (!command) return answer(call, command.error());
    command->id = id;
    submit_to(call, id, std::move(*command));
  });
}

void list_deliveries_of(const CallPtr& call) {
  const auto limit = call->query.integer("limit", 20, 1, 100);
  if (!limit) return answer(call, limit.error());
  DeliveryQuery query;
  query.limit = static_cast<std::size_t>(*limit);
  const std::string_view status = call->query.text("status");
  if (!status.empty()) {
    for (const auto one :
         {DeliveryStatus::pending, DeliveryStatus::delivered, DeliveryStatus::failed}) {
      if (name_of(one) == status) query.status = one;
    }
    if (!query.status) {
      return answer(
        call,
        invalid("status", "parameter_invalid", "\"status\" must be pending, delivered or failed.")
      );
    }
  }
  if (const auto* cursor = call->query.find("startingAfter")) {
    query.before = position_of(*cursor);
    if (!query.before) {
      return answer(
        call,
        invalid("startingAfter", "parameter_invalid", "\"startingAfter\" must be a delivery's id.")
      );
    }
  }
  with_endpoint(call, [call, query](const WebhookEndpoint& endpoint, const ViewReader& rows) {
    DeliveryQuery of_this = query;
    of_this.endpoint = endpoint.id;
    const auto page = list_deliveries(rows, of_this);
    if (!page) return answer(call, page.error());
    std::vector<std::string> items;
    for (const auto& delivery : page->deliveries) {
      items.push_back(delivery_json(endpoint.id, delivery));
    }
    std::optional<std::string> cursor;
    if (page->has_more) {
      cursor = std::string{delivery_prefix} + std::to_string(page->deliveries.back().position);
    }
    answer(call, json_response(200, list_json(items, page->has_more, cursor)));
  });
}

void resend_delivery(const CallPtr& call) {
  const auto id = path_id<EndpointId>(*call);
  if (!id) return answer(call, id.error());
  const auto position = position_of(call->path.at(1));
  std::string lane;
  if (position && *position > 0) {
    const auto read =
      call->edge.node.log().read(*position, [&](Position at, std::string_view stored) {
        const auto event = RecordedEvent::parse(std::string{stored});
        if (at == *position && event) lane = event->head().stream;
        return false;
      });
    if (!read) return answer(call, read.error());
  }
  const bool for_outside = lane == "catalog" || customer_of(lane).has_value();
  if (!for_outside) return answer(call, not_found("delivery", call->path.at(1), ""));
  submit_to(call, *id, ResendDelivery{*id, static_cast<std::int64_t>(*position), lane});
}

} // namespace portal

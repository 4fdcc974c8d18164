#pragma once

#include "events/webhooks_view.hpp"
#include "http/route_rows.hpp"

// Rows: webhook endpoints and their deliveries.

namespace portal::rows {

inline constexpr std::string_view endpoint_from_edge[] = {"insideAllowed", "startAfter"};

template <class T> std::string endpoint_schema(SchemaBook& book) {
  return schema_without<T>(book, endpoint_from_edge);
}

/// Creating lets the caller choose the id.
inline constexpr Body new_endpoint{BodyKind::json, endpoint_schema<CreateEndpoint>, false};

// clang-format off
inline constexpr Route of_webhooks[] = {
  {post, "/webhook-endpoints", app, "webhook_endpoint.create", create_endpoint,
   "Says where events are to be delivered; shows the secret once.", {}, new_endpoint, schema_of<WebhookEndpointView>, 201},
  {get, "/webhook-endpoints", app, "webhook_endpoint.list", list_endpoints,
   "Webhook endpoints, newest first.", take::page},
  {get, "/webhook-endpoints/{id}", app, "webhook_endpoint.read", get_endpoint,
   "One webhook endpoint.", take::one, {}, schema_of<WebhookEndpointView>},
  {patch, "/webhook-endpoints/{id}", app, "webhook_endpoint.update", update_endpoint,
   "Changes a webhook endpoint; active: true goes on where deliveries stopped.", {}, request_for<UpdateEndpoint>(), schema_of<WebhookEndpointView>},
  {remove, "/webhook-endpoints/{id}", app, "webhook_endpoint.delete", delete_endpoint,
   "Deletes a webhook endpoint with its deliveries."},
  {post, "/webhook-endpoints/{id}/rotate-secret", app, "webhook_endpoint.rotate_secret", rotate_endpoint_secret,
   "Makes a new secret and shows it once; the one before signs beside it for a while.", {}, request_for<RotateSecret>(), schema_of<WebhookEndpointView>},
  {get, "/webhook-endpoints/{id}/deliveries", app, "delivery.list", list_deliveries_of,
   "Deliveries to an endpoint, of the newest event first.", take::deliveries, {}, schema_of<Delivery>},
  {post, "/webhook-endpoints/{id}/deliveries/{delivery}/resend", app, "webhook_endpoint.resend", resend_delivery,
   "Delivers one event once more, under the same id.", {}, {BodyKind::json, schema_of<NoMembers>, false}, schema_of<WebhookEndpointView>},
  {post, "/webhook-endpoints/{id}/replay", app, "webhook_endpoint.replay", replay_deliveries,
   "Delivers a stretch of the log once more: by positions or by times.", {}, {BodyKind::json, schema_of<ReplayRequest>, false}, schema_of<WebhookEndpointView>},
};
// clang-format on

} // namespace portal::rows

// Keys: 'd' endpoint · position of the event delivered → the delivery as JSON
#include "projections/deliveries.hpp"

#include "projections/occurrence.hpp"
#include "projections/rows.hpp"

namespace portal {
namespace {

Key deliveries_to(const EndpointId& endpoint) {
  Key key{'d'};
  key.text(endpoint.text());
  return key;
}

Key delivery_key(const EndpointId& endpoint, std::int64_t position) {
  Key key = deliveries_to(endpoint);
  key.number(static_cast<std::uint64_t>(position));
  return key;
}

class DeliveriesProjection final : public Projection {
 public:
  std::string_view name() const override { return "deliveries"; }

  RowsOf rows_of() const override { return RowsOf::deliveries; }

  std::uint8_t version() const override { return 1; }

  void begin() override {}

  Stored<void> fold(const Occurrence& event, ViewWriter& rows) override {
    if (!is_webhook_stream(event.head().stream)) return {};
    const auto domain = event.domain();
    if (!domain) return tl::unexpected<Fault>(domain.error());
    const auto* happened = std::get_if<WebhookEvent>(*domain);
    if (happened == nullptr) return {};
    if (const auto* recorded = std::get_if<DeliveriesRecorded>(happened)) {
      for (const DeliveryOutcome& outcome : recorded->outcomes) {
        rows.put(delivery_key(recorded->id, outcome.position), write_message(outcome));
      }
    }
    if (const auto* deleted = std::get_if<EndpointDeleted>(happened)) {
      const Key all = deliveries_to(deleted->id);
      rows.remove_range(all, after_prefix(all));
    }
    return {};
  }

  Stored<void> finish(ViewWriter& /*rows*/) override { return {}; }
};

} // namespace

Stored<DeliveryPage> list_deliveries(const ViewReader& rows, const DeliveryQuery& query) {
  auto prefix = serving_prefix(rows, RowsOf::deliveries);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader own{rows, std::move(*prefix)};
  const Key all = deliveries_to(query.endpoint);
  const std::string end =
    query.before ? delivery_key(query.endpoint, static_cast<std::int64_t>(*query.before)).bytes()
                 : after_prefix(all);
  DeliveryPage page;
  const auto scanned =
    own.scan(all, end, Order::descending, [&](std::string_view /*key*/, std::string_view value) {
      auto delivery = read_text<DeliveryOutcome>(value, Strictness::lenient);
      if (!delivery || (query.status && delivery->status != *query.status)) return true;
      page.has_more = page.deliveries.size() == query.limit;
      if (!page.has_more) page.deliveries.push_back(std::move(*delivery));
      return !page.has_more;
    });
  if (!scanned) return tl::unexpected<Fault>(scanned.error());
  return page;
}

std::unique_ptr<Projection> make_deliveries_projection() {
  return std::make_unique<DeliveriesProjection>();
}

} // namespace portal

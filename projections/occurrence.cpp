#include "projections/occurrence.hpp"

namespace portal {
namespace {

template <class Event> Stored<DomainEvent> decoded(const RecordedEvent& event) {
  auto happened = decode_variant<Event>(event.head().type, event.data());
  if (happened) return DomainEvent{std::move(*happened)};
  return fault(
    FaultKind::damaged,
    happened.error().message + " Was the log written by a newer version? Then run that version."
  );
}

std::string_view customer_in(std::string_view stream) {
  static constexpr std::string_view prefix = "customer/";
  return stream.starts_with(prefix) ? stream.substr(prefix.size()) : std::string_view{};
}

Stored<DomainEvent> decode(const RecordedEvent& event) {
  const std::string_view stream = event.head().stream;
  if (!customer_in(stream).empty()) return decoded<CustomerEvent>(event);
  if (stream == "catalog") return decoded<CatalogEvent>(event);
  if (stream == "access") return decoded<AccessEvent>(event);
  if (is_webhook_stream(stream)) return decoded<WebhookEvent>(event);
  return fault(
    FaultKind::damaged, "No stream \"" + std::string{stream} + "\" is known to this version."
  );
}

} // namespace

Occurrence::Occurrence(const RecordedEvent& event)
    : event_(&event), position_(event.head().position_number()),
      customer_(customer_in(event.head().stream)),
      usage_(event.head().type == UsageRecorded::type) {}

Stored<const DomainEvent*> Occurrence::domain() const {
  if (!domain_) {
    auto made = decode(*event_);
    if (!made) return tl::unexpected<Fault>(made.error());
    domain_ = std::make_unique<DomainEvent>(std::move(*made));
  }
  return domain_.get();
}

Stretch::Stretch(std::vector<RecordedEvent> events) : events_(std::move(events)) {
  occurrences_.reserve(events_.size());
  for (const RecordedEvent& event : events_) {
    const Occurrence& made = occurrences_.emplace_back(event);
    // What cannot be decoded is a fault for whoever folds it.
    if (!made.is_usage()) (void)made.domain();
  }
}

Stored<std::vector<Subject>> Occurrence::subjects() const {
  const auto event = domain();
  if (!event) return tl::unexpected<Fault>(event.error());
  return std::visit([](const auto& happened) { return touched(happened); }, **event);
}

} // namespace portal

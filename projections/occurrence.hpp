#pragma once

#include <memory>
#include <string_view>
#include <variant>
#include <vector>

#include "events/access.hpp"
#include "events/catalog.hpp"
#include "events/customer.hpp"
#include "events/webhooks.hpp"
#include "store/fault.hpp"

namespace portal {

using DomainEvent = std::variant<CustomerEvent, CatalogEvent, AccessEvent, WebhookEvent>;

/// A recorded event on its way through the projections: its numbers at hand, its domain event
/// decoded once, when a projection first asks. Refers to the recorded event; one thread.
class Occurrence {
 public:
  explicit Occurrence(const RecordedEvent& event);

  const Envelope& head() const { return event_->head(); }

  const RecordedEvent& recorded() const { return *event_; }

  Position position() const { return position_; }

  /// The customer whose stream it is in; empty for other streams.
  std::string_view customer() const { return customer_; }

  bool is_usage() const { return usage_; }

  /// The domain event. A fault (damaged) when this build does not know it.
  Stored<const DomainEvent*> domain() const;

  /// The objects that it changes; see domain() for faults.
  Stored<std::vector<Subject>> subjects() const;

 private:
  const RecordedEvent* event_;
  Position position_;
  std::string_view customer_;
  bool usage_;
  mutable std::unique_ptr<DomainEvent> domain_; ///< most events are usage and need none
};

} // namespace portal

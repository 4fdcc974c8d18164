#pragma once

#include <memory>
#include <span>
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

/// Consecutive events of the log with all that is decoded of them before they are folded, so that
/// another thread than the folding one can do it.
class Stretch {
 public:
  Stretch() = default;
  explicit Stretch(std::vector<RecordedEvent> events);

  std::span<const RecordedEvent> events() const { return events_; }

  std::span<const Occurrence> occurrences() const { return occurrences_; }

  bool empty() const { return events_.empty(); }

 private:
  std::vector<RecordedEvent> events_;
  std::vector<Occurrence> occurrences_; ///< refer to events_, which stay where they are when moved
};

} // namespace portal

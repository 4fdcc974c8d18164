#pragma once

#include <string_view>

#include "events/access.hpp"
#include "events/catalog.hpp"
#include "events/customer.hpp"
#include "events/webhooks.hpp"

namespace portal {

// What the generic entity must know of each decider beside its overloads of decide, evolve and so on.

struct CustomerDecider {
  using State = CustomerState;
  using Command = CustomerCommand;
  using Event = CustomerEvent;
  static constexpr bool personal = true; ///< events are sealed under the stream's own key
  static constexpr bool has_dues = true; ///< offers next_due() and Tick
  static constexpr bool published = false;
};

struct CatalogDecider {
  using State = Catalog;
  using Command = CatalogCommand;
  using Event = CatalogEvent;
  static constexpr bool personal = false;
  static constexpr bool has_dues = false;
  static constexpr bool published = true; ///< on the CatalogBoard, after each commit
};

struct AccessDecider {
  using State = KeyRing;
  using Command = AccessCommand;
  using Event = AccessEvent;
  static constexpr bool personal = false;
  static constexpr bool has_dues = false;
  static constexpr bool published = false;
};

struct WebhookDecider {
  using State = WebhookState;
  using Command = WebhookCommand;
  using Event = WebhookEvent;
  static constexpr bool personal = false;
  static constexpr bool has_dues = false;
  static constexpr bool published = false;
};

/// From this event on the stream's personal values are to be lost for ever.
inline constexpr std::string_view erased_event_type = "customer.erased.v1";

} // namespace portal

#pragma once

// What the catalog's kinds share in their rules.

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "events/catalog.hpp"
#include "events/lookup.hpp"

namespace portal {

/// The decision to let `event` happen to the object of that kind and id.
template <class Event, class IdType>
CatalogDecision happens(std::string_view kind, const IdType& id, Event event) {
  Decided<CatalogEvent> decided{{}, Subject{std::string{kind}, id.text()}};
  decided.events.emplace_back(std::move(event));
  return decided;
}

/// The decision that everything is so already.
template <class IdType> CatalogDecision nothing_to_do(std::string_view kind, const IdType& id) {
  return Decided<CatalogEvent>{{}, Subject{std::string{kind}, id.text()}};
}

inline CatalogDecision declined(Refusal refusal) {
  return CatalogDecision{tl::unexpected<Refusal>(std::move(refusal))};
}

/// The id that the caller chose (refused when taken or reserved), or a new one.
template <class IdType, class Map>
Result<IdType>
new_id(const std::optional<IdType>& chosen, const Map& taken, const Context& context) {
  if (!chosen) return context.ids->next<IdType>();
  if (auto fault = check_chosen_id(chosen->text(), IdType::prefix)) {
    return tl::unexpected<Refusal>(std::move(*fault));
  }
  if (taken.contains(*chosen)) {
    return tl::unexpected<Refusal>(already_exists(IdType::what, chosen->text()));
  }
  return *chosen;
}

/// Refuses a change of something that is fixed when the object is created.
inline Check fixed_at_creation(
  const std::optional<RawJson>& given, std::string_view what, std::string_view param
) {
  if (!given) return std::nullopt;
  return invalid(
    param, std::string{what} + "_immutable",
    "\"" + std::string{param} + "\" of a " + std::string{what} +
      " never changes once it is created: what was agreed stays as it was. Create another " +
      std::string{what} + " and archive this one with \"active\": false."
  );
}

/// The first of the checks that refuses, if one does.
template <class... Checks> Check first_of(Checks... checks) {
  Check found;
  ((found || !checks ? void() : void(found = std::move(checks))), ...);
  return found;
}

} // namespace portal

#include "projections/event_types.hpp"

#include <algorithm>

#include "projections/occurrence.hpp"

namespace portal {
namespace {

std::vector<std::string_view> known_types() {
  std::vector<std::string_view> types;
  const auto note = [&]<class T>(std::type_identity<T> /*alternative*/) {
    types.push_back(T::type);
  };
  Alternatives<CustomerEvent>::for_each(note);
  Alternatives<CatalogEvent>::for_each(note);
  Alternatives<AccessEvent>::for_each(note);
  Alternatives<WebhookEvent>::for_each(note);
  return types;
}

} // namespace

bool fits_type(std::string_view pattern, std::string_view type) {
  if (pattern.ends_with('*')) return type.starts_with(pattern.substr(0, pattern.size() - 1));
  return type == pattern || event_name(type) == pattern;
}

Check check_type_patterns(const std::vector<std::string>& patterns, std::string_view param) {
  static const std::vector<std::string_view> known = known_types();
  for (const std::string& pattern : patterns) {
    const bool fits = std::any_of(known.begin(), known.end(), [&](std::string_view type) {
      return fits_type(pattern, type);
    });
    if (fits) continue;
    std::vector<std::string_view> names;
    names.reserve(known.size());
    for (const std::string_view type : known) names.push_back(event_name(type));
    const auto near = nearest(pattern, names);
    return invalid(
      param, "event_unknown",
      "No event is called \"" + pattern + "\"." +
        (near ? " Did you mean \"" + std::string{*near} + "\"?" : std::string{}) +
        " Names are such as \"invoice.paid\", or \"invoice.*\" for all that begin so."
    );
  }
  return std::nullopt;
}

} // namespace portal

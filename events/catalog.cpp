#include "events/catalog.hpp"

#include "events/catalog_rules.hpp"

namespace portal {
namespace {

/// The cast takes the overload for exactly this message: a missing one does not compile, instead of
/// coming back here through the variant's conversion.
template <class T>
CatalogDecision decide_exactly(const Catalog& state, const T& ask, const Context& context) {
  constexpr auto rule =
    static_cast<CatalogDecision (*)(const Catalog&, const T&, const Context&)>(&decide);
  return rule(state, ask, context);
}

template <class T> void evolve_exactly(Catalog& state, const T& event, const EventMeta& meta) {
  constexpr auto fold = static_cast<void (*)(Catalog&, const T&, const EventMeta&)>(&evolve);
  fold(state, event, meta);
}

/// Calls `visit(kind, map)` for each kind of object.
template <class State, class Visit> void for_each_kind(State& state, Visit&& visit) {
  visit(std::string_view{"product"}, state.products);
  visit(std::string_view{"price"}, state.prices);
  visit(std::string_view{"coupon"}, state.coupons);
  visit(std::string_view{"meter"}, state.meters);
  visit(std::string_view{"tax_rate"}, state.tax_rates);
  visit(std::string_view{"portal_configuration"}, state.configurations);
  visit(std::string_view{"experiment"}, state.experiments);
}

template <class T> std::string kind_of_event() {
  // The type begins with the kind: `price.created.v1`.
  return std::string{T::type.substr(0, T::type.find('.'))};
}

const std::string& id_text(const std::string& id) { return id; }

template <class IdType> const std::string& id_text(const IdType& id) { return id.text(); }

std::string render_object(const PortalConfiguration& configuration) {
  std::string out;
  {
    Members members{out};
    members.text("object", "portal_configuration").text("id", configuration.id.text());
    members.boolean("active", configuration.active);
    members.boolean("isDefault", configuration.is_default);
    const PortalConfigurationRevision& says = latest(configuration);
    for_each_field<PortalConfigurationRevision>([&](const auto& field) {
      using Type = std::remove_cvref_t<decltype(says.*(field.member))>;
      const std::string_view name = field.name.view();
      if constexpr (Omittable<Type>::value) {
        if (Wire<Type>::absent(says.*(field.member))) return;
      }
      Wire<Type>::write(says.*(field.member), members.key(name == "created" ? "updated" : name));
    });
    Wire<Metadata>::write(configuration.metadata, members.key("metadata"));
    members.text("created", to_text(configuration.created));
    members.integer("version", configuration.version);
  }
  return out;
}

} // namespace

Decision<CatalogEvent>
decide(const Catalog& state, const CatalogCommand& command, const Context& context) {
  return std::visit(
    [&](const auto& ask) -> Decision<CatalogEvent> { return decide_exactly(state, ask, context); },
    command
  );
}

void evolve(Catalog& state, const CatalogEvent& event, const EventMeta& meta) {
  std::visit([&](const auto& one) { evolve_exactly(state, one, meta); }, event);
}

std::vector<Subject> touched(const CatalogEvent& event) {
  return std::visit(
    []<class T>(const T& one) {
      std::vector<Subject> subjects{{kind_of_event<T>(), id_text(one.id)}};
      if constexpr (std::is_same_v<T, DefaultConfigurationChanged>) {
        if (one.previous) subjects.push_back({kind_of_event<T>(), one.previous->text()});
      }
      return subjects;
    },
    event
  );
}

std::optional<std::string> row_of(const Catalog& state, const Subject& subject) {
  std::optional<std::string> row;
  for_each_kind(state, [&](std::string_view kind, const auto& map) {
    if (kind != subject.object) return;
    using Key = typename std::remove_cvref_t<decltype(map)>::key_type;
    if (const auto* object = find_in(map, Key{subject.id})) row = write_message(*object);
  });
  return row;
}

bool put_row(Catalog& state, const Subject& subject, std::string_view row) {
  bool put = false;
  for_each_kind(state, [&](std::string_view kind, auto& map) {
    if (kind != subject.object) return;
    using Map = std::remove_cvref_t<decltype(map)>;
    auto object = read_text<typename Map::mapped_type>(row, Strictness::lenient);
    if (!object) return;
    map.insert_or_assign(typename Map::key_type{subject.id}, std::move(*object));
    put = true;
  });
  return put;
}

std::optional<std::string> render(const Catalog& state, const Subject& subject, Instant /*now*/) {
  if (subject.object == "portal_configuration") {
    const auto* configuration = find_in(state.configurations, ConfigurationId{subject.id});
    if (configuration == nullptr) return std::nullopt;
    return render_object(*configuration);
  }
  std::optional<std::string> body;
  for_each_kind(state, [&](std::string_view kind, const auto& map) {
    if (kind != subject.object) return;
    using Key = typename std::remove_cvref_t<decltype(map)>::key_type;
    if (const auto* object = find_in(map, Key{subject.id})) body = write_object(kind, *object);
  });
  return body;
}

std::vector<Claim> claims_of(const CatalogCommand& /*command*/) {
  // The catalog is one stream and keeps everything: its state knows which ids are taken.
  return {};
}

void mark_taken(CatalogCommand& /*command*/, std::size_t /*claim*/) {}

bool goes_on_when_taken(const CatalogCommand& /*command*/, std::size_t /*claim*/) { return false; }

std::string_view action_of(const CatalogCommand& command) { return type_of(command); }

void prune(Catalog& /*state*/, Instant /*now*/) {
  // Archived things stay: subscriptions, sessions and old events go on naming them.
}

} // namespace portal

#include "events/products.hpp"

#include "events/catalog_rules.hpp"

namespace portal {
namespace {

Check check_words(std::string_view name, const std::optional<std::string>& description) {
  if (auto fault = check_text(name, 250, "name")) return fault;
  if (description) return check_note(*description, 2'000, "description");
  return std::nullopt;
}

} // namespace

CatalogDecision decide(const Catalog& state, const CreateProduct& ask, const Context& context) {
  if (auto fault = check_words(ask.name, ask.description)) return declined(std::move(*fault));
  auto id = new_id(ask.id, state.products, context);
  if (!id) return declined(std::move(id.error()));
  return happens(
    "product", *id,
    ProductCreated{*id, ask.name, ask.description, ask.active.value_or(true), ask.metadata}
  );
}

CatalogDecision decide(const Catalog& state, const UpdateProduct& ask, const Context& context) {
  const Product* is = find_in(state.products, ask.id);
  if (is == nullptr) return declined(not_found("product", ask.id.text(), "id"));
  if (auto moved = stale(context, is->version)) return declined(std::move(*moved));
  auto metadata = merged(is->metadata, ask.metadata);
  if (!metadata) return declined(std::move(metadata.error()));
  Product after = *is;
  after.name = ask.name.value_or(is->name);
  ask.description.apply_to(after.description);
  after.active = ask.active.value_or(is->active);
  after.metadata = std::move(*metadata);
  if (auto fault = check_words(after.name, after.description)) return declined(std::move(*fault));
  if (after == *is) return nothing_to_do("product", ask.id);
  return happens(
    "product", ask.id,
    ProductUpdated{ask.id, after.name, after.description, after.active, after.metadata}
  );
}

void evolve(Catalog& state, const ProductCreated& event, const EventMeta& meta) {
  state.products[event.id] = Product{
    event.id,
    event.name,
    event.description,
    event.active,
    event.metadata,
    meta.effective_at,
    static_cast<std::int64_t>(meta.version)};
}

void evolve(Catalog& state, const ProductUpdated& event, const EventMeta& meta) {
  Product* product = find_in(state.products, event.id);
  if (product == nullptr) return;
  product->name = event.name;
  product->description = event.description;
  product->active = event.active;
  product->metadata = event.metadata;
  product->version = static_cast<std::int64_t>(meta.version);
}

} // namespace portal

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "events/checks.hpp"
#include "events/decider.hpp"

namespace portal {

struct Catalog;
struct CatalogDecision;

// -- object -------------------------------------------------------------------------------------------

/// Something that is sold; what it costs is its prices' business.
struct Product {
  ProductId id;
  std::string name;
  std::optional<std::string> description;
  bool active = true;
  Metadata metadata;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const Product&) const = default;
  static constexpr Fields fields{
    Field{"id", &Product::id, "The product's id."},
    Field{"name", &Product::name, "What customers read."},
    Field{"description", &Product::description, "More for customers to read."},
    Field{"active", &Product::active, "False once archived: no new sales."},
    Field{"metadata", &Product::metadata, "The caller's own notes."},
    Field{"created", &Product::created, "When it was created."},
    Field{"version", &Product::version, "Stream version of its latest event."},
  };
};

// -- what may be asked for ----------------------------------------------------------------------------

struct CreateProduct {
  std::optional<ProductId> id;
  std::string name;
  std::optional<std::string> description;
  std::optional<bool> active;
  Metadata metadata;
  static constexpr std::string_view type = "product.create";
  static constexpr Fields fields{
    Field{"id", &CreateProduct::id, "An id of the caller's choice."},
    Field{"name", &CreateProduct::name, "What customers read."},
    Field{"description", &CreateProduct::description, "More for customers to read."},
    Field{"active", &CreateProduct::active, "May it be sold? Default true."},
    Field{"metadata", &CreateProduct::metadata, "The caller's own notes."},
  };
};

struct UpdateProduct {
  ProductId id;
  std::optional<std::string> name;
  Patch<std::string> description;
  std::optional<bool> active;
  Patch<MetadataPatch> metadata;
  static constexpr std::string_view type = "product.update";
  static constexpr Fields fields{
    Field{"id", &UpdateProduct::id, "The product to change."},
    Field{"name", &UpdateProduct::name, "What customers read."},
    Field{
      "description", &UpdateProduct::description, "More for customers to read; null removes it."},
    Field{"active", &UpdateProduct::active, "False archives it, true brings it back."},
    Field{
      "metadata", &UpdateProduct::metadata, "Keys to set; null or an empty string removes one."},
  };
};

using ProductCommand = std::variant<CreateProduct, UpdateProduct>;

// -- what has happened --------------------------------------------------------------------------------

struct ProductCreated {
  ProductId id;
  std::string name;
  std::optional<std::string> description;
  bool active = true;
  Metadata metadata;
  bool operator==(const ProductCreated&) const = default;
  static constexpr std::string_view type = "product.created.v1";
  static constexpr Fields fields{
    Field{"id", &ProductCreated::id, "The product."},
    Field{"name", &ProductCreated::name, "What customers read."},
    Field{"description", &ProductCreated::description, "More for customers to read."},
    Field{"active", &ProductCreated::active, "May it be sold?"},
    Field{"metadata", &ProductCreated::metadata, "The caller's own notes."},
  };
};

/// The product as it is after the change, whole.
struct ProductUpdated {
  ProductId id;
  std::string name;
  std::optional<std::string> description;
  bool active = true;
  Metadata metadata;
  bool operator==(const ProductUpdated&) const = default;
  static constexpr std::string_view type = "product.updated.v1";
  static constexpr Fields fields{
    Field{"id", &ProductUpdated::id, "The product."},
    Field{"name", &ProductUpdated::name, "What customers read."},
    Field{"description", &ProductUpdated::description, "More for customers to read."},
    Field{"active", &ProductUpdated::active, "May it be sold?"},
    Field{"metadata", &ProductUpdated::metadata, "The caller's own notes."},
  };
};

using ProductEvent = std::variant<ProductCreated, ProductUpdated>;

// -- rules --------------------------------------------------------------------------------------------

CatalogDecision decide(const Catalog&, const CreateProduct&, const Context&);
CatalogDecision decide(const Catalog&, const UpdateProduct&, const Context&);

void evolve(Catalog&, const ProductCreated&, const EventMeta&);
void evolve(Catalog&, const ProductUpdated&, const EventMeta&);

} // namespace portal

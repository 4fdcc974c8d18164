#include "events/portal_features.hpp"

namespace portal {

bool Wire<AllowedProduct>::read(AllowedProduct& into, const Json& json, Reader& reader) {
  into = AllowedProduct{};
  if (json.kind() == JsonKind::object) return Wire<ProductChoice>::read(into.choice, json, reader);
  if (json.kind() == JsonKind::text)
    return Wire<ProductId>::read(into.choice.product, json, reader);
  return reader.fail_type("a product's id, or an object with \"product\"", json);
}

void Wire<AllowedProduct>::write(const AllowedProduct& value, std::string& out) {
  if (value.choice.prices.empty() && !value.choice.quantity) {
    Wire<ProductId>::write(value.choice.product, out);
  } else {
    Wire<ProductChoice>::write(value.choice, out);
  }
}

} // namespace portal

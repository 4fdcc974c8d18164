#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "actors/node.hpp"
#include "projections/objects.hpp"
#include "projections/outbox.hpp"

namespace portal {

/// The object as the rows have it now.
template <class T>
std::optional<T> read_row(const Node& node, std::string_view object, const std::string& id) {
  const auto row = find_object(*node.rows(), {std::string{object}, id});
  if (!row || !*row) return std::nullopt;
  auto read = read_text<T>((*row)->json, Strictness::lenient);
  if (!read) return std::nullopt;
  return std::move(*read);
}

/// Sends back what became of a piece of work; true once what it leads to is durable. `part` is the part
/// of the system that speaks.
bool tell(Node& node, const OutboxItem& item, std::string part, CustomerCommand command);

} // namespace portal

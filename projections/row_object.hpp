#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "events/codec.hpp"
#include "projections/objects.hpp"

namespace portal {

/// The object that a row's JSON is, personal values sealed; nothing where this build cannot read it.
template <class Object> std::optional<Object> object_of_json(std::string_view json) {
  auto object = read_text<Object>(json, Strictness::lenient);
  if (!object) return std::nullopt;
  return std::move(*object);
}

/// The object as the rows have it now; nothing where it is not there or cannot be read.
template <class Object>
std::optional<Object>
row_object(const ViewReader& rows, std::string_view kind, const std::string& id) {
  const auto row = find_object(rows, {std::string{kind}, id});
  if (!row || !*row) return std::nullopt;
  return object_of_json<Object>((*row)->json);
}

} // namespace portal

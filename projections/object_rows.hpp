#pragma once

// How object rows are laid out, for those who write them (objects_fold.cpp) and those who read
// them.
//   'o' object · id → customer · created · updated · version · due · filters passed · JSON
//   'l' object · created position · id → nothing: all objects of a kind, as they came into being
//   'c' customer · object · created position · id → nothing: a customer's
//   'f' object · field · value · created position · id → nothing: those whose field has the value
//   'h' object · id · position → the JSON after that event; empty when removed
//   'd' due (ms) · stream · object · id → nothing: the due index
//   'n' object → how many there are

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/decider.hpp"
#include "projections/objects.hpp"
#include "projections/rows.hpp"

namespace portal {

/// An object row as stored, with what only the projection needs.
struct StoredRow {
  std::string customer; ///< empty for the catalog's and the instance's objects
  Position created = 0;
  Position updated = 0;
  Version version = 0;
  std::optional<Instant> due;      ///< when something next falls due for this object
  std::vector<ObjectFilter> terms; ///< every filter that it passes
  std::string json;
};

std::string write_row(const StoredRow& row);
StoredRow read_row(std::string_view stored);

Key row_key(const Subject& subject);

/// The prefix of a list: all keys of it end in created position and id.
Key list_of_all(std::string_view object);
Key list_of_customer(std::string_view customer, std::string_view object);
Key list_of_filter(std::string_view object, const ObjectFilter& filter);

Key history_of(const Subject& subject);
Key due_key(Instant due, std::string_view stream, const Subject& subject);
Key count_key(std::string_view object);

/// The filters that an object with this JSON passes.
std::vector<ObjectFilter> terms_of(std::string_view object, std::string_view json);

} // namespace portal

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "events/decider.hpp"
#include "projections/projection.hpp"

namespace portal {

/// An object of the API as the views hold it; `json` is what its decider's row_of() gave (personal
/// values sealed), to be put into a state by put_row() and rendered.
struct ObjectRow {
  Subject subject;
  std::optional<CustomerId> customer; ///< none for the catalog's and the instance's objects
  Position created = 0;               ///< position of the event that it came into being by
  Position updated = 0;               ///< position of the latest event on it
  Version version = 0;                ///< stream version of that event
  std::string json;
};

/// `field` equals `value`; see filters_of().
struct ObjectFilter {
  std::string field;
  std::string value;
  bool operator==(const ObjectFilter&) const = default;
};

/// Newest first. At most one of the two cursors.
struct ListQuery {
  std::string object;                 ///< as in Subject: "invoice"
  std::optional<CustomerId> customer; ///< of this customer alone
  std::vector<ObjectFilter> filters;  ///< all must hold
  std::size_t limit = 20;
  std::optional<std::string> starting_after; ///< id: objects older than it
  std::optional<std::string> ending_before;  ///< id: objects newer than it
  std::optional<ObjectFilter> without{};     ///< none that pass this
  std::optional<Instant> created_from{};     ///< its `created` is at or after
  std::optional<Instant> created_to{};       ///< its `created` is before
};

struct ObjectPage {
  std::vector<ObjectRow> rows; ///< newest first
  bool has_more = false;       ///< further ones in the direction of the paging
};

/// The fields by which objects of that kind can be filtered.
std::vector<std::string_view> filters_of(std::string_view object);

Stored<std::optional<ObjectRow>> find_object(const ViewReader& rows, const Subject& subject);

/// Refused (`parameter_invalid`) when a cursor names no such object (or another customer's), when
/// both cursors are given, or a filter is none of filters_of().
Stored<Result<ObjectPage>> list_objects(const ViewReader& rows, const ListQuery& query);

/// How the object stood after the last event on it at or before `at`, or nothing if it was not
/// there.
Stored<std::optional<std::string>>
object_at(const ViewReader& rows, const Subject& subject, Position at);

/// How many objects of that kind there are.
Stored<std::uint64_t> count_objects(const ViewReader& rows, std::string_view object);

/// Object rows, their lists, their history and the due index (due.hpp).
std::unique_ptr<Projection> make_objects_projection();

} // namespace portal

#pragma once

// Small things that the folds of billing events share.

#include <string>
#include <vector>

#include "events/decider.hpp"

namespace portal {

/// Applies `apply` to the object of that id and notes the version; nothing when the state has none
/// (events about objects that have left the state change only the views).
template <class Map, class IdType, class Apply>
void change(Map& objects, const IdType& id, const EventMeta& meta, Apply&& apply) {
  const auto at = objects.find(id);
  if (at == objects.end()) return;
  apply(at->second);
  at->second.version = static_cast<std::int64_t>(meta.version);
}

template <class IdType> std::vector<Subject> only(std::string object, const IdType& id) {
  return {Subject{std::move(object), id.text()}};
}

} // namespace portal

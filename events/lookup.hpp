#pragma once

namespace portal {

/// The object of that id in a map of objects, or nothing.
template <class Map>
const typename Map::mapped_type* find_in(const Map& map, const typename Map::key_type& id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

template <class Map>
typename Map::mapped_type* find_in(Map& map, const typename Map::key_type& id) {
  const auto found = map.find(id);
  return found == map.end() ? nullptr : &found->second;
}

} // namespace portal

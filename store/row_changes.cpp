#include "store/row_changes.hpp"

#include <algorithm>

namespace portal {

bool within_any(const KeyRanges& ranges, std::string_view key) {
  return std::any_of(ranges.begin(), ranges.end(), [&](const auto& range) {
    return within(key, range.first, range.second);
  });
}

const RowChange* RowChanges::find(const RowKey& key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : found->second;
}

RowChange& RowChanges::at(std::string_view key) {
  RowKey place{key};
  const auto found = index_.find(place);
  if (found != index_.end()) return *found->second;
  RowChange& made = rows_->emplace_back(RowChange{std::string{key}, std::nullopt});
  place.text = made.key;
  index_.emplace(place, &made);
  return made;
}

void RowChanges::remove_range(std::string_view from, std::string_view to) {
  boost::unordered::erase_if(index_, [&](const auto& entry) {
    return within(entry.first.text, from, to);
  });
  removed_ranges_.emplace_back(from, to);
}

std::vector<const RowChange*>
RowChanges::changes_within(std::string_view from, std::string_view to, Order order) const {
  std::vector<const RowChange*> found;
  for (const auto& [key, change] : index_) {
    if (within(key.text, from, to)) found.push_back(change);
  }
  std::sort(found.begin(), found.end(), [order](const RowChange* left, const RowChange* right) {
    return order == Order::ascending ? left->key < right->key : left->key > right->key;
  });
  return found;
}

Stored<void> scan_changed(
  const ViewReader& base, std::span<const RowChange* const> changed,
  const std::function<bool(std::string_view)>& lost, std::string_view from, std::string_view to,
  Order order, const ViewReader::Visit& visit
) {
  if (!to.empty() && from >= to) return {};
  auto next = changed.begin();
  bool going = true;
  const auto visit_change = [&](const RowChange& change) {
    if (change.value) going = visit(change.key, *change.value);
  };
  const auto comes_before = [order](std::string_view left, std::string_view right) {
    return order == Order::ascending ? left < right : left > right;
  };
  auto scanned = base.scan(from, to, order, [&](std::string_view key, std::string_view value) {
    while (going && next != changed.end() && comes_before((*next)->key, key)) {
      visit_change(**next++);
    }
    if (!going) return false;
    if (next != changed.end() && (*next)->key == key) {
      visit_change(**next++);
    } else if (!lost(key)) {
      going = visit(key, value);
    }
    return going;
  });
  while (scanned && going && next != changed.end()) visit_change(**next++);
  return scanned;
}

} // namespace portal

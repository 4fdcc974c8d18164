#include "store/overlay.hpp"

#include <algorithm>

namespace portal {

Stored<std::optional<std::string>> OverlayWriter::get(std::string_view key) const {
  const auto changed = changes_.find(key);
  if (changed != changes_.end()) return changed->second;
  if (base_lost(key)) return std::nullopt;
  return base_->get(key);
}

Stored<void> OverlayWriter::scan(
  std::string_view from, std::string_view to, Order order, const Visit& visit
) const {
  const auto changed = changes_within(from, to, order);
  auto next = changed.begin();
  bool going = true;
  const auto visit_change = [&](const Change& change) {
    if (change.second) going = visit(change.first, *change.second);
  };
  const auto comes_before = [order](std::string_view left, std::string_view right) {
    return order == Order::ascending ? left < right : left > right;
  };
  auto scanned = base_->scan(from, to, order, [&](std::string_view key, std::string_view value) {
    while (going && next != changed.end() && comes_before((*next)->first, key)) {
      visit_change(**next++);
    }
    if (!going) return false;
    if (next != changed.end() && (*next)->first == key) {
      visit_change(**next++);
    } else if (!base_lost(key)) {
      going = visit(key, value);
    }
    return going;
  });
  while (scanned && going && next != changed.end()) visit_change(**next++);
  return scanned;
}

void OverlayWriter::put(std::string_view key, std::string_view value) { slot(key) = value; }

void OverlayWriter::remove(std::string_view key) { slot(key).reset(); }

void OverlayWriter::remove_range(std::string_view from, std::string_view to) {
  std::erase_if(changes_, [&](const Change& change) { return within(change.first, from, to); });
  removed_ranges_.emplace_back(from, to);
}

std::vector<const OverlayWriter::Change*> OverlayWriter::changes() const {
  return changes_within({}, {}, Order::ascending);
}

bool OverlayWriter::base_lost(std::string_view key) const {
  return std::any_of(removed_ranges_.begin(), removed_ranges_.end(), [&](const auto& range) {
    return within(key, range.first, range.second);
  });
}

std::optional<std::string>& OverlayWriter::slot(std::string_view key) {
  const auto found = changes_.find(key);
  if (found != changes_.end()) return found->second;
  return changes_.try_emplace(std::string{key}).first->second;
}

std::vector<const OverlayWriter::Change*>
OverlayWriter::changes_within(std::string_view from, std::string_view to, Order order) const {
  std::vector<const Change*> found;
  found.reserve(from.empty() && to.empty() ? changes_.size() : 0);
  for (const Change& change : changes_) {
    if (within(change.first, from, to)) found.push_back(&change);
  }
  std::sort(found.begin(), found.end(), [order](const Change* left, const Change* right) {
    return order == Order::ascending ? left->first < right->first : left->first > right->first;
  });
  return found;
}

} // namespace portal

#include "store/layers.hpp"

#include <algorithm>
#include <utility>

namespace portal {
namespace {

bool by_key(const RowChange* left, const RowChange* right) { return left->key < right->key; }

std::size_t first_byte(std::string_view key) {
  return key.empty() ? 0 : static_cast<unsigned char>(key.front());
}

/// The changes in [from, to) of changes in order of key.
std::span<const RowChange* const>
part_of(std::span<const RowChange* const> sorted, std::string_view from, std::string_view to) {
  const auto place = [&](std::string_view key) {
    return std::partition_point(sorted.begin(), sorted.end(), [&](const RowChange* change) {
      return change->key < key;
    });
  };
  const auto first = place(from);
  const auto last = to.empty() ? sorted.end() : place(to);
  return first < last ? std::span{first, last} : std::span<const RowChange* const>{};
}

} // namespace

Layer::Layer(RowChanges changes)
    : index_(std::move(changes.index_)), held_(changes.rows_->size()),
      removed_ranges_(std::move(changes.removed_ranges_)) {
  rows_.push_back(std::move(changes.rows_));
  for (const auto& [key, change] : index_) first_bytes_.set(first_byte(key.text));
}

Layer::Layer(const Layer& older, const Layer& newer)
    : index_(older.index_), rows_(older.rows_), held_(older.held_ + newer.held_),
      first_bytes_(older.first_bytes_ | newer.first_bytes_),
      removed_ranges_(older.removed_ranges_) {
  if (!newer.removed_ranges_.empty()) {
    boost::unordered::erase_if(index_, [&](const auto& entry) {
      return within_any(newer.removed_ranges_, entry.first.text);
    });
  }
  index_.reserve(index_.size() + newer.index_.size());
  // A key's bytes may be those of the older change: its rows stay as long as this layer.
  for (const auto& [key, change] : newer.index_) index_.insert_or_assign(key, change);
  rows_.insert(rows_.end(), newer.rows_.begin(), newer.rows_.end());
  removed_ranges_.insert(
    removed_ranges_.end(), newer.removed_ranges_.begin(), newer.removed_ranges_.end()
  );
}

const RowChange* Layer::find(const RowKey& key) const {
  const auto found = index_.find(key);
  return found == index_.end() ? nullptr : found->second;
}

bool Layer::may_touch(std::string_view from, std::string_view to) const {
  const std::size_t last = to.empty() ? first_bytes_.size() - 1 : first_byte(to);
  for (std::size_t byte = first_byte(from); byte <= last; ++byte) {
    if (first_bytes_[byte]) return true;
  }
  return false;
}

std::span<const RowChange* const> Layer::sorted() const {
  if (!is_sorted_.load(std::memory_order_acquire)) {
    const std::lock_guard lock{sorting_};
    if (!is_sorted_.load(std::memory_order_relaxed)) {
      sorted_.reserve(index_.size());
      for (const auto& [key, change] : index_) sorted_.push_back(change);
      std::sort(sorted_.begin(), sorted_.end(), by_key);
      is_sorted_.store(true, std::memory_order_release);
    }
  }
  return sorted_;
}

void lay_over(
  std::vector<std::shared_ptr<const Layer>>& layers, std::shared_ptr<const Layer> newest,
  std::size_t settled
) {
  // Each row is joined into a larger layer a few times in all.
  static constexpr std::size_t much_larger = 3;
  std::size_t joined_layers = 0;
  while (joined_layers + settled < layers.size() &&
         layers[joined_layers]->size() <= much_larger * newest->size()) {
    newest = std::make_shared<const Layer>(*layers[joined_layers], *newest);
    ++joined_layers;
  }
  layers.erase(layers.begin(), layers.begin() + static_cast<std::ptrdiff_t>(joined_layers));
  layers.insert(layers.begin(), std::move(newest));
}

std::shared_ptr<const Layer> joined(std::span<const std::shared_ptr<const Layer>> layers) {
  auto all = layers.front();
  for (const auto& older : layers.subspan(1)) all = std::make_shared<const Layer>(*older, *all);
  return all;
}

Stored<std::optional<std::string>> StackReader::get(std::string_view key) const {
  const RowKey place{key};
  for (const auto& layer : stack_->layers) {
    if (const RowChange* change = layer->find(place)) return change->value;
    if (within_any(layer->removed_ranges(), key)) return std::nullopt;
  }
  return stack_->base->get(key);
}

Stored<void> StackReader::scan(
  std::string_view from, std::string_view to, Order order, const Visit& visit
) const {
  if (stack_->layers.empty()) return stack_->base->scan(from, to, order, visit);
  const auto lost = [this](std::string_view key) {
    return std::any_of(stack_->layers.begin(), stack_->layers.end(), [&](const auto& layer) {
      return within_any(layer->removed_ranges(), key);
    });
  };
  return scan_changed(*stack_->base, changes_within(from, to, order), lost, from, to, order, visit);
}

std::vector<const RowChange*>
StackReader::changes_within(std::string_view from, std::string_view to, Order order) const {
  std::vector<const RowChange*> found;
  KeyRanges removed; // by the layers above the one at hand
  for (const auto& layer : stack_->layers) {
    const auto above = static_cast<std::ptrdiff_t>(found.size());
    if (layer->may_touch(from, to)) {
      for (const RowChange* change : part_of(layer->sorted(), from, to)) {
        if (removed.empty() || !within_any(removed, change->key)) found.push_back(change);
      }
      // Newer ones stay in front of older ones of the same key.
      std::inplace_merge(found.begin(), found.begin() + above, found.end(), by_key);
    }
    removed.insert(removed.end(), layer->removed_ranges().begin(), layer->removed_ranges().end());
  }
  const auto same_key = [](const RowChange* left, const RowChange* right) {
    return left->key == right->key;
  };
  found.erase(std::unique(found.begin(), found.end(), same_key), found.end());
  if (order == Order::descending) std::reverse(found.begin(), found.end());
  return found;
}

} // namespace portal

#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include "store/views.hpp"

namespace portal {

/// A row's new value; without one the row is removed.
struct RowChange {
  std::string key;
  std::optional<std::string> value;
};

/// A key with its hash, which is made once however often the key is looked up.
struct RowKey {
  explicit RowKey(std::string_view key) : text(key), hash(std::hash<std::string_view>{}(key)) {}

  std::string_view text;
  std::size_t hash;

  bool operator==(const RowKey& other) const { return hash == other.hash && text == other.text; }
};

struct HashOfRowKey {
  using is_avalanching = void; ///< good enough as it is for Boost's flat maps

  std::size_t operator()(const RowKey& key) const { return key.hash; }
};

/// Finds changes by key; the keys' texts are those of the changes.
using ChangeIndex = boost::unordered_flat_map<RowKey, RowChange*, HashOfRowKey>;

/// Half-open ranges of keys; an empty end is the end of all keys.
using KeyRanges = std::vector<std::pair<std::string, std::string>>;

/// True if `key` lies in [from, to); an empty `to` is the end of all keys.
inline bool within(std::string_view key, std::string_view from, std::string_view to) {
  return key >= from && (to.empty() || key < to);
}

bool within_any(const KeyRanges& ranges, std::string_view key);

/// Changes of rows while they are made: found through one hash lookup, each later than all removed
/// ranges.
class RowChanges {
 public:
  using Rows = std::deque<RowChange>;

  /// The change of that key, if there is one.
  const RowChange* find(const RowKey& key) const;

  void put(std::string_view key, std::string_view value) { at(key).value.emplace(value); }

  void remove(std::string_view key) { at(key).value.reset(); }

  void remove_range(std::string_view from, std::string_view to);

  /// Ranges of what lies below that are gone.
  const KeyRanges& removed_ranges() const { return removed_ranges_; }

  /// The changes in [from, to), in the order asked.
  std::vector<const RowChange*>
  changes_within(std::string_view from, std::string_view to, Order order) const;

 private:
  friend class Layer;

  RowChange& at(std::string_view key);

  std::unique_ptr<Rows> rows_ = std::make_unique<Rows>(); ///< stay where they are
  ChangeIndex index_;
  KeyRanges removed_ranges_;
};

/// Visits the rows of `base` as the changes, sorted in `order`, leave them; `lost` tells which of the
/// base's are gone without a change of their own.
Stored<void> scan_changed(
  const ViewReader& base, std::span<const RowChange* const> changed,
  const std::function<bool(std::string_view)>& lost, std::string_view from, std::string_view to,
  Order order, const ViewReader::Visit& visit
);

} // namespace portal

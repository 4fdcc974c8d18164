#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

#include "events/customer_objects.hpp"
#include "projections/object_rows.hpp"

namespace portal {

/// Customers' objects that events changed lately, as their rows say, so that the next event about one
/// needs neither to read its row nor to parse it. Right only as long as no event is left out or comes
/// twice: then forget().
class RecentObjects {
 public:
  struct Entry {
    std::optional<StoredRow> row; ///< without its JSON; nothing: there is no row
    CustomerState alone;          ///< holds this object alone
  };

  /// The entry of that row, if it is known.
  Entry* find(const std::string& row_key) {
    if (const auto found = recent_.find(row_key); found != recent_.end()) return &found->second;
    const auto found = older_.find(row_key);
    if (found == older_.end()) return nullptr;
    auto node = older_.extract(found);
    make_room();
    return &recent_.insert(std::move(node)).position->second;
  }

  Entry& add(const std::string& row_key) {
    make_room();
    return recent_[row_key];
  }

  void forget() {
    recent_.clear();
    older_.clear();
  }

 private:
  static constexpr std::size_t generation_max = 4096;

  /// The older half goes when the recent one is full. Entries of the latter stay where they are.
  void make_room() {
    if (recent_.size() < generation_max) return;
    older_ = std::move(recent_);
    recent_.clear();
  }

  std::unordered_map<std::string, Entry> recent_;
  std::unordered_map<std::string, Entry> older_;
};

} // namespace portal

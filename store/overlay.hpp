#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "store/views.hpp"

namespace portal {

/// A batch of changes over a base that stays as it is: gets see the changes through one hash lookup,
/// scans merge both. Both engines of the views write through it; a commit walks the changes.
class OverlayWriter final : public ViewWriter {
 public:
  explicit OverlayWriter(std::unique_ptr<ViewReader> base) : base_(std::move(base)) {}

  Stored<std::optional<std::string>> get(std::string_view key) const override;
  Stored<void>
  scan(std::string_view from, std::string_view to, Order order, const Visit& visit) const override;
  void put(std::string_view key, std::string_view value) override;
  void remove(std::string_view key) override;
  void remove_range(std::string_view from, std::string_view to) override;

  /// Keys with their new value, or nothing when removed. Later than all of removed_ranges().
  using Change = std::pair<const std::string, std::optional<std::string>>;

  /// The changes in order of key, for a commit.
  std::vector<const Change*> changes() const;

  /// Ranges of the base that are gone; an empty end is the end of all keys.
  const std::vector<std::pair<std::string, std::string>>& removed_ranges() const {
    return removed_ranges_;
  }

 private:
  struct HashText {
    using is_transparent = void;

    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  bool base_lost(std::string_view key) const;
  std::optional<std::string>& slot(std::string_view key);
  std::vector<const Change*>
  changes_within(std::string_view from, std::string_view to, Order order) const;

  std::unique_ptr<ViewReader> base_;
  std::unordered_map<std::string, std::optional<std::string>, HashText, std::equal_to<>> changes_;
  std::vector<std::pair<std::string, std::string>> removed_ranges_;
};

/// True if `key` lies in [from, to); an empty `to` is the end of all keys.
inline bool within(std::string_view key, std::string_view from, std::string_view to) {
  return key >= from && (to.empty() || key < to);
}

} // namespace portal

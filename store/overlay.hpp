#pragma once

#include <memory>

#include "store/row_changes.hpp"

namespace portal {

/// A batch of changes over a base that stays as it is: reads see both. Both engines of the views
/// write through it; a commit takes the changes.
class OverlayWriter final : public ViewWriter {
 public:
  explicit OverlayWriter(std::unique_ptr<ViewReader> base) : base_(std::move(base)) {}

  Stored<std::optional<std::string>> get(std::string_view key) const override;
  Stored<void>
  scan(std::string_view from, std::string_view to, Order order, const Visit& visit) const override;

  void put(std::string_view key, std::string_view value) override { changes_.put(key, value); }

  void remove(std::string_view key) override { changes_.remove(key); }

  void remove_range(std::string_view from, std::string_view to) override {
    changes_.remove_range(from, to);
  }

  const RowChanges& changes() const { return changes_; }

  /// For a commit; the batch is not to be used after it.
  RowChanges take_changes() { return std::move(changes_); }

 private:
  std::unique_ptr<ViewReader> base_;
  RowChanges changes_;
};

} // namespace portal

#pragma once

#include <atomic>
#include <bitset>
#include <cstddef>
#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <vector>

#include "store/row_changes.hpp"

namespace portal {

/// Changes of rows that are made and stay as they are; any thread may read them.
class Layer {
 public:
  explicit Layer(RowChanges changes);

  /// Both, `newer` over `older`; shares their rows.
  Layer(const Layer& older, const Layer& newer);

  Layer(const Layer&) = delete;
  Layer& operator=(const Layer&) = delete;
  ~Layer() = default;

  /// The change of that key, if there is one.
  const RowChange* find(const RowKey& key) const;

  /// The changes in order of key; sorted when first asked for.
  std::span<const RowChange* const> sorted() const;

  /// False if no change lies in [from, to): told from the first bytes of keys, which name their kind.
  bool may_touch(std::string_view from, std::string_view to) const;

  /// Ranges of what lies below that are gone.
  const KeyRanges& removed_ranges() const { return removed_ranges_; }

  std::size_t size() const { return index_.size(); }

  /// All rows that it holds, those too that a later change hides.
  std::size_t held() const { return held_; }

 private:
  ChangeIndex index_;
  std::vector<std::shared_ptr<const RowChanges::Rows>> rows_;
  std::size_t held_ = 0;
  std::bitset<256> first_bytes_; ///< of all keys
  KeyRanges removed_ranges_;
  mutable std::mutex sorting_;
  mutable std::atomic<bool> is_sorted_ = false;
  mutable std::vector<const RowChange*> sorted_;
};

/// Layers, the newest first, over rows that stay as they are. Immutable.
struct Stack {
  std::vector<std::shared_ptr<const Layer>> layers;
  std::shared_ptr<const ViewReader> base;
};

/// Lays `newest` over the first layers but the last `settled`, joining those that are not much larger,
/// so that there are few: their number grows with the logarithm of the rows.
void lay_over(
  std::vector<std::shared_ptr<const Layer>>& layers, std::shared_ptr<const Layer> newest,
  std::size_t settled
);

/// All of the layers, the newest first, as one; there must be one at least.
std::shared_ptr<const Layer> joined(std::span<const std::shared_ptr<const Layer>> layers);

/// Reads through a stack.
class StackReader final : public ViewReader {
 public:
  explicit StackReader(std::shared_ptr<const Stack> stack) : stack_(std::move(stack)) {}

  Stored<std::optional<std::string>> get(std::string_view key) const override;
  Stored<void>
  scan(std::string_view from, std::string_view to, Order order, const Visit& visit) const override;

 private:
  std::vector<const RowChange*>
  changes_within(std::string_view from, std::string_view to, Order order) const;

  std::shared_ptr<const Stack> stack_;
};

} // namespace portal

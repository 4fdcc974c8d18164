#include "store/memory_views.hpp"

#include <map>
#include <mutex>

#include "store/overlay.hpp"

namespace portal {

namespace {

using Rows = std::map<std::string, std::string, std::less<>>;

class MemoryReader final : public ViewReader {
 public:
  explicit MemoryReader(std::shared_ptr<const Rows> rows) : rows_(std::move(rows)) {}

  Stored<std::optional<std::string>> get(std::string_view key) const override {
    const auto found = rows_->find(key);
    if (found == rows_->end()) return std::nullopt;
    return found->second;
  }

  Stored<void>
  scan(std::string_view from, std::string_view to, Order order, const Visit& visit) const override {
    if (!to.empty() && from >= to) return {};
    const auto first = rows_->lower_bound(from);
    const auto last = to.empty() ? rows_->end() : rows_->lower_bound(to);
    if (order == Order::ascending) {
      for (auto at = first; at != last && visit(at->first, at->second);) ++at;
    } else {
      for (auto at = last; at != first;) {
        --at;
        if (!visit(at->first, at->second)) break;
      }
    }
    return {};
  }

 private:
  std::shared_ptr<const Rows> rows_;
};

class MemoryViews final : public Views {
 public:
  std::unique_ptr<ViewReader> snapshot() const override {
    const std::lock_guard lock{mutex_};
    shared_ = true;
    return std::make_unique<MemoryReader>(rows_);
  }

  std::unique_ptr<ViewWriter> begin() override {
    const std::lock_guard lock{mutex_};
    return std::make_unique<OverlayWriter>(std::make_unique<MemoryReader>(rows_));
  }

  Stored<void> commit(ViewWriter& batch) override {
    const auto* writer = dynamic_cast<const OverlayWriter*>(&batch);
    if (writer == nullptr) return fault(FaultKind::misuse, "The batch is not from these views.");
    const std::lock_guard lock{mutex_};
    // A snapshot keeps the rows that it was given: the next change goes to a copy.
    if (shared_) rows_ = std::make_shared<Rows>(*rows_);
    shared_ = false;
    for (const auto& [from, to] : writer->changes().removed_ranges()) {
      if (!to.empty() && from >= to) continue;
      rows_->erase(rows_->lower_bound(from), to.empty() ? rows_->end() : rows_->lower_bound(to));
    }
    for (const auto* change : writer->changes().changes_within({}, {}, Order::ascending)) {
      if (change->value) {
        rows_->insert_or_assign(change->key, *change->value);
      } else {
        rows_->erase(change->key);
      }
    }
    return {};
  }

 private:
  mutable std::mutex mutex_;
  mutable bool shared_ = false;
  std::shared_ptr<Rows> rows_ = std::make_shared<Rows>();
};

} // namespace

std::unique_ptr<Views> make_memory_views() { return std::make_unique<MemoryViews>(); }

} // namespace portal

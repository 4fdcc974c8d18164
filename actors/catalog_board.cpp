#include "actors/catalog_board.hpp"

#include <atomic>

namespace portal {
namespace {

void fold(Catalog& catalog, const CatalogNews& news) {
  for (const auto& [event, meta] : news) evolve(catalog, event, meta);
}

} // namespace

CatalogBoard::CatalogBoard(Catalog catalog)
    : current_(std::make_shared<Catalog>(std::move(catalog))) {}

std::shared_ptr<const Catalog> CatalogBoard::current() const {
  const std::lock_guard lock{mutex_};
  return current_;
}

void CatalogBoard::publish(CatalogNews news) {
  std::shared_ptr<Catalog> next = std::move(spare_);
  if (next && next.use_count() == 1) {
    // Pairs with the release of the last reader's count, which happened before we saw 1.
    std::atomic_thread_fence(std::memory_order_acquire);
    fold(*next, missed_);
  } else {
    next = std::make_shared<Catalog>(*current_);
  }
  fold(*next, news);
  missed_ = std::move(news);
  const std::lock_guard lock{mutex_};
  spare_ = std::exchange(current_, std::move(next));
}

} // namespace portal

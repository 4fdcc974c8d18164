#pragma once

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "events/catalog.hpp"

namespace portal {

/// Catalog events as their actor folded them.
using CatalogNews = std::vector<std::pair<CatalogEvent, EventMeta>>;

/// The catalog as last committed, as an immutable snapshot for every other decision. Two copies take
/// turns: news are folded into the one that nobody reads, so that a change of one price does not
/// copy the whole catalog. Any thread reads; one thread at a time publishes.
class CatalogBoard {
 public:
  explicit CatalogBoard(Catalog catalog);

  /// Keep the answer for one decision, not longer: the next copy waits for it.
  std::shared_ptr<const Catalog> current() const;

  void publish(CatalogNews news);

 private:
  mutable std::mutex mutex_;
  std::shared_ptr<Catalog> current_;
  std::shared_ptr<Catalog> spare_; ///< as current_ was before `missed_`
  CatalogNews missed_;
};

} // namespace portal

#pragma once

#include <memory>
#include <span>
#include <vector>

#include "projections/occurrence.hpp"
#include "projections/projection.hpp"

namespace portal {

/// Folds the log into all projections, each event into each projection exactly once, however often
/// a batch is lost: checkpoint and rows are in the same batch. One thread.
class Projector {
 public:
  /// All projections of this build.
  Projector();

  explicit Projector(std::vector<std::unique_ptr<Projection>> projections);

  /// The last position that every projection of this build has folded: read the log from the next
  /// one on. 0 when the views are new, were deleted, or a projection's version was raised.
  Stored<Position> checkpoint(const ViewReader& rows) const;

  /// The last position that every reader sees. Ahead of checkpoint() while a raised version is
  /// being built: readers then still use the rows of the version before, which stand still.
  Stored<Position> visible(const ViewReader& rows) const;

  /// Folds the events, in log order, into those projections that are behind them, skipping what is
  /// folded already, and raises the checkpoints, all in `batch`; the caller commits, or drops the
  /// batch and feeds the same events again. A version built beside an older one is swapped in as
  /// soon as it has caught up with that one. A gap between a checkpoint and the events is a fault
  /// (misuse).
  Stored<void> apply(std::span<const Occurrence> events, ViewWriter& batch);
  Stored<void> apply(std::span<const RecordedEvent> events, ViewWriter& batch);

 private:
  std::vector<std::unique_ptr<Projection>> projections_;
};

/// Folds events (of one customer and the catalog, say, in log order, with gaps) into rows of their
/// own: for answers from history.
Stored<void> fold_into(ViewWriter& rows, std::span<const RecordedEvent> events);

} // namespace portal

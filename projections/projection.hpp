#pragma once

#include <cstdint>
#include <string_view>

#include "projections/rows.hpp"

namespace portal {

class Occurrence;

/// A pure fold from events to rows. The rows it sees are its own alone. It may keep what it is
/// about to write in memory until finish(), which the projector calls before each commit.
class Projection {
 public:
  Projection() = default;
  Projection(const Projection&) = delete;
  Projection& operator=(const Projection&) = delete;
  virtual ~Projection() = default;

  virtual std::string_view name() const = 0;
  virtual RowsOf rows_of() const = 0;

  /// Raised whenever the fold or the shape of the rows changes: the rows are then built anew beside
  /// the old ones.
  virtual std::uint8_t version() const = 0;

  virtual void begin() = 0;

  virtual Stored<void> fold(const Occurrence& event, ViewWriter& rows) = 0;

  virtual Stored<void> finish(ViewWriter& rows) = 0;
};

} // namespace portal

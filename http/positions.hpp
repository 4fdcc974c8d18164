#pragma once

#include "http/call.hpp"

namespace portal {

/// Which part of a list that is ordered by positions of the log is asked for. At most one of the two cursors.
struct PositionPage {
  std::size_t limit = 20;
  std::optional<Position> starting_after; ///< what is older
  std::optional<Position> ending_before;  ///< what is newer
};

/// `limit`, `startingAfter` and `endingBefore`; `cursor` says what the latter must be, such as "the id of an
/// entry".
Result<PositionPage> asked_positions(const Call& call, std::string_view cursor);

} // namespace portal

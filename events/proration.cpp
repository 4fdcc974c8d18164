#include "events/proration.hpp"

#include <algorithm>

namespace portal {

ProrationBasis proration_basis(std::int64_t full_amount, const Period& period, Instant at) {
  const std::int64_t whole = std::max<std::int64_t>(seconds_of(period), 0);
  const std::int64_t rest = seconds_of({at, period.end});
  return {full_amount, std::clamp<std::int64_t>(rest, 0, whole), whole};
}

std::int64_t prorated(const ProrationBasis& basis) {
  if (basis.period_seconds == 0) return 0;
  // |full| · R / T with R ≤ T never leaves 64 bits.
  return *divide_rounded(Int128{basis.full_amount} * basis.remaining_seconds, basis.period_seconds);
}

} // namespace portal

#pragma once

// The statistics that reports show: shares with their uncertainty, and whether two of them differ.

#include <cstdint>
#include <optional>

namespace portal {

/// A share and the 95 % interval around it, each 0…1.
struct Share {
  double value = 0;
  double low = 0;
  double high = 1;
};

/// `hits` of `of` with Wilson's score interval (95 %), which also holds for few and for extreme counts.
/// Nothing for `of` == 0.
std::optional<Share> share_of(std::uint64_t hits, std::uint64_t of);

/// How the share `hits` of `of` differs from `base_hits` of `base_of`.
struct Difference {
  double value = 0;   ///< of the shares, -1…1
  double p_value = 1; ///< two-sided, two-proportion z-test with pooled variance
  /// How many of each are needed to see this difference with 80 % power at 5 %; nothing when there is
  /// no difference to see.
  std::optional<std::uint64_t> sample_needed;
};

/// Nothing when either has no observations.
std::optional<Difference>
difference_of(std::uint64_t hits, std::uint64_t of, std::uint64_t base_hits, std::uint64_t base_of);

} // namespace portal

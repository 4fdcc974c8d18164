#include "projections/statistics.hpp"

#include <algorithm>
#include <cmath>

namespace portal {
namespace {

constexpr double z_95 = 1.959963984540054;        ///< two-sided 5 %
constexpr double z_power_80 = 0.8416212335729143; ///< 80 % power

double as_double(std::uint64_t count) { return static_cast<double>(count); }

} // namespace

std::optional<Share> share_of(std::uint64_t hits, std::uint64_t of) {
  if (of == 0) return std::nullopt;
  const double n = as_double(of);
  const double p = as_double(hits) / n;
  const double squared = z_95 * z_95;
  const double middle = (p + squared / (2 * n)) / (1 + squared / n);
  const double reach =
    z_95 * std::sqrt(p * (1 - p) / n + squared / (4 * n * n)) / (1 + squared / n);
  return Share{p, std::max(0.0, middle - reach), std::min(1.0, middle + reach)};
}

std::optional<Difference> difference_of(
  std::uint64_t hits, std::uint64_t of, std::uint64_t base_hits, std::uint64_t base_of
) {
  if (of == 0 || base_of == 0) return std::nullopt;
  const double share = as_double(hits) / as_double(of);
  const double base = as_double(base_hits) / as_double(base_of);
  Difference made;
  made.value = share - base;
  const double pooled = as_double(hits + base_hits) / as_double(of + base_of);
  const double error =
    std::sqrt(pooled * (1 - pooled) * (1 / as_double(of) + 1 / as_double(base_of)));
  if (error > 0) made.p_value = std::erfc(std::abs(made.value) / error / std::sqrt(2.0));
  if (made.value == 0) return made;
  const double middle = (share + base) / 2;
  const double spread = z_95 * std::sqrt(2 * middle * (1 - middle)) +
                        z_power_80 * std::sqrt(share * (1 - share) + base * (1 - base));
  made.sample_needed =
    static_cast<std::uint64_t>(std::ceil(spread * spread / (made.value * made.value)));
  return made;
}

} // namespace portal

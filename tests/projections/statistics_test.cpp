// Expected values by hand, with the textbook's formulas (Wilson 1927; two-proportion z-test).

#include <gtest/gtest.h>

#include "projections/statistics.hpp"

namespace portal {
namespace {

TEST(Statistics, WilsonIntervalHoldsForExtremes) {
  const auto none = share_of(0, 10);
  ASSERT_TRUE(none);
  EXPECT_DOUBLE_EQ(none->value, 0);
  EXPECT_DOUBLE_EQ(none->low, 0);
  EXPECT_NEAR(none->high, 0.277533, 1e-6);
  const auto half = share_of(50, 100);
  EXPECT_NEAR(half->low, 0.403832, 1e-6);
  EXPECT_NEAR(half->high, 0.596168, 1e-6);
  EXPECT_FALSE(share_of(0, 0));
}

TEST(Statistics, DifferenceHasThePValueOfTheZTest) {
  const auto differs = difference_of(120, 1'000, 80, 1'000);
  ASSERT_TRUE(differs);
  EXPECT_NEAR(differs->value, 0.04, 1e-12);
  // z = 0.04 / sqrt(0.1 * 0.9 * 0.002) = 2.98142
  EXPECT_NEAR(differs->p_value, 0.002869, 1e-6);
  ASSERT_TRUE(differs->sample_needed);
  EXPECT_EQ(*differs->sample_needed, 882U);
}

TEST(Statistics, NoDifferenceNeedsNoSample) {
  const auto same = difference_of(5, 10, 50, 100);
  ASSERT_TRUE(same);
  EXPECT_DOUBLE_EQ(same->p_value, 1);
  EXPECT_FALSE(same->sample_needed);
  EXPECT_FALSE(difference_of(0, 0, 1, 2));
}

} // namespace
} // namespace portal

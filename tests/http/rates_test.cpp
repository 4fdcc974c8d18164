#include <gtest/gtest.h>

#include "http/rates.hpp"

namespace portal {
namespace {

using std::chrono::seconds;

TEST(RateLimit, AllowsABurstAndThenSaysWhenToComeBack) {
  RateLimit limit{{60, 3}};
  const RateLimit::Clock::time_point start{};
  for (int at = 0; at < 3; ++at) EXPECT_EQ(limit.take("a", start), seconds{0});
  EXPECT_EQ(limit.take("a", start), seconds{1});
  EXPECT_EQ(limit.take("a", start + seconds{1}), seconds{0});
  EXPECT_EQ(limit.take("a", start + seconds{1}), seconds{1});
}

TEST(RateLimit, CountsNamesApart) {
  RateLimit limit{{60, 1}};
  EXPECT_EQ(limit.take("a", {}), seconds{0});
  EXPECT_EQ(limit.take("b", {}), seconds{0});
  EXPECT_EQ(limit.take("a", {}), seconds{1});
}

TEST(RateLimit, IsOffAtZero) {
  RateLimit limit{{0, 0}};
  for (int at = 0; at < 1'000; ++at) EXPECT_EQ(limit.take("a", {}), seconds{0});
}

TEST(RateLimit, RemembersABoundedNumberOfNames) {
  RateLimit limit{{60, 1}, 10};
  for (int at = 0; at < 1'000; ++at) {
    EXPECT_EQ(limit.take(std::to_string(at), {}), seconds{0});
  }
}

} // namespace
} // namespace portal

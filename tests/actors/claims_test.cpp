#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actors/claims.hpp"

namespace portal {
namespace {

using Keys = std::vector<std::string>;

TEST(Claims, AreHeldByOneCommandAtATime) {
  ClaimTable table;
  int woken = 0;
  EXPECT_TRUE(table.acquire(Keys{"id/sub_1"}, [] {}));
  EXPECT_FALSE(table.acquire(Keys{"id/sub_1"}, [&] { ++woken; }));
  EXPECT_EQ(woken, 0);
  table.release(Keys{"id/sub_1"});
  EXPECT_EQ(woken, 1);
  EXPECT_TRUE(table.acquire(Keys{"id/sub_1"}, [] {}));
}

TEST(Claims, AreTakenAllOrNone) {
  ClaimTable table;
  EXPECT_TRUE(table.acquire(Keys{"b"}, [] {}));
  EXPECT_FALSE(table.acquire(Keys{"a", "b"}, [] {}));
  EXPECT_TRUE(table.acquire(Keys{"a"}, [] {})) << "who waits must hold nothing";
}

TEST(Claims, WakeEveryoneWhoWaitedForTheName) {
  ClaimTable table;
  int woken = 0;
  EXPECT_TRUE(table.acquire(Keys{"a"}, [] {}));
  for (int waiter = 0; waiter < 3; ++waiter) {
    EXPECT_FALSE(table.acquire(Keys{"a"}, [&] { ++woken; }));
  }
  table.release(Keys{"a"});
  EXPECT_EQ(woken, 3);
}

} // namespace
} // namespace portal

#include <gtest/gtest.h>

#include "actors/permits.hpp"

namespace portal {
namespace {

TEST(Permits, LimitOneCustomerBeforeAll) {
  Permits permits{10, 2};
  EXPECT_EQ(permits.take("customer/cus_1"), Permits::Verdict::granted);
  EXPECT_EQ(permits.take("customer/cus_1"), Permits::Verdict::granted);
  EXPECT_EQ(permits.take("customer/cus_1"), Permits::Verdict::customer_busy);
  EXPECT_EQ(permits.take("customer/cus_2"), Permits::Verdict::granted);
  EXPECT_EQ(permits.in_flight(), 3U);
}

TEST(Permits, LimitAllTogether) {
  Permits permits{2, 32};
  EXPECT_EQ(permits.take("customer/cus_1"), Permits::Verdict::granted);
  EXPECT_EQ(permits.take("catalog"), Permits::Verdict::granted);
  EXPECT_EQ(permits.take("customer/cus_2"), Permits::Verdict::all_busy);
  permits.give_back("customer/cus_1");
  EXPECT_EQ(permits.take("customer/cus_2"), Permits::Verdict::granted);
}

TEST(Permits, DoNotLimitTheCatalogLikeACustomer) {
  Permits permits{10, 1};
  EXPECT_EQ(permits.take("catalog"), Permits::Verdict::granted);
  EXPECT_EQ(permits.take("catalog"), Permits::Verdict::granted);
}

} // namespace
} // namespace portal

#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "actors/coupon_slots.hpp"

namespace portal {
namespace {

const CouponId spring{"cou_spring"};

/// Slots over a log that holds the claims on `redeemed`.
CouponSlots slots_over(std::set<std::string> redeemed) {
  return CouponSlots{[redeemed = std::move(redeemed)](std::span<const std::string> names) {
    std::vector<bool> claimed;
    for (const std::string& name : names) claimed.push_back(redeemed.contains(name));
    return Stored<std::vector<bool>>{std::move(claimed)};
  }};
}

CouponSlots::Answer take(CouponSlots& slots, std::int64_t max, int* woken = nullptr) {
  const auto answer = slots.take(spring, max, [woken] {
    if (woken != nullptr) ++*woken;
  });
  EXPECT_TRUE(answer);
  return answer.value_or(CouponSlots::Answer{});
}

TEST(CouponSlots, AreGivenOutEachOnceAndNeverMoreThanThereAre) {
  CouponSlots slots = slots_over({});
  EXPECT_EQ(take(slots, 2).name, "coupon/cou_spring/1");
  EXPECT_EQ(take(slots, 2).name, "coupon/cou_spring/2");
  slots.give_back(spring, "coupon/cou_spring/1", true);
  slots.give_back(spring, "coupon/cou_spring/2", true);
  EXPECT_EQ(take(slots, 2).verdict, CouponSlots::Verdict::exhausted);
}

TEST(CouponSlots, ThatWereTriedInVainAreGivenOutAgain) {
  CouponSlots slots = slots_over({});
  const std::string first = take(slots, 1).name;
  int woken = 0;
  EXPECT_EQ(take(slots, 1, &woken).verdict, CouponSlots::Verdict::waiting);
  slots.give_back(spring, first, false);
  EXPECT_EQ(woken, 1) << "who waits is told";
  EXPECT_EQ(take(slots, 1).name, first);
}

TEST(CouponSlots, ContinueWhereTheLogEndsAndFillItsGaps) {
  CouponSlots slots = slots_over({"coupon/cou_spring/1", "coupon/cou_spring/3"});
  EXPECT_EQ(take(slots, 4).name, "coupon/cou_spring/2");
  EXPECT_EQ(take(slots, 4).name, "coupon/cou_spring/4");
}

TEST(CouponSlots, SeeAllClaimsOfALargeCoupon) {
  std::set<std::string> redeemed;
  for (int slot = 1; slot <= 20'000; ++slot) {
    redeemed.insert("coupon/cou_spring/" + std::to_string(slot));
  }
  CouponSlots slots = slots_over(std::move(redeemed));
  EXPECT_EQ(take(slots, 1'000'000).name, "coupon/cou_spring/20001");
}

} // namespace
} // namespace portal

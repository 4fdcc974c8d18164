#include <set>

#include <gtest/gtest.h>

#include "events/checks.hpp"
#include "events/ids.hpp"

namespace portal::testing {
namespace {

TEST(Ids, AcceptWhatCallersChoose) {
  for (const std::string_view text : {"cus_123", "cus_a", "cus_A-b_9"}) {
    EXPECT_TRUE(CustomerId::parse(text)) << text;
  }
  EXPECT_TRUE(CustomerId::parse("cus_" + std::string(64, 'x')));
}

TEST(Ids, RefuseEverythingElse) {
  for (const std::string_view text :
       {"", "cus_", "cus", "sub_1", "CUS_1", "cus_1 ", "cus_a/b", "cus_a.b", "cus_ü", "xcus_1"}) {
    EXPECT_FALSE(CustomerId::parse(text)) << text;
  }
  EXPECT_FALSE(CustomerId::parse("cus_" + std::string(65, 'x')));
}

TEST(Ids, AreMadeInOrderOfTime) {
  std::string before;
  for (std::int64_t ms = 1'700'000'000'000; ms < 1'700'000'000'100; ++ms) {
    IdMint mint{Instant{ms}, 0xffff, 0xffff'ffff'ffff'ffffULL - static_cast<std::uint64_t>(ms % 7)};
    const std::string id = mint.next<CustomerId>().text();
    EXPECT_LT(before, id);
    before = id;
  }
}

TEST(Ids, OfOneCommandAreDistinct) {
  IdMint mint{Instant{1'700'000'000'000}, 0xffff, 0xffff'ffff'ffff'fff0ULL};
  std::set<std::string> seen;
  for (int at = 0; at < 1'000; ++at) EXPECT_TRUE(seen.insert(mint.next_suffix()).second);
}

TEST(Ids, MadeByTheServerCannotBeChosen) {
  IdMint mint{Instant{1'800'000'000'000}, 42, 42};
  const std::string made = mint.next<SubscriptionId>().text();
  EXPECT_EQ(made.size(), 4U + 26U);
  const auto refusal = check_chosen_id(made, SubscriptionId::prefix);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, "id_reserved");
  EXPECT_FALSE(check_chosen_id("sub_1", "sub_"));
  EXPECT_FALSE(check_chosen_id("sub_abcdefghjkmnpqrstvwxyz0123", "sub_"));
}

} // namespace
} // namespace portal::testing

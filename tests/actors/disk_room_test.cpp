#include <gtest/gtest.h>

#include "actors/disk_room.hpp"
#include "tests/actors/node_fixture.hpp"

namespace portal::test {
namespace {

using namespace std::chrono_literals;

TEST(DiskRoom, IsShortUntilATenthMoreThanTheLeastIsFree) {
  std::uint64_t left = 1'000;
  DiskRoom room{1'000, [&] { return left; }, 0ms};
  EXPECT_FALSE(room.is_short());
  left = 999;
  EXPECT_TRUE(room.is_short());
  left = 1'099;
  EXPECT_TRUE(room.is_short()) << "it would come and go";
  left = 1'100;
  EXPECT_FALSE(room.is_short());
  left = 1'000;
  EXPECT_FALSE(room.is_short());
}

TEST(DiskRoom, LooksNoMoreOftenThanItIsTold) {
  int looks = 0;
  DiskRoom room{
    1'000,
    [&] {
      ++looks;
      return std::uint64_t{1};
    },
    1h};
  for (int turn = 0; turn < 1'000; ++turn) EXPECT_TRUE(room.is_short());
  EXPECT_EQ(looks, 1);
  EXPECT_EQ(room.free(), 1U);
}

TEST(DiskRoom, RefusesNothingWithoutALimitOrWhenItCannotTell) {
  DiskRoom unlimited{0, [] { return std::uint64_t{0}; }, 0ms};
  EXPECT_FALSE(unlimited.is_short());
  DiskRoom blind{1'000, [] { return std::optional<std::uint64_t>{}; }, 0ms};
  EXPECT_FALSE(blind.is_short());
}

TEST(DiskRoom, AsksTheFileSystem) {
  EXPECT_GT(free_beside("/tmp")().value_or(0), 0U);
  EXPECT_FALSE(free_beside("/nowhere/at/all")());
}

TEST_F(NodeFixture, CommandsAreRefusedWhileTheDiskIsShortAndReadsGoOn) {
  ask(start(), create_customer("cus_1"));
  stop();
  auto settings = calm_settings();
  settings.disk_free_min = 64 * 1'048'576;
  settings.disk_free = [] { return std::uint64_t{63} * 1'048'576; };
  Node& node = start(settings);

  const Outcome refused = ask(node, note("cus_1", "no room"));
  ASSERT_TRUE(refused.fault);
  EXPECT_EQ(refused.fault->kind, FaultKind::no_space);
  EXPECT_EQ(refused.retry_after, 60s);
  EXPECT_EQ(node.log().head(), 1U) << "nothing was written";

  auto told = note("cus_1", "what happened outside");
  told.origin.principal = {PrincipalKind::system, "payments"};
  EXPECT_FALSE(ask(node, std::move(told)).fault);

  const NodeStatus status = node.status();
  EXPECT_FALSE(status.ready);
  EXPECT_NE(status.not_ready_because.find("63 MiB left"), std::string::npos);
  EXPECT_EQ(status.disk_free, 63U * 1'048'576);
}

TEST_F(NodeFixture, CommandsAreTakenAgainWhenThereIsRoom) {
  auto settings = calm_settings();
  settings.disk_free_min = 64 * 1'048'576;
  settings.disk_free = [] { return std::uint64_t{1} << 40U; };
  Node& node = start(settings);
  EXPECT_FALSE(ask(node, create_customer("cus_1")).fault);
}

} // namespace
} // namespace portal::test

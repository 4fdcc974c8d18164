#include <gtest/gtest.h>

#include "cli/demo_story.hpp"
#include "events/json.hpp"

namespace portal {
namespace {

constexpr Instant begin{1'790'000'000'000};

TEST(DemoStory, IsToldInOrderAndEndsToday) {
  const auto story = demo_story(begin);
  int day = 0;
  for (const DemoScene& scene : story) {
    EXPECT_GE(scene.day, day);
    day = scene.day;
  }
  EXPECT_EQ(story.back().day, demo_days);
}

TEST(DemoStory, EveryBodyIsJson) {
  for (const DemoScene& scene : demo_story(begin)) {
    const auto body = JsonDocument::parse(scene.body);
    ASSERT_TRUE(body) << scene.target << " " << scene.body << ": " << body.error().message;
  }
}

TEST(DemoStory, IsAlwaysTheSame) {
  const auto once = demo_story(begin);
  const auto again = demo_story(begin);
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t at = 0; at < once.size(); ++at) EXPECT_EQ(once[at].body, again[at].body);
}

} // namespace
} // namespace portal

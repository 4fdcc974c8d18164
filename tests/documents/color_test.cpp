#include <gtest/gtest.h>

#include "documents/color.hpp"

namespace portal {
namespace {

TEST(Color, IsSixDigitsAfterAHash) {
  EXPECT_EQ(parse_color("#5469D4"), (Color{0x54, 0x69, 0xd4}));
  EXPECT_EQ(to_text({0x05, 0x69, 0xd4}), "#0569d4");
  for (const std::string_view text :
       {"", "#", "5469d4", "#5469d", "#5469d4a", "#5469dg", "#fff", "red", "#5469d4;x",
        " 5469d4"}) {
    EXPECT_FALSE(parse_color(text)) << text;
  }
}

TEST(Color, HasTheContrastThatWcagSays) {
  EXPECT_DOUBLE_EQ(contrast({0, 0, 0}, {255, 255, 255}), 21);
  EXPECT_DOUBLE_EQ(contrast({1, 2, 3}, {1, 2, 3}), 1);
  EXPECT_NEAR(contrast({0x77, 0x77, 0x77}, {255, 255, 255}), 4.478, 0.001);
  EXPECT_NEAR(contrast({255, 0, 0}, {255, 255, 255}), 3.998, 0.001);
  EXPECT_NEAR(contrast({0, 0, 255}, {255, 255, 255}), 8.592, 0.001);
}

TEST(Color, OfTextCanBeReadOnAnyGround) {
  double worst = 21;
  for (unsigned rgb = 0; rgb <= 0xffffff; rgb += 0x050301) {
    const Color ground{
      static_cast<std::uint8_t>(rgb >> 16U), static_cast<std::uint8_t>(rgb >> 8U),
      static_cast<std::uint8_t>(rgb)};
    worst = std::min(worst, contrast(ground, readable_on(ground)));
  }
  EXPECT_GE(worst, 4.5);
  EXPECT_EQ(to_text(readable_on({0x54, 0x69, 0xd4})), "#ffffff");
  EXPECT_EQ(to_text(readable_on({0xff, 0xd4, 0x00})), "#000000");
}

} // namespace
} // namespace portal

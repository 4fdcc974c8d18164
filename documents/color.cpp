#include "documents/color.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace portal {
namespace {

constexpr Color black{0, 0, 0};
constexpr Color white{255, 255, 255};
constexpr double legible = 4.5; // WCAG 2, level AA, for text of any size

double linear(std::uint8_t part) {
  const double share = part / 255.0;
  return share <= 0.04045 ? share / 12.92 : std::pow((share + 0.055) / 1.055, 2.4);
}

double luminance(const Color& color) {
  return 0.2126 * linear(color.red) + 0.7152 * linear(color.green) + 0.0722 * linear(color.blue);
}

} // namespace

std::optional<Color> parse_color(std::string_view text) {
  const bool fine = text.size() == 7 && text.front() == '#' &&
                    text.find_first_not_of("0123456789abcdefABCDEF", 1) == std::string_view::npos;
  if (!fine) return std::nullopt;
  const auto part = [&](std::size_t at) {
    std::uint8_t value = 0;
    std::from_chars(text.data() + at, text.data() + at + 2, value, 16);
    return value;
  };
  return Color{part(1), part(3), part(5)};
}

std::string to_text(const Color& color) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string text = "#";
  for (const std::uint8_t part : {color.red, color.green, color.blue}) {
    text += digits[part >> 4U];
    text += digits[part & 15U];
  }
  return text;
}

double contrast(const Color& one, const Color& other) {
  const auto [dark, light] = std::minmax({luminance(one), luminance(other)});
  return (light + 0.05) / (dark + 0.05);
}

Color readable_on(const Color& ground) {
  return contrast(ground, white) >= legible ? white : black;
}

} // namespace portal

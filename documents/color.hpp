#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace portal {

/// A colour of the screen (sRGB).
struct Color {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  bool operator==(const Color&) const = default;
};

/// `#5469d4`, in capitals too; nothing for any other text.
std::optional<Color> parse_color(std::string_view text);

std::string to_text(const Color& color);

/// The contrast of two colours by WCAG 2: 1 (none) to 21 (black and white).
double contrast(const Color& one, const Color& other);

/// White where it can be read on that ground (4.5), else black, which then can.
Color readable_on(const Color& ground);

} // namespace portal

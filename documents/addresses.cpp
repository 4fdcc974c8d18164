#include "documents/addresses.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace portal {

namespace {

template <std::size_t N>
bool is_one_of(std::string_view code, const std::array<std::string_view, N>& all) {
  return std::find(all.begin(), all.end(), code) != all.end();
}

/// The parts that are there, with `between` between them.
std::string joined(std::initializer_list<std::string_view> parts, std::string_view between = " ") {
  std::string out;
  for (const auto part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += between;
    out += part;
  }
  return out;
}

} // namespace

std::vector<std::string> address_lines(const Address& address, const LocaleText& text) {
  constexpr std::array<std::string_view, 4> state_before_code{"US", "CA", "AU", "PR"};
  constexpr std::array<std::string_view, 8> code_last{"GB", "IE", "IN", "SG",
                                                      "NZ", "ZA", "HK", "TH"};
  constexpr std::array<std::string_view, 4> large_to_small{"JP", "CN", "TW", "KR"};
  const auto line1 = address.line1.value_or("");
  const auto line2 = address.line2.value_or("");
  const auto city = address.city.value_or("");
  const auto state = address.state.value_or("");
  const auto code = address.postal_code.value_or("");
  const auto country = address.country.value_or("");
  std::vector<std::string> lines;
  if (is_one_of(country, large_to_small)) {
    const std::string sign = country == "JP" && !code.empty() ? "〒" : "";
    lines = {sign + code, joined({state, city}), line1, line2};
  } else if (is_one_of(country, state_before_code)) {
    lines = {line1, line2, joined({city, joined({state, code})}, ", ")};
  } else if (is_one_of(country, code_last)) {
    lines = {line1, line2, city, joined({state, code})};
  } else {
    lines = {line1, line2, joined({code, city}), state};
  }
  if (!country.empty()) lines.push_back(text.country(country));
  std::erase(lines, std::string{});
  return lines;
}

std::string png_of(std::string_view url) {
  constexpr std::string_view head = "data:image/png;base64,";
  constexpr std::string_view alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  if (!url.starts_with(head)) return {};
  std::string bytes;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : url.substr(head.size())) {
    const auto value = alphabet.find(c);
    if (value == std::string_view::npos) break;
    bits = (bits << 6U) | static_cast<std::uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes += static_cast<char>((bits >> static_cast<unsigned>(count)) & 0xFFU);
  }
  return bytes;
}

} // namespace portal

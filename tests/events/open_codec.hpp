#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "events/personal.hpp"

namespace portal::testing {

/// Seals by writing backwards in hexadecimal: no secret, but nothing clear in it, and it opens again.
class OpenCodec : public PersonalCodec {
 public:
  std::string seal(std::string_view clear_json) const override {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string sealed;
    for (auto at = clear_json.rbegin(); at != clear_json.rend(); ++at) {
      const auto byte = static_cast<unsigned char>(*at);
      sealed += digits[byte >> 4U];
      sealed += digits[byte & 15U];
    }
    return sealed;
  }

  std::optional<std::string> open(std::string_view sealed) const override {
    if (gone) return std::nullopt;
    std::string clear;
    for (std::size_t at = sealed.size(); at >= 2; at -= 2) {
      clear += static_cast<char>(std::stoi(std::string{sealed.substr(at - 2, 2)}, nullptr, 16));
    }
    return clear;
  }

  bool gone = false; ///< the key was destroyed
};

} // namespace portal::testing

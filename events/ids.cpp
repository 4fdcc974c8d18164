#include "events/ids.hpp"

#include <algorithm>

#include "events/money.hpp"

namespace portal {

bool is_id_suffix(std::string_view suffix) {
  if (suffix.empty() || suffix.size() > 64) return false;
  return std::all_of(suffix.begin(), suffix.end(), [](char c) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           c == '-';
  });
}

std::string IdMint::next_suffix() {
  static constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  UInt128 value = static_cast<UInt128>(static_cast<std::uint64_t>(now_.ms)) << 80;
  value |= static_cast<UInt128>(high_) << 64;
  value |= low_;
  // Ids of one command stay distinct and in order: the seed counts up.
  if (++low_ == 0) high_ = (high_ + 1) & 0xffffU;
  std::string text(26, '0');
  for (auto place = text.rbegin(); place != text.rend(); ++place) {
    *place = alphabet[static_cast<std::size_t>(value & 31U)];
    value >>= 5;
  }
  return text;
}

} // namespace portal

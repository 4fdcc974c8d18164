#include <array>
#include <cstdint>

#include "store/merkle.hpp"
#include "store/vault.hpp"

namespace portal {

namespace {

constexpr std::string_view letters =
  "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

constexpr std::array<std::int8_t, 256> make_values() {
  std::array<std::int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (std::size_t at = 0; at < letters.size(); ++at) {
    values[static_cast<unsigned char>(letters[at])] = static_cast<std::int8_t>(at);
  }
  return values;
}

constexpr auto values_of_letters = make_values();

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
  return static_cast<unsigned char>(bytes[at]);
}

std::optional<std::uint8_t> nibble(char digit) {
  if (digit >= '0' && digit <= '9') return static_cast<std::uint8_t>(digit - '0');
  if (digit >= 'a' && digit <= 'f') return static_cast<std::uint8_t>(digit - 'a' + 10);
  if (digit >= 'A' && digit <= 'F') return static_cast<std::uint8_t>(digit - 'A' + 10);
  return std::nullopt;
}

} // namespace

std::string base64url(std::string_view bytes) {
  std::string text;
  text.reserve((bytes.size() * 4 + 2) / 3);
  std::size_t at = 0;
  for (; at + 3 <= bytes.size(); at += 3) {
    const std::uint32_t three =
      byte_at(bytes, at) << 16U | byte_at(bytes, at + 1) << 8U | byte_at(bytes, at + 2);
    text += letters[three >> 18U];
    text += letters[three >> 12U & 63U];
    text += letters[three >> 6U & 63U];
    text += letters[three & 63U];
  }
  if (bytes.size() - at == 1) {
    const std::uint32_t one = byte_at(bytes, at) << 16U;
    text += letters[one >> 18U];
    text += letters[one >> 12U & 63U];
  } else if (bytes.size() - at == 2) {
    const std::uint32_t two = byte_at(bytes, at) << 16U | byte_at(bytes, at + 1) << 8U;
    text += letters[two >> 18U];
    text += letters[two >> 12U & 63U];
    text += letters[two >> 6U & 63U];
  }
  return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
  if (text.size() % 4 == 1) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() * 3 / 4);
  std::uint32_t gathered = 0;
  unsigned bits = 0;
  for (const char letter : text) {
    const auto value = values_of_letters[static_cast<unsigned char>(letter)];
    if (value < 0) return std::nullopt;
    gathered = gathered << 6U | static_cast<std::uint32_t>(value);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      bytes += static_cast<char>(gathered >> bits & 255U);
    }
  }
  // One text for one value: the bits past the last byte must be nought.
  if ((gathered & ((1U << bits) - 1U)) != 0) return std::nullopt;
  return bytes;
}

std::string hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string text;
  text.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    text += digits[byte >> 4U];
    text += digits[byte & 15U];
  }
  return text;
}

std::optional<std::string> from_hex(std::string_view text) {
  if (text.size() % 2 != 0) return std::nullopt;
  std::string bytes;
  bytes.reserve(text.size() / 2);
  for (std::size_t at = 0; at < text.size(); at += 2) {
    const auto high = nibble(text[at]);
    const auto low = nibble(text[at + 1]);
    if (!high || !low) return std::nullopt;
    bytes += static_cast<char>(*high << 4U | *low);
  }
  return bytes;
}

std::string to_hex(const Hash& hash) {
  return hex({reinterpret_cast<const char*>(hash.data()), hash.size()});
}

} // namespace portal

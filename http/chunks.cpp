#include "http/chunks.hpp"

#include <algorithm>
#include <utility>

namespace portal {
namespace {

constexpr unsigned size_digits_max = 8;

} // namespace

std::optional<FramingRefusal> ChunkDecoder::take_size(char c) {
  const char letter = c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c;
  const bool is_digit = c >= '0' && c <= '9';
  if (is_digit || (letter >= 'a' && letter <= 'f')) {
    if (++digits_ > size_digits_max) {
      return malformed_request("A chunk size may have at most 8 hexadecimal digits.");
    }
    left_ = left_ * 16 + static_cast<std::uint64_t>(is_digit ? c - '0' : letter - 'a' + 10);
    return std::nullopt;
  }
  if (c == '\r' && digits_ > 0) {
    expects_ = Expects::size_lf;
    return std::nullopt;
  }
  return malformed_request(
    "A chunk must begin with its size in hexadecimal digits and CR LF. Chunk "
    "extensions are refused."
  );
}

std::optional<FramingRefusal> ChunkDecoder::take(char c) {
  const auto step = [&](char wanted, Expects next) -> std::optional<FramingRefusal> {
    expects_ = next;
    if (c == wanted) return std::nullopt;
    return malformed_request(
      "The chunked body is not framed as RFC 9112 says: lines end in CR LF, and no trailers follow "
      "the last chunk."
    );
  };
  switch (expects_) {
  case Expects::size: return take_size(c);
  case Expects::size_lf: return step('\n', left_ == 0 ? Expects::last_cr : Expects::content);
  case Expects::content: return std::nullopt;
  case Expects::cr: return step('\r', Expects::lf);
  case Expects::lf: digits_ = 0; return step('\n', Expects::size);
  case Expects::last_cr: return step('\r', Expects::last_lf);
  case Expects::last_lf: is_done_ = true; return step('\n', Expects::size);
  }
  return std::nullopt;
}

tl::expected<bool, FramingRefusal>
ChunkDecoder::feed(std::string_view& bytes, std::string& body, std::size_t body_bytes_max) {
  while (!bytes.empty() && !is_done_) {
    if (expects_ != Expects::content) {
      const char c = bytes.front();
      bytes.remove_prefix(1);
      if (auto refusal = take(c)) return tl::unexpected{std::move(*refusal)};
      if (left_ > body_bytes_max - body.size())
        return tl::unexpected{body_too_large(body_bytes_max)};
      continue;
    }
    const auto size = std::min<std::uint64_t>(left_, bytes.size());
    body.append(bytes.substr(0, size));
    bytes.remove_prefix(size);
    left_ -= size;
    if (left_ == 0) expects_ = Expects::cr;
  }
  return is_done_;
}

} // namespace portal

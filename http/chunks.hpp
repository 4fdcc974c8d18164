#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "http/framing.hpp"

namespace portal {

/// Reads a chunked body that arrives piecemeal. No chunk extensions, no trailers, no bare LF.
class ChunkDecoder {
 public:
  /// Takes what it can use off the front of `bytes` and appends the content to `body`, which never
  /// grows over `body_bytes_max`. True: the body is whole, and what is left belongs to the next request.
  tl::expected<bool, FramingRefusal>
  feed(std::string_view& bytes, std::string& body, std::size_t body_bytes_max);

 private:
  enum class Expects : std::uint8_t { size, size_lf, content, cr, lf, last_cr, last_lf };

  /// Takes one byte of framing; nothing if it is the right one.
  std::optional<FramingRefusal> take(char c);
  std::optional<FramingRefusal> take_size(char c);

  Expects expects_ = Expects::size;
  unsigned digits_ = 0;
  std::uint64_t left_ = 0;
  bool is_done_ = false;
};

} // namespace portal

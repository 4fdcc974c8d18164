#pragma once

// Where one request ends and the next begins, decided by us alone: a strict reader of the raw head (and,
// in chunks.hpp, of chunked bodies). Plain bytes in, plain structs out; no socket, no Beast. Whatever two servers could
// read in two ways is refused, and after a refusal nothing more is read from that connection.

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "http/message.hpp"

namespace portal {

/// Why bytes are not a request that is answered: an HTTP status, a wire code, and what to do about it.
struct FramingRefusal {
  int status = 400;
  std::string code = "malformed_request";
  std::string message;
};

struct FramingLimits {
  std::size_t header_bytes_max =
    std::size_t{8} * 1024; ///< of the whole head, with its request line
  std::size_t header_fields_max = 64;
  std::size_t target_bytes_max = std::size_t{4} * 1024;
};

/// A request's head, and how its body is framed.
struct Head {
  Request request; ///< without body and peer
  bool is_http_1_0 = false;
  bool keeps_alive = true;
  bool expects_continue = false;
  bool is_chunked = false;
  std::uint64_t content_length = 0;
};

/// Finds the end of a head in bytes that arrive piecemeal, looking at each byte once, and refuses as
/// soon as a byte cannot belong to a head or a limit is passed.
class HeadScanner {
 public:
  /// `bytes`: all of the head so far. Gives the size of the head with its empty line, or 0: not yet.
  tl::expected<std::size_t, FramingRefusal>
  find_end(std::string_view bytes, const FramingLimits& limits);

  void reset() { *this = HeadScanner{}; }

 private:
  std::size_t scanned_ = 0;
  std::size_t line_start_ = 0;
};

/// Reads a whole head, from its method to its empty line.
tl::expected<Head, FramingRefusal> read_head(std::string_view bytes, const FramingLimits& limits);

/// True for an RFC 9110 token: a method or a header's name.
bool is_token(std::string_view text);

/// A field's value, or a piece of one, without the spaces and tabs around it.
std::string_view trimmed(std::string_view text);

FramingRefusal malformed_request(std::string message);

/// The refusal of a body over its limit; a limit of 0 is not named.
FramingRefusal body_too_large(std::size_t body_bytes_max);

} // namespace portal

#pragma once

// A connection's requests, read from bytes as they come: head, then body, within limits. No socket here,
// so every cut of every request can be tried without one.

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "http/chunks.hpp"
#include "http/framing.hpp"

namespace portal {

struct ReaderLimits {
  FramingLimits framing;
  std::size_t body_bytes_max = std::size_t{64} * 1024;
  std::function<std::size_t(const Request& head)> body_limit_of; ///< may be empty
};

/// Reads one request after another. Once it has refused it reads nothing more.
class RequestReader {
 public:
  enum class Step {
    needs_more,     ///< all bytes are used up, the request is not whole
    wants_continue, ///< the client waits for `100 Continue`: send it and feed on; said once a request
    complete,       ///< take() it; the bytes left belong to the next request
    refused,        ///< answer refusal() and close
  };

  /// `limits` must outlive the reader.
  explicit RequestReader(const ReaderLimits& limits) : limits_(&limits) {}

  /// Takes what it uses off the front of `bytes`.
  Step feed(std::string_view& bytes);

  /// The whole request; the reader begins anew.
  Head take();

  const FramingRefusal& refusal() const { return refusal_; }

  /// True from a request's first byte until it is complete.
  bool is_within_request() const { return phase_ != Phase::head || !pending_.empty(); }

  bool is_within_body() const { return phase_ == Phase::body; }

  /// How many bytes of body have come, without chunk framing.
  std::size_t body_bytes() const { return head_.request.body.size(); }

 private:
  enum class Phase { head, body, complete, refused };

  Step feed_head(std::string_view& bytes);
  Step feed_body(std::string_view& bytes);
  Step begin_body(std::string_view head_bytes, std::string_view following);
  Step refuse_with(FramingRefusal refusal);

  const ReaderLimits* limits_;
  Phase phase_ = Phase::head;
  bool skipped_empty_line_ = false;
  HeadScanner scanner_;
  std::string pending_; ///< a head that is not whole yet
  Head head_;
  std::size_t body_bytes_max_ = 0;
  ChunkDecoder chunks_;
  FramingRefusal refusal_;
};

} // namespace portal

#include "http/reader.hpp"

#include <algorithm>
#include <utility>

namespace portal {

RequestReader::Step RequestReader::feed(std::string_view& bytes) {
  switch (phase_) {
  case Phase::head: return feed_head(bytes);
  case Phase::body: return feed_body(bytes);
  case Phase::complete: return Step::complete;
  case Phase::refused: break;
  }
  return Step::refused;
}

RequestReader::Step RequestReader::refuse_with(FramingRefusal refusal) {
  refusal_ = std::move(refusal);
  phase_ = Phase::refused;
  pending_.clear();
  return Step::refused;
}

RequestReader::Step RequestReader::feed_head(std::string_view& bytes) {
  // RFC 9112 2.2: one empty line before a request is ignored; some clients end a body with it.
  if (!skipped_empty_line_ && pending_.empty() && bytes.starts_with("\r\n")) {
    skipped_empty_line_ = true;
    bytes.remove_prefix(2);
  }
  if (bytes.empty()) return Step::needs_more;
  const bool in_place = pending_.empty();
  const auto before = pending_.size();
  if (!in_place) {
    const auto room = limits_->framing.header_bytes_max + 1 - before;
    pending_.append(bytes.substr(0, room));
    if (!skipped_empty_line_ && pending_.starts_with("\r\n")) {
      skipped_empty_line_ = true; // its CR came alone, so all of it but that CR is in `bytes`
      pending_.clear();
      scanner_.reset();
      bytes.remove_prefix(1);
      return feed_head(bytes);
    }
  }
  const auto end = scanner_.find_end(in_place ? bytes : pending_, limits_->framing);
  if (!end) return refuse_with(end.error());
  if (*end == 0) {
    if (in_place) pending_ = bytes;
    bytes = {};
    return Step::needs_more;
  }
  const std::string kept = in_place ? std::string{} : std::exchange(pending_, {});
  const auto head_bytes = in_place ? bytes.substr(0, *end) : std::string_view{kept}.substr(0, *end);
  bytes.remove_prefix(*end - before);
  scanner_.reset();
  const auto step = begin_body(head_bytes, bytes);
  return step == Step::needs_more ? feed_body(bytes) : step;
}

RequestReader::Step
RequestReader::begin_body(std::string_view head_bytes, std::string_view following) {
  auto head = read_head(head_bytes, limits_->framing);
  if (!head) return refuse_with(std::move(head.error()));
  head_ = std::move(*head);
  body_bytes_max_ =
    limits_->body_limit_of ? limits_->body_limit_of(head_.request) : limits_->body_bytes_max;
  if (head_.content_length > body_bytes_max_) return refuse_with(body_too_large(body_bytes_max_));
  phase_ = Phase::body;
  if (head_.expects_continue && following.empty()) return Step::wants_continue;
  return Step::needs_more;
}

RequestReader::Step RequestReader::feed_body(std::string_view& bytes) {
  std::string& body = head_.request.body;
  if (head_.is_chunked) {
    const auto done = chunks_.feed(bytes, body, body_bytes_max_);
    if (!done) return refuse_with(done.error());
    if (!*done) return Step::needs_more;
  } else {
    const auto wanted = head_.content_length - body.size();
    const auto taken = bytes.substr(0, std::min<std::uint64_t>(wanted, bytes.size()));
    body.append(taken);
    bytes.remove_prefix(taken.size());
    if (body.size() < head_.content_length) return Step::needs_more;
  }
  phase_ = Phase::complete;
  return Step::complete;
}

Head RequestReader::take() {
  Head head = std::move(head_);
  head_ = {};
  chunks_ = {};
  phase_ = Phase::head;
  skipped_empty_line_ = false;
  return head;
}

} // namespace portal

#pragma once

#include <string>
#include <utility>
#include <vector>

#include "store/event_log.hpp"
#include "store/vault.hpp"

namespace portal::test {

/// One event's tail, as the actors write them.
inline std::string
some_tail(const std::string& stream, Version version, const std::string& note = "x") {
  Envelope head;
  head.stream = stream;
  head.version = static_cast<std::int64_t>(version);
  head.type = "thing.happened.v1";
  head.action = "thing.do";
  head.effective_at = Instant{1'700'000'000'000};
  head.principal = {PrincipalKind::key, "sk_1"};
  head.request_id = "req_1";
  return write_tail(head, R"({"note":")" + note + R"("})");
}

/// `count` events for `stream` behind version `expected`.
inline Append some_append(
  const std::string& stream, Version expected, std::size_t count = 1, const std::string& note = "x"
) {
  Append append{stream, expected, {}, {}, {}};
  for (std::size_t at = 1; at <= count; ++at) {
    append.tails.push_back(some_tail(stream, expected + at, note));
  }
  return append;
}

inline Append with_claims(Append append, std::vector<std::string> claims) {
  append.claims = std::move(claims);
  return append;
}

inline Append with_outcome(Append append, const std::string& key, const std::string& outcome) {
  append.idempotency = IdempotencyEntry{sha256(key), sha256("request " + key), outcome};
  return append;
}

/// The lines of the log in order.
inline Stored<std::vector<std::string>> lines_of(const EventLog& log, Position from = 1) {
  std::vector<std::string> lines;
  auto read = log.read(from, [&](Position, std::string_view line) {
    lines.emplace_back(line);
    return true;
  });
  if (!read) return tl::unexpected<Fault>(read.error());
  return lines;
}

inline const Instant noon{1'700'000'000'000};

} // namespace portal::test

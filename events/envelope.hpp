#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/codec.hpp"

namespace portal {

/// Place in the global log, from 1, gapless. Opaque outside: a string in JSON.
using Position = std::uint64_t;

/// Place in a stream, from 1, gapless.
using Version = std::uint64_t;

/// Who acts. `key`: a secret key; `session`: a customer through a portal session; `token`: a customer
/// through a customer token; `system`: the server itself (the clock, a payment's outcome);
/// `link`: someone who holds a portal link that is not (or no longer) a session.
enum class PrincipalKind { key, session, token, system, link };

constexpr auto names_of(PrincipalKind) {
  return std::to_array<std::string_view>({"key", "session", "token", "system", "link"});
}

struct Principal {
  PrincipalKind kind = PrincipalKind::system;
  std::string id; ///< `sk_…`, `ps_…`, `cst_…`; for system, the part of it: `clock`
  bool operator==(const Principal&) const = default;
  static constexpr Fields fields{
    Field{"kind", &Principal::kind, "How the principal proved who it is."},
    Field{"id", &Principal::id, "The key, session, token or part of the system."},
  };

  /// True for principals that act as the customer and are bound by scopes and configuration.
  bool is_customer() const {
    return kind == PrincipalKind::session || kind == PrincipalKind::token;
  }
};

/// Where a command comes from; stored in the envelope of every event that it causes.
struct Origin {
  Principal principal;
  std::string request_id;
  std::optional<Personal<std::string>> ip;
  std::optional<Personal<std::string>> user_agent;
  std::optional<std::string> cause; ///< position of the event that this follows from
};

/// An event as it stands in the log, without its data. The stored bytes are one line of JSON with
/// exactly these members in this order and then `data`; the leaf hash is SHA-256(0x00 ‖ those bytes).
struct Envelope {
  std::string position;
  Instant recorded_at;
  std::string stream;
  std::int64_t version = 0;
  std::string type;
  std::string action;     ///< the command's wire name: `subscription.create`
  std::int64_t index = 0; ///< place among the events of one command, from 0
  Instant effective_at;
  Principal principal;
  std::string request_id;
  std::optional<Personal<std::string>> ip;
  std::optional<Personal<std::string>> user_agent;
  std::optional<std::string> cause;

  static constexpr Fields fields{
    Field{"position", &Envelope::position, "Place in the global log, from 1, without gaps."},
    Field{"recorded_at", &Envelope::recorded_at, "When the log made it durable."},
    Field{"stream", &Envelope::stream, "The stream it belongs to, such as customer/cus_123."},
    Field{"version", &Envelope::version, "Place in the stream, from 1, without gaps."},
    Field{"type", &Envelope::type, "What happened, with the version of its shape."},
    Field{"action", &Envelope::action, "The command that caused it."},
    Field{"index", &Envelope::index, "Place among the events of one command, from 0."},
    Field{"effective_at", &Envelope::effective_at, "When it takes effect in the domain."},
    Field{"principal", &Envelope::principal, "Who acted."},
    Field{"request_id", &Envelope::request_id, "The request that caused it."},
    Field{"ip", &Envelope::ip, "The client's address (personal)."},
    Field{"user_agent", &Envelope::user_agent, "The client's program (personal)."},
    Field{"cause", &Envelope::cause, "Position of the event that it follows from."},
  };

  Position position_number() const;
};

/// An event read back from the log: its envelope, its data, and the exact bytes.
class RecordedEvent {
 public:
  /// Refused when `stored` is not an envelope with data.
  static Result<RecordedEvent> parse(std::string stored);

  const Envelope& head() const { return head_; }

  Json data() const { return whole_ ? *document_.root().member("data") : document_.root(); }

  /// The bytes as stored: one line of JSON.
  const std::string& stored() const { return stored_; }

 private:
  std::string stored_;
  JsonDocument document_; ///< the data, or all of the line
  bool whole_ = false;
  Envelope head_;
};

/// The members of an envelope from `stream` on, and `data`: what a writer prepares before the log
/// knows position and time of recording. `"stream":…,"data":{…}}`
std::string write_tail(const Envelope& head, std::string_view data);

/// `{"position":"…","recordedAt":"…",` + tail: the bytes to store.
std::string write_stored(Position position, Instant recorded_at, std::string_view tail);

/// `customer/cus_123`.
std::string stream_of(const CustomerId& customer);

/// The customer a stream belongs to, if it is a customer's.
std::optional<CustomerId> customer_of(std::string_view stream);

} // namespace portal

#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/envelope.hpp"

namespace portal {

struct Catalog;

/// What a decision may know beyond state and command. Nothing in it is read from a clock or a disk by
/// the domain: the same context and state always give the same decision.
struct Context {
  Instant now;
  Origin origin;
  IdMint* ids = nullptr;
  /// The catalog as last committed; immutable. Never null for the customers' decider.
  const Catalog* catalog = nullptr;
  /// `If-Match`: the version that the caller saw of the object it changes.
  std::optional<Version> if_version;
  /// Who moves the money of payment methods that are attached from now on.
  std::string_view gateway = "sandbox";
  /// A number that looks like chance and is always the same for the same text: the first 8 bytes of its
  /// SHA-256, big-endian. The domain has no cryptography of its own. Null where nothing is drawn.
  std::uint64_t (*draw)(std::string_view text) = nullptr;
  /// The keys of the command's claims that are taken, where it goes on all the same.
  std::span<const std::string> taken{};
};

/// Names one object of the API: `{"subscription", "sub_1"}`.
struct Subject {
  std::string object;
  std::string id;
  bool operator==(const Subject&) const = default;
};

/// What a command leads to: the events, and the object that the reply shows.
template <class Event> struct Decided {
  std::vector<Event> events;
  Subject subject;
};

template <class Event> using Decision = Result<Decided<Event>>;

/// What evolve may know of an event beside its data.
struct EventMeta {
  Version version = 0; ///< place in the stream; an object's `version` is that of its latest event
  Instant effective_at;
};

/// A name that must be free before a command may proceed, unique over the whole log for ever: a
/// caller-chosen id, or the (source, id) of a usage event.
struct Claim {
  std::string key;   ///< `id/sub_1`, `usage/<source>/<id>`
  std::string param; ///< the field at fault when it is taken
};

/// 412 `version_mismatch` unless the caller named no version or the right one.
std::optional<Refusal> stale(const Context& context, std::int64_t version);

} // namespace portal

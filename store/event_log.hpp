#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "events/envelope.hpp"
#include "store/fault.hpp"
#include "store/layout.hpp"
#include "store/merkle.hpp"

namespace portal {

/// What a command with an Idempotency-Key leaves behind, in the same batch as its events.
struct IdempotencyEntry {
  std::string key;            ///< 32 bytes: HMAC of principal scope and key
  std::string request_digest; ///< 32 bytes: SHA-256 of method, path and body
  std::string outcome;        ///< sealed by the caller; opaque here
};

/// The outcome that a key has, with the log position its command ended at.
struct StoredOutcome {
  std::string request_digest;
  std::string outcome;
  Position position = 0;
};

/// One command's events, for one stream.
struct Append {
  std::string stream;
  Version expected = 0; ///< the stream's version before; a mismatch is a Fault (conflict)
  /// From write_tail(); stream and version must fit. None: only the outcome is stored, of a command that
  /// changed nothing.
  std::vector<std::string> tails;
  std::vector<std::string> claims; ///< unique keys that these events take; ask claimed() first
  std::optional<IdempotencyEntry> idempotency;
};

struct Appended {
  Position first = 0;
  Position last = 0;
};

/// The ordered, immutable, verifiable log. One thread appends; any thread reads. Reads see
/// committed events alone. Positions are opaque to those above: nothing may assume that the log is
/// local.
class EventLog {
 public:
  EventLog() = default;
  EventLog(const EventLog&) = delete;
  EventLog& operator=(const EventLog&) = delete;
  virtual ~EventLog() = default;

  /// Makes all of the group durable, atomically, and raises the head; or none of it. Appends of one
  /// stream may follow each other in a group, each expecting the version that the one before ends
  /// at. `recorded_at` is raised to the last event's if it lies before. After a fault of kind
  /// `indeterminate` every later append fails: stop the process.
  virtual Stored<std::vector<Appended>>
  append(std::span<const Append> group, Instant recorded_at) = 0;

  /// The last committed position; 0 when empty.
  virtual Position head() const = 0;

  /// The stream's last version; 0 when it has no events.
  virtual Stored<Version> stream_head(std::string_view stream) const = 0;

  /// Calls `visit(position, stored bytes)` in order, from `from` on, until it answers false or the
  /// head at the time of the call is passed.
  using Visit = std::function<bool(Position, std::string_view)>;
  virtual Stored<void> read(Position from, const Visit& visit) const = 0;

  /// The same for one stream, from version `from` on.
  virtual Stored<void>
  read_stream(std::string_view stream, Version from, const Visit& visit) const = 0;

  /// Every stream once, in an order of the engine's own.
  using VisitStream = std::function<bool(std::string_view stream, Version version, Position last)>;
  virtual Stored<void> streams(const VisitStream& visit) const = 0;

  virtual Stored<std::optional<StoredOutcome>> outcome(std::string_view key) const = 0;

  /// For each of `keys`, whether a committed event has claimed it.
  virtual Stored<std::vector<bool>> claimed(std::span<const std::string> keys) const = 0;

  /// Copies the log, as it is between two groups, to where a new data folder keeps it, with a witness
  /// of its own; the head of what was copied. Appends wait meanwhile, for as long as it takes to link
  /// files. An engine that keeps nothing on disk refuses (misuse).
  virtual Stored<SignedHead> copy_to(const Layout& /*folder*/) const {
    return fault(FaultKind::misuse, "This log is in memory alone and cannot be backed up.");
  }

  // -- proof
  // ----------------------------------------------------------------------------------------
  /// The tree over all committed events, signed.
  virtual Stored<SignedHead> signed_head() const = 0;
  /// Root over the first `size` events.
  virtual Stored<Hash> root_at(Position size) const = 0;
  virtual Stored<std::vector<Hash>> inclusion_proof(Position position, Position size) const = 0;
  virtual Stored<std::vector<Hash>> consistency_proof(Position from, Position to) const = 0;
};

} // namespace portal

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "actors/follower.hpp"
#include "events/access.hpp"
#include "events/catalog.hpp"
#include "events/customer.hpp"
#include "events/webhooks.hpp"
#include "store/event_log.hpp"
#include "store/vault.hpp"
#include "store/views.hpp"

namespace portal {

/// The access ones first: alone of them they can be made from nothing.
using AnyCommand = std::variant<AccessCommand, CatalogCommand, CustomerCommand, WebhookCommand>;

/// What an Idempotency-Key is turned into at the edge.
struct IdempotencyKey {
  std::string digest;         ///< Vault::digest of principal scope and key
  std::string request_digest; ///< SHA-256 of method, path and body
  std::string secret;         ///< the key as sent: seals the stored outcome
};

/// A command on its way to the actor of its stream.
struct Submission {
  std::string stream; ///< `customer/<id>`, `catalog`, `access`, `webhooks/<id>`
  AnyCommand command;
  Origin origin;
  std::optional<Version> if_version;
  std::optional<IdempotencyKey> idempotency;
  int status = 200; ///< the HTTP status of success, stored with the outcome
  /// JSON members (`"secret":"…"`) that the reply shows once and nothing else ever holds in clear.
  std::string reveal;
};

/// What became of a command. `body` is the subject's object as JSON, opened for the caller.
struct Outcome {
  int status = 0;                 ///< of success; 0 when refused or failed
  std::optional<Refusal> refusal; ///< the domain said no
  std::optional<Fault> fault;     ///< ours: 503, unknown outcome, retry with the same key
  std::chrono::seconds retry_after{0};
  std::string body;
  Position position = 0; ///< of the last event; a read at this position sees the change
  Version version = 0;   ///< of the subject, for ETag
  bool replayed = false;
};

using Reply = std::function<void(Outcome)>;

struct NodeSettings {
  std::string data_directory;
  bool test_clock = false;
  std::optional<Instant>
    test_clock_start;    ///< default: the later of the log's last event and the real time
  int actor_threads = 0; ///< 0: as many as suit the machine
  std::size_t in_flight_max = 4'096;
  std::size_t in_flight_per_customer_max = 32;
  std::size_t resident_max =
    100'000; ///< customers kept in memory; the least recently used leave first
  std::size_t snapshot_every = 200; ///< events of a stream
  /// Bytes; commands are refused while less is free where the data is. 0: until a write fails.
  std::uint64_t disk_free_min = 0;
  /// Bytes free where the data is, if that can be told; default asks the file system.
  std::function<std::optional<std::uint64_t>()> disk_free;
  /// Who moves the money of payment methods attached from now on: `sandbox`, or the name of a gateway
  /// that an effect asks.
  std::string gateway = "sandbox";
  /// Called once when the process must stop because an outcome is unknown; default logs and exits 70.
  std::function<void(const Fault&)> on_fatal;
  /// Told, for the operator's log, when a stream cannot be worked on as it should: a command that threw,
  /// a stream that is set aside, something due that does not happen. Called from any thread; holds no
  /// customer's data but the stream's name. May be empty.
  std::function<void(std::string_view stream, std::string_view what)> on_trouble;
};

/// What operations want to know; cheap to ask.
struct NodeStatus {
  bool ready = false;
  std::string not_ready_because; ///< empty when ready
  bool reads_ready = false;      ///< reads are served; commands may be refused for want of room
  std::uint64_t disk_free = 0;   ///< bytes where the data is; 0 when nobody looks
  Position head = 0;
  Position views_at = 0;
  double rebuild_done = 1.0; ///< 0…1 while the views catch up
  std::chrono::seconds rebuild_eta{0};
  std::size_t resident = 0;
  std::size_t in_flight = 0;
  std::uint64_t commands = 0, refusals = 0, commits = 0, events = 0;
  std::uint64_t overloaded = 0; ///< commands turned away with 429 or 503
  double commit_seconds_sum = 0, commit_seconds_p50 = 0, commit_seconds_p99 = 0;
};

/// The running system below the edge: log, views, keys, actors, committer, projector, clock. CAF does
/// not show. All functions may be called from any thread; replies come on any thread.
class Node {
 public:
  static Stored<std::unique_ptr<Node>> start(NodeSettings settings);

  Node(const Node&) = delete;
  Node& operator=(const Node&) = delete;
  virtual ~Node() = default;

  /// Decides, makes durable, replies. The reply comes after the events are on disk, never before.
  virtual void submit(Submission submission, Reply reply) = 0;

  /// Calls back once the views show everything committed when this was called, and `at_least`. The
  /// answer is false when that takes longer than `deadline`, or `at_least` is past the head.
  virtual void when_visible(
    Position at_least, std::chrono::milliseconds deadline, std::function<void(bool)> then
  ) = 0;

  /// A consistent reader of the rows as the views are now.
  virtual std::unique_ptr<ViewReader> rows() const = 0;

  /// The rows as they were when the log ended at `position`, for one customer (`customer/<id>`), with
  /// the catalog of that time: folded afresh in memory.
  virtual Stored<std::unique_ptr<ViewReader>>
  rows_as_of(const std::string& stream, Position position) const = 0;

  /// The last position recorded at or before `at`.
  virtual Stored<Position> position_at(Instant at) const = 0;

  virtual std::shared_ptr<const Catalog> catalog() const = 0;
  virtual const EventLog& log() const = 0;
  virtual Vault& vault() = 0;
  virtual NodeStatus status() const = 0;

  /// The time that commands are given: the real clock, or the test clock.
  virtual Instant now() const = 0;

  /// Test clock only: moves to `to` through everything that falls due on the way, in order; replies
  /// when all of it is durable. Refused (misuse) with the real clock, or backwards.
  virtual void advance_clock(Instant to, std::function<void(Stored<Instant>)> then) = 0;

  /// Calls back (from any thread) after each commit with the new head, while the handle lives.
  virtual std::shared_ptr<void> on_commit(std::function<void(Position)> hear) = 0;

  /// Lets the test clock wait for someone who follows the log; before `follower` goes, unfollow().
  virtual void follow(Follower& follower) = 0;
  virtual void unfollow(Follower& follower) = 0;

  /// No new commands; waits for those in flight, then syncs and closes. Idempotent.
  virtual void drain(std::chrono::milliseconds deadline) = 0;

 protected:
  Node() = default;
};

} // namespace portal

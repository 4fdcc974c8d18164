#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/addresses.hpp"
#include "http/message.hpp"

namespace portal {

struct ServerSettings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080; ///< 0: any free one, see Server::port
  int threads = 2;
  std::size_t header_bytes_max = std::size_t{8} * 1024;
  std::size_t header_fields_max = 64;
  std::size_t target_bytes_max = std::size_t{4} * 1024;
  std::size_t body_bytes_max = std::size_t{64} * 1024;
  /// Asked for each request head: the body limit of that path (usage batches may be larger).
  std::function<std::size_t(const Request& head)> body_limit_of;
  std::chrono::milliseconds header_deadline{5'000}; ///< absolute, from the first byte of a head
  std::chrono::milliseconds body_deadline{20'000};  ///< absolute, whatever the rate
  std::size_t body_bytes_per_second_min = 1024;     ///< on average, once the grace is over
  std::chrono::milliseconds body_rate_grace{5'000};
  std::chrono::milliseconds idle_deadline{30'000};  ///< between requests of a connection
  std::chrono::milliseconds write_deadline{15'000}; ///< without progress
  std::size_t connections_max = 10'000;
  std::size_t connections_per_address_max = 0; ///< 0: no limit; proxies to be trusted have none
  AddressRanges trusted_proxies;               ///< whose X-Forwarded-For is believed
  std::size_t requests_per_connection_max = 100'000;
  std::size_t stream_backlog_max =
    std::size_t{1024} * 1024; ///< written to a stream and not taken by its client
  /// Told what went wrong inside, in a sentence for the log; called from any thread. May be empty.
  std::function<void(std::string_view)> report;
};

/// What the server has seen, for /metrics.
struct ServerCounts {
  std::uint64_t connections_open = 0, connections_accepted = 0, connections_refused = 0;
  std::uint64_t requests = 0, framing_refused = 0, deadlines_passed = 0;
};

/// The HTTP/1.1 edge. All of Boost.Beast lives behind it. Destroying it drains without waiting.
///
/// Streams: `Response::Writer` called from a thread of one's own waits while `stream_backlog_max` bytes
/// are untaken, for `write_deadline` at most; then the client counts as gone. Called on an I/O thread it
/// never waits, and a client that is eight backlogs behind counts as gone. A writer that is dropped
/// before its last chunk breaks the connection off, so that the client sees the body is not whole.
class Server {
 public:
  /// Binds at once; the message of the exception-free failure says which address and why.
  static std::unique_ptr<Server>
  start(ServerSettings settings, Handler handler, std::string& error);

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  virtual ~Server() = default;

  virtual std::uint16_t port() const = 0;
  virtual ServerCounts counts() const = 0;

  /// Stops accepting, closes idle connections, lets running requests finish until `deadline` has
  /// passed, closes the rest and ends the I/O threads. Not to be called from a handler. Idempotent.
  virtual void drain(std::chrono::milliseconds deadline) = 0;

 protected:
  Server() = default;
};

} // namespace portal

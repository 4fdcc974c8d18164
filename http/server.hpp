#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "http/message.hpp"

namespace portal {

struct ServerSettings {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8080; ///< 0: any free one, see Server::port
  int threads = 2;
  std::size_t header_bytes_max = 8 * 1024;
  std::size_t header_fields_max = 64;
  std::size_t target_bytes_max = 4 * 1024;
  std::size_t body_bytes_max = 64 * 1024;
  /// Asked for each request head: the body limit of that path (usage batches may be larger).
  std::function<std::size_t(const Request& head)> body_limit_of;
  std::chrono::milliseconds header_deadline{5'000};  ///< absolute, from the first byte of a head
  std::chrono::milliseconds body_deadline{20'000};   ///< absolute, and at least 1 KiB/s after 5 s
  std::chrono::milliseconds idle_deadline{30'000};   ///< between requests of a connection
  std::chrono::milliseconds write_deadline{15'000};  ///< without progress
  std::size_t connections_max = 10'000;
  std::size_t requests_per_connection_max = 100'000;
};

/// What the server has seen, for /metrics.
struct ServerCounts {
  std::uint64_t connections_open = 0, connections_accepted = 0, connections_refused = 0;
  std::uint64_t requests = 0, framing_refused = 0, deadlines_passed = 0;
};

/// The HTTP/1.1 edge. All of Boost.Beast lives behind it.
class Server {
 public:
  /// Binds at once; the message of the exception-free failure says which address and why.
  static std::unique_ptr<Server> start(ServerSettings settings, Handler handler, std::string& error);

  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  virtual ~Server() = default;

  virtual std::uint16_t port() const = 0;
  virtual ServerCounts counts() const = 0;

  /// Stops accepting, lets running requests finish until `deadline` has passed, closes the rest.
  virtual void drain(std::chrono::milliseconds deadline) = 0;

 protected:
  Server() = default;
};

} // namespace portal

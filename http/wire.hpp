#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace portal {

class Connection;

/// How far a read or write that never waits has come.
enum class Moved { done, blocked, broken };

/// How a response's head is written, beside what the handler put into it.
struct ResponseFrame {
  bool keeps_alive = true;
  bool is_http_1_0 = false; ///< of the request
  bool is_streamed = false; ///< the body follows through send(), framed already
  bool is_head_only = false;
  std::string_view date;
};

/// One client's socket and the response on its way to it. Nothing here waits; the connection is told
/// when waiting is over. Made and known inside by server.cpp alone, where Asio and Beast are.
class Link {
 public:
  struct Socket;

  explicit Link(std::unique_ptr<Socket> socket);
  ~Link();
  Link(Link&&) noexcept;
  Link& operator=(Link&&) = delete;

  /// The client's address; empty when it is gone already.
  std::string peer() const;

  /// Gives what has arrived; valid until the loop reads again.
  Moved receive(std::string_view& bytes);

  /// Sends from the front of `bytes` and takes off what was sent.
  Moved send(std::string_view& bytes);

  void begin_response(Response response, const ResponseFrame& frame);

  /// Sends head and body together, as far as it goes; call again once blocked is over.
  Moved send_response();

  /// Lets go of the response's body.
  void end_response();

  /// Calls Connection::may_read or may_write once, from the loop.
  void wait_to_read(std::shared_ptr<Connection> connection);
  void wait_to_write(std::shared_ptr<Connection> connection);

  void shut_down_sending();
  void close();

 private:
  std::unique_ptr<Socket> socket_;
};

} // namespace portal

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace portal {

/// One HTTP request to someone outside.
struct HttpCall {
  std::string method = "POST";
  std::string url;
  std::vector<std::string> headers; ///< `name: value`
  std::string body;
  std::chrono::milliseconds timeout{10'000}; ///< for all of it
};

/// What came back. `status` 0: nothing did, and `error` says why; whether the other side has acted is
/// then unknown.
struct HttpAnswer {
  int status = 0;
  std::string body;
  std::string error;
  bool address_refused = false; ///< the name led inside: nothing was sent
};

/// Sends requests, many at once, on one thread. Follows no redirects, uses no proxy.
class Outbound {
 public:
  Outbound() = default;
  Outbound(const Outbound&) = delete;
  Outbound& operator=(const Outbound&) = delete;
  virtual ~Outbound() = default;

  using Then = std::function<void(HttpAnswer)>;

  /// `then` is called once, on the sending thread: it must not block.
  virtual void send(HttpCall call, Then then) = 0;

  /// Ends what is under way, and what is sent later, without an answer.
  virtual void give_up() = 0;

  /// Sends, waiting for the answer. Not from within a `then`.
  HttpAnswer ask(HttpCall call);
};

/// Where requests may go: `outside` connects to public addresses alone, looked at once a name has been
/// resolved, and to exactly the address that was looked at.
enum class Reach { outside, anywhere };

std::unique_ptr<Outbound> make_outbound(Reach reach);

} // namespace portal

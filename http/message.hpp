#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace portal {

struct Header {
  std::string name; ///< lower case
  std::string value;
};

/// A whole request, framed and limited, before anything has read its meaning. No Beast type.
struct Request {
  std::string method; ///< upper case
  std::string target; ///< as sent, ≤ 4 KiB, origin form
  std::string path;   ///< without query, percent-decoded, no trailing slash but for "/"
  std::string query;  ///< raw, without "?"
  std::vector<Header> headers;
  std::string body;
  std::string peer; ///< the client's address, without port

  /// The header's value, or nothing. `name` in lower case.
  const std::string* header(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::vector<Header> headers; ///< content-type, and what the handler adds; framing is the server's
  std::string body;
  /// Where set, the body is a stream: the server sends the head (chunked) and then calls this with a
  /// writer that may be used from any thread until it answers false (the client has gone).
  using Writer = std::function<bool(std::string chunk, bool last)>;
  std::function<void(Writer)> stream;

  Response& with(std::string name, std::string value) {
    headers.push_back({std::move(name), std::move(value)});
    return *this;
  }
};

/// Answers a request once, from any thread.
using Respond = std::function<void(Response)>;

/// What a server runs for each request. Called on an I/O thread; must not block for long.
using Handler = std::function<void(Request, Respond)>;

} // namespace portal

#pragma once

#include <ctime>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace portal {

/// An error that the server itself answers, outside any route: SPEC's error object with a request id of
/// its own, which is also sent as `x-request-id` and, for the log, put into `request_id`.
Response server_problem(
  int status, std::string_view code, std::string_view message, std::string* request_id = nullptr
);

/// What a request gets whose handler threw, dropped it, or made a response that cannot be sent.
Response handler_failed(std::string* request_id = nullptr);

/// False for a response that would break framing: a status outside 200 to 599, a header name that is no
/// token, a value with control characters.
bool is_sendable(const Response& response);

/// True for headers that are the server's own to write: length, encoding, connection, date, server.
bool is_servers_own(std::string_view header_name);

/// A status whose response never has a body: 204 and 304.
bool is_bodiless(int status);

/// `Sun, 06 Nov 1994 08:49:37 GMT`.
std::string http_date(std::time_t at);

} // namespace portal

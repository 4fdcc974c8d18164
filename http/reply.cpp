#include "http/reply.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "events/ids.hpp"
#include "events/json.hpp"
#include "http/framing.hpp"
#include "http/problem.hpp"
#include "store/vault.hpp"

namespace portal {
namespace {

Instant now() {
  const auto since = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<Millis>(since).count()};
}

bool is_safe_value(std::string_view value) {
  return std::all_of(value.begin(), value.end(), [](char c) {
    return c == '\t' || (static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
  });
}

} // namespace

Response server_problem(
  int status, std::string_view code, std::string_view message, std::string* request_id
) {
  const std::string id = "req_" + new_mint(now()).next_suffix();
  std::string body;
  {
    Members outer{body};
    Members error{outer.key("error")};
    error.text("type", error_type_of(status)).text("code", code).text("message", message);
    error.text("requestId", id);
  }
  auto made = json_response(status, std::move(body));
  made.with("x-request-id", id);
  if (request_id != nullptr) *request_id = id;
  return made;
}

Response handler_failed(std::string* request_id) {
  return server_problem(
    500, "internal_error", "The server made a mistake; tell the operator the request id.",
    request_id
  );
}

bool is_sendable(const Response& response) {
  if (response.status < 200 || response.status > 599) return false;
  return std::all_of(response.headers.begin(), response.headers.end(), [](const Header& header) {
    return is_token(header.name) && is_safe_value(header.value);
  });
}

bool is_servers_own(std::string_view header_name) {
  constexpr auto own = std::to_array<std::string_view>(
    {"content-length", "transfer-encoding", "connection", "keep-alive", "date", "server", "trailer",
     "upgrade"}
  );
  const auto is_same = [&](std::string_view name) {
    return std::equal(
      name.begin(), name.end(), header_name.begin(), header_name.end(),
      [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? static_cast<char>(b + 32) : b); }
    );
  };
  return std::any_of(own.begin(), own.end(), is_same);
}

bool is_bodiless(int status) { return status == 204 || status == 304; }

std::string http_date(std::time_t at) {
  std::tm parts{};
  gmtime_r(&at, &parts);
  constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                               "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto two = [](int number) {
    return std::string{static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
  };
  std::string text = days.at(static_cast<std::size_t>(parts.tm_wday));
  text += ", " + two(parts.tm_mday) + " " + months.at(static_cast<std::size_t>(parts.tm_mon)) + " ";
  text += std::to_string(parts.tm_year + 1900) + " " + two(parts.tm_hour) + ":" + two(parts.tm_min);
  return text + ":" + two(parts.tm_sec) + " GMT";
}

} // namespace portal

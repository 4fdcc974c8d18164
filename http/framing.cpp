#include "http/framing.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>

#include "http/target.hpp"

namespace portal {
namespace {

using Verdict = std::optional<FramingRefusal>;

constexpr std::size_t method_bytes_max = 32;
constexpr std::size_t content_length_digits_max = 15;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

constexpr auto token_characters = [] {
  std::array<bool, 256> allowed{};
  for (int c = 0; c < 128; ++c) {
    const auto character = static_cast<char>(c);
    allowed[static_cast<std::size_t>(c)] =
      is_digit(character) || is_letter(character) ||
      std::string_view{"!#$%&'*+-.^_`|~"}.find(character) != std::string_view::npos;
  }
  return allowed;
}();

constexpr bool is_token_character(char c) {
  return token_characters[static_cast<unsigned char>(c)];
}

constexpr bool is_value_character(char c) {
  return c == '\t' ||
         (static_cast<unsigned char>(c) >= 0x20 && static_cast<unsigned char>(c) < 0x7f);
}

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equals_ignoring_case(std::string_view text, std::string_view lower_case) {
  return std::equal(
    text.begin(), text.end(), lower_case.begin(), lower_case.end(),
    [](char a, char b) { return lower(a) == b; }
  );
}

FramingRefusal header_too_large(const FramingLimits& limits) {
  return {
    431, "header_too_large",
    "The request's head may have " + std::to_string(limits.header_bytes_max) + " bytes and " +
      std::to_string(limits.header_fields_max) + " header fields. Send fewer or shorter ones."};
}

FramingRefusal target_too_long(const FramingLimits& limits) {
  return {
    414, "target_too_long",
    "The request target may have " + std::to_string(limits.target_bytes_max) +
      " bytes. Shorten the query."};
}

/// The headers that mean something to framing or to authority; each may come once.
enum class Single : std::uint8_t {
  host,
  authorization,
  content_length,
  content_type,
  content_encoding,
  transfer_encoding,
  expect,
  idempotency_key,
  if_match,
  cookie,
  origin,
  portal_position,
  request_id,
};

constexpr auto singles = std::to_array<std::string_view>(
  {"host", "authorization", "content-length", "content-type", "content-encoding",
   "transfer-encoding", "expect", "idempotency-key", "if-match", "cookie", "origin",
   "portal-position", "x-request-id"}
);

std::optional<Single> single_named(std::string_view name) {
  const auto* found = std::find(singles.begin(), singles.end(), name);
  if (found == singles.end()) return std::nullopt;
  return static_cast<Single>(found - singles.begin());
}

/// A name or address with an optional port, and nothing that could be read as something else.
bool is_host(std::string_view text) {
  if (text.empty()) return false;
  auto rest = text;
  if (text.front() == '[') {
    const auto end = text.find(']');
    if (end == std::string_view::npos || end == 1) return false;
    const auto address = text.substr(1, end - 1);
    if (address.find_first_not_of("0123456789abcdefABCDEF:.") != std::string_view::npos)
      return false;
    rest = text.substr(end + 1);
  } else {
    const auto end = std::min(text.find(':'), text.size());
    const auto is_name_character = [](char c) {
      return is_digit(c) || is_letter(c) || c == '.' || c == '-' || c == '_' || c == '~';
    };
    const auto name = text.substr(0, end);
    if (name.empty() || !std::all_of(name.begin(), name.end(), is_name_character)) return false;
    rest = text.substr(end);
  }
  if (rest.empty()) return true;
  if (rest.front() != ':' || rest.size() > 6) return false;
  return std::all_of(rest.begin() + 1, rest.end(), is_digit);
}

/// Reads the lines of one head into a Head; each step gives the refusal it found, or nothing.
class HeadReader {
 public:
  HeadReader(std::string_view bytes, const FramingLimits& limits) : rest_(bytes), limits_(limits) {}

  Verdict read() {
    if (rest_.size() > limits_.header_bytes_max) return header_too_large(limits_);
    std::string_view line;
    if (auto refusal = take_line(line)) return refusal;
    if (auto refusal = read_request_line(line)) return refusal;
    head_.request.headers.reserve(8);
    for (;;) {
      if (auto refusal = take_line(line)) return refusal;
      if (line.empty()) break;
      if (auto refusal = read_field(line)) return refusal;
    }
    if (!rest_.empty()) return malformed_request("There are bytes after the head.");
    return settle();
  }

  Head head_;

 private:
  Verdict take_line(std::string_view& line) {
    const auto end = rest_.find('\n');
    if (end == std::string_view::npos || end == 0 || rest_[end - 1] != '\r') {
      return malformed_request("Each line of the head must end in CR LF.");
    }
    line = rest_.substr(0, end - 1);
    rest_.remove_prefix(end + 1);
    return std::nullopt;
  }

  Verdict read_request_line(std::string_view line) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
      return malformed_request(
        "The request line must be: METHOD target HTTP/1.1, with one space between."
      );
    }
    const auto method = line.substr(0, first);
    const auto target = line.substr(first + 1, last - first - 1);
    const auto version = line.substr(last + 1);
    if (version != "HTTP/1.1" && version != "HTTP/1.0") {
      return malformed_request("The protocol version must be HTTP/1.1 or HTTP/1.0.");
    }
    head_.is_http_1_0 = version.back() == '0';
    const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
    if (!is_token(method) || method.size() > method_bytes_max || std::any_of(method.begin(), method.end(), is_lower)) {
      return malformed_request("The method must be a token in upper case, such as GET or POST.");
    }
    head_.request.method = method;
    return read_request_target(target);
  }

  Verdict read_request_target(std::string_view target) {
    if (target.size() > limits_.target_bytes_max) return target_too_long(limits_);
    head_.request.target = target;
    if (target == "*") {
      if (head_.request.method != "OPTIONS")
        return malformed_request("Only OPTIONS may ask for *.");
      head_.request.path = "*";
      return std::nullopt;
    }
    auto read = read_target(target);
    if (!read) return malformed_request(std::move(read.error().message));
    head_.request.path = std::move(read->path);
    head_.request.query = std::move(read->query);
    return std::nullopt;
  }

  Verdict read_field(std::string_view line) {
    if (head_.request.headers.size() == limits_.header_fields_max) return header_too_large(limits_);
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) {
      return malformed_request(
        "Each header must be one line, a name directly followed by a colon and a "
        "value. Folded lines "
        "and spaces before the colon are refused."
      );
    }
    std::string name{line.substr(0, colon)};
    std::transform(name.begin(), name.end(), name.begin(), lower);
    const auto value = trimmed(line.substr(colon + 1));
    if (!std::all_of(value.begin(), value.end(), is_value_character)) {
      return malformed_request(
        "The header " + name + " has a control character or a byte outside ASCII."
      );
    }
    if (auto refusal = read_value(name, value)) return refusal;
    head_.request.headers.push_back({std::move(name), std::string{value}});
    return std::nullopt;
  }

  Verdict read_value(std::string_view name, std::string_view value) {
    if (name == "connection") return read_connection(value);
    const auto single = single_named(name);
    if (!single) return std::nullopt;
    const auto bit = 1U << static_cast<unsigned>(*single);
    if ((seen_ & bit) != 0) {
      return malformed_request("The header " + std::string{name} + " may come only once.");
    }
    seen_ |= bit;
    if (*single == Single::host && !is_host(value)) {
      return malformed_request("Host must be a name or an address, with a port or without.");
    }
    if (*single == Single::content_length) return read_content_length(value);
    if (*single == Single::transfer_encoding) {
      head_.is_chunked = equals_ignoring_case(value, "chunked");
      if (!head_.is_chunked) return malformed_request("Transfer-Encoding may only be chunked.");
    }
    if (*single == Single::expect) {
      if (!equals_ignoring_case(value, "100-continue")) {
        return FramingRefusal{417, "expectation_failed", "Expect may only be 100-continue."};
      }
      head_.expects_continue = true;
    }
    return std::nullopt;
  }

  Verdict read_connection(std::string_view value) {
    while (!value.empty()) {
      const auto end = std::min(value.find(','), value.size());
      const auto option = trimmed(value.substr(0, end));
      closes_ = closes_ || equals_ignoring_case(option, "close");
      asks_to_stay_ = asks_to_stay_ || equals_ignoring_case(option, "keep-alive");
      value.remove_prefix(std::min(end + 1, value.size()));
    }
    return std::nullopt;
  }

  Verdict read_content_length(std::string_view value) {
    if (value.empty() || !std::all_of(value.begin(), value.end(), is_digit)) {
      return malformed_request("Content-Length must be one number of decimal digits.");
    }
    if (value.size() > content_length_digits_max) return body_too_large(0);
    std::from_chars(value.data(), value.data() + value.size(), head_.content_length);
    return std::nullopt;
  }

  bool has(Single single) const { return (seen_ & (1U << static_cast<unsigned>(single))) != 0; }

  /// What can only be said once all fields are known.
  Verdict settle() {
    if (!has(Single::host) && !head_.is_http_1_0) {
      return malformed_request("Host is missing. HTTP/1.1 requests name the host they are for.");
    }
    if (head_.is_chunked && head_.is_http_1_0) {
      return malformed_request("Transfer-Encoding needs HTTP/1.1.");
    }
    if (head_.is_chunked && has(Single::content_length)) {
      return malformed_request("Send Content-Length or Transfer-Encoding, not both.");
    }
    const auto& method = head_.request.method;
    const bool has_body = head_.is_chunked || head_.content_length > 0;
    if (has_body && (method == "GET" || method == "HEAD" || method == "TRACE")) {
      return malformed_request(
        "A " + method + " request has no body. Put what it asks for in the query."
      );
    }
    // RFC 9110: an expectation in HTTP/1.0 is ignored; without a body there is nothing to wait for.
    head_.expects_continue = head_.expects_continue && has_body && !head_.is_http_1_0;
    head_.keeps_alive = !closes_ && (!head_.is_http_1_0 || asks_to_stay_);
    return std::nullopt;
  }

  std::string_view rest_;
  const FramingLimits& limits_;
  unsigned seen_ = 0;
  bool closes_ = false;
  bool asks_to_stay_ = false;
};

} // namespace

std::string_view trimmed(std::string_view text) {
  const auto is_space = [](char c) { return c == ' ' || c == '\t'; };
  while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
  return text;
}

FramingRefusal malformed_request(std::string message) {
  return {400, "malformed_request", std::move(message)};
}

bool is_token(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_token_character);
}

FramingRefusal body_too_large(std::size_t body_bytes_max) {
  std::string limit = body_bytes_max == 0 ? "" : " of " + std::to_string(body_bytes_max) + " bytes";
  return {
    413, "body_too_large",
    "The request's body is over this path's limit" + limit + ". Send less, in several requests."};
}

tl::expected<std::size_t, FramingRefusal>
HeadScanner::find_end(std::string_view bytes, const FramingLimits& limits) {
  // A request line of the longest target, with its method and version.
  const auto first_line_max = limits.target_bytes_max + method_bytes_max + 16;
  while (scanned_ < bytes.size()) {
    const char c = bytes[scanned_++];
    if (scanned_ > limits.header_bytes_max) return tl::unexpected{header_too_large(limits)};
    if (line_start_ == 0 && scanned_ > first_line_max)
      return tl::unexpected{target_too_long(limits)};
    const bool follows_cr = scanned_ > 1 && bytes[scanned_ - 2] == '\r';
    if ((c == '\n') != follows_cr) {
      return tl::unexpected{malformed_request("Each line of the head must end in CR LF.")};
    }
    if (c == '\n') {
      if (scanned_ == 2) return tl::unexpected{malformed_request("The request line is empty.")};
      if (scanned_ - line_start_ == 2) return scanned_;
      line_start_ = scanned_;
    } else if (c != '\r' && !is_value_character(c)) {
      return tl::unexpected{malformed_request(
        "The head has a control character or a byte outside ASCII. Is this plain HTTP?"
      )};
    }
  }
  return 0;
}

tl::expected<Head, FramingRefusal> read_head(std::string_view bytes, const FramingLimits& limits) {
  HeadReader reader{bytes, limits};
  if (auto refusal = reader.read()) return tl::unexpected{std::move(*refusal)};
  return std::move(reader.head_);
}

} // namespace portal

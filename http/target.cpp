#include "http/target.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace portal {
namespace {

constexpr auto malformed = "malformed_request";

constexpr std::array<bool, 256> characters(std::string_view extra) {
  std::array<bool, 256> allowed{};
  for (char c = '0'; c <= '9'; ++c) allowed[static_cast<unsigned char>(c)] = true;
  for (char c = 'a'; c <= 'z'; ++c) allowed[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c) allowed[static_cast<unsigned char>(c)] = true;
  for (const char c : extra) allowed[static_cast<unsigned char>(c)] = true;
  return allowed;
}

// RFC 3986: pchar and "/", and for the query also "?". Browsers leave brackets alone in queries.
constexpr auto path_characters = characters("-._~!$&'()*+,;=:@/%");
constexpr auto query_characters = characters("-._~!$&'()*+,;=:@/%?[]");

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

/// Decodes percent-encoding; nothing if a `%` is not followed by two hexadecimal digits.
std::optional<std::string> decode(std::string_view raw, bool plus_is_space) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t at = 0; at < raw.size(); ++at) {
    if (raw[at] == '+' && plus_is_space) {
      out += ' ';
    } else if (raw[at] != '%') {
      out += raw[at];
    } else {
      if (raw.size() - at < 3) return std::nullopt;
      const int high = hex_digit(raw[at + 1]), low = hex_digit(raw[at + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      at += 2;
    }
  }
  return out;
}

/// Why `text` cannot be what was meant, or null.
const char* fault_of(const std::optional<std::string>& text, Lines lines = Lines::refused) {
  if (!text) return "has a % that is not followed by two hexadecimal digits";
  for (const char c : *text) {
    const bool is_of_lines = c == '\n' || c == '\r' || c == '\t';
    if (is_of_lines && lines == Lines::allowed) continue;
    if (is_control(c)) return "has an encoded control character";
  }
  return is_utf8(*text) ? nullptr : "is not UTF-8 once percent-decoded";
}

tl::unexpected<Refusal> path_refusal(std::string_view what) {
  return refuse(
    RefusalKind::invalid, malformed, "",
    "The path " + std::string{what} + ". Send the path as the API's documentation writes it."
  );
}

Result<std::string> read_path(std::string_view raw) {
  bool encoded = false;
  for (const char c : raw) {
    if (!path_characters[static_cast<unsigned char>(c)]) {
      return path_refusal("has a character that must be percent-encoded");
    }
    encoded = encoded || c == '%';
  }
  std::string path;
  if (encoded) {
    auto decoded = decode(raw, false);
    if (const char* fault = fault_of(decoded)) return path_refusal(fault);
    for (std::size_t at = 0; at + 2 < raw.size(); ++at) {
      if (raw[at] == '%' && decode(raw.substr(at, 3), false) == "/") {
        return path_refusal("has an encoded slash");
      }
    }
    path = std::move(*decoded);
  } else {
    path = raw;
  }
  if (path.size() > 1 && path.back() == '/') path.pop_back();
  if (path == "/") return path;
  for (std::size_t start = 1; start <= path.size();) {
    const auto end = std::min(path.find('/', start), path.size());
    const auto segment = std::string_view{path}.substr(start, end - start);
    if (segment.empty()) return path_refusal("has an empty segment");
    if (segment == "." || segment == "..") return path_refusal("has a dot segment");
    start = end + 1;
  }
  return path;
}

tl::unexpected<Refusal> query_refusal(std::string_view name, std::string message) {
  std::string param;
  if (is_utf8(name) && name.size() <= query_name_bytes_max) param = name;
  return refuse(RefusalKind::invalid, "invalid_query", std::move(param), std::move(message));
}

Result<QueryPair> read_pair(std::string_view text, Lines lines) {
  const auto equals = text.find('=');
  const auto raw_name = text.substr(0, equals);
  auto name = decode(raw_name, true);
  if (const char* fault = fault_of(name)) {
    return query_refusal("", std::string{"A name in the query "} + fault + ".");
  }
  if (name->empty()) {
    return query_refusal("", "The query has a value without a name. Write name=value.");
  }
  if (name->size() > query_name_bytes_max) {
    return query_refusal("", "A name in the query is longer than 200 bytes.");
  }
  if (name->find_first_of("[]") != std::string::npos) {
    return query_refusal(
      *name, "The query parameter " + *name +
               " has brackets. Give a list as one value with commas, such as expand=customer,price."
    );
  }
  std::optional<std::string> value{""};
  if (equals != std::string_view::npos) value = decode(text.substr(equals + 1), true);
  if (const char* fault = fault_of(value, lines)) {
    return query_refusal(*name, "The value of " + *name + " " + fault + ".");
  }
  return QueryPair{std::move(*name), std::move(*value)};
}

/// The length of the well-formed UTF-8 sequence at the front of `bytes`, 0 if there is none.
std::size_t sequence_size(std::string_view bytes) {
  const auto at = [&](std::size_t index) { return static_cast<unsigned char>(bytes[index]); };
  const auto continues = [&](std::size_t index, unsigned low = 0x80, unsigned high = 0xbf) {
    return index < bytes.size() && at(index) >= low && at(index) <= high;
  };
  const unsigned first = at(0);
  if (first < 0x80) return 1;
  if (first >= 0xc2 && first <= 0xdf) return continues(1) ? 2 : 0;
  if (first >= 0xe0 && first <= 0xef) {
    const unsigned low = first == 0xe0 ? 0xa0 : 0x80, high = first == 0xed ? 0x9f : 0xbf;
    return continues(1, low, high) && continues(2) ? 3 : 0;
  }
  if (first >= 0xf0 && first <= 0xf4) {
    const unsigned low = first == 0xf0 ? 0x90 : 0x80, high = first == 0xf4 ? 0x8f : 0xbf;
    return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
  }
  return 0;
}

} // namespace

bool is_utf8(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto size = sequence_size(bytes);
    if (size == 0) return false;
    bytes.remove_prefix(size);
  }
  return true;
}

Result<Target> read_target(std::string_view target) {
  if (!target.starts_with('/')) {
    return refuse(
      RefusalKind::invalid, malformed, "",
      "The request target is not a path that begins with a slash. Name the host in Host alone."
    );
  }
  const auto mark = target.find('?');
  auto path = read_path(target.substr(0, mark));
  if (!path) return tl::unexpected{std::move(path.error())};
  std::string query;
  if (mark != std::string_view::npos) query = target.substr(mark + 1);
  for (const char c : query) {
    if (!query_characters[static_cast<unsigned char>(c)]) {
      return refuse(
        RefusalKind::invalid, malformed, "",
        "The query has a character that must be percent-encoded."
      );
    }
  }
  return Target{std::move(*path), std::move(query)};
}

Result<std::vector<QueryPair>> read_query(std::string_view query, Lines lines) {
  std::vector<QueryPair> pairs;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto text = query.substr(0, end);
    query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    if (text.empty()) continue;
    if (pairs.size() == query_pairs_max) {
      return query_refusal("", "The query has more than 100 parameters.");
    }
    auto pair = read_pair(text, lines);
    if (!pair) return tl::unexpected{std::move(pair.error())};
    pairs.push_back(std::move(*pair));
  }
  return pairs;
}

} // namespace portal

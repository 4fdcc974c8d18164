#include <charconv>
#include <cstdint>
#include <cstring>
#include <iterator>

#include "events/json.hpp"

namespace portal {

namespace {

constexpr std::uint64_t in_each_byte(std::uint64_t byte) { return byte * 0x0101010101010101U; }

/// Is one of the eight bytes less than `limit` (at most 128)? Then some byte's highest bit is set.
constexpr std::uint64_t any_below(std::uint64_t eight, std::uint64_t limit) {
  return (eight - in_each_byte(limit)) & ~eight & in_each_byte(0x80);
}

constexpr std::uint64_t any_equal(std::uint64_t eight, char wanted) {
  return any_below(eight ^ in_each_byte(static_cast<unsigned char>(wanted)), 1);
}

bool is_escaped(unsigned char c) { return c < 0x20 || c == '"' || c == '\\'; }

/// Where the first character from `at` on is that JSON escapes, or the text's end. Eight at a time: most of what
/// is written has none.
std::size_t find_escaped(std::string_view text, std::size_t at) {
  for (; text.size() - at >= 8; at += 8) {
    std::uint64_t eight = 0;
    std::memcpy(&eight, text.data() + at, sizeof eight);
    if ((any_below(eight, 0x20) | any_equal(eight, '"') | any_equal(eight, '\\')) != 0) break;
  }
  while (at < text.size() && !is_escaped(static_cast<unsigned char>(text[at]))) ++at;
  return at;
}

} // namespace

void write_text(std::string& out, std::string_view text) {
  static constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;
  for (std::size_t at = find_escaped(text, 0); at < text.size(); at = find_escaped(text, plain)) {
    const auto c = static_cast<unsigned char>(text[at]);
    out.append(text, plain, at - plain);
    plain = at + 1;
    switch (c) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    default:
      out += "\\u00";
      out += hex[c >> 4U];
      out += hex[c & 15U];
    }
  }
  out.append(text, plain, text.size() - plain);
  out += '"';
}

void write_integer(std::string& out, std::int64_t value) {
  char digits[24];
  const auto result = std::to_chars(std::begin(digits), std::end(digits), value);
  out.append(digits, result.ptr);
}

void write_json(std::string& out, const Json& value) {
  switch (value.kind()) {
  case JsonKind::null: out += "null"; return;
  case JsonKind::boolean: out += value.boolean() ? "true" : "false"; return;
  case JsonKind::integer:
  case JsonKind::number: out += value.text(); return;
  case JsonKind::text: write_text(out, value.text()); return;
  case JsonKind::array:
  case JsonKind::object: break;
  }
  const bool object = value.kind() == JsonKind::object;
  out += object ? '{' : '[';
  bool first = true;
  for (const Json child : value) {
    if (!first) out += ',';
    first = false;
    if (object) {
      write_text(out, child.key());
      out += ':';
    }
    write_json(out, child);
  }
  out += object ? '}' : ']';
}

std::string& Members::key(std::string_view name) {
  if (!first_) out_ += ',';
  first_ = false;
  write_text(out_, name);
  out_ += ':';
  return out_;
}

Members& Members::text(std::string_view name, std::string_view value) {
  write_text(key(name), value);
  return *this;
}

Members& Members::integer(std::string_view name, std::int64_t value) {
  write_integer(key(name), value);
  return *this;
}

Members& Members::boolean(std::string_view name, bool value) {
  key(name) += value ? "true" : "false";
  return *this;
}

Members& Members::raw(std::string_view name, std::string_view value) {
  key(name) += value;
  return *this;
}

} // namespace portal

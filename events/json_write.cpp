#include <charconv>
#include <iterator>

#include "events/json.hpp"

namespace portal {

void write_text(std::string& out, std::string_view text) {
  static constexpr std::string_view hex = "0123456789abcdef";
  out += '"';
  std::size_t plain = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c >= 0x20 && c != '"' && c != '\\') continue;
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

// Reading through simdjson into a flat array of nodes that knows no simdjson type, and writing.
// The DOM parser validates the whole text; it rounds numbers that are not integers to doubles, so a
// text that holds one is walked a second time with the On-Demand parser for the tokens as written.
#include "events/json.hpp"

#include <algorithm>
#include <charconv>
#include <iterator>

#include <simdjson.h>

namespace portal {

namespace {

namespace dom = simdjson::dom;

using Tokens = std::vector<std::string_view>;

tl::unexpected<Refusal> malformed(std::string message) {
  return refuse(RefusalKind::invalid, "malformed_json", "", std::move(message));
}

std::string_view trimmed(std::string_view token) {
  const auto last = token.find_last_not_of(" \t\r\n");
  return last == std::string_view::npos ? std::string_view{} : token.substr(0, last + 1);
}

/// Collects the tokens of all numbers, in document order. Only called on text that DOM accepted.
void collect_numbers(simdjson::ondemand::value value, Tokens& tokens) {
  switch (value.type().value()) {
  case simdjson::ondemand::json_type::array:
    for (auto element : value.get_array()) collect_numbers(element.value(), tokens);
    return;
  case simdjson::ondemand::json_type::object:
    for (auto field : value.get_object()) collect_numbers(field.value().value(), tokens);
    return;
  case simdjson::ondemand::json_type::number:
    tokens.push_back(trimmed(value.raw_json_token()));
    // Consumes the value; it may be too large for any number type, which the caller has ruled out.
    (void)value.get_double().error();
    return;
  default: return;
  }
}

} // namespace

/// Turns a DOM tree into nodes; refuses what SPEC forbids beyond simdjson's own checks.
class JsonBuilder {
 public:
  JsonBuilder(JsonDocument& made, std::string_view source, const simdjson::padded_string& padded)
      : made_(made), padded_(padded) {
    made_.bytes_.reserve(source.size() + 16);
    made_.nodes_.reserve(source.size() / 12 + 4);
  }

  std::optional<std::string> add(dom::element element, std::string_view key, int depth) {
    if (depth > JsonDocument::max_depth) {
      return "Nested deeper than 32 levels. Flatten the document.";
    }
    const auto at = made_.nodes_.size();
    JsonDocument::Node node;
    if (key.find('\0') != std::string_view::npos) return "A key holds a NUL character (\\u0000).";
    node.key_at = keep(key);
    node.key_size = static_cast<std::uint32_t>(key.size());
    made_.nodes_.push_back(node);
    auto fault = fill(element, at, depth);
    made_.nodes_[at].end = static_cast<std::uint32_t>(made_.nodes_.size());
    return fault;
  }

 private:
  std::uint32_t keep(std::string_view text) {
    const auto at = static_cast<std::uint32_t>(made_.bytes_.size());
    made_.bytes_.append(text);
    return at;
  }

  void keep_text(std::size_t at, std::string_view text) {
    made_.nodes_[at].text_at = keep(text);
    made_.nodes_[at].text_size = static_cast<std::uint32_t>(text.size());
  }

  std::optional<std::string> fill(dom::element element, std::size_t at, int depth) {
    switch (element.type()) {
    case dom::element_type::NULL_VALUE: return std::nullopt;
    case dom::element_type::BOOL:
      made_.nodes_[at].kind = JsonKind::boolean;
      made_.nodes_[at].flag = element.get_bool().value_unsafe();
      return std::nullopt;
    case dom::element_type::INT64: {
      made_.nodes_[at].kind = JsonKind::integer;
      const std::int64_t value = element.get_int64().value_unsafe();
      made_.nodes_[at].integer = value;
      char digits[24];
      const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
      keep_text(at, {digits, static_cast<std::size_t>(end - digits)});
      ++numbers_seen_;
      return std::nullopt;
    }
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
      made_.nodes_[at].kind = JsonKind::number;
      keep_text(at, number_token());
      return std::nullopt;
    case dom::element_type::STRING: {
      made_.nodes_[at].kind = JsonKind::text;
      const std::string_view text = element.get_string().value_unsafe();
      if (text.find('\0') != std::string_view::npos) {
        return "A string holds a NUL character (\\u0000).";
      }
      keep_text(at, text);
      return std::nullopt;
    }
    case dom::element_type::ARRAY: return fill_array(element, at, depth);
    case dom::element_type::OBJECT: return fill_object(element, at, depth);
    }
    return std::nullopt;
  }

  std::optional<std::string> fill_array(dom::element element, std::size_t at, int depth) {
    made_.nodes_[at].kind = JsonKind::array;
    const dom::array elements = element.get_array().value_unsafe();
    for (const dom::element child : elements) {
      if (auto fault = add(child, {}, depth + 1)) return fault;
    }
    return std::nullopt;
  }

  std::optional<std::string> fill_object(dom::element element, std::size_t at, int depth) {
    made_.nodes_[at].kind = JsonKind::object;
    const dom::object members = element.get_object().value_unsafe();
    if (auto twice = duplicate_in(members)) {
      return "The key \"" + *twice + "\" stands twice in one object. Send each key once.";
    }
    for (const auto member : members) {
      if (auto fault = add(member.value, member.key, depth + 1)) return fault;
    }
    return std::nullopt;
  }

  static std::optional<std::string> duplicate_in(const dom::object& members) {
    std::vector<std::string_view> keys;
    for (const auto member : members) keys.push_back(member.key);
    std::sort(keys.begin(), keys.end());
    const auto twice = std::adjacent_find(keys.begin(), keys.end());
    if (twice == keys.end()) return std::nullopt;
    return std::string{*twice};
  }

  std::string_view number_token() {
    if (tokens_.empty()) {
      static thread_local simdjson::ondemand::parser parser;
      auto document = parser.iterate(padded_);
      if (document.error() == simdjson::SUCCESS) {
        if (document.is_scalar().value()) {
          tokens_.push_back(trimmed(document.raw_json_token().value()));
        } else {
          collect_numbers(document.get_value().value(), tokens_);
        }
      }
    }
    return numbers_seen_ < tokens_.size() ? tokens_[numbers_seen_++] : std::string_view{};
  }

  JsonDocument& made_;
  const simdjson::padded_string& padded_;
  Tokens tokens_;
  std::size_t numbers_seen_ = 0;
};

Result<JsonDocument> JsonDocument::parse(std::string_view text) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return malformed("The body is empty; send a JSON object.");
  }
  static thread_local dom::parser parser;
  const simdjson::padded_string padded{text};
  const auto parsed = parser.parse(padded);
  if (parsed.error() == simdjson::DEPTH_ERROR) {
    return malformed("Nested deeper than 32 levels. Flatten the document.");
  }
  if (parsed.error() != simdjson::SUCCESS) {
    return malformed(
      std::string{"The body is not valid JSON: "} + simdjson::error_message(parsed.error())
    );
  }
  JsonDocument made;
  JsonBuilder builder{made, text, padded};
  if (auto fault = builder.add(parsed.value_unsafe(), {}, 1)) return malformed(std::move(*fault));
  return made;
}

Json JsonDocument::root() const { return {this, 0}; }

std::string_view Json::text() const {
  return std::string_view{document_->bytes_}.substr(node().text_at, node().text_size);
}

std::string_view Json::key() const {
  return std::string_view{document_->bytes_}.substr(node().key_at, node().key_size);
}

std::optional<Json> Json::member(std::string_view name) const {
  if (kind() != JsonKind::object) return std::nullopt;
  for (const Json child : *this) {
    if (child.key() == name) return child;
  }
  return std::nullopt;
}

Json::Iterator& Json::Iterator::operator++() {
  at_ = document_->nodes_[at_].end;
  return *this;
}

Json::Iterator Json::begin() const { return {document_, at_ + 1}; }

Json::Iterator Json::end() const { return {document_, node().end}; }

std::string_view describe(JsonKind kind) {
  switch (kind) {
  case JsonKind::null: return "null";
  case JsonKind::boolean: return "a boolean";
  case JsonKind::integer: return "an integer";
  case JsonKind::number: return "a number";
  case JsonKind::text: return "a string";
  case JsonKind::array: return "an array";
  case JsonKind::object: return "an object";
  }
  return "a value";
}

// -- writing ----------------------------------------------------------------------------------------

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

// Reading through simdjson into a flat array of nodes that knows no simdjson type (json_write.cpp writes).
// The DOM parser validates the whole text; it rounds numbers that are not integers to doubles, so a
// text that holds one is walked a second time with the On-Demand parser for the tokens as written.
#include "events/json.hpp"

#include <algorithm>
#include <array>
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
  JsonBuilder(
    JsonDocument& made, std::string_view source, simdjson::padded_string_view padded, bool wider
  )
      : made_(made), padded_(padded),
        may_hold_nul_(source.find("\\u0000") != std::string_view::npos), widened_(wider) {
    made_.bytes_.reserve(source.size() + 16);
    made_.nodes_.reserve(source.size() / 20 + 4);
  }

  bool add(dom::element element, std::string_view key, int depth) {
    if (depth > JsonDocument::max_depth) {
      return fail("Nested deeper than 32 levels. Flatten the document.");
    }
    const auto at = made_.nodes_.size();
    JsonDocument::Node node;
    if (holds_nul(key)) return fail("A key holds a NUL character (\\u0000).");
    node.key_at = keep(key);
    node.key_size = static_cast<std::uint32_t>(key.size());
    made_.nodes_.push_back(node);
    if (!fill(element, at, depth)) return false;
    made_.nodes_[at].end = static_cast<std::uint32_t>(made_.nodes_.size());
    return true;
  }

  /// Why add() answered false.
  const std::string& fault() const { return fault_; }

 private:
  bool fail(std::string why) {
    fault_ = std::move(why);
    return false;
  }

  bool holds_nul(std::string_view text) const {
    return may_hold_nul_ && text.find('\0') != std::string_view::npos;
  }

  std::uint32_t keep(std::string_view text) {
    const auto at = static_cast<std::uint32_t>(made_.bytes_.size());
    made_.bytes_.append(text);
    return at;
  }

  void keep_text(std::size_t at, std::string_view text) {
    made_.nodes_[at].text_at = keep(text);
    made_.nodes_[at].text_size = static_cast<std::uint32_t>(text.size());
  }

  bool fill(dom::element element, std::size_t at, int depth) {
    switch (element.type()) {
    case dom::element_type::NULL_VALUE: return true;
    case dom::element_type::BOOL:
      made_.nodes_[at].kind = JsonKind::boolean;
      made_.nodes_[at].flag = element.get_bool().value_unsafe();
      return true;
    case dom::element_type::INT64: {
      made_.nodes_[at].kind = JsonKind::integer;
      const std::int64_t value = element.get_int64().value_unsafe();
      made_.nodes_[at].integer = value;
      char digits[24];
      const auto end = std::to_chars(std::begin(digits), std::end(digits), value).ptr;
      keep_text(at, {digits, static_cast<std::size_t>(end - digits)});
      ++numbers_seen_;
      return true;
    }
    case dom::element_type::UINT64:
    case dom::element_type::DOUBLE:
      made_.nodes_[at].kind = JsonKind::number;
      keep_text(at, number_token());
      return true;
    case dom::element_type::STRING: {
      made_.nodes_[at].kind = JsonKind::text;
      const std::string_view text = element.get_string().value_unsafe();
      if (holds_nul(text)) return fail("A string holds a NUL character (\\u0000).");
      keep_text(at, text);
      return true;
    }
    case dom::element_type::ARRAY: return fill_array(element, at, depth);
    case dom::element_type::OBJECT: return fill_object(element, at, depth);
    }
    return true;
  }

  bool fill_array(dom::element element, std::size_t at, int depth) {
    made_.nodes_[at].kind = JsonKind::array;
    const dom::array elements = element.get_array().value_unsafe();
    for (const dom::element child : elements) {
      if (!add(child, {}, depth + 1)) return false;
    }
    return true;
  }

  bool fill_object(dom::element element, std::size_t at, int depth) {
    made_.nodes_[at].kind = JsonKind::object;
    const dom::object members = element.get_object().value_unsafe();
    if (auto twice = duplicate_in(members)) {
      return fail("The key \"" + *twice + "\" stands twice in one object. Send each key once.");
    }
    for (const auto member : members) {
      if (!add(member.value, member.key, depth + 1)) return false;
    }
    return true;
  }

  static std::optional<std::string> duplicate_in(const dom::object& members) {
    // Most objects are small: comparing all pairs is then faster than sorting, and allocates nothing.
    static constexpr std::size_t small = 16;
    std::array<std::string_view, small> first_keys;
    std::size_t count = 0;
    for (const auto member : members) {
      if (count == small) return duplicate_in_large(members);
      auto* const end = first_keys.begin() + count;
      if (std::find(first_keys.begin(), end, member.key) != end) return std::string{member.key};
      first_keys[count++] = member.key;
    }
    return std::nullopt;
  }

  static std::optional<std::string> duplicate_in_large(const dom::object& members) {
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
    if (numbers_seen_ >= tokens_.size()) return {};
    std::string_view token = tokens_[numbers_seen_++];
    if (widened_ && token.ends_with("e0")) token.remove_suffix(2);
    return token;
  }

  JsonDocument& made_;
  simdjson::padded_string_view padded_;
  bool may_hold_nul_; ///< JSON can write one in no other way
  std::string fault_;
  Tokens tokens_;
  std::size_t numbers_seen_ = 0;
  bool widened_; ///< the text went through widened()
};

namespace {

/// The text with `e0` after every integer that 64 bits do not hold: simdjson 3.0 refuses the whole
/// document for one, and the sender would not learn which field was out of range.
std::string widened(std::string_view text) {
  std::string made;
  bool quoted = false;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    made += c;
    if (quoted) {
      if (c == '\\' && at + 1 < text.size()) made += text[++at];
      quoted = c != '"';
      continue;
    }
    quoted = c == '"';
    if (c != '-' && (c < '0' || c > '9')) continue;
    const std::size_t end = std::min(text.find_first_not_of("+-.0123456789Ee", at), text.size());
    const std::string_view token = text.substr(at, end - at);
    made.append(token.substr(1));
    std::int64_t value = 0;
    const auto read = std::from_chars(token.data(), token.data() + token.size(), value);
    if (read.ec == std::errc::result_out_of_range && token.find_first_of(".eE") == token.npos) {
      made += "e0";
    }
    at = end - 1;
  }
  return made;
}

} // namespace

Result<JsonDocument> JsonDocument::parse(std::string_view text) {
  auto made = parse_once(text, false);
  if (made || made.error().code != "number_too_large") return made;
  const std::string wider = widened(text);
  if (wider.size() == text.size()) return malformed(made.error().message);
  made = parse_once(wider, true);
  if (!made) made.error().code = "malformed_json";
  return made;
}

Result<JsonDocument> JsonDocument::parse_once(std::string_view text, bool wider) {
  if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    return malformed("The body is empty; send a JSON object.");
  }
  static thread_local dom::parser parser;
  // Copied to where simdjson may read past the end; kept from call to call, unless it grew large.
  static thread_local std::string buffer;
  static constexpr std::size_t kept_bytes_max = 1U << 20U;
  if (buffer.capacity() > kept_bytes_max) std::string{}.swap(buffer);
  buffer.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  buffer.assign(text);
  buffer.append(simdjson::SIMDJSON_PADDING, '\0');
  const simdjson::padded_string_view padded{buffer.data(), text.size(), buffer.size()};
  const auto parsed = parser.parse(buffer.data(), text.size(), false);
  if (parsed.error() == simdjson::DEPTH_ERROR) {
    return malformed("Nested deeper than 32 levels. Flatten the document.");
  }
  if (parsed.error() != simdjson::SUCCESS) {
    const bool number = parsed.error() == simdjson::NUMBER_ERROR;
    return refuse(
      RefusalKind::invalid, number ? "number_too_large" : "malformed_json", "",
      std::string{"The body is not valid JSON: "} + simdjson::error_message(parsed.error())
    );
  }
  JsonDocument made;
  JsonBuilder builder{made, text, padded, wider};
  if (!builder.add(parsed.value_unsafe(), {}, 1)) return malformed(builder.fault());
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
  // Every field of every message is found so: straight over the nodes.
  if (kind() != JsonKind::object) return std::nullopt;
  const char* const bytes = document_->bytes_.data();
  const std::uint32_t end = node().end;
  for (std::uint32_t at = at_ + 1; at < end; at = document_->nodes_[at].end) {
    const JsonDocument::Node& child = document_->nodes_[at];
    if (name == std::string_view{bytes + child.key_at, child.key_size}) return Json{document_, at};
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

} // namespace portal

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/refusal.hpp"

namespace portal {

class Json;

/// Kinds of JSON value. `number` is one that is not a 64-bit integer; its text is kept unrounded.
enum class JsonKind : std::uint8_t { null, boolean, integer, number, text, array, object };

/// A parsed document that owns its bytes. Parsing validates all of it (simdjson's DOM), refuses
/// duplicate keys, NUL characters, depth over `max_depth` and trailing bytes, and keeps numbers exact.
class JsonDocument {
 public:
  static constexpr int max_depth = 32;

  /// The refusal's `param` is empty, its message says what is malformed and where.
  static Result<JsonDocument> parse(std::string_view text);

  Json root() const;

 private:
  friend class Json;
  friend class JsonBuilder;

  static Result<JsonDocument> parse_once(std::string_view text, bool wider);

  struct Node {
    JsonKind kind = JsonKind::null;
    bool flag = false;
    std::uint32_t end = 0; ///< index one past this value's subtree
    std::int64_t integer = 0;
    std::uint32_t key_at = 0, key_size = 0;   ///< into bytes_
    std::uint32_t text_at = 0, text_size = 0; ///< into bytes_: a string's content, a number's token
  };

  std::string bytes_;
  std::vector<Node> nodes_;
};

/// A value inside a JsonDocument; valid while the document lives (and is not moved).
class Json {
 public:
  JsonKind kind() const { return node().kind; }

  bool is_null() const { return kind() == JsonKind::null; }

  bool boolean() const { return node().flag; }

  std::int64_t integer() const { return node().integer; }

  /// The content of a string, unescaped; or the token of a number or integer.
  std::string_view text() const;

  /// The member's name, when this value is an object's member.
  std::string_view key() const;

  /// The member of that name, if this is an object that has one.
  std::optional<Json> member(std::string_view name) const;

  /// Iterates the elements of an array or the members of an object, in order.
  class Iterator {
   public:
    Iterator(const JsonDocument* document, std::uint32_t at) : document_(document), at_(at) {}

    Json operator*() const { return {document_, at_}; }

    Iterator& operator++();

    bool operator==(const Iterator& other) const { return at_ == other.at_; }

   private:
    const JsonDocument* document_;
    std::uint32_t at_;
  };

  Iterator begin() const;
  Iterator end() const;

  bool empty() const { return begin() == end(); }

  Json(const JsonDocument* document, std::uint32_t at) : document_(document), at_(at) {}

 private:
  const JsonDocument::Node& node() const { return document_->nodes_[at_]; }

  const JsonDocument* document_;
  std::uint32_t at_;
};

/// What a value is, in words, for messages: "a string", "an object".
std::string_view describe(JsonKind kind);

// -- writing: byte-stable, append-only -------------------------------------------------------------

/// Appends `text` as a JSON string with quotes: `"` `\` and control characters escaped, UTF-8 as is.
void write_text(std::string& out, std::string_view text);
void write_integer(std::string& out, std::int64_t value);

/// Appends `value` again as compact JSON, members in their order.
void write_json(std::string& out, const Json& value);

/// A JSON object or array under construction that places commas: `Members m{out}; m.key("a")…`.
class Members {
 public:
  /// Opens an object on `out`; `close()` or the destructor ends it.
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }

  Members(const Members&) = delete;
  Members& operator=(const Members&) = delete;

  ~Members() { out_ += '}'; }

  /// Writes `"name":` and returns the string to append the value to.
  std::string& key(std::string_view name);

  Members& text(std::string_view name, std::string_view value);
  Members& integer(std::string_view name, std::int64_t value);
  Members& boolean(std::string_view name, bool value);

  /// `value` is JSON already.
  Members& raw(std::string_view name, std::string_view value);

 private:
  std::string& out_;
  bool first_ = true;
};

} // namespace portal

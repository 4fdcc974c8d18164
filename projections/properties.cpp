#include "projections/properties.hpp"

#include <charconv>

#include "events/json.hpp"

namespace portal {
namespace {

/// The index one past the string that begins (with its quote) at `at`.
std::size_t after_string(std::string_view json, std::size_t at) {
  for (++at; at < json.size(); ++at) {
    if (json[at] == '\\') {
      ++at;
    } else if (json[at] == '"') {
      return at + 1;
    }
  }
  return json.size();
}

/// The index one past the value that begins at `at`.
std::size_t after_value(std::string_view json, std::size_t at) {
  int depth = 0;
  while (at < json.size()) {
    const char c = json[at];
    if (c == '"') {
      at = after_string(json, at);
      if (depth == 0) return at;
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') {
      if (depth == 0) return at;
      if (--depth == 0) return at + 1;
    }
    if (c == ',' && depth == 0) return at;
    ++at;
  }
  return json.size();
}

} // namespace

PropertyFinder::PropertyFinder(std::string_view name) { write_text(quoted_, name); }

std::optional<std::string_view> PropertyFinder::in(std::string_view object) const {
  std::size_t at = 1; // past the brace
  while (at < object.size() && object[at] == '"') {
    const std::size_t key_end = after_string(object, at);
    const std::size_t value = key_end + 1; // past the colon
    if (value >= object.size()) return std::nullopt;
    const std::size_t value_end = after_value(object, value);
    if (object.substr(at, key_end - at) == quoted_) {
      return object.substr(value, value_end - value);
    }
    at = value_end + 1; // past the comma
  }
  return std::nullopt;
}

std::optional<std::string> property_text(std::string_view json) {
  if (json.empty() || json == "null" || json.front() == '{' || json.front() == '[') {
    return std::nullopt;
  }
  if (json.front() == '"') {
    if (json.find('\\') == std::string_view::npos) {
      return std::string{json.substr(1, json.size() - 2)};
    }
    const auto document = JsonDocument::parse(json);
    return document ? std::optional{std::string{document->root().text()}} : std::nullopt;
  }
  if (json.find_first_of(".eE") != std::string_view::npos) {
    if (const auto number = Decimal::parse(json)) return number->text();
  }
  return std::string{json};
}

std::optional<Decimal> property_number(std::string_view json) {
  if (json.size() >= 2 && json.front() == '"') json = json.substr(1, json.size() - 2);
  if (json.empty()) return std::nullopt;
  if (json.size() <= 18) {
    std::int64_t whole = 0;
    const auto [end, error] = std::from_chars(json.data(), json.data() + json.size(), whole);
    if (error == std::errc{} && end == json.data() + json.size()) {
      return Decimal::from_integer(whole);
    }
  }
  return Decimal::parse(json);
}

} // namespace portal

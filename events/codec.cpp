#include "events/codec.hpp"

#include <numeric>

namespace portal {

bool Reader::fail(std::string code, const std::string& message) {
  if (!fault_) {
    std::string sentence = path_.empty() ? "The body " + message : "\"" + path_ + "\" " + message;
    fault_ = Refusal{RefusalKind::invalid, std::move(code), path_, std::move(sentence)};
  }
  return false;
}

bool Reader::fail_type(std::string_view wanted, const Json& got) {
  return fail(
    "parameter_invalid_type",
    "must be " + std::string{wanted} + ", not " + std::string{describe(got.kind())} + "."
  );
}

Reader::Step::Step(Reader& reader, std::string_view name)
    : reader_(reader), size_before_(reader.path_.size()) {
  if (!reader.path_.empty()) reader.path_ += '.';
  reader.path_ += name;
}

Reader::Step::Step(Reader& reader, std::size_t index)
    : reader_(reader), size_before_(reader.path_.size()) {
  reader.path_ += '[';
  reader.path_ += std::to_string(index);
  reader.path_ += ']';
}

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Levenshtein distance, ignoring case and underscores, so that `return_url` is near `returnUrl`.
std::size_t distance(std::string_view left, std::string_view right) {
  std::string a;
  std::string b;
  for (const char c : left) {
    if (c != '_') a += lower(c);
  }
  for (const char c : right) b += lower(c);
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U)});
      diagonal = above;
    }
  }
  return row[b.size()];
}

} // namespace

std::optional<std::string_view>
nearest(std::string_view name, const std::vector<std::string_view>& known) {
  if (name.size() > 64) return std::nullopt;
  std::optional<std::string_view> best;
  std::size_t best_distance = std::max<std::size_t>(2, name.size() / 3) + 1;
  for (const std::string_view candidate : known) {
    const std::size_t far = distance(name, candidate);
    if (far < best_distance) {
      best_distance = far;
      best = candidate;
    }
  }
  return best;
}

bool fail_unknown(
  Reader& reader, std::string_view name, const std::vector<std::string_view>& known
) {
  const Reader::Step step{reader, name.substr(0, 64)};
  std::string message = "is not a known field here.";
  if (const auto near = nearest(name, known)) {
    message += " Did you mean \"" + std::string{*near} + "\"?";
  } else if (!known.empty()) {
    message += " Known: ";
    for (std::size_t at = 0; at < known.size(); ++at) {
      if (at > 0) message += ", ";
      message += known[at];
    }
    message += '.';
  }
  return reader.fail("parameter_unknown", message);
}

bool Wire<bool>::read(bool& into, const Json& json, Reader& reader) {
  if (json.kind() != JsonKind::boolean) return reader.fail_type("true or false", json);
  into = json.boolean();
  return true;
}

bool Wire<std::int64_t>::read(std::int64_t& into, const Json& json, Reader& reader) {
  if (json.kind() != JsonKind::integer) return reader.fail_type("an integer", json);
  into = json.integer();
  return true;
}

bool Wire<std::string>::read(std::string& into, const Json& json, Reader& reader) {
  if (json.kind() != JsonKind::text) return reader.fail_type("a string", json);
  if (reader.strict() && json.text().size() > 5000) {
    return reader.fail("parameter_too_long", "is longer than 5,000 bytes.");
  }
  into.assign(json.text());
  return true;
}

bool Wire<Instant>::read(Instant& into, const Json& json, Reader& reader) {
  if (json.kind() != JsonKind::text) return reader.fail_type("an RFC 3339 time in a string", json);
  const auto parsed = parse_instant(json.text());
  if (!parsed) {
    return reader.fail(
      "parameter_invalid",
      "must be an RFC 3339 time such as 2026-11-22T14:00:00Z, from 1970 to 9999."
    );
  }
  into = *parsed;
  return true;
}

bool Wire<Decimal>::read(Decimal& into, const Json& json, Reader& reader) {
  const bool number = json.kind() == JsonKind::integer || json.kind() == JsonKind::number;
  if (!number && json.kind() != JsonKind::text)
    return reader.fail_type("a number or a decimal string", json);
  const auto parsed = Decimal::parse(json.text());
  if (!parsed) {
    return reader.fail(
      "parameter_out_of_range",
      "must be a decimal number with at most 21 digits before the point and 12 after it."
    );
  }
  into = *parsed;
  return true;
}

void Wire<Decimal>::write(Decimal value, std::string& out) {
  const std::string text = value.text();
  // 15 significant digits survive a reader that uses doubles; more would be rounded by it.
  if (text.size() > 16) {
    write_text(out, text);
  } else {
    out += text;
  }
}

bool Wire<Currency>::read(Currency& into, const Json& json, Reader& reader) {
  if (json.kind() != JsonKind::text) return reader.fail_type("a string", json);
  const auto parsed = Currency::parse(json.text());
  if (!parsed) {
    return reader.fail(
      "parameter_invalid", "must be a lower-case ISO 4217 currency code such as \"usd\"."
    );
  }
  into = *parsed;
  return true;
}

bool Wire<Metadata>::read(Metadata& into, const Json& json, Reader& reader) {
  if (json.kind() != JsonKind::object) return reader.fail_type("an object of strings", json);
  into.clear();
  for (const Json member : json) {
    const Reader::Step step{reader, member.key().substr(0, 64)};
    if (member.kind() != JsonKind::text) return reader.fail_type("a string", member);
    if (reader.strict() && (member.key().empty() || member.key().size() > 40)) {
      return reader.fail("parameter_too_long", "must have a key of 1 to 40 bytes.");
    }
    if (reader.strict() && member.text().size() > 500) {
      return reader.fail("parameter_too_long", "must be at most 500 bytes long.");
    }
    into[std::string{member.key()}] = std::string{member.text()};
  }
  if (reader.strict() && into.size() > 50) {
    return reader.fail("parameter_too_long", "must have at most 50 keys.");
  }
  return true;
}

void Wire<Metadata>::write(const Metadata& value, std::string& out) {
  Members members{out};
  for (const auto& [key, text] : value) members.text(key, text);
}

namespace {

bool has_reserved_key(const Json& json) {
  if (json.kind() != JsonKind::array && json.kind() != JsonKind::object) return false;
  for (const Json child : json) { // NOLINT(readability-use-anyofallof): not an STL iterator
    if (child.key().starts_with('$') || has_reserved_key(child)) return true;
  }
  return false;
}

} // namespace

bool Wire<RawJson>::read(RawJson& into, const Json& json, Reader& reader) {
  if (reader.strict() && has_reserved_key(json)) {
    return reader.fail("parameter_invalid", "must not have keys that begin with \"$\".");
  }
  into.text.clear();
  write_json(into.text, json);
  return true;
}

} // namespace portal

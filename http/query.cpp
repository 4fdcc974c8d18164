#include "http/query.hpp"

#include <charconv>

#include "events/codec.hpp"

namespace portal {

namespace {

tl::unexpected<Refusal> bad(std::string_view param, std::string message) {
  return refuse(
    RefusalKind::invalid, "parameter_invalid", std::string{param},
    "The query parameter \"" + std::string{param} + "\" " + std::move(message)
  );
}

} // namespace

std::string percent_encoded(std::string_view text) {
  static constexpr std::string_view hex = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || c == '.' || c == '~';
    if (plain) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += hex[byte >> 4U];
      out += hex[byte & 15U];
    }
  }
  return out;
}

Result<Query> Query::parse(std::string_view raw, Lines lines) {
  auto pairs = read_query(raw, lines);
  if (!pairs) return tl::unexpected<Refusal>(pairs.error());
  Query made;
  for (auto& pair : *pairs) {
    if (made.find(pair.name) != nullptr) {
      return bad(pair.name.substr(0, 64), "stands twice. Send it once; lists are comma separated.");
    }
    made.pairs_.push_back(std::move(pair));
  }
  return made;
}

std::optional<Refusal> Query::unknown(std::span<const Parameter> known) const {
  for (const auto& [name, value] : pairs_) {
    std::vector<std::string_view> names;
    bool found = false;
    for (const auto& parameter : known) {
      found = found || parameter.name == name;
      names.push_back(parameter.name);
    }
    if (found) continue;
    std::string message = "\"" + name.substr(0, 64) + "\" is no query parameter of this route.";
    if (const auto near = nearest(name, names)) {
      message += " Did you mean \"" + std::string{*near} + "\"?";
    } else if (names.empty()) {
      message += " It takes none.";
    } else {
      message += " Known:";
      for (const auto one : names) message += " " + std::string{one};
      message += ".";
    }
    return Refusal{
      RefusalKind::invalid, "parameter_unknown", name.substr(0, 64), std::move(message)};
  }
  return std::nullopt;
}

const std::string* Query::find(std::string_view name) const {
  for (const auto& [key, value] : pairs_) {
    if (key == name) return &value;
  }
  return nullptr;
}

std::string_view Query::text(std::string_view name) const {
  const auto* found = find(name);
  return found == nullptr ? std::string_view{} : std::string_view{*found};
}

Result<std::int64_t> Query::integer(
  std::string_view name, std::int64_t otherwise, std::int64_t least, std::int64_t most
) const {
  const auto* found = find(name);
  if (found == nullptr) return otherwise;
  std::int64_t value = 0;
  const char* end = found->data() + found->size();
  const auto read = std::from_chars(found->data(), end, value);
  if (found->empty() || read.ec != std::errc{} || read.ptr != end || value < least || value > most) {
    return bad(
      name, "must be an integer from " + std::to_string(least) + " to " + std::to_string(most) + "."
    );
  }
  return value;
}

Result<std::optional<Instant>> Query::instant(std::string_view name) const {
  const auto* found = find(name);
  if (found == nullptr) return std::optional<Instant>{};
  const auto parsed = parse_instant(*found);
  if (!parsed) {
    return bad(name, "must be an RFC 3339 time such as 2026-11-22T14:00:00Z (with + as %2B).");
  }
  return std::optional<Instant>{*parsed};
}

std::vector<std::string> split_commas(std::string_view text) {
  std::vector<std::string> pieces;
  while (!text.empty()) {
    const auto piece = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), piece.size() + 1));
    if (!piece.empty()) pieces.emplace_back(piece);
  }
  return pieces;
}

} // namespace portal

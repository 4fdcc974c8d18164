#pragma once

// Validators that every area shares. Each answers nothing when all is well, or a refusal that says
// what was wrong at `param` and what would be right.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/codec.hpp"
#include "events/refusal.hpp"

namespace portal {

/// Changes to metadata: keys to set; a key whose value is null or empty is removed. On the wire a
/// plain object, as metadata itself.
struct MetadataPatch {
  std::map<std::string, std::optional<std::string>> keys;
  bool operator==(const MetadataPatch&) const = default;
};

template <> struct Wire<MetadataPatch> {
  static bool read(MetadataPatch& into, const Json& json, Reader& reader);
  static void write(const MetadataPatch& value, std::string& out);
};

/// `metadata` after the change; a null patch empties it. Refused when it would have over 50 keys.
Result<Metadata> merged(const Metadata& metadata, const Patch<MetadataPatch>& patch);

/// A URL that passed the checks, in its canonical form: scheme and host in lower case, no default
/// port, a path.
struct Url {
  std::string origin; ///< `https://app.example.com`
  std::string text;   ///< origin, path, query and fragment
};

/// Which URLs a field takes. `web`: https, or http on a loopback name. `secure`: https alone.
enum class UrlRule { web, secure };

/// Parses once and strictly: no user information, no backslash, no control or non-ASCII characters,
/// nothing a browser would read otherwise than this does.
Result<Url> check_url(std::string_view text, UrlRule rule, std::string_view param);

using Check = std::optional<Refusal>;

/// Refuses text that is empty, blank, longer than `most` bytes or has control characters.
Check check_text(std::string_view text, std::size_t most, std::string_view param);

/// As check_text, where the text may be empty.
Check check_note(std::string_view text, std::size_t most, std::string_view param);

/// `name@host.tld`, at most 254 bytes, no spaces or control characters.
Check check_email(std::string_view text, std::string_view param);

/// E.164-like: an optional `+`, digits, and spaces, dots, dashes or brackets between them.
Check check_phone(std::string_view text, std::string_view param);

/// An ISO 3166-1 alpha-2 code in upper case.
Check check_country(std::string_view text, std::string_view param);

/// The shape of an IANA zone name: `Europe/Berlin`, `UTC`.
Check check_time_zone(std::string_view text, std::string_view param);

/// The shape of a BCP 47 tag: `en`, `pt-BR`, `zh-Hant-TW`.
Check check_locale(std::string_view text, std::string_view param);

/// A tax id of a known type, such as eu_vat, with a value of that type's shape.
Check check_tax_id(std::string_view type, std::string_view value, std::string_view param);

/// `low` ≤ value ≤ `high`.
Check check_range(std::int64_t value, std::int64_t low, std::int64_t high, std::string_view param);

/// Refuses a caller's id that has the shape of those that the server makes itself.
Check check_chosen_id(std::string_view id, std::string_view prefix);

/// 400 `code` at `param`.
Refusal invalid(std::string_view param, std::string code, std::string message);

/// 404 `<what>_not_found`: `There is no price "price_x" here.`
Refusal not_found(std::string_view what, std::string_view id, std::string_view param);

/// 409 `resource_already_exists`.
Refusal already_exists(std::string_view what, std::string_view id);

/// `base.name`, or `name` when `base` is empty.
std::string at_path(std::string_view base, std::string_view name);

/// `base[index]`.
std::string at_index(std::string_view base, std::size_t index);

} // namespace portal

#include "events/checks.hpp"

#include <algorithm>
#include <array>

namespace portal {

Refusal invalid(std::string_view param, std::string code, std::string message) {
  return Refusal{RefusalKind::invalid, std::move(code), std::string{param}, std::move(message)};
}

namespace {

/// `payment method` → `payment_method`.
std::string code_of(std::string_view what) {
  std::string code{what};
  std::replace(code.begin(), code.end(), ' ', '_');
  return code;
}

std::string quoted(std::string_view param) { return "\"" + std::string{param} + "\""; }

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }

bool is_letter(char c) { return is_lower(c) || is_upper(c); }

bool is_control(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; }

std::size_t characters_in(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0U) != 0x80U;
  }));
}

} // namespace

Refusal not_found(std::string_view what, std::string_view id, std::string_view param) {
  return Refusal{
    RefusalKind::not_found, code_of(what) + "_not_found", std::string{param},
    "There is no " + std::string{what} + " \"" + std::string{id} + "\" here."};
}

Refusal already_exists(std::string_view what, std::string_view id) {
  return Refusal{
    RefusalKind::conflict, "resource_already_exists", "id",
    "There is a " + std::string{what} + " \"" + std::string{id} + "\" already. Choose another id."};
}

std::string at_path(std::string_view base, std::string_view name) {
  std::string path{base};
  if (!path.empty()) path += '.';
  path += name;
  return path;
}

std::string at_index(std::string_view base, std::size_t index) {
  return std::string{base} + "[" + std::to_string(index) + "]";
}

Check check_note(std::string_view text, std::size_t most, std::string_view param) {
  if (characters_in(text) > most) {
    return invalid(
      param, "parameter_too_long",
      quoted(param) + " must be at most " + std::to_string(most) + " characters long."
    );
  }
  const bool controls = std::any_of(text.begin(), text.end(), [](char c) {
    return is_control(c) && c != '\n' && c != '\t';
  });
  if (controls) {
    return invalid(
      param, "parameter_invalid", quoted(param) + " must not have control characters."
    );
  }
  return std::nullopt;
}

Check check_text(std::string_view text, std::size_t most, std::string_view param) {
  const bool blank = std::all_of(text.begin(), text.end(), [](char c) {
    return c == ' ' || c == '\t' || c == '\n';
  });
  if (blank) {
    return invalid(param, "parameter_empty", quoted(param) + " must not be empty.");
  }
  return check_note(text, most, param);
}

Check check_range(std::int64_t value, std::int64_t low, std::int64_t high, std::string_view param) {
  if (value >= low && value <= high) return std::nullopt;
  return invalid(
    param, "parameter_out_of_range",
    quoted(param) + " must be from " + std::to_string(low) + " to " + std::to_string(high) +
      ", not " + std::to_string(value) + "."
  );
}

namespace {

bool is_domain(std::string_view domain) {
  bool dotted = false;
  std::size_t label = 0;
  char before = '.';
  for (const char c : domain) {
    if (c == '.') {
      if (label == 0 || before == '-') return false;
      dotted = true;
      label = 0;
    } else {
      const bool fits = is_letter(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
      if (!fits && (c != '-' || label == 0)) return false;
      if (++label > 63) return false;
    }
    before = c;
  }
  return dotted && label > 1 && before != '-';
}

bool is_mailbox(std::string_view local) {
  static constexpr std::string_view refused = "()<>[]:;@\\,\" ";
  if (local.empty() || local.size() > 64 || local.front() == '.' || local.back() == '.') {
    return false;
  }
  return local.find("..") == std::string_view::npos &&
         std::none_of(local.begin(), local.end(), [](char c) {
           return is_control(c) || refused.find(c) != std::string_view::npos;
         });
}

} // namespace

Check check_email(std::string_view text, std::string_view param) {
  const auto at = text.rfind('@');
  const bool fine = text.size() <= 254 && at != std::string_view::npos &&
                    is_mailbox(text.substr(0, at)) && is_domain(text.substr(at + 1));
  if (fine) return std::nullopt;
  return invalid(
    param, "email_invalid", quoted(param) + " must be an e-mail address such as ada@example.com."
  );
}

Check check_phone(std::string_view text, std::string_view param) {
  static constexpr std::string_view between = " -.()/";
  std::size_t digits = 0;
  bool fine = text.size() <= 40;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (is_digit(c)) {
      ++digits;
    } else if (c != '+' || at != 0) {
      fine = fine && between.find(c) != std::string_view::npos;
    }
  }
  if (fine && digits >= 3 && digits <= 20) return std::nullopt;
  return invalid(
    param, "phone_invalid", quoted(param) + " must be a telephone number such as +49 30 901820."
  );
}

Check check_country(std::string_view text, std::string_view param) {
  // ISO 3166-1 alpha-2, officially assigned.
  static constexpr std::string_view known =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA "
    "ZM ZW ";
  const bool shaped = text.size() == 2 && is_upper(text[0]) && is_upper(text[1]);
  if (shaped && known.find(std::string{text} + " ") != std::string_view::npos) return std::nullopt;
  return invalid(
    param, "country_invalid",
    quoted(param) + " must be a country's two upper-case letters (ISO 3166-1) such as DE."
  );
}

Check check_time_zone(std::string_view text, std::string_view param) {
  bool fine = !text.empty() && text.size() <= 64 && is_letter(text.front());
  char before = '/';
  for (const char c : text) {
    const bool inside = is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '+';
    if (!inside && (c != '/' || before == '/')) fine = false;
    before = c;
  }
  if (fine && before != '/') return std::nullopt;
  return invalid(
    param, "time_zone_invalid",
    quoted(param) + " must be an IANA time zone such as Europe/Berlin or UTC."
  );
}

Check check_locale(std::string_view text, std::string_view param) {
  bool fine = !text.empty() && text.size() <= 35;
  bool first = true;
  std::string_view rest = text;
  while (fine && !rest.empty()) {
    const auto dash = rest.find('-');
    const std::string_view part = rest.substr(0, dash);
    const bool fits =
      first
        ? part.size() >= 2 && part.size() <= 3 && std::all_of(part.begin(), part.end(), is_letter)
        : !part.empty() && part.size() <= 8 && std::all_of(part.begin(), part.end(), [](char c) {
            return is_letter(c) || is_digit(c);
          });
    fine = fits && (dash == std::string_view::npos || dash + 1 < rest.size());
    rest = dash == std::string_view::npos ? std::string_view{} : rest.substr(dash + 1);
    first = false;
  }
  if (fine) return std::nullopt;
  return invalid(
    param, "locale_invalid", quoted(param) + " must be a language tag such as en, pt-BR or zh-Hant."
  );
}

Check check_chosen_id(std::string_view id, std::string_view prefix) {
  static constexpr std::string_view alphabet = "0123456789abcdefghjkmnpqrstvwxyz";
  const std::string_view suffix = id.substr(std::min(prefix.size(), id.size()));
  const bool like_ours = suffix.size() == 26 && suffix.front() == '0' &&
                         suffix.find_first_not_of(alphabet) == std::string_view::npos;
  if (!like_ours) return std::nullopt;
  return invalid(
    "id", "id_reserved",
    "Ids of this shape are made by the server. Leave \"id\" out, or choose another one."
  );
}

// -- metadata ---------------------------------------------------------------------------------------

bool Wire<MetadataPatch>::read(MetadataPatch& into, const Json& json, Reader& reader) {
  if (json.kind() != JsonKind::object) return reader.fail_type("an object of strings", json);
  into.keys.clear();
  for (const Json member : json) {
    const Reader::Step step{reader, member.key().substr(0, 64)};
    if (member.kind() != JsonKind::text && !member.is_null()) {
      return reader.fail_type("a string or null", member);
    }
    if (member.key().empty() || member.key().size() > 40) {
      return reader.fail("parameter_too_long", "must have a key of 1 to 40 bytes.");
    }
    if (member.is_null()) {
      into.keys[std::string{member.key()}] = std::nullopt;
      continue;
    }
    if (member.text().size() > 500) {
      return reader.fail("parameter_too_long", "must be at most 500 bytes long.");
    }
    into.keys[std::string{member.key()}] = std::string{member.text()};
  }
  return true;
}

void Wire<MetadataPatch>::write(const MetadataPatch& value, std::string& out) {
  Members members{out};
  for (const auto& [key, text] : value.keys) {
    Wire<std::optional<std::string>>::write(text, members.key(key));
  }
}

Result<Metadata> merged(const Metadata& metadata, const Patch<MetadataPatch>& patch) {
  if (patch.absent()) return metadata;
  if (patch.is_null()) return Metadata{};
  Metadata made = metadata;
  for (const auto& [key, text] : patch.given()->keys) {
    if (text && !text->empty()) {
      made[key] = *text;
    } else {
      made.erase(key);
    }
  }
  if (made.size() > 50) {
    return tl::unexpected<Refusal>(
      invalid("metadata", "parameter_too_long", "\"metadata\" must have at most 50 keys.")
    );
  }
  return made;
}

} // namespace portal

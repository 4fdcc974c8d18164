#include "events/personal.hpp"

namespace portal {

std::string open_personal(std::string_view json, const PersonalCodec& codec) {
  // Inside a JSON string the quotes would be escaped, so this text can only be a sealed value;
  // free-form JSON from outside may not have keys that begin with `$` (codec.hpp, RawJson).
  static constexpr std::string_view mark = R"({"$sealed":")";
  std::string opened;
  opened.reserve(json.size());
  std::size_t from = 0;
  for (;;) {
    const auto at = json.find(mark, from);
    if (at == std::string_view::npos) break;
    const auto start = at + mark.size();
    const auto end = json.find('"', start);
    if (end == std::string_view::npos || end + 1 >= json.size()) break;
    opened.append(json, from, at - from);
    const auto clear = codec.open(json.substr(start, end - start));
    opened += clear ? *clear : std::string{"null"};
    from = end + 2; // past `"}`
  }
  opened.append(json, from);
  return opened;
}

} // namespace portal

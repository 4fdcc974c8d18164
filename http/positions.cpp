#include "http/positions.hpp"

#include "http/event_stream.hpp"

namespace portal {
namespace {

Result<std::optional<Position>>
asked_cursor(const Call& call, std::string_view name, std::string_view cursor) {
  const auto* text = call.query.find(name);
  if (text == nullptr) return std::optional<Position>{};
  const auto position = parse_position(*text);
  if (position) return std::optional{*position};
  return refuse(
    RefusalKind::invalid, "parameter_invalid", std::string{name},
    "\"" + std::string{name} + "\" must be " + std::string{cursor} + "."
  );
}

} // namespace

Result<PositionPage> asked_positions(const Call& call, std::string_view cursor) {
  const auto limit = call.query.integer("limit", 20, 1, 100);
  if (!limit) return tl::unexpected<Refusal>(limit.error());
  const auto after = asked_cursor(call, "startingAfter", cursor);
  if (!after) return tl::unexpected<Refusal>(after.error());
  const auto before = asked_cursor(call, "endingBefore", cursor);
  if (!before) return tl::unexpected<Refusal>(before.error());
  if (*after && *before) {
    return refuse(
      RefusalKind::invalid, "parameter_invalid", "endingBefore",
      "Give startingAfter or endingBefore, not both."
    );
  }
  return PositionPage{static_cast<std::size_t>(*limit), *after, *before};
}

} // namespace portal

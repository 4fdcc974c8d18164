#pragma once

// Which types of events a reader of the log asks for: names such as `invoice.paid`, with or without the
// version (`invoice.paid.v1`), or `invoice.*`.

#include <string>
#include <string_view>
#include <vector>

#include "events/checks.hpp"

namespace portal {

bool fits_type(std::string_view pattern, std::string_view type);

/// 400 `event_unknown` for a pattern that no type of event fits, with the nearest name: an empty list would
/// read as if nothing of it had happened.
Check check_type_patterns(const std::vector<std::string>& patterns, std::string_view param);

} // namespace portal

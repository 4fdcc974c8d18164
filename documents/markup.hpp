#pragma once

#include <string>
#include <string_view>

namespace portal {

/// Text for HTML, and for attribute values in quotes.
std::string escaped(std::string_view text);

} // namespace portal

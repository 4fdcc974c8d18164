#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "documents/locale_text.hpp"
#include "events/address.hpp"

namespace portal {

/// The address as it is written on an envelope in its country, the country's name last, in the reader's
/// language.
std::vector<std::string> address_lines(const Address& address, const LocaleText& text);

/// The bytes of a `data:image/png;base64,…` URL; empty for any other.
std::string png_of(std::string_view url);

} // namespace portal

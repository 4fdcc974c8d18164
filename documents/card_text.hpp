#pragma once

#include <string>
#include <string_view>

namespace portal {

/// `visa` → `Visa`, `amex` → `American Express`: a card's brand as its holder knows it.
std::string card_name(std::string_view brand);

/// `Visa •••• 4242`.
std::string card_text(std::string_view brand, std::string_view last4);

} // namespace portal

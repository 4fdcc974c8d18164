#include "documents/card_text.hpp"

#include <array>
#include <utility>

namespace portal {

std::string card_name(std::string_view brand) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> names{
    {{"amex", "American Express"},
     {"mastercard", "Mastercard"},
     {"jcb", "JCB"},
     {"unionpay", "UnionPay"},
     {"diners", "Diners Club"}}};
  for (const auto& [known, name] : names) {
    if (known == brand) return std::string{name};
  }
  std::string name{brand};
  if (!name.empty() && name.front() >= 'a' && name.front() <= 'z') {
    name.front() = static_cast<char>(name.front() - 'a' + 'A');
  }
  return name;
}

std::string card_text(std::string_view brand, std::string_view last4) {
  return card_name(brand) + " •••• " + std::string{last4};
}

} // namespace portal

#include "events/address.hpp"

#include <algorithm>
#include <array>

namespace portal {

Check check_address(const Address& address, std::string_view param) {
  struct Line {
    const std::optional<std::string>& text;
    std::string_view name;
  };

  const auto lines = std::to_array<Line>({
    {address.line1, "line1"},
    {address.line2, "line2"},
    {address.city, "city"},
    {address.state, "state"},
    {address.postal_code, "postalCode"},
  });
  for (const Line& line : lines) {
    if (!line.text) continue;
    if (auto fault = check_note(*line.text, 200, at_path(param, line.name))) return fault;
  }
  return address.country ? check_country(*address.country, at_path(param, "country"))
                         : std::nullopt;
}

Check check_tax_ids(const std::vector<TaxId>& tax_ids, std::string_view param) {
  const std::string name{param};
  if (tax_ids.size() > 5) {
    return invalid(param, "parameter_too_long", "\"" + name + "\" must have at most 5 tax ids.");
  }
  for (auto at = tax_ids.begin(); at != tax_ids.end(); ++at) {
    const std::string path = at_index(param, static_cast<std::size_t>(at - tax_ids.begin()));
    if (auto fault = check_tax_id(at->type, at->value, path)) return fault;
    if (std::find(tax_ids.begin(), at, *at) != at) {
      return invalid(path, "tax_id_duplicate", "\"" + path + "\" repeats an earlier tax id.");
    }
  }
  return std::nullopt;
}

Check check_seller(const Seller& seller) {
  auto fault = check_text(seller.name, 100, "seller.name");
  if (!fault && seller.address) fault = check_address(*seller.address, "seller.address");
  if (!fault) fault = check_tax_ids(seller.tax_ids, "seller.taxIds");
  if (!fault && seller.email) fault = check_email(*seller.email, "seller.email");
  if (!fault && seller.phone) fault = check_phone(*seller.phone, "seller.phone");
  if (!fault && seller.website) {
    const auto fine = check_url(*seller.website, UrlRule::secure, "seller.website");
    if (!fine) fault = fine.error();
  }
  if (!fault && seller.invoice_footer) {
    fault = check_text(*seller.invoice_footer, 300, "seller.invoiceFooter");
  }
  return fault;
}

} // namespace portal

#pragma once

// Who someone is on paper: where they live, how the tax office knows them, and who sells.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/checks.hpp"

namespace portal {

struct Address {
  std::optional<std::string> line1;
  std::optional<std::string> line2;
  std::optional<std::string> city;
  std::optional<std::string> state;
  std::optional<std::string> postal_code;
  std::optional<std::string> country;
  bool operator==(const Address&) const = default;
  static constexpr Fields fields{
    Field{"line1", &Address::line1, "Street and number."},
    Field{"line2", &Address::line2, "Flat, suite, floor."},
    Field{"city", &Address::city, "City or district."},
    Field{"state", &Address::state, "State, county or province."},
    Field{"postal_code", &Address::postal_code, "Postal code."},
    Field{"country", &Address::country, "Two upper-case letters, ISO 3166-1."},
  };
};

struct TaxId {
  std::string type;
  std::string value;
  bool operator==(const TaxId&) const = default;
  static constexpr Fields fields{
    Field{"type", &TaxId::type, "The kind of tax id, such as eu_vat."},
    Field{"value", &TaxId::value, "The id itself."},
  };
};

/// Who sells, as invoices say it.
struct Seller {
  std::string name;
  std::optional<Address> address;
  std::vector<TaxId> tax_ids;
  std::optional<std::string> email;
  std::optional<std::string> phone;
  std::optional<std::string> website;
  std::optional<std::string> invoice_footer;
  bool operator==(const Seller&) const = default;
  static constexpr Fields fields{
    Field{"name", &Seller::name, "The seller's name, up to 100 bytes."},
    Field{"address", &Seller::address, "The seller's address."},
    Field{"tax_ids", &Seller::tax_ids, "The seller's tax ids, at most 5."},
    Field{"email", &Seller::email, "Where questions about invoices go."},
    Field{"phone", &Seller::phone, "A telephone number."},
    Field{"website", &Seller::website, "An https URL."},
    Field{
      "invoice_footer", &Seller::invoice_footer,
      "What stands at the foot of each page of an invoice, up to 300 bytes."},
  };
};

Check check_address(const Address& address, std::string_view param);
Check check_tax_ids(const std::vector<TaxId>& tax_ids, std::string_view param);
Check check_seller(const Seller& seller);

} // namespace portal

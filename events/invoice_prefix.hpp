#pragma once

// What a customer's invoice numbers begin with. No two invoices may have the same number, so a prefix is
// claimed (decision 6) and stays with the first customer that has it, for ever; that one may go back to it.

#include <string>
#include <string_view>
#include <vector>

#include "events/customer.hpp"

namespace portal {

Check check_invoice_prefix(const std::string& prefix);

/// The claim on the prefix that the command gives its customer, if any.
std::vector<Claim> prefix_claims(const CreateCustomer& ask);
std::vector<Claim> prefix_claims(const UpdateCustomer& ask);

/// Whether the one claim, if there is one, is taken: by another customer, or by this one before.
bool is_prefix_taken(const Context& context, const std::vector<Claim>& claims);

/// 409 `invoice_prefix_taken`.
Refusal invoice_prefix_taken(const std::string& prefix);

/// A prefix for who chose none; a longer one when the short one is another customer's.
std::string made_prefix(const CustomerId& customer, bool is_short_taken);

/// Whether the customer has this prefix, or had it before.
bool had_invoice_prefix(const CustomerState& state, const std::string& prefix);

void change_invoice_prefix(CustomerState& state, const std::string& prefix);

/// Letters and digits, at most 12, that are always the same for the same text; not a secret.
std::string short_name_for(std::string_view text, int letters = 8);

} // namespace portal

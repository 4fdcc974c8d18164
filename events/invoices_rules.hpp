#pragma once

// Refusals that the rules of invoices share (invoices.cpp, invoices_draft.cpp).

#include <string>
#include <string_view>

#include "events/customer.hpp"

namespace portal {

inline Refusal invoice_conflict(std::string code, std::string why) {
  return {RefusalKind::conflict, std::move(code), "", std::move(why)};
}

inline Refusal invoice_already_paid() {
  return invoice_conflict("invoice_already_paid", "The invoice is paid: nothing is due.");
}

inline Refusal invoice_not_open(std::string_view status, std::string_view what_to_do) {
  return invoice_conflict(
    "invoice_not_open",
    "The invoice is " + std::string{status} + ", not open. " + std::string{what_to_do}
  );
}

/// The invoice, if it is there and as the caller saw it. One that has left the state is refused by what
/// became of it.
Result<const Invoice*>
invoice_asked_for(const CustomerState& state, const InvoiceId& id, const Context& context);

} // namespace portal

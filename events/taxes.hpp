#pragma once

// Taxes of invoice lines. For each line and rate one division, rounded to the nearest minor unit,
// halves away from zero; an invoice's tax is the sum of these, so that lines always sum to it.
// Discounts come off first. Taxes inside a line are of the gross amount that is left; taxes on top
// are of what remains when those are taken out.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/catalog.hpp"
#include "events/invoices_object.hpp"

namespace portal {

constexpr std::size_t tax_rates_max = 10;

/// The rates' terms as the catalog has them today. Refused: tax_rate_not_found, tax_rate_archived,
/// tax_rate_repeated, too_many_tax_rates. `param` is the list's path.
Result<std::vector<TaxTerms>>
tax_terms_of(const Catalog& catalog, const std::vector<TaxRateId>& ids, std::string_view param);

/// Works the line's taxes out anew from its amount and discounts. Whether they are inside is the
/// line's tax behavior to say, and each rate's where the line has none.
void tax_line(InvoiceLine& line, const std::vector<TaxTerms>& rates, TaxExempt exempt);

} // namespace portal

#include "events/taxes.hpp"

#include <algorithm>
#include <numeric>

namespace portal {
namespace {

/// A percentage in ten-thousandths of a percent, which is as fine as rates are.
std::int64_t parts_of(const TaxTerms& rate) {
  return static_cast<std::int64_t>(rate.percentage.value.scaled() / (Decimal::scale / 10'000));
}

constexpr std::int64_t whole_parts = 100 * 10'000;

bool is_inside(const InvoiceLine& line, const TaxTerms& rate) {
  return line.tax_behavior ? *line.tax_behavior == TaxBehavior::inclusive : rate.inclusive;
}

TaxBasis fraction(std::int64_t amount, std::int64_t numerator, std::int64_t denominator) {
  const std::int64_t common = std::gcd(numerator, denominator);
  return {amount, numerator / common, denominator / common};
}

LineTax tax_of(const TaxTerms& rate, bool inside, TaxBasis basis, TaxExempt exempt) {
  LineTax tax;
  tax.percent = rate.percentage.value;
  tax.inclusive = inside;
  tax.name = rate.display_name;
  tax.tax_rate = rate.id;
  if (exempt != TaxExempt::none) {
    tax.relief =
      exempt == TaxExempt::reverse ? TaxRelief::reverse_charge : TaxRelief::customer_exempt;
    return tax;
  }
  // A fraction of at most 1 of an amount that fits 64 bits fits them as well.
  tax.amount = *divide_rounded(Int128{basis.amount} * basis.numerator, basis.denominator);
  tax.basis = basis;
  return tax;
}

} // namespace

Result<std::vector<TaxTerms>>
tax_terms_of(const Catalog& catalog, const std::vector<TaxRateId>& ids, std::string_view param) {
  if (ids.size() > tax_rates_max) {
    return refuse(
      RefusalKind::invalid, "too_many_tax_rates", std::string{param},
      "\"" + std::string{param} + "\" may name at most 10 tax rates."
    );
  }
  std::vector<TaxTerms> terms;
  for (std::size_t at = 0; at < ids.size(); ++at) {
    const std::string path = at_index(param, at);
    const auto found = catalog.tax_rates.find(ids[at]);
    if (found == catalog.tax_rates.end()) {
      return tl::unexpected<Refusal>(not_found("tax rate", ids[at].text(), path));
    }
    const TaxRate& rate = found->second;
    if (!rate.active) {
      return refuse(
        RefusalKind::invalid, "tax_rate_archived", path,
        "The tax rate \"" + rate.id.text() + "\" is archived. Choose an active one."
      );
    }
    const bool again = std::any_of(terms.begin(), terms.end(), [&](const TaxTerms& one) {
      return one.id == rate.id;
    });
    if (again) {
      return refuse(
        RefusalKind::invalid, "tax_rate_repeated", path,
        "The tax rate \"" + rate.id.text() + "\" is named twice. Name each once."
      );
    }
    terms.push_back({rate.id, rate.display_name, rate.percentage, rate.inclusive});
  }
  return terms;
}

void tax_line(InvoiceLine& line, const std::vector<TaxTerms>& rates, TaxExempt exempt) {
  line.taxes.clear();
  std::int64_t gross = line.amount;
  for (const LineDiscount& discount : line.discounts) gross -= discount.amount;
  std::int64_t parts_inside = 0;
  for (const TaxTerms& rate : rates) {
    if (is_inside(line, rate)) parts_inside += parts_of(rate);
  }
  std::int64_t net = gross;
  for (const TaxTerms& rate : rates) {
    if (!is_inside(line, rate)) continue;
    const TaxBasis basis = fraction(gross, parts_of(rate), whole_parts + parts_inside);
    line.taxes.push_back(tax_of(rate, true, basis, exempt));
    net -= line.taxes.back().amount;
  }
  for (const TaxTerms& rate : rates) {
    if (is_inside(line, rate)) continue;
    line.taxes.push_back(tax_of(rate, false, fraction(net, parts_of(rate), whole_parts), exempt));
  }
  for (LineTax& tax : line.taxes) tax.taxable_amount = net;
}

} // namespace portal

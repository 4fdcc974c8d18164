#include "documents/invoice_totals.hpp"

namespace portal {

namespace {

std::string tax_label(const DocumentTax& tax, const Currency& currency, const LocaleText& text) {
  const Language& words = text.language();
  std::string rate = tax.name.empty() ? std::string{words[Word::tax]} : tax.name;
  rate += " " + text.percent(tax.percent);
  if (tax.inclusive) return filled(words[Word::tax_inside], rate);
  return filled(words[Word::tax_on], rate, text.money(tax.base, currency));
}

} // namespace

std::vector<TotalRow> total_rows(const InvoiceDocument& document, const LocaleText& text) {
  using Emphasis = TotalRow::Emphasis;
  const Language& words = text.language();
  std::vector<TotalRow> rows;
  const auto add = [&](Word label, std::int64_t amount, Emphasis emphasis = Emphasis::none) {
    rows.push_back({std::string{words[label]}, amount, emphasis});
  };
  add(Word::subtotal, document.subtotal);
  if (document.discount_total != 0) add(Word::discount, -document.discount_total);
  for (const auto& tax : document.taxes) {
    rows.push_back({tax_label(tax, document.currency, text), tax.amount, Emphasis::none});
  }
  add(Word::total, document.total, Emphasis::strong);
  if (document.credits_applied != 0) add(Word::credits, -document.credits_applied);
  if (document.balance_applied != 0) add(Word::balance, -document.balance_applied);
  if (document.amount_paid != 0) add(Word::paid_so_far, -document.amount_paid);
  add(Word::amount_due, document.amount_due, Emphasis::rule_above);
  return rows;
}

std::string code_of(const Currency& currency) {
  std::string code;
  for (const char c : currency.text()) code += static_cast<char>(c - 'a' + 'A');
  return code;
}

} // namespace portal

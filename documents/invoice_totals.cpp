#include "documents/invoice_totals.hpp"

#include <algorithm>
#include <array>

namespace portal {

namespace {

std::string tax_label(const DocumentTax& tax, const Currency& currency, const LocaleText& text) {
  const Language& words = text.language();
  std::string rate = tax.name.empty() ? std::string{words[Word::tax]} : tax.name;
  rate += " " + text.percent(tax.percent);
  if (tax.inclusive) return filled(words[Word::tax_inside], rate);
  return filled(words[Word::tax_on], rate, text.money(tax.base, currency));
}

/// The amount with its currency's code, where the sign alone could mean several.
std::string with_code(std::string amount, const Currency& currency) {
  constexpr std::array shared{"$", "¥", "￥", "kr"};
  const bool ambiguous = std::any_of(shared.begin(), shared.end(), [&](const char* sign) {
    return amount.find(sign) != std::string::npos;
  });
  return ambiguous ? amount + "\u00a0" + code_of(currency) : amount;
}

} // namespace

std::string headline_of(const InvoiceDocument& document, const LocaleText& text) {
  const Language& words = text.language();
  const bool paid = document.status == DocumentStatus::paid;
  auto amount = with_code(
    text.money(paid ? document.total : document.amount_due, document.currency), document.currency
  );
  // What is owed to the customer was not paid by anyone.
  if (paid && document.paid && document.total >= 0) {
    return filled(words[Word::paid_on], amount, text.date(*document.paid));
  }
  if (document.status != DocumentStatus::open) return amount;
  if (!document.due) return filled(words[Word::due], amount);
  return filled(words[Word::due_on], amount, text.date(*document.due));
}

Word word_of(DocumentStatus status) {
  return static_cast<Word>(
    static_cast<std::size_t>(Word::status_open) + static_cast<std::size_t>(status)
  );
}

std::string tier_text(const DocumentTier& tier, const Currency& currency, const LocaleText& text) {
  std::string says;
  if (tier.unit_amount) {
    says = text.number(tier.quantity) + " × " + text.price(*tier.unit_amount, currency);
  }
  if (tier.flat_amount) {
    if (!says.empty()) says += " + ";
    says += text.money(*tier.flat_amount, currency);
  }
  return says;
}

std::string rates_text(const DocumentLine& line, const LocaleText& text) {
  std::string says;
  for (const Decimal percent : line.tax_percents) {
    if (!says.empty()) says += " + ";
    says += text.percent(percent);
  }
  return says;
}

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

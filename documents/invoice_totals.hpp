#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "documents/invoice_document.hpp"
#include "documents/locale_text.hpp"

namespace portal {

/// One line of the sums under an invoice's table.
struct TotalRow {
  enum class Emphasis { none, strong, rule_above };

  std::string label;
  std::int64_t amount = 0; ///< minor units, as it is to be shown
  Emphasis emphasis = Emphasis::none;
};

/// The way from the lines' sum to what is due; what takes nothing off or adds nothing is left out.
std::vector<TotalRow> total_rows(const InvoiceDocument& document, const LocaleText& text);

/// What is asked for or was paid, and when: `€12.00 due on 1 December 2026`.
std::string headline_of(const InvoiceDocument& document, const LocaleText& text);

/// The word for where the invoice stands.
Word word_of(DocumentStatus status);

/// What one tier adds: `1,000 × $0.002 + $5.00`.
std::string tier_text(const DocumentTier& tier, const Currency& currency, const LocaleText& text);

/// The line's tax rates: `19%`.
std::string rates_text(const DocumentLine& line, const LocaleText& text);

/// `EUR`.
std::string code_of(const Currency& currency);

} // namespace portal

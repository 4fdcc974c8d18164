#pragma once

// What the PDF of an invoice shows. Plain values: whoever fills this in (invoice_source.cpp does it from the
// domain's objects) has decided everything but how it looks.

#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "events/money.hpp"

namespace portal {

/// A date of the calendar on the wall, in whatever zone the reader lives.
using CivilDate = std::chrono::year_month_day;

enum class Paper { a4, letter };

constexpr auto names_of(Paper) { return std::to_array<std::string_view>({"a4", "letter"}); }

/// Where the invoice stands, as far as its reader is concerned.
enum class DocumentStatus { open, paid, voided, uncollectible };

/// Seller or customer: what stands in one column of the head.
struct DocumentParty {
  std::string name;
  std::vector<std::string> address; ///< in the order in which it is written
  std::vector<std::string> tax_ids;
  std::vector<std::string> contacts; ///< mail, telephone, site
};

/// Both days are part of it.
struct DocumentPeriod {
  CivilDate first;
  CivilDate last;
};

/// What one tier of a price added to a line.
struct DocumentTier {
  Decimal quantity;
  std::optional<Decimal> unit_amount;
  std::optional<std::int64_t> flat_amount;
};

struct DocumentLine {
  std::string description;
  std::optional<DocumentPeriod> period;
  std::optional<Decimal> quantity;
  std::optional<Decimal> unit_amount;
  std::vector<DocumentTier> tiers;
  std::int64_t discount = 0;
  std::vector<Decimal> tax_percents;
  std::int64_t amount = 0;
};

/// One rate of one tax, over all the lines that it is on.
struct DocumentTax {
  std::string name; ///< empty: the reader's word for tax
  Decimal percent;
  bool inclusive = false;
  std::int64_t base = 0;
  std::int64_t amount = 0;
};

struct InvoiceDocument {
  std::string number;
  DocumentStatus status = DocumentStatus::open;
  DocumentParty seller;
  DocumentParty customer;
  std::string primary_color; ///< `#5469d4`
  std::string logo_png;      ///< the bytes of a PNG; empty: the seller's name stands there
  std::string locale = "en"; ///< BCP 47; what there are no words for is written in English
  Paper paper = Paper::a4;
  CivilDate issued;
  std::optional<CivilDate> due;
  std::optional<CivilDate> paid;
  std::optional<DocumentPeriod> period;
  Currency currency;
  std::vector<DocumentLine> lines;
  std::int64_t subtotal = 0;
  std::int64_t discount_total = 0;
  std::vector<DocumentTax> taxes;
  std::int64_t total = 0;
  std::int64_t credits_applied = 0;
  std::int64_t balance_applied = 0; ///< negative: an older debt was added
  std::int64_t amount_paid = 0;
  std::int64_t amount_due = 0; ///< what is still to be paid
  std::vector<std::string> notes;
  std::string footer; ///< of the seller, on every page
};

} // namespace portal

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "documents/invoice_document.hpp"
#include "documents/words.hpp"

namespace portal {

/// Amounts, numbers and dates as the readers of one locale write them. Does no arithmetic on dates. One per
/// thread and locale: see text_for().
class LocaleText {
 public:
  explicit LocaleText(std::string_view locale);
  ~LocaleText();
  LocaleText(const LocaleText&) = delete;
  LocaleText& operator=(const LocaleText&) = delete;

  const Language& language() const { return language_; }

  /// The BCP 47 tag that is really spoken: `en` where there are no words for what was asked for.
  const std::string& tag() const { return tag_; }

  /// `€1,234.50`, with exactly the digits that the currency has.
  std::string money(std::int64_t minor, const Currency& currency) const;

  /// A price that may go below the minor unit: `$0.0025`.
  std::string price(Decimal minor, const Currency& currency) const;

  std::string number(Decimal value) const;
  std::string percent(Decimal value) const;

  /// `22 November 2026`.
  std::string date(CivilDate day) const;

  /// A country's name, of its ISO 3166-1 code.
  std::string country(std::string_view code) const;

  /// `1 – 30 Nov 2026`; a single day stands alone.
  std::string period(const DocumentPeriod& period) const;

 private:
  class Formats;
  const Language& language_;
  std::string tag_;
  std::unique_ptr<Formats> formats_;
};

/// This thread's texts of a locale. Valid until the thread asks for another locale.
const LocaleText& text_for(std::string_view locale);

} // namespace portal

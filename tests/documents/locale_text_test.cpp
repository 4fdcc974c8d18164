#include <thread>

#include <gtest/gtest.h>

#include "documents/locale_text.hpp"

namespace portal {
namespace {

Currency currency(std::string_view code) { return *Currency::parse(code); }

CivilDate day(int year, unsigned month, unsigned day_of_month) {
  return CivilDate{
    std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day_of_month}};
}

struct Money {
  std::string_view locale;
  std::string_view currency;
  std::int64_t minor;
  std::string_view shown;
};

TEST(LocaleText, WritesMoneyAsItsReadersDo) {
  constexpr std::array rows{
    Money{"en", "usd", 123450, "$1,234.50"},
    Money{"en", "usd", 5, "$0.05"},
    Money{"en", "usd", -483, "−$4.83"},
    Money{"en", "jpy", 1234, "¥1,234"},
    Money{"en", "kwd", 18750, "KWD 18.750"},
    Money{"en-GB", "usd", 100, "US$1.00"},
    Money{"de", "eur", 123450, "1.234,50 €"},
    Money{"fr", "eur", 123450, "1 234,50 €"},
    Money{"es", "eur", 100, "1,00 €"},
    Money{"ja", "jpy", 128000, "￥128,000"},
    Money{"en", "usd", 999'999'999'999'999, "$9,999,999,999,999.99"},
  };
  for (const Money& row : rows) {
    std::string shown = text_for(row.locale).money(row.minor, currency(row.currency));
    // Which of the spaces that keep words together it is, is ICU's business.
    for (const std::string_view space : {"\u00a0", "\u202f"}) {
      for (auto at = shown.find(space); at != std::string::npos; at = shown.find(space)) {
        shown.replace(at, space.size(), " ");
      }
    }
    EXPECT_EQ(shown, row.shown) << row.locale << " " << row.currency;
  }
}

TEST(LocaleText, KeepsAllDigitsOfAPriceBelowTheMinorUnit) {
  EXPECT_EQ(text_for("en").price(*Decimal::parse("0.25"), currency("usd")), "$0.0025");
  EXPECT_EQ(text_for("en").price(*Decimal::parse("1250"), currency("usd")), "$12.50");
  EXPECT_EQ(
    text_for("en").price(*Decimal::parse("0.000000000001"), currency("jpy")), "¥0.000000000001"
  );
  EXPECT_EQ(
    text_for("en").price(*Decimal::parse("0.000000000001"), currency("usd")), "$0.00000000000001"
  );
}

TEST(LocaleText, WritesDatesAndPeriods) {
  EXPECT_EQ(text_for("en-GB").date(day(2026, 11, 22)), "22 November 2026");
  EXPECT_EQ(text_for("de").date(day(2026, 2, 28)), "28. Februar 2026");
  EXPECT_EQ(text_for("ja").date(day(2026, 11, 22)), "2026年11月22日");
  EXPECT_EQ(text_for("de").period({day(2026, 11, 1), day(2026, 11, 30)}), "1.–30. Nov. 2026");
  EXPECT_EQ(text_for("de").period({day(2026, 11, 1), day(2026, 11, 1)}), "1. Nov. 2026");
}

TEST(LocaleText, CountsInTheGregorianCalendarEverywhere) {
  EXPECT_NE(text_for("ar-SA").date(day(2026, 11, 22)).find("٢٠٢٦"), std::string::npos);
}

TEST(LocaleText, SpeaksEnglishWhereItHasNoWords) {
  EXPECT_EQ(text_for("fil-PH").tag(), "en");
  EXPECT_EQ(text_for("zh-Hant-TW").tag(), "en");
  EXPECT_EQ(text_for("de-AT").tag(), "de-AT");
  EXPECT_EQ(text_for("de(evil)").tag(), "en");
}

TEST(LocaleText, NamesCountriesInTheReadersLanguage) {
  EXPECT_EQ(text_for("de").country("AT"), "Österreich");
  EXPECT_EQ(text_for("en").country("AT"), "Austria");
}

TEST(Words, AreThereInEveryLanguage) {
  for (const Language& language : languages) {
    for (std::size_t at = 0; at < word_count; ++at) {
      const auto word = language.words[at];
      EXPECT_FALSE(word.empty()) << language.tag << " has no word " << at;
      for (const std::string_view hole : {"{0}", "{1}"}) {
        const bool ours = word.find(hole) != std::string_view::npos;
        const bool english = languages.front().words[at].find(hole) != std::string_view::npos;
        EXPECT_EQ(ours, english) << language.tag << ": " << word << " and " << hole;
      }
    }
  }
}

TEST(Words, AreFilledIn) {
  EXPECT_EQ(filled("Page {0} of {1}", "2", "3"), "Page 2 of 3");
  EXPECT_EQ(filled("{1}/{0}", "{1}", "x"), "x/{1}");
}

} // namespace
} // namespace portal

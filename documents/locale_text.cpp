// ICU's C interface: its data for numbers, currencies and dates, and nothing of its time zones.
#include "documents/locale_text.hpp"

#include <map>
#include <type_traits>

#include <unicode/udat.h>
#include <unicode/udateintervalformat.h>
#include <unicode/udatpg.h>
#include <unicode/uloc.h>
#include <unicode/unumberformatter.h>
#include <unicode/ustring.h>

namespace portal {

namespace {

constexpr double day_ms = 86'400'000.0;

std::u16string wide(std::string_view ascii) { return {ascii.begin(), ascii.end()}; }

std::string narrow(const std::u16string& text) {
  std::string out(text.size() * 3, '\0');
  int32_t size = 0;
  UErrorCode status = U_ZERO_ERROR;
  u_strToUTF8(
    out.data(), static_cast<int32_t>(out.size()), &size, text.data(),
    static_cast<int32_t>(text.size()), &status
  );
  out.resize(U_SUCCESS(status) ? static_cast<std::size_t>(size) : 0);
  return out;
}

/// Calls `fill(buffer, capacity, status)` and answers what it wrote.
template <class Fill> std::string written(const Fill& fill) {
  std::u16string text(160, u'\0');
  UErrorCode status = U_ZERO_ERROR;
  const int32_t size = fill(text.data(), static_cast<int32_t>(text.size()), &status);
  if (U_FAILURE(status) || size > static_cast<int32_t>(text.size())) return {};
  text.resize(static_cast<std::size_t>(size));
  return narrow(text);
}

/// Noon in UTC of that day: the same day whatever is done with it.
UDate noon_of(CivilDate day) {
  return static_cast<double>(std::chrono::sys_days{day}.time_since_epoch().count()) * day_ms +
         day_ms / 2;
}

/// Minor units as a decimal number of major ones: 1234 with exponent 2 is 12.34.
std::string major_units(Decimal minor, int exponent) {
  // As text: Decimal has 12 decimals, and this needs up to three more.
  std::string digits = minor.text();
  const bool negative = digits.starts_with('-');
  if (negative) digits.erase(0, 1);
  auto point = digits.find('.');
  std::string decimals = point == std::string::npos ? "" : digits.substr(point + 1);
  std::string whole = digits.substr(0, point);
  const auto places = static_cast<std::size_t>(exponent);
  if (whole.size() <= places) whole.insert(0, places + 1 - whole.size(), '0');
  decimals.insert(0, whole.substr(whole.size() - places));
  whole.resize(whole.size() - places);
  return (negative ? "-" : "") + whole + (decimals.empty() ? "" : "." + decimals);
}

/// The minus sign proper instead of the hyphen of keyboards.
std::string with_minus(std::string text) {
  const auto at = text.find('-');
  if (at != std::string::npos) text.replace(at, 1, "\u2212");
  return text;
}

/// The locale for ICU: the Gregorian calendar everywhere, as that is what our dates are in.
std::string icu_locale(std::string_view tag) {
  char name[ULOC_FULLNAME_CAPACITY] = {};
  UErrorCode status = U_ZERO_ERROR;
  uloc_forLanguageTag(std::string{tag}.c_str(), name, sizeof name, nullptr, &status);
  if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING) return "en";
  uloc_setKeywordValue("calendar", "gregorian", name, sizeof name, &status);
  return U_FAILURE(status) ? "en" : name;
}

/// ICU calls several of its types void*, so the function that closes stands in the type.
template <auto close> struct Closer {
  template <class T> void operator()(T* it) const { close(it); }
};

template <class T, auto close>
using Owned = std::unique_ptr<std::remove_pointer_t<T>, Closer<close>>;

using Number = Owned<UNumberFormatter*, unumf_close>;
using NumberText = Owned<UFormattedNumber*, unumf_closeResult>;
using Dates = Owned<UDateFormat*, udat_close>;
using Periods = Owned<UDateIntervalFormat*, udtitvfmt_close>;
using Patterns = Owned<UDateTimePatternGenerator*, udatpg_close>;

} // namespace

class LocaleText::Formats {
 public:
  explicit Formats(std::string_view tag) : locale_(icu_locale(tag)) {
    UErrorCode status = U_ZERO_ERROR;
    result_.reset(unumf_openResult(&status));
    const Patterns patterns{udatpg_open(locale_.c_str(), &status)};
    std::u16string pattern(64, u'\0');
    const int32_t size = udatpg_getBestPattern(
      patterns.get(), u"yMMMMd", 6, pattern.data(), static_cast<int32_t>(pattern.size()), &status
    );
    dates_.reset(udat_open(
      UDAT_PATTERN, UDAT_PATTERN, locale_.c_str(), u"UTC", 3, pattern.data(), size, &status
    ));
    periods_.reset(udtitvfmt_open(locale_.c_str(), u"yMMMd", 5, u"UTC", 3, &status));
  }

  std::string number(const std::string& skeleton, const std::string& value) {
    auto& format = numbers_[skeleton];
    UErrorCode status = U_ZERO_ERROR;
    if (!format) {
      const auto words = wide(skeleton);
      format.reset(unumf_openForSkeletonAndLocale(
        words.data(), static_cast<int32_t>(words.size()), locale_.c_str(), &status
      ));
    }
    unumf_formatDecimal(
      format.get(), value.data(), static_cast<int32_t>(value.size()), result_.get(), &status
    );
    return written([&](char16_t* to, int32_t room, UErrorCode* code) {
      return unumf_resultToString(result_.get(), to, room, code);
    });
  }

  std::string date(CivilDate day) const {
    return written([&](char16_t* to, int32_t room, UErrorCode* code) {
      return udat_format(dates_.get(), noon_of(day), to, room, nullptr, code);
    });
  }

  std::string period(const DocumentPeriod& period) const {
    return written([&](char16_t* to, int32_t room, UErrorCode* code) {
      return udtitvfmt_format(
        periods_.get(), noon_of(period.first), noon_of(period.last), to, room, nullptr, code
      );
    });
  }

 private:
  std::string locale_;
  std::map<std::string, Number> numbers_;
  NumberText result_;
  Dates dates_;
  Periods periods_;
};

namespace {

bool is_tag(std::string_view text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
         ) == std::string_view::npos;
}

} // namespace

LocaleText::LocaleText(std::string_view locale)
    : language_(language_of(locale)),
      tag_(locale.starts_with(language_.tag) && is_tag(locale) ? locale : language_.tag),
      formats_(std::make_unique<Formats>(tag_)) {}

LocaleText::~LocaleText() = default;

std::string LocaleText::money(std::int64_t minor, const Currency& currency) const {
  return price(Decimal::from_integer(minor), currency);
}

std::string LocaleText::price(Decimal minor, const Currency& currency) const {
  const auto places = static_cast<std::size_t>(currency.exponent());
  std::string skeleton = "currency/";
  for (const char c : currency.text()) skeleton += static_cast<char>(c - 'a' + 'A');
  skeleton += " ." + std::string(places, '0') + std::string(12, '#');
  return with_minus(formats_->number(skeleton, major_units(minor, currency.exponent())));
}

std::string LocaleText::number(Decimal value) const {
  return with_minus(formats_->number(".############", value.text()));
}

std::string LocaleText::percent(Decimal value) const {
  return with_minus(formats_->number("percent .####", value.text()));
}

std::string LocaleText::date(CivilDate day) const { return formats_->date(day); }

std::string LocaleText::period(const DocumentPeriod& period) const {
  return formats_->period(period);
}

std::string LocaleText::country(std::string_view code) const {
  const std::string place = "und_" + std::string{code};
  const auto name = written([&](char16_t* to, int32_t room, UErrorCode* status) {
    return uloc_getDisplayCountry(place.c_str(), tag_.c_str(), to, room, status);
  });
  return name.empty() ? std::string{code} : name;
}

const LocaleText& text_for(std::string_view locale) {
  // Locales come from outside, so a thread keeps only so many.
  constexpr std::size_t kept_max = 32;
  thread_local std::map<std::string, std::unique_ptr<LocaleText>, std::less<>> kept;
  const auto found = kept.find(locale);
  if (found != kept.end()) return *found->second;
  if (kept.size() >= kept_max) kept.clear();
  return *kept.emplace(locale, std::make_unique<LocaleText>(locale)).first->second;
}

} // namespace portal

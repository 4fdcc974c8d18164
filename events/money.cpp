#include "events/money.hpp"

#include <algorithm>
#include <array>
#include <limits>

namespace portal {
namespace {

struct Known {
  std::string_view code;
  int exponent;
};

// ISO 4217 active codes whose exponent is not 2 are listed with theirs; sorted by code.
constexpr auto currencies = std::to_array<Known>({
  {"aed", 2}, {"afn", 2}, {"all", 2}, {"amd", 2}, {"ang", 2}, {"aoa", 2}, {"ars", 2}, {"aud", 2},
  {"awg", 2}, {"azn", 2}, {"bam", 2}, {"bbd", 2}, {"bdt", 2}, {"bgn", 2}, {"bhd", 3}, {"bif", 0},
  {"bmd", 2}, {"bnd", 2}, {"bob", 2}, {"brl", 2}, {"bsd", 2}, {"btn", 2}, {"bwp", 2}, {"byn", 2},
  {"bzd", 2}, {"cad", 2}, {"cdf", 2}, {"chf", 2}, {"clp", 0}, {"cny", 2}, {"cop", 2}, {"crc", 2},
  {"cup", 2}, {"cve", 2}, {"czk", 2}, {"djf", 0}, {"dkk", 2}, {"dop", 2}, {"dzd", 2}, {"egp", 2},
  {"ern", 2}, {"etb", 2}, {"eur", 2}, {"fjd", 2}, {"fkp", 2}, {"gbp", 2}, {"gel", 2}, {"ghs", 2},
  {"gip", 2}, {"gmd", 2}, {"gnf", 0}, {"gtq", 2}, {"gyd", 2}, {"hkd", 2}, {"hnl", 2}, {"htg", 2},
  {"huf", 2}, {"idr", 2}, {"ils", 2}, {"inr", 2}, {"iqd", 3}, {"irr", 2}, {"isk", 0}, {"jmd", 2},
  {"jod", 3}, {"jpy", 0}, {"kes", 2}, {"kgs", 2}, {"khr", 2}, {"kmf", 0}, {"kpw", 2}, {"krw", 0},
  {"kwd", 3}, {"kyd", 2}, {"kzt", 2}, {"lak", 2}, {"lbp", 2}, {"lkr", 2}, {"lrd", 2}, {"lsl", 2},
  {"lyd", 3}, {"mad", 2}, {"mdl", 2}, {"mga", 2}, {"mkd", 2}, {"mmk", 2}, {"mnt", 2}, {"mop", 2},
  {"mru", 2}, {"mur", 2}, {"mvr", 2}, {"mwk", 2}, {"mxn", 2}, {"myr", 2}, {"mzn", 2}, {"nad", 2},
  {"ngn", 2}, {"nio", 2}, {"nok", 2}, {"npr", 2}, {"nzd", 2}, {"omr", 3}, {"pab", 2}, {"pen", 2},
  {"pgk", 2}, {"php", 2}, {"pkr", 2}, {"pln", 2}, {"pyg", 0}, {"qar", 2}, {"ron", 2}, {"rsd", 2},
  {"rub", 2}, {"rwf", 0}, {"sar", 2}, {"sbd", 2}, {"scr", 2}, {"sdg", 2}, {"sek", 2}, {"sgd", 2},
  {"shp", 2}, {"sle", 2}, {"sos", 2}, {"srd", 2}, {"ssp", 2}, {"stn", 2}, {"svc", 2}, {"syp", 2},
  {"szl", 2}, {"thb", 2}, {"tjs", 2}, {"tmt", 2}, {"tnd", 3}, {"top", 2}, {"try", 2}, {"ttd", 2},
  {"twd", 2}, {"tzs", 2}, {"uah", 2}, {"ugx", 0}, {"usd", 2}, {"uyu", 2}, {"uzs", 2}, {"ved", 2},
  {"ves", 2}, {"vnd", 0}, {"vuv", 0}, {"wst", 2}, {"xaf", 0}, {"xcd", 2}, {"xof", 0}, {"xpf", 0},
  {"yer", 2}, {"zar", 2}, {"zmw", 2}, {"zwg", 2},
});

const Known* find(std::string_view code) {
  const auto* at = std::lower_bound(
    currencies.begin(), currencies.end(), code,
    [](const Known& known, std::string_view wanted) { return known.code < wanted; }
  );
  return at != currencies.end() && at->code == code ? &*at : nullptr;
}

std::string digits_of(UInt128 value) {
  std::string text;
  do {
    text.push_back(static_cast<char>('0' + static_cast<int>(value % 10)));
    value /= 10;
  } while (value != 0);
  std::reverse(text.begin(), text.end());
  return text;
}

/// `e-3` at the end of a number: the exponent, bounded; zero when there is none.
std::optional<int> take_exponent(std::string_view& text) {
  const auto at = text.find_first_of("eE");
  if (at == std::string_view::npos) return 0;
  std::string_view digits = text.substr(at + 1);
  text = text.substr(0, at);
  const bool negative = digits.starts_with('-');
  if (negative || digits.starts_with('+')) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 2) return std::nullopt;
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return negative ? -value : value;
}

/// 10^33: the end of the range, scaled.
constexpr Int128 scaled_limit = Int128{1'000'000'000'000'000'000} * 1'000'000'000'000'000;

} // namespace

std::optional<Currency> Currency::parse(std::string_view text) {
  if (find(text) == nullptr) return std::nullopt;
  Currency made;
  std::copy(text.begin(), text.end(), made.code_);
  return made;
}

int Currency::exponent() const {
  const Known* known = find(text());
  return known == nullptr ? 2 : known->exponent;
}

std::optional<Decimal> Decimal::parse(std::string_view text) { return read(text, Rest::refused); }

std::optional<Decimal> Decimal::parse_rounded(std::string_view text) {
  return read(text, Rest::rounded);
}

Decimal saturated_sum(Decimal left, Decimal right) {
  const Int128 sum = left.scaled_ + right.scaled_; // each is far below half of what fits
  return Decimal::from_scaled(std::clamp(sum, 1 - scaled_limit, scaled_limit - 1));
}

std::optional<Decimal> Decimal::read(std::string_view text, Rest rest) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const auto exponent = take_exponent(text);
  if (!exponent) return std::nullopt;
  const auto point = text.find('.');
  const std::string_view whole = text.substr(0, point);
  const std::string_view part = point == std::string_view::npos ? "" : text.substr(point + 1);
  if (whole.empty() || (point != std::string_view::npos && part.empty())) return std::nullopt;
  if (whole.size() + part.size() > 40) return std::nullopt;
  // `shift` counts the places from the last digit read up to the 10^-12 of the scale.
  int shift = 12 + *exponent - static_cast<int>(part.size());
  Int128 value = 0;
  for (const std::string_view digits : {whole, part}) {
    for (const char c : digits) {
      if (c < '0' || c > '9') return std::nullopt;
      if (value >= scaled_limit) return std::nullopt;
      value = value * 10 + (c - '0');
    }
  }
  for (; shift > 0 && value != 0; --shift) {
    if (value >= scaled_limit) return std::nullopt;
    value *= 10;
  }
  bool up = false;
  for (; shift < 0 && value != 0; ++shift) {
    if (value % 10 != 0 && rest == Rest::refused) return std::nullopt;
    up = value % 10 >= 5;
    value /= 10;
  }
  // The last digit taken off decides, unless places were left after it: then what there was is less than half.
  if (up && shift == 0) ++value;
  if (value >= scaled_limit) return std::nullopt;
  return from_scaled(negative ? -value : value);
}

std::string Decimal::text() const {
  const auto magnitude =
    scaled_ < 0 ? -static_cast<UInt128>(scaled_) : static_cast<UInt128>(scaled_);
  std::string made = scaled_ < 0 ? "-" : "";
  made += digits_of(magnitude / static_cast<UInt128>(scale));
  std::string part = digits_of(magnitude % static_cast<UInt128>(scale));
  part.insert(0, 12 - part.size(), '0');
  part.erase(part.find_last_not_of('0') + 1);
  if (!part.empty()) made += '.' + part;
  return made;
}

std::optional<std::int64_t> divide_rounded(Int128 numerator, Int128 denominator) {
  const Int128 sign = numerator < 0 ? -1 : 1;
  const Int128 magnitude = numerator * sign;
  Int128 quotient = magnitude / denominator;
  const Int128 rest = magnitude % denominator;
  if (rest >= denominator - rest) ++quotient;
  quotient *= sign;
  if (quotient > std::numeric_limits<std::int64_t>::max()) return std::nullopt;
  if (quotient < std::numeric_limits<std::int64_t>::min()) return std::nullopt;
  return static_cast<std::int64_t>(quotient);
}

std::optional<std::int64_t> times(Decimal unit_amount, std::int64_t quantity) {
  Int128 product = 0;
  if (__builtin_mul_overflow(unit_amount.scaled(), Int128{quantity}, &product)) return std::nullopt;
  return divide_rounded(product, Decimal::scale);
}

std::optional<std::int64_t> checked_add(std::int64_t left, std::int64_t right) {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(left, right, &sum)) return std::nullopt;
  return sum;
}

std::string to_text(std::int64_t amount_minor, Currency currency) {
  Int128 scaled = Int128{amount_minor} * Decimal::scale;
  const int exponent = currency.exponent();
  for (int place = 0; place < exponent; ++place) scaled /= 10;
  std::string text = Decimal::from_scaled(scaled).text();
  if (exponent > 0) {
    auto point = text.find('.');
    if (point == std::string::npos) {
      point = text.size();
      text += '.';
    }
    text.append(point + 1 + static_cast<std::size_t>(exponent) - text.size(), '0');
  }
  std::string code{currency.text()};
  std::transform(code.begin(), code.end(), code.begin(), [](char c) {
    return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
  });
  return text + ' ' + code;
}

} // namespace portal

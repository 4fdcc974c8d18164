#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>

namespace portal {

/// What documents say, beside what they are about. `{0}` and `{1}` are filled in.
enum class Word {
  invoice,
  number,
  date_issued,
  date_due,
  date_paid,
  period,
  from,
  bill_to,
  description,
  quantity,
  unit_price,
  tax,
  amount,
  subtotal,
  discount,
  tax_on,     ///< {0} tax and rate, {1} the base
  tax_inside, ///< {0} tax and rate: it is inside the prices
  total,
  credits,
  balance,
  paid_so_far,
  amount_due,
  due_on,  ///< {0} amount, {1} date
  due,     ///< {0} amount
  paid_on, ///< {0} amount, {1} date
  tax_id,
  page_of, ///< {0} page, {1} pages
  status_open,
  status_paid,
  status_void,
  status_uncollectible,
};

constexpr std::size_t word_count = static_cast<std::size_t>(Word::status_uncollectible) + 1;

struct Language {
  std::string_view tag; ///< `de`
  bool right_to_left = false;
  std::array<std::string_view, word_count> words;

  std::string_view operator[](Word word) const { return words[static_cast<std::size_t>(word)]; }
};

/// The languages that there are words for, English first.
extern const std::array<Language, 13> languages;

/// The language of a BCP 47 tag; English where there are no words for it.
const Language& language_of(std::string_view locale);

/// `{0}` and `{1}` replaced.
std::string filled(std::string_view pattern, std::string_view first, std::string_view second = {});

} // namespace portal

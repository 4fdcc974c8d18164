#include "events/time.hpp"

namespace portal {
namespace {

using std::chrono::day;
using std::chrono::days;
using std::chrono::month;
using std::chrono::months;
using std::chrono::sys_days;
using std::chrono::year;
using std::chrono::year_month_day;
using std::chrono::year_month_day_last;

constexpr std::int64_t ms_per_day = 86'400'000;

std::int64_t floor_div(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

/// Reads exactly `width` digits at the head of `text` and drops them.
std::optional<int> take_digits(std::string_view& text, std::size_t width) {
  if (text.size() < width) return std::nullopt;
  int value = 0;
  for (const char c : text.substr(0, width)) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  text.remove_prefix(width);
  return value;
}

bool take(std::string_view& text, char wanted) {
  if (text.empty() || text.front() != wanted) return false;
  text.remove_prefix(1);
  return true;
}

/// `.123456789` → milliseconds, cut; nothing there is zero.
std::optional<int> take_fraction(std::string_view& text) {
  if (!take(text, '.')) return 0;
  int value = 0;
  int digits = 0;
  while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
    if (digits < 3) value = value * 10 + (text.front() - '0');
    text.remove_prefix(1);
    if (++digits > 9) return std::nullopt;
  }
  if (digits == 0) return std::nullopt;
  for (; digits < 3; ++digits) value *= 10;
  return value;
}

/// `Z` or `±hh:mm` → minutes east of UTC.
std::optional<int> take_offset(std::string_view& text) {
  if (take(text, 'Z') || take(text, 'z')) return 0;
  const bool west = !text.empty() && text.front() == '-';
  if (!west && (text.empty() || text.front() != '+')) return std::nullopt;
  text.remove_prefix(1);
  const auto hours = take_digits(text, 2);
  if (!hours || *hours > 23 || !take(text, ':')) return std::nullopt;
  const auto minutes = take_digits(text, 2);
  if (!minutes || *minutes > 59) return std::nullopt;
  const int east = *hours * 60 + *minutes;
  return west ? -east : east;
}

} // namespace

std::string to_text(Instant at) {
  const std::int64_t day_number = floor_div(at.ms, ms_per_day);
  const std::int64_t within = at.ms - day_number * ms_per_day;
  const year_month_day date{sys_days{days{day_number}}};
  // Several times an event: digit by digit, because printf() would cost more than the encoding.
  std::string text = "0000-00-00T00:00:00.000Z";
  const auto put = [&text](std::size_t last, std::size_t width, std::int64_t value) {
    for (; width > 0; --width, --last, value /= 10)
      text[last] = static_cast<char>('0' + value % 10);
  };
  const int of_year = static_cast<int>(date.year());
  put(3, 4, of_year);
  put(6, 2, static_cast<unsigned>(date.month()));
  put(9, 2, static_cast<unsigned>(date.day()));
  put(12, 2, within / 3'600'000);
  put(15, 2, within / 60'000 % 60);
  put(18, 2, within / 1000 % 60);
  put(22, 3, within % 1000);
  if (of_year < 0 || of_year > 9999) text.replace(0, 4, std::to_string(of_year));
  return text;
}

std::optional<Instant> parse_instant(std::string_view text) {
  const auto y = take_digits(text, 4);
  if (!y || !take(text, '-')) return std::nullopt;
  const auto m = take_digits(text, 2);
  if (!m || !take(text, '-')) return std::nullopt;
  const auto d = take_digits(text, 2);
  if (!d || !(take(text, 'T') || take(text, 't') || take(text, ' '))) return std::nullopt;
  const auto hour = take_digits(text, 2);
  if (!hour || *hour > 23 || !take(text, ':')) return std::nullopt;
  const auto minute = take_digits(text, 2);
  if (!minute || *minute > 59 || !take(text, ':')) return std::nullopt;
  const auto second = take_digits(text, 2);
  if (!second || *second > 59) return std::nullopt;
  const auto milli = take_fraction(text);
  if (!milli) return std::nullopt;
  const auto offset = take_offset(text);
  if (!offset || !text.empty() || *y < 1970) return std::nullopt;
  const year_month_day date{
    year{*y}, month{static_cast<unsigned>(*m)}, day{static_cast<unsigned>(*d)}};
  if (!date.ok()) return std::nullopt;
  const std::int64_t day_number = sys_days{date}.time_since_epoch().count();
  const Instant at{
    day_number * ms_per_day + *hour * 3'600'000LL + (*minute - *offset) * 60'000LL +
    *second * 1000LL + *milli};
  if (at.ms < 0) return std::nullopt; // an offset can lead back over the edge
  return at;
}

Instant add_intervals(Instant anchor, Interval interval, std::int64_t count) {
  if (interval == Interval::day) return anchor + Millis{count * ms_per_day};
  if (interval == Interval::week) return anchor + Millis{count * 7 * ms_per_day};
  const std::int64_t day_number = floor_div(anchor.ms, ms_per_day);
  const std::int64_t within = anchor.ms - day_number * ms_per_day;
  const year_month_day from{sys_days{days{day_number}}};
  const std::int64_t total_months = interval == Interval::year ? count * 12 : count;
  const auto target = from.year() / from.month() + months{static_cast<int>(total_months)};
  const year_month_day_last last{target.year(), std::chrono::month_day_last{target.month()}};
  const day kept = from.day() < last.day() ? from.day() : last.day();
  const sys_days moved{year_month_day{target.year(), target.month(), kept}};
  return {moved.time_since_epoch().count() * ms_per_day + within};
}

} // namespace portal

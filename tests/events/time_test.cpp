#include <gtest/gtest.h>

#include "events/time.hpp"

namespace portal::testing {
namespace {

Instant at(std::string_view text) { return parse_instant(text).value_or(Instant{-1}); }

std::string after(std::string_view anchor, Interval interval, std::int64_t count) {
  return to_text(add_intervals(at(anchor), interval, count)).substr(0, 10);
}

TEST(Time, KeepsTheAnchorsDayAndClampsToTheMonthsEnd) {
  EXPECT_EQ(after("2026-01-31T10:00:00Z", Interval::month, 1), "2026-02-28");
  EXPECT_EQ(after("2026-01-31T10:00:00Z", Interval::month, 2), "2026-03-31");
  EXPECT_EQ(after("2026-01-31T10:00:00Z", Interval::month, 3), "2026-04-30");
  EXPECT_EQ(after("2026-01-31T10:00:00Z", Interval::month, 12), "2027-01-31");
  EXPECT_EQ(after("2026-01-30T10:00:00Z", Interval::month, 1), "2026-02-28");
  EXPECT_EQ(after("2026-12-31T10:00:00Z", Interval::month, 2), "2027-02-28");
}

TEST(Time, KnowsLeapYears) {
  EXPECT_EQ(after("2024-01-31T00:00:00Z", Interval::month, 1), "2024-02-29");
  EXPECT_EQ(after("2024-02-29T00:00:00Z", Interval::year, 1), "2025-02-28");
  EXPECT_EQ(after("2024-02-29T00:00:00Z", Interval::year, 4), "2028-02-29");
  EXPECT_EQ(after("2000-02-28T00:00:00Z", Interval::day, 1), "2000-02-29");
  EXPECT_EQ(after("2100-02-28T00:00:00Z", Interval::day, 1), "2100-03-01");
}

TEST(Time, AddsDaysAndWeeksExactly) {
  EXPECT_EQ(after("2026-12-31T23:59:59.999Z", Interval::day, 1), "2027-01-01");
  EXPECT_EQ(after("2026-02-26T00:00:00Z", Interval::week, 1), "2026-03-05");
  EXPECT_EQ(after("2026-01-01T00:00:00Z", Interval::day, 0), "2026-01-01");
}

TEST(Time, KeepsTheTimeOfDayToTheMillisecond) {
  EXPECT_EQ(
    to_text(add_intervals(at("2026-01-31T10:20:30.456Z"), Interval::month, 1)),
    "2026-02-28T10:20:30.456Z"
  );
}

struct Spelling {
  std::string_view text;
  std::string_view means;
};

TEST(Time, ReadsRfc3339) {
  const auto table = std::to_array<Spelling>({
    {"2026-11-22T14:09:14Z", "2026-11-22T14:09:14.000Z"},
    {"2026-11-22t14:09:14z", "2026-11-22T14:09:14.000Z"},
    {"2026-11-22T14:09:14.5Z", "2026-11-22T14:09:14.500Z"},
    {"2026-11-22T14:09:14.123456789Z", "2026-11-22T14:09:14.123Z"},
    {"2026-11-22T14:09:14.999999999Z", "2026-11-22T14:09:14.999Z"},
    {"2026-11-22T14:09:14+02:00", "2026-11-22T12:09:14.000Z"},
    {"2026-11-22T14:09:14-05:30", "2026-11-22T19:39:14.000Z"},
    {"2026-11-22T00:30:00+01:00", "2026-11-21T23:30:00.000Z"},
    {"2024-02-29T00:00:00Z", "2024-02-29T00:00:00.000Z"},
    {"1970-01-01T00:00:00Z", "1970-01-01T00:00:00.000Z"},
    {"9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"},
    {"2026-11-22T14:09:14-00:00", "2026-11-22T14:09:14.000Z"},
  });
  for (const Spelling& spelling : table) {
    const auto parsed = parse_instant(spelling.text);
    ASSERT_TRUE(parsed) << spelling.text;
    EXPECT_EQ(to_text(*parsed), spelling.means) << spelling.text;
  }
}

TEST(Time, RefusesWhatIsNoRfc3339) {
  for (const std::string_view text :
       {"",
        "2026-11-22",
        "2026-11-22T14:09:14",
        "2026-11-22T14:09Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-02-29T00:00:00Z",
        "2026-02-30T00:00:00Z",
        "2100-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-11-22T24:00:00Z",
        "2026-11-22T14:60:00Z",
        "2026-11-22T14:09:61Z",
        "2026-11-22T14:09:14.Z",
        "2026-11-22T14:09:14.1234567890Z",
        "2026-11-22T14:09:14+24:00",
        "2026-11-22T14:09:14+0200",
        "2026-11-22T14:09:14+02",
        "26-11-22T14:09:14Z",
        "+2026-11-22T14:09:14Z",
        "2026-11-22T14:09:14Z ",
        " 2026-11-22T14:09:14Z",
        "2026-11-22T14:09:14ZZ",
        "2026/11/22T14:09:14Z",
        "1969-12-31T23:59:59Z",
        "10000-01-01T00:00:00Z",
        "1970-01-01T00:00:00+00:01",
        "2026-1-2T03:04:05Z",
        "20261122T140914Z"}) {
    EXPECT_FALSE(parse_instant(text)) << text;
  }
}

TEST(Time, WritesWhatItReadsForEveryDayOfFourYears) {
  for (std::int64_t day = 0; day < 1'461; ++day) {
    const Instant there{at("2023-01-01T12:34:56.789Z").ms + day * 86'400'000};
    EXPECT_EQ(parse_instant(to_text(there)), there);
  }
}

} // namespace
} // namespace portal::testing

#include <algorithm>
#include <string>

#include <date/tz.h>
#include <gtest/gtest.h>

#include "projections/calendar.hpp"

namespace portal {
namespace {

Instant at(std::string_view text) { return *parse_instant(text); }

std::vector<std::string> edges(
  std::string_view start, std::string_view end, Granularity granularity, std::string_view zone
) {
  const auto made = bucket_edges(at(start), at(end), granularity, zone);
  if (!made) return {made.error().code};
  std::vector<std::string> texts;
  for (const Instant edge : *made) texts.push_back(to_text(edge).substr(0, 16));
  return texts;
}

using Texts = std::vector<std::string>;

/// What a clock on the wall shows, minute by minute: the slow way to the same edges.
std::vector<Instant>
edges_by_watching(Instant start, Instant end, Granularity granularity, const std::string& zone) {
  const auto* place = date::locate_zone(zone);
  const auto offset_at = [&](Instant when) {
    return place->get_info(date::sys_seconds{std::chrono::seconds{when.ms / 1000}}).offset.count();
  };
  const auto label = [&](Instant when) -> std::int64_t {
    const std::int64_t local = when.ms / 1000 + offset_at(when);
    const date::local_days day{
      date::floor<date::days>(date::local_seconds{std::chrono::seconds{local}})};
    const date::year_month_day date{day};
    switch (granularity) {
    case Granularity::minute: return local / 60;
    case Granularity::hour: return local / 3600;
    case Granularity::day: return day.time_since_epoch().count();
    case Granularity::week: return (day.time_since_epoch().count() + 3) / 7;
    case Granularity::month:
      return static_cast<int>(date.year()) * 12 +
             static_cast<int>(static_cast<unsigned>(date.month()));
    }
    return 0;
  };
  const bool by_clock = granularity == Granularity::minute || granularity == Granularity::hour;
  std::vector<Instant> made{start};
  std::int64_t last = label(start);
  // The date may have begun, been taken back and be about to begin again: look from a day before.
  if (!by_clock) {
    for (Instant when = start - std::chrono::hours{26}; when < start;
         when = when + std::chrono::minutes{1}) {
      last = std::max(last, label(when));
    }
  }
  auto offset = offset_at(start);
  for (Instant when = start + std::chrono::minutes{1}; when < end;
       when = when + std::chrono::minutes{1}) {
    const std::int64_t next = label(when);
    const bool turned = by_clock && offset_at(when) != offset;
    if (turned || (by_clock ? next != last : next > last)) made.push_back(when);
    last = by_clock ? next : std::max(last, next);
    offset = offset_at(when);
  }
  made.push_back(end);
  return made;
}

TEST(Calendar, CutsAtEveryBoundaryAndAtTheEnds) {
  EXPECT_EQ(
    edges("2026-01-01T00:30:00Z", "2026-01-01T02:15:00Z", Granularity::hour, "UTC"),
    (Texts{"2026-01-01T00:30", "2026-01-01T01:00", "2026-01-01T02:00", "2026-01-01T02:15"})
  );
}

TEST(Calendar, GivesTheDayOfSpringForwardTwentyThreeHours) {
  EXPECT_EQ(
    edges("2026-03-28T23:00:00Z", "2026-03-30T22:00:00Z", Granularity::day, "Europe/Berlin"),
    (Texts{"2026-03-28T23:00", "2026-03-29T22:00", "2026-03-30T22:00"})
  );
}

TEST(Calendar, GivesTheDayOfFallBackTwentyFiveHours) {
  EXPECT_EQ(
    edges("2026-10-24T22:00:00Z", "2026-10-26T23:00:00Z", Granularity::day, "Europe/Berlin"),
    (Texts{"2026-10-24T22:00", "2026-10-25T23:00", "2026-10-26T23:00"})
  );
}

TEST(Calendar, CountsTheRepeatedHourTwice) {
  EXPECT_EQ(
    edges("2026-10-25T00:00:00Z", "2026-10-25T03:00:00Z", Granularity::hour, "Europe/Berlin"),
    (Texts{"2026-10-25T00:00", "2026-10-25T01:00", "2026-10-25T02:00", "2026-10-25T03:00"})
  );
}

TEST(Calendar, HasNoBucketForTheDayThatSamoaSkipped) {
  EXPECT_EQ(
    edges("2011-12-29T10:00:00Z", "2012-01-01T10:00:00Z", Granularity::day, "Pacific/Apia"),
    (Texts{"2011-12-29T10:00", "2011-12-30T10:00", "2011-12-31T10:00", "2012-01-01T10:00"})
  );
}

TEST(Calendar, StartsWeeksOnMonday) {
  EXPECT_EQ(
    edges("2026-11-20T00:00:00Z", "2026-12-02T00:00:00Z", Granularity::week, "UTC"),
    (Texts{"2026-11-20T00:00", "2026-11-23T00:00", "2026-11-30T00:00", "2026-12-02T00:00"})
  );
}

TEST(Calendar, CutsHoursOfNepalAtTheQuarter) {
  EXPECT_EQ(
    edges("2026-01-01T00:00:00Z", "2026-01-01T02:00:00Z", Granularity::hour, "Asia/Kathmandu"),
    (Texts{"2026-01-01T00:00", "2026-01-01T00:15", "2026-01-01T01:15", "2026-01-01T02:00"})
  );
}

TEST(Calendar, GivesNoBucketForNoTime) {
  EXPECT_EQ(
    edges("2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z", Granularity::day, "UTC"),
    (Texts{"2026-01-01T00:00"})
  );
}

TEST(Calendar, RefusesAnEndBeforeTheStart) {
  EXPECT_EQ(
    edges("2026-01-02T00:00:00Z", "2026-01-01T00:00:00Z", Granularity::day, "UTC"),
    (Texts{"parameter_invalid"})
  );
}

TEST(Calendar, NamesTheZoneThatWasMeant) {
  EXPECT_FALSE(check_known_zone("Europe/Berlin", "timeZone"));
  const auto refused = check_known_zone("Europe/Berln", "timeZone");
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->code, "time_zone_invalid");
  EXPECT_NE(refused->message.find("Did you mean Europe/Berlin?"), std::string::npos);
}

TEST(Calendar, RefusesAnUnknownZoneByName) {
  for (const std::string_view zone : {"Mars/Olympus", "", "../../etc/passwd", "europe/berlin"}) {
    const auto made = bucket_edges(Instant{}, Instant{}, Granularity::day, zone);
    ASSERT_FALSE(made) << zone;
    EXPECT_EQ(made.error().param, "timeZone");
  }
}

TEST(Calendar, RefusesMoreThanTenThousandBuckets) {
  const Instant start = at("2026-01-01T00:00:00Z");
  const auto length = std::chrono::minutes{usage_buckets_max};
  EXPECT_EQ(bucket_edges(start, start + length, Granularity::minute, "UTC")->size(), 10'001U);
  const auto over = bucket_edges(start, start + length + Millis{1}, Granularity::minute, "UTC");
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, "too_many_buckets");
  const auto far = bucket_edges(start, at("9999-12-31T00:00:00Z"), Granularity::day, "UTC");
  ASSERT_FALSE(far);
  EXPECT_EQ(far.error().code, "too_many_buckets");
}

TEST(Calendar, AgreesWithAClockOnTheWallThroughEveryTurn) {
  struct Turn {
    std::string zone;
    std::string_view around;
  };

  const std::vector<Turn> turns{
    {"Europe/Berlin", "2026-03-29T01:00:00Z"},     {"Europe/Berlin", "2026-10-25T01:00:00Z"},
    {"Asia/Kathmandu", "1985-12-31T18:30:00Z"},    {"America/St_Johns", "2006-10-29T02:31:00Z"},
    {"America/St_Johns", "2006-04-02T03:31:00Z"},  {"America/St_Johns", "2026-11-01T04:30:00Z"},
    {"Pacific/Apia", "2011-12-30T10:00:00Z"},      {"Australia/Lord_Howe", "2026-04-04T15:00:00Z"},
    {"America/Sao_Paulo", "2018-02-18T02:00:00Z"}, {"America/Sao_Paulo", "2018-11-04T03:00:00Z"},
    {"Atlantic/Azores", "2026-10-25T01:00:00Z"},   {"America/Goose_Bay", "2010-11-07T02:01:00Z"},
  };
  for (const Turn& turn : turns) {
    for (const Granularity granularity :
         {Granularity::minute, Granularity::hour, Granularity::day, Granularity::week,
          Granularity::month}) {
      const Instant start = at(turn.around) - std::chrono::hours{31};
      const Instant end = at(turn.around) + std::chrono::hours{53};
      const auto made = bucket_edges(start, end, granularity, turn.zone);
      ASSERT_TRUE(made) << made.error().message;
      EXPECT_EQ(*made, edges_by_watching(start, end, granularity, turn.zone))
        << turn.zone << ' ' << turn.around << ' ' << name_of(granularity);
    }
  }
}

} // namespace
} // namespace portal

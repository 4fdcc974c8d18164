#include <algorithm>
#include <array>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include <gtest/gtest.h>

#include "events/meters.hpp"
#include "projections/calendar.hpp"
#include "projections/usage.hpp"
#include "tests/projections/written_log.hpp"

namespace portal {
namespace {

using test::WrittenLog;

const CustomerId ada{"cus_ada"};
const Instant noon = *parse_instant("2026-05-01T12:00:00Z");

Meter meter_of(AggregationType type, std::optional<std::string> property = {}) {
  Meter meter;
  meter.id = MeterId{"mtr_calls"};
  meter.event_type = "call";
  meter.aggregation = {type, std::move(property)};
  return meter;
}

std::string shown(const UsageBucket& bucket) {
  std::string text = bucket.value ? bucket.value->text() : "none";
  for (const auto& value : bucket.group) text += '/' + value.value_or("(absent)");
  return text;
}

std::vector<std::string> shown(const Stored<Result<std::vector<UsageBucket>>>& answer) {
  if (!answer) return {answer.error().message};
  if (!*answer) return {answer->error().code};
  std::vector<std::string> texts;
  for (const UsageBucket& bucket : **answer) texts.push_back(shown(bucket));
  return texts;
}

using Texts = std::vector<std::string>;

/// One customer's calls around noon, and what a meter makes of them.
class Calls {
 public:
  Calls& at(std::int64_t minute, std::string properties) {
    log_.usage(ada.text(), "call", noon + std::chrono::minutes{minute}, std::move(properties));
    return *this;
  }

  Texts total(const Meter& meter, std::vector<std::string> group_by = {}) {
    const auto views = test::rows_after(log_.events());
    return shown(usage_total(*views->snapshot(), meter, query(std::move(group_by))));
  }

  Texts hourly(const Meter& meter, std::vector<std::string> group_by = {}) {
    const auto views = test::rows_after(log_.events());
    const TimelineQuery asked{query(std::move(group_by)), Granularity::hour, "UTC"};
    return shown(usage_timeline(*views->snapshot(), meter, asked));
  }

  WrittenLog& log() { return log_; }

  static UsageQuery query(std::vector<std::string> group_by = {}) {
    return {ada, noon, noon + std::chrono::hours{3}, std::move(group_by), {}};
  }

 private:
  WrittenLog log_;
};

TEST(Usage, CountsPerBucketAndFillsEmptyOnes) {
  Calls calls;
  calls.at(0, "{}").at(59, "{}").at(120, "{}");
  EXPECT_EQ(calls.hourly(meter_of(AggregationType::count)), (Texts{"2", "0", "1"}));
}

TEST(Usage, IncludesTheStartAndExcludesTheEnd) {
  Calls calls;
  calls.at(-1, "{}").at(0, "{}").at(180, "{}");
  EXPECT_EQ(calls.total(meter_of(AggregationType::count)), (Texts{"1"}));
}

TEST(Usage, PutsLateEventsIntoTheirOwnBucket) {
  Calls calls;
  calls.at(130, "{}").at(1, "{}").at(70, "{}");
  EXPECT_EQ(calls.hourly(meter_of(AggregationType::count)), (Texts{"1", "1", "1"}));
}

TEST(Usage, SumsExactlyAcrossNumbersAndDecimalStrings) {
  Calls calls;
  calls.at(0, R"({"n":0.1})").at(1, R"({"n":"0.2"})").at(2, R"({"n":123456789012345678})");
  calls.at(3, R"({"n":true})").at(4, R"({"m":9})").at(5, R"({"n":null})");
  EXPECT_EQ(calls.total(meter_of(AggregationType::sum, "n")), (Texts{"123456789012345678.3"}));
}

TEST(Usage, RoundsAveragesHalfAwayFromZeroAtTwelveDecimals) {
  Calls calls;
  calls.at(0, R"({"n":1})").at(1, R"({"n":1})").at(2, R"({"n":0})");
  EXPECT_EQ(calls.total(meter_of(AggregationType::avg, "n")), (Texts{"0.666666666667"}));
  Calls tiny;
  tiny.at(0, R"({"n":-0.000000000001})").at(1, R"({"n":0})");
  EXPECT_EQ(tiny.total(meter_of(AggregationType::avg, "n")), (Texts{"-0.000000000001"}));
}

TEST(Usage, TakesTheLastByTimeNotByArrival) {
  Calls calls;
  calls.at(30, R"({"n":3})").at(10, R"({"n":1})").at(30, R"({"n":4})").at(20, R"({"n":2})");
  EXPECT_EQ(calls.total(meter_of(AggregationType::last, "n")), (Texts{"4"}));
}

TEST(Usage, KnowsTheLargestAndTheSmallest) {
  Calls calls;
  calls.at(0, R"({"n":-2})").at(1, R"({"n":-7})").at(2, R"({"n":"-3"})");
  EXPECT_EQ(calls.total(meter_of(AggregationType::max, "n")), (Texts{"-2"}));
  EXPECT_EQ(calls.total(meter_of(AggregationType::min, "n")), (Texts{"-7"}));
}

TEST(Usage, HasNoValueWhereNothingCanHaveOne) {
  Calls calls;
  calls.at(0, "{}");
  for (const auto type :
       {AggregationType::max, AggregationType::min, AggregationType::avg, AggregationType::last}) {
    EXPECT_EQ(calls.total(meter_of(type, "n")), (Texts{"none"})) << name_of(type);
  }
  EXPECT_EQ(calls.total(meter_of(AggregationType::sum, "n")), (Texts{"0"}));
  EXPECT_EQ(calls.total(meter_of(AggregationType::unique, "n")), (Texts{"0"}));
}

TEST(Usage, CountsEqualValuesOnce) {
  Calls calls;
  calls.at(0, R"({"p":"/a"})").at(1, R"({"p":"/a"})").at(2, R"({"p":"/b"})");
  calls.at(3, R"({"p":1})").at(4, R"({"p":1.0})").at(5, R"({"p":null})");
  EXPECT_EQ(calls.total(meter_of(AggregationType::unique, "p")), (Texts{"3"}));
}

TEST(Usage, CountsOnlyWhatPassesAllFilters) {
  Calls calls;
  calls.at(0, R"({"s":200,"m":"GET"})")
    .at(1, R"({"s":404,"m":"GET"})")
    .at(2, R"({"s":200,"m":"PUT"})");
  calls.at(3, R"({"m":"GET"})");
  Meter meter = meter_of(AggregationType::count);
  meter.filters = {{"m", RawJson{"\"GET\""}, {}}, {"s", {}, {RawJson{"200"}, RawJson{"201"}}}};
  EXPECT_EQ(calls.total(meter), (Texts{"1"}));
}

TEST(Usage, GroupsByEveryCombinationFound) {
  Calls calls;
  calls.at(0, R"({"m":"PUT","s":200})")
    .at(70, R"({"m":"GET","s":200})")
    .at(71, R"({"m":"GET","s":200})");
  calls.at(2, R"({"s":200})");
  EXPECT_EQ(
    calls.hourly(meter_of(AggregationType::count), {"m"}),
    (Texts{
      "1/(absent)", "0/(absent)", "0/(absent)", "0/GET", "2/GET", "0/GET", "1/PUT", "0/PUT",
      "0/PUT"})
  );
  EXPECT_EQ(
    calls.total(meter_of(AggregationType::count), {"m", "s"}),
    (Texts{"1/(absent)/200", "2/GET/200", "1/PUT/200"})
  );
}

TEST(Usage, LeavesOtherCustomersAndTypesOut) {
  Calls calls;
  calls.at(0, "{}");
  calls.log().usage("cus_ad", "call", noon, "{}");
  calls.log().usage("cus_adam", "call", noon, "{}");
  calls.log().usage("cus_ada", "cal", noon, "{}");
  calls.log().usage("cus_ada", "calls", noon, "{}");
  EXPECT_EQ(calls.total(meter_of(AggregationType::count)), (Texts{"1"}));
}

TEST(Usage, AnswersFromHistoryByPosition) {
  Calls calls;
  calls.at(5, "{}").at(1, "{}").at(3, "{}");
  const auto views = test::rows_after(calls.log().events());
  for (Position position = 0; position <= 3; ++position) {
    UsageQuery query = Calls::query();
    query.as_of = position;
    const auto answer = usage_total(*views->snapshot(), meter_of(AggregationType::count), query);
    EXPECT_EQ(shown(answer), (Texts{std::to_string(position)}));
  }
}

TEST(Usage, RefusesASumThatLeavesTheRange) {
  Calls calls;
  calls.at(0, R"({"n":"999999999999999999999"})").at(1, R"({"n":1})");
  EXPECT_EQ(calls.total(meter_of(AggregationType::sum, "n")), (Texts{"usage_out_of_range"}));
}

TEST(Usage, RefusesMoreGroupsThanBucketsAllow) {
  Calls calls;
  for (int path = 0; path < 56; ++path) calls.at(path, "{\"p\":" + std::to_string(path) + "}");
  TimelineQuery query{Calls::query({"p"}), Granularity::minute, "UTC"};
  const auto views = test::rows_after(calls.log().events());
  const Meter meter = meter_of(AggregationType::count);
  EXPECT_EQ(shown(usage_timeline(*views->snapshot(), meter, query)), (Texts{"too_many_buckets"}));
}

TEST(Usage, RefusesAnEndBeforeTheStart) {
  UsageQuery query = Calls::query();
  std::swap(query.start, query.end);
  const auto views = make_memory_views();
  const auto answer = usage_total(*views->snapshot(), meter_of(AggregationType::count), query);
  EXPECT_EQ(shown(answer), (Texts{"parameter_invalid"}));
}

// -- against a naive reference
// ----------------------------------------------------------------------

struct Sample {
  Instant time;
  std::int64_t cents = 0;
  std::string kind;
};

/// The same from the definition: exact in hundredths, one bucket at a time.
std::string naive(AggregationType type, std::vector<Sample> samples) {
  std::stable_sort(samples.begin(), samples.end(), [](const auto& left, const auto& right) {
    return left.time < right.time;
  });
  std::set<std::string> kinds;
  std::int64_t sum = 0;
  std::vector<std::int64_t> cents;
  for (const Sample& sample : samples) {
    kinds.insert(sample.kind);
    sum += sample.cents;
    cents.push_back(sample.cents);
  }
  const auto text = [](std::int64_t hundredths) {
    return Decimal::from_scaled(Int128{hundredths} * (Decimal::scale / 100)).text();
  };
  switch (type) {
  case AggregationType::count: return std::to_string(samples.size());
  case AggregationType::unique: return std::to_string(kinds.size());
  case AggregationType::sum: return text(sum);
  case AggregationType::max:
    return cents.empty() ? "none" : text(*std::max_element(cents.begin(), cents.end()));
  case AggregationType::min:
    return cents.empty() ? "none" : text(*std::min_element(cents.begin(), cents.end()));
  case AggregationType::last: return cents.empty() ? "none" : text(cents.back());
  case AggregationType::avg: {
    if (cents.empty()) return "none";
    const auto rounded =
      divide_rounded(Int128{sum} * (Decimal::scale / 100), static_cast<std::int64_t>(cents.size()));
    return Decimal::from_scaled(*rounded).text();
  }
  }
  return {};
}

TEST(Usage, AgreesWithTheDefinitionOnRandomEvents) {
  constexpr std::uint32_t seed = 20'261'122;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 chance{seed};
  const auto below = [&](std::int64_t limit) {
    return std::uniform_int_distribution<std::int64_t>{0, limit - 1}(chance);
  };
  const std::array<std::pair<std::string, std::string_view>, 4> places{{
    {"Europe/Berlin", "2026-10-25T00:59:59Z"},
    {"Asia/Kathmandu", "2026-01-01T00:00:00Z"},
    {"America/St_Johns", "2026-03-08T05:30:00Z"},
    {"Pacific/Apia", "2011-12-30T09:59:59Z"},
  }};
  for (const auto& [zone, around] : places) {
    WrittenLog log;
    std::vector<Sample> samples;
    const Instant start = *parse_instant(around) - std::chrono::hours{40};
    const Instant end = start + std::chrono::hours{90};
    for (int count = 0; count < 400; ++count) {
      const Sample sample{
        start + Millis{below(100LL * 3'600'000) - 5LL * 3'600'000}, below(20'001) - 10'000,
        std::string(1, static_cast<char>('a' + below(5)))};
      const std::string number =
        Decimal::from_scaled(Int128{sample.cents} * (Decimal::scale / 100)).text();
      const std::string value = below(2) == 0 ? number : '"' + number + '"';
      log.usage(
        ada.text(), "call", sample.time, R"({"k":")" + sample.kind + R"(","n":)" + value + "}"
      );
      samples.push_back(sample);
    }
    const auto views = test::rows_after(log.events(), 37);
    for (const auto granularity :
         {Granularity::hour, Granularity::day, Granularity::week, Granularity::month}) {
      const auto edges = bucket_edges(start, end, granularity, zone);
      for (std::size_t type = 0; type < names_of(AggregationType{}).size(); ++type) {
        const auto aggregation = static_cast<AggregationType>(type);
        const bool kinds = aggregation == AggregationType::unique;
        const TimelineQuery query{{ada, start, end, {}, {}}, granularity, zone};
        const auto meter = meter_of(aggregation, kinds ? "k" : "n");
        Texts expected;
        for (std::size_t at = 0; at + 1 < edges->size(); ++at) {
          std::vector<Sample> inside;
          std::copy_if(
            samples.begin(), samples.end(), std::back_inserter(inside),
            [&](const Sample& sample) {
              return sample.time >= (*edges)[at] && sample.time < (*edges)[at + 1];
            }
          );
          expected.push_back(naive(aggregation, inside));
        }
        EXPECT_EQ(shown(usage_timeline(*views->snapshot(), meter, query)), expected)
          << zone << ' ' << name_of(granularity) << ' ' << name_of(aggregation);
      }
    }
  }
}

// -- real input
// ---------------------------------------------------------------------------------------

/// The whole file, or nothing where it does not exist.
std::string file(const std::string& name) {
  std::ifstream stream{std::string{PORTAL_SOURCE_DIR} + "/../shared/data/" + name};
  return {std::istreambuf_iterator<char>{stream}, {}};
}

/// Ten thousand real requests, as usage; every customer that made one.
struct Traffic {
  WrittenLog log;
  std::set<std::string> customers;

  explicit Traffic(const std::string& lines) {
    for (std::size_t from = 0; from < lines.size();) {
      const auto end = std::min(lines.find('\n', from), lines.size());
      const auto event = JsonDocument::parse(std::string_view{lines}.substr(from, end - from));
      from = end + 1;
      std::string properties;
      write_json(properties, *event->root().member("data"));
      const std::string customer{event->root().member("subject")->text()};
      log.usage(
        customer, event->root().member("type")->text(),
        *parse_instant(event->root().member("time")->text()), properties
      );
      customers.insert(customer);
    }
  }
};

Meter traffic_meter(AggregationType type, std::optional<std::string> property = {}) {
  Meter meter = meter_of(type, std::move(property));
  meter.event_type = "http.request";
  return meter;
}

TEST(Usage, AgreesWithTheExpectedTotalsOfRealTraffic) {
  const std::string lines = file("traffic.ndjson");
  const std::string wanted = file("traffic.expected.json");
  if (lines.empty() || wanted.empty()) return; // a copy of the sources alone has no such data
  const Traffic traffic{lines};
  const auto views = test::rows_after(traffic.log.events(), 1'000);
  const auto rows = views->snapshot();
  const auto expected = JsonDocument::parse(wanted);
  ASSERT_TRUE(expected);
  const Instant start = *parse_instant("2015-05-01T00:00:00Z");
  const Instant end = *parse_instant("2015-06-01T00:00:00Z");

  for (const Json customer : Json{*expected->root().member("topCustomers")}) {
    const UsageQuery query{CustomerId{std::string{customer.key()}}, start, end, {}, {}};
    const auto is =
      [&](AggregationType type, std::optional<std::string> property, const char* name) {
        const auto answer = usage_total(*rows, traffic_meter(type, std::move(property)), query);
        EXPECT_EQ(shown(answer), (Texts{std::string{customer.member(name)->text()}}))
          << customer.key();
      };
    is(AggregationType::count, {}, "requests");
    is(AggregationType::sum, "bytes", "bytes");
    is(AggregationType::max, "bytes", "maxBytes");
    is(AggregationType::unique, "path", "uniquePaths");
  }

  std::map<std::string, std::pair<Decimal, Decimal>> days;
  for (const std::string& customer : traffic.customers) {
    const TimelineQuery query{{CustomerId{customer}, start, end, {}, {}}, Granularity::day, "UTC"};
    const auto requests = usage_timeline(*rows, traffic_meter(AggregationType::count), query);
    const auto bytes = usage_timeline(*rows, traffic_meter(AggregationType::sum, "bytes"), query);
    ASSERT_TRUE(requests && *requests && bytes && *bytes);
    for (std::size_t at = 0; at < (*requests)->size(); ++at) {
      auto& day = days[to_text((**requests)[at].start).substr(0, 10)];
      day.first = day.first + *(**requests)[at].value;
      day.second = day.second + *(**bytes)[at].value;
    }
  }
  for (const Json day : Json{*expected->root().member("days")}) {
    const auto& made = days[std::string{day.key()}];
    EXPECT_EQ(made.first.text(), day.member("requests")->text()) << day.key();
    EXPECT_EQ(made.second.text(), day.member("bytes")->text()) << day.key();
  }
}

} // namespace
} // namespace portal

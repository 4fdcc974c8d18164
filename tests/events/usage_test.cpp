#include <gtest/gtest.h>

#include "events/usage.hpp"
#include "tests/events/portal_world.hpp"

namespace portal::testing {
namespace {

UsageItem item(std::string id, std::string_view time = "2026-03-01T11:00:00Z") {
  return {"/edge/1", std::move(id), "api.call", moment(time), RawJson{R"({"n":1.10})"}, {}};
}

TEST(Usage, IsRecordedOnceForEachSourceAndId) {
  auto given = given_customer();
  given.when(RecordUsage{{item("1"), item("2"), item("1")}})
    .then({
      UsageRecorded{
        CustomerId{"cus_1"}, "/edge/1", "1", "api.call", moment("2026-03-01T11:00:00Z"),
        RawJson{R"({"n":1.10})"}},
      UsageRecorded{
        CustomerId{"cus_1"}, "/edge/1", "2", "api.call", moment("2026-03-01T11:00:00Z"),
        RawJson{R"({"n":1.10})"}},
    });
  EXPECT_EQ(given.shown(), R"({"object":"usage_receipt","accepted":2,"duplicates":1})");
}

TEST(Usage, SkipsWhatTheHostFoundToBeTaken) {
  auto given = given_customer();
  CustomerCommand command = RecordUsage{{item("1"), item("2")}};
  ASSERT_EQ(claims_of(command).size(), 2U);
  EXPECT_EQ(claims_of(command)[1].param, "[1].id");
  EXPECT_TRUE(goes_on_when_taken(command, 0));
  mark_taken(command, 0);
  given.when(command).then_types({"usage.recorded"});
  EXPECT_EQ(given.shown(), R"({"object":"usage_receipt","accepted":1,"duplicates":1})");
  mark_taken(command, 1);
  given.when(command).then({});
  EXPECT_EQ(given.shown(), R"({"object":"usage_receipt","accepted":0,"duplicates":2})");
}

TEST(Usage, ClaimsNoNameForTwoDifferentPairs) {
  UsageItem left = item("b/c");
  left.source = "a";
  UsageItem right = item("c");
  right.source = "a/b";
  const auto claims = claims_of(RecordUsage{{left, right}});
  EXPECT_NE(claims[0].key, claims[1].key);
}

TEST(Usage, MayBeLateButNotEarly) {
  auto given = given_customer();
  given.when(RecordUsage{{item("1", "1999-01-01T00:00:00Z")}}).done();
  given.when(RecordUsage{{item("2", "2026-03-01T12:05:00Z")}}).done();
  given.when(RecordUsage{{item("3"), item("4", "2026-03-01T12:05:00.001Z")}}
  ).refused("usage_in_the_future", "[1].time");
}

TEST(Usage, IsRefusedByNameAndIndex) {
  auto given = given_customer();
  const auto broken = [&](auto change, std::string_view code, std::string_view param) {
    UsageItem bad = item("9");
    change(bad);
    given.when(RecordUsage{{item("1"), bad}}).refused(code, param);
  };
  broken([](UsageItem& bad) { bad.source = ""; }, "parameter_empty", "[1].source");
  broken([](UsageItem& bad) { bad.id = std::string(256, 'x'); }, "parameter_too_long", "[1].id");
  broken([](UsageItem& bad) { bad.type = " "; }, "parameter_empty", "[1].type");
  broken([](UsageItem& bad) { bad.properties.text = "[1]"; }, "parameter_invalid_type", "[1].data");
  broken(
    [](UsageItem& bad) { bad.properties.text = R"({"a":")" + std::string(17'000, 'x') + "\"}"; },
    "parameter_too_long", "[1].data"
  );
  given.when(RecordUsage{}).refused("parameter_out_of_range");
  given.when(RecordUsage{std::vector<UsageItem>(10'001)}).refused("parameter_out_of_range");
  EXPECT_TRUE(given.state.billing.usage.empty());
}

TEST(Usage, IsForTheAppToRecord) {
  auto given = given_customer();
  use_token(given);
  given.when(RecordUsage{{item("1")}}).refused(RefusalKind::forbidden, "not_allowed_for_customers");
}

struct Native {
  std::string_view body;
  std::string_view properties; ///< empty: refused
  std::string_view code;
  std::string_view param;
};

TEST(Usage, InTheNativeFormBecomesAnEventOfTheMetersType) {
  const auto table = std::to_array<Native>({
    {R"({"meter":"api_calls"})", "{}", "", ""},
    {R"({"meter":"mtr_bytes","value":12.5})", R"({"bytes":12.5})", "", ""},
    {R"({"meter":"bytes"})", R"({"bytes":1})", "", ""},
    {R"({"meter":"bytes","value":"3","properties":{"path":"/a","n":1.10}})",
     R"({"path":"/a","n":1.10,"bytes":3})", "", ""},
    {R"({"meter":"bytes","properties":{"bytes":7}})", R"({"bytes":7})", "", ""},
    {R"({"meter":"api_calls","value":5})", R"({"value":5})", "", ""},
    {R"({"meter":"nothing"})", "", "meter_not_found", "[2].meter"},
    {R"({"meter":"bytes","value":1,"properties":{"bytes":7}})", "", "parameters_conflict",
     "[2].value"},
    {R"({"meter":"bytes","value":1,"properties":[]})", "", "parameter_invalid_type",
     "[2].properties"},
  });
  const auto given = given_customer();
  for (const Native& row : table) {
    SCOPED_TRACE(row.body);
    const auto made =
      usage_item(given.catalog, from_json<NativeUsage>(row.body), given.now, "made", "[2]");
    if (!row.code.empty()) {
      ASSERT_FALSE(made);
      EXPECT_EQ(made.error().code, row.code);
      EXPECT_EQ(made.error().param, row.param);
      continue;
    }
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->properties.text, row.properties);
    EXPECT_EQ(made->id, "made");
    EXPECT_EQ(made->source, native_usage_source);
    EXPECT_EQ(made->time, given.now);
  }
}

TEST(Usage, KeepsTheCallersIdAndTime) {
  const auto given = given_customer();
  const auto made = usage_item(
    given.catalog,
    from_json<NativeUsage>(
      R"({"id":"mine","meter":"api_calls","timestamp":"2026-02-01T00:00:00+01:00"})"
    ),
    given.now, "made", ""
  );
  ASSERT_TRUE(made);
  EXPECT_EQ(made->id, "mine");
  EXPECT_EQ(made->type, "api.call");
  EXPECT_EQ(to_text(made->time), "2026-01-31T23:00:00.000Z");
}

} // namespace
} // namespace portal::testing

#include <gtest/gtest.h>

#include "http/expand.hpp"
#include "http/query.hpp"

namespace portal {
namespace {

constexpr Parameter known[] = {{"limit", ""}, {"startingAfter", ""}, {"customer", ""}};

TEST(Query, DecodesItsValues) {
  const auto query = Query::parse("customer=cus_1&note=two%20words");
  ASSERT_TRUE(query);
  EXPECT_EQ(query->text("customer"), "cus_1");
  EXPECT_EQ(query->text("note"), "two words");
  EXPECT_EQ(query->find("limit"), nullptr);
}

TEST(Query, RefusesAnUnknownParameterWithTheNearest) {
  const auto refusal = Query::parse("starting_after=x")->unknown(known);
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->code, "parameter_unknown");
  EXPECT_EQ(refusal->param, "starting_after");
  EXPECT_NE(refusal->message.find("\"startingAfter\""), std::string::npos);
}

TEST(Query, RefusesAParameterThatStandsTwice) {
  const auto query = Query::parse("limit=1&limit=2");
  ASSERT_FALSE(query);
  EXPECT_EQ(query.error().param, "limit");
}

TEST(Query, ReadsIntegersInBoundsOnly) {
  for (const auto* bad : {"0", "101", "x", "1x", "", "-1", "99999999999999999999", "1.0"}) {
    const auto query = Query::parse(std::string{"limit="} + bad);
    ASSERT_TRUE(query) << bad;
    EXPECT_FALSE(query->integer("limit", 20, 1, 100)) << bad;
  }
  EXPECT_EQ(Query::parse("limit=7")->integer("limit", 20, 1, 100), 7);
  EXPECT_EQ(Query::parse("")->integer("limit", 20, 1, 100), 20);
}

TEST(Query, ReadsTimes) {
  EXPECT_EQ(
    Query::parse("start=2026-01-01T00:00:00Z")->instant("start")->value(),
    parse_instant("2026-01-01T00:00:00Z")
  );
  EXPECT_FALSE(Query::parse("start=yesterday")->instant("start"));
}

TEST(Query, EncodesForUrls) { EXPECT_EQ(percent_encoded("a b/ü"), "a%20b%2F%C3%BC"); }

Expansion::Find known_objects() {
  return [](const Subject& subject) -> std::optional<std::string> {
    if (subject.id == "in_1") return R"({"id":"in_1","customer":"cus_1"})";
    if (subject.id == "cus_1") return R"({"id":"cus_1","name":"Ada"})";
    return std::nullopt;
  };
}

TEST(Expansion, PutsObjectsInPlaceOfIds) {
  const auto expansion = Expansion::parse("latestInvoice.customer");
  ASSERT_TRUE(expansion);
  EXPECT_EQ(
    expansion->apply(
      R"({"id":"sub_1","latestInvoice":"in_1","customer":"cus_1"})", known_objects()
    ),
    R"({"id":"sub_1","latestInvoice":{"id":"in_1","customer":{"id":"cus_1","name":"Ada"}},"customer":"cus_1"})"
  );
}

TEST(Expansion, LeavesWhatCannotBeSeen) {
  const auto expansion = Expansion::parse("customer");
  EXPECT_EQ(
    expansion->apply(R"({"customer":"cus_2"})", known_objects()), R"({"customer":"cus_2"})"
  );
}

TEST(Expansion, RefusesFourLevelsAndUnknownNames) {
  EXPECT_FALSE(Expansion::parse("customer.customer.customer.customer"));
  const auto unknown = Expansion::parse("latestInvoise");
  ASSERT_FALSE(unknown);
  EXPECT_NE(unknown.error().message.find("latestInvoice"), std::string::npos);
}

} // namespace
} // namespace portal

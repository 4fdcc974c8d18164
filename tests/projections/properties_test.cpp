#include <gtest/gtest.h>

#include "projections/properties.hpp"

namespace portal {
namespace {

std::string found(std::string_view json, std::string_view name) {
  return std::string{PropertyFinder{name}.in(json).value_or("(none)")};
}

TEST(PropertyFinder, FindsAMemberWhereverItStands) {
  const std::string_view json = R"({"a":1,"b":"x,}\"","c":{"a":[1,{"d":2}]},"d":true,"e":null})";
  EXPECT_EQ(found(json, "a"), "1");
  EXPECT_EQ(found(json, "b"), R"("x,}\"")");
  EXPECT_EQ(found(json, "c"), R"({"a":[1,{"d":2}]})");
  EXPECT_EQ(found(json, "d"), "true");
  EXPECT_EQ(found(json, "e"), "null");
}

TEST(PropertyFinder, FindsNothingInsideOtherValues) {
  EXPECT_EQ(found(R"({"c":{"a":1},"s":"a"})", "a"), "(none)");
  EXPECT_EQ(found("{}", "a"), "(none)");
}

TEST(PropertyFinder, FindsNamesThatNeedEscapes) {
  EXPECT_EQ(found(R"({"a\"b":1,"ü":2})", "a\"b"), "1");
  EXPECT_EQ(found(R"({"a\"b":1,"ü":2})", "ü"), "2");
}

TEST(PropertyFinder, SurvivesTextThatIsCutOff) {
  const std::string_view json = R"({"a":"x\"y","b":[1,{"c":"d"}],"e":12})";
  for (std::size_t size = 0; size < json.size(); ++size) {
    (void)PropertyFinder{"zz"}.in(json.substr(0, size));
  }
}

TEST(PropertyText, IsTheSameForEqualScalars) {
  EXPECT_EQ(property_text(R"("a\nb")"), "a\nb");
  EXPECT_EQ(property_text("1.0"), "1");
  EXPECT_EQ(property_text("1e2"), "100");
  EXPECT_EQ(property_text("7"), "7");
  EXPECT_EQ(property_text("true"), "true");
}

TEST(PropertyText, IsNothingForWhatIsNoScalar) {
  EXPECT_EQ(property_text("null"), std::nullopt);
  EXPECT_EQ(property_text("[1]"), std::nullopt);
  EXPECT_EQ(property_text("{}"), std::nullopt);
}

TEST(PropertyNumber, ReadsNumbersAndDecimalStrings) {
  EXPECT_EQ(property_number("12")->text(), "12");
  EXPECT_EQ(property_number("-0.000000000001")->text(), "-0.000000000001");
  EXPECT_EQ(property_number(R"("12.5")")->text(), "12.5");
  EXPECT_EQ(property_number(R"("12x")"), std::nullopt);
  EXPECT_EQ(property_number("true"), std::nullopt);
  EXPECT_EQ(property_number(R"("")"), std::nullopt);
}

} // namespace
} // namespace portal

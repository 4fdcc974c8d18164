#include <gtest/gtest.h>

#include "events/customer.hpp"
#include "events/schema.hpp"
#include "http/openapi.hpp"
#include "http/routes.hpp"

namespace portal {
namespace {

TEST(Schema, ComesFromTheFieldDeclarations) {
  SchemaBook book;
  EXPECT_EQ(schema_of<Card>(book), R"({"$ref":"#/components/schemas/Card"})");
  const auto schema = JsonDocument::parse(book.components.at("Card"));
  ASSERT_TRUE(schema);
  const auto properties = *schema->root().member("properties");
  EXPECT_EQ(properties.member("expMonth")->member("type")->text(), "integer");
  EXPECT_EQ(
    properties.member("expMonth")->member("description")->text(),
    "The month it expires in, 1 to 12."
  );
  const Json required = *schema->root().member("required");
  std::size_t names = 0;
  for ([[maybe_unused]] const Json name : required) ++names;
  EXPECT_EQ(names, 5U);
}

TEST(Schema, ListsAnEnumerationsNames) {
  SchemaBook book;
  EXPECT_EQ(
    schema_of<PaymentStatus>(book),
    R"({"type":"string","enum":["processing","requires_action","succeeded","failed"]})"
  );
}

TEST(Schema, LetsOptionalsBeNull) {
  SchemaBook book;
  EXPECT_EQ(
    schema_of<std::optional<bool>>(book), R"({"anyOf":[{"type":"boolean"},{"type":"null"}]})"
  );
}

TEST(Schema, LeavesOutWhatTheServerGives) {
  SchemaBook book;
  constexpr std::string_view given[] = {"id", "digest"};
  schema_without<CreateToken>(book, given);
  const auto schema = JsonDocument::parse(book.components.at("CreateToken"));
  EXPECT_FALSE(schema->root().member("properties")->member("digest"));
  EXPECT_TRUE(schema->root().member("properties")->member("scopes"));
}

TEST(OpenApi, DescribesEveryRouteWithItsAccess) {
  const auto document = JsonDocument::parse(openapi_json({}));
  ASSERT_TRUE(document) << document.error().message;
  const auto paths = *document->root().member("paths");
  for (const auto& route : routes()) {
    const auto path = paths.member(route.path);
    if (route.path == "/test/clock") {
      EXPECT_FALSE(path);
      continue;
    }
    ASSERT_TRUE(path) << route.path;
    std::string method{name_of(route.method)};
    for (char& c : method) c = static_cast<char>(c - 'A' + 'a');
    const auto operation = path->member(method);
    ASSERT_TRUE(operation) << route.path << " " << method;
    const auto access = operation->member("x-portal-access");
    ASSERT_TRUE(access);
    EXPECT_EQ(access->member("open")->boolean(), route.access.open);
  }
}

TEST(OpenApi, RefersOnlyToSchemasThatItHas) {
  const auto text = openapi_json({});
  const auto document = JsonDocument::parse(text);
  const auto schemas = *document->root().member("components")->member("schemas");
  constexpr std::string_view mark = "#/components/schemas/";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const auto begin = at + mark.size();
    const auto name = text.substr(begin, text.find('"', begin) - begin);
    EXPECT_TRUE(schemas.member(name)) << name;
  }
}

TEST(Docs, EscapesWhatTheTableSays) {
  EXPECT_EQ(docs_html().find("<script"), std::string::npos);
  EXPECT_NE(docs_html().find("POST /subscriptions/{id}/cancel"), std::string::npos);
}

} // namespace
} // namespace portal

#include <gtest/gtest.h>

#include "events/checks.hpp"
#include "events/loopback.hpp"

namespace portal::testing {
namespace {

struct Canonical {
  std::string_view text;
  std::string_view means;
};

TEST(Url, IsKeptInCanonicalForm) {
  const auto table = std::to_array<Canonical>({
    {"https://app.example.com", "https://app.example.com/"},
    {"HTTPS://App.Example.COM/Path?Q=1#f", "https://app.example.com/Path?Q=1#f"},
    {"https://app.example.com:443/a", "https://app.example.com/a"},
    {"https://app.example.com:8443/a", "https://app.example.com:8443/a"},
    {"https://app.example.com?x=1", "https://app.example.com/?x=1"},
    {"https://xn--bcher-kva.example/", "https://xn--bcher-kva.example/"},
    {"https://203.0.113.7/", "https://203.0.113.7/"},
    {"http://localhost:3000/back", "http://localhost:3000/back"},
    {"http://app.localhost/", "http://app.localhost/"},
    {"http://127.0.0.1:80/x", "http://127.0.0.1/x"},
    {"http://[::1]:3000/", "http://[::1]:3000/"},
    {"https://a.example/%E2%82%AC?b=%20", "https://a.example/%E2%82%AC?b=%20"},
  });
  for (const Canonical& one : table) {
    const auto url = check_url(one.text, UrlRule::web, "returnUrl");
    ASSERT_TRUE(url) << one.text << ": " << url.error().message;
    EXPECT_EQ(url->text, one.means);
    EXPECT_TRUE(url->text.starts_with(url->origin + "/")) << url->origin;
  }
}

TEST(Url, RefusesWhateverCouldLeadElsewhere) {
  for (const std::string_view text :
       {"",
        "/dashboard",
        "//evil.example/",
        "app.example.com",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://example.com/",
        "http://example.com/",
        "http://localhost.evil.example/",
        "http://127.0.0.1.evil.example/",
        "https:/example.com/",
        "https:example.com/",
        "https:///example.com/",
        "https://",
        "https://user@example.com/",
        "https://user:pw@example.com/",
        "https://example.com@evil.example/",
        "https://example.com\\@evil.example/",
        "https:\\\\example.com/",
        "https://example.com/\\evil",
        "https://example.com/a b",
        "https://example.com/\n",
        "https://example.com/\r\nSet-Cookie: a=b",
        "https://example.com/%0d%0aSet-Cookie:%20a=b",
        "https://example.com/%00",
        "https://example.com/%5cevil",
        "https://example.com/%zz",
        "https://example.com/%2",
        "https://example.com//evil.example",
        "https://example.com/#javascript:alert(1)",
        "https://ex\xc3\xa4mple.com/",
        "https://example.com:0/",
        "https://example.com:65536/",
        "https://example.com:/",
        "https://example.com:80a/",
        "https://.example.com/",
        "https://example..com/",
        "https://example.com./",
        "https://-example.com/",
        "https://exa_mple.com/",
        "https://0x7f.0.0.1/",
        "https://127.1/",
        "https://017700000001/",
        "https://2130706433/",
        "https://127.0.0.01/",
        "https://256.1.1.1/",
        "https://[::1",
        "https://[2001:db8::1]/",
        "https://example.com%2eevil.example/",
        "https://<script>/",
        " https://example.com/",
        "https://example.com/\t"}) {
    const auto url = check_url(text, UrlRule::web, "returnUrl");
    EXPECT_FALSE(url) << text << " became " << (url ? url->text : "");
    if (!url) {
      EXPECT_EQ(url.error().param, "returnUrl");
      EXPECT_EQ(url.error().code, "url_invalid");
    }
  }
  EXPECT_FALSE(check_url("https://a.example/" + std::string(2'048, 'x'), UrlRule::web, "u"));
}

TEST(Url, IsHttpsAloneWhereLogosAndTermsAreMeant) {
  EXPECT_TRUE(check_url("https://example.com/logo.png", UrlRule::secure, "logo"));
  EXPECT_FALSE(check_url("http://localhost/logo.png", UrlRule::secure, "logo"));
}

TEST(Loopback, IsWhatCanNameNoOtherMachine) {
  for (const std::string_view host :
       {"localhost", "app.localhost", "127.0.0.1", "127.255.0.9", "[::1]"}) {
    EXPECT_TRUE(is_loopback(host)) << host;
  }
  for (const std::string_view host :
       {"", "127.evil.example", "127.0.0.1.evil.example", "127.1", "127.0.0.256", "128.0.0.1",
        "localhost.evil.example", "notlocalhost", ".localhost", "evil.example/.localhost", "[::1",
        "[::1].evil.example"}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
}

TEST(Email, HasTheShapeOfOne) {
  for (const std::string_view text :
       {"ada@example.com", "a.b+c@mail.example.co.uk", "o'neil@example.com",
        "größe@bücher.example"}) {
    EXPECT_FALSE(check_email(text, "email")) << text;
  }
  for (const std::string_view text :
       {"", "ada", "@example.com", "ada@", "ada@example", "a b@example.com", "ada@@example.com",
        "ada@example.com\n", ".ada@example.com", "ada.@example.com", "a..b@example.com",
        "ada@-example.com", "ada@example..com", "ada@example.com,bob@example.com",
        "<ada@example.com>", "ada@exam ple.com"}) {
    EXPECT_TRUE(check_email(text, "email")) << text;
  }
  EXPECT_TRUE(check_email(std::string(65, 'a') + "@example.com", "email"));
}

TEST(Phone, HasTheShapeOfOne) {
  for (const std::string_view text : {"+49 30 901820", "(555) 123-4567", "112", "+15551234567"}) {
    EXPECT_FALSE(check_phone(text, "phone")) << text;
  }
  for (const std::string_view text :
       {"", "12", "call me", "+", "1+2345", "123456789012345678901"}) {
    EXPECT_TRUE(check_phone(text, "phone")) << text;
  }
}

TEST(Country, IsAnAssignedCode) {
  for (const std::string_view text : {"DE", "US", "ZW", "GB"})
    EXPECT_FALSE(check_country(text, "c"));
  for (const std::string_view text : {"", "de", "DEU", "XX", "D ", "E ", " A", "UK"}) {
    EXPECT_TRUE(check_country(text, "c")) << text;
  }
}

TEST(TimeZone, HasTheShapeOfAnIanaName) {
  for (const std::string_view text :
       {"UTC", "Europe/Berlin", "America/Argentina/Buenos_Aires", "Etc/GMT+5"}) {
    EXPECT_FALSE(check_time_zone(text, "timeZone")) << text;
  }
  for (const std::string_view text :
       {"", "+02:00", "Europe/", "/Berlin", "Europe//Berlin", "../etc/passwd", "Europe/Ber lin"}) {
    EXPECT_TRUE(check_time_zone(text, "timeZone")) << text;
  }
}

TEST(Locale, HasTheShapeOfALanguageTag) {
  for (const std::string_view text : {"en", "pt-BR", "zh-Hant-TW", "de-CH-1996", "fil"}) {
    EXPECT_FALSE(check_locale(text, "locale")) << text;
  }
  for (const std::string_view text : {"", "e", "english", "en_US", "en-", "-en", "en--US", "e1"}) {
    EXPECT_TRUE(check_locale(text, "locale")) << text;
  }
}

TEST(TaxId, HasTheShapeOfItsType) {
  struct Row {
    std::string_view type;
    std::string_view value;
  };

  for (const Row& row : std::to_array<Row>({
         {"eu_vat", "DE123456789"},
         {"eu_vat", "ATU12345678"},
         {"eu_vat", "NL123456789B01"},
         {"eu_vat", "FR XX 123456789"},
         {"gb_vat", "GB123456789"},
         {"us_ein", "12-3456789"},
         {"ch_vat", "CHE-123.456.789 MWST"},
         {"in_gst", "12ABCDE3456F1Z5"},
       })) {
    EXPECT_FALSE(check_tax_id(row.type, row.value, "taxIds[0]")) << row.value;
  }
  const auto shape = check_tax_id("eu_vat", "DE12345", "taxIds[0]");
  ASSERT_TRUE(shape);
  EXPECT_EQ(shape->code, "tax_id_invalid");
  EXPECT_EQ(shape->param, "taxIds[0].value");
  const auto type = check_tax_id("mars_vat", "1", "taxIds[1]");
  ASSERT_TRUE(type);
  EXPECT_EQ(type->code, "tax_id_type_unknown");
  EXPECT_EQ(type->param, "taxIds[1].type");
  EXPECT_NE(type->message.find("eu_vat"), std::string::npos);
}

TEST(Text, IsBoundedInCharactersNotBytes) {
  EXPECT_FALSE(check_text("ä€𝄞", 3, "name"));
  EXPECT_EQ(check_text("ä€𝄞x", 3, "name")->code, "parameter_too_long");
  EXPECT_EQ(check_text(" \t", 9, "name")->code, "parameter_empty");
  EXPECT_EQ(check_text("a\x1b[0m", 9, "name")->code, "parameter_invalid");
  EXPECT_FALSE(check_note("", 9, "name"));
}

} // namespace
} // namespace portal::testing

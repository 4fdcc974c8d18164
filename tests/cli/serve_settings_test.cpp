#include <gtest/gtest.h>

#include "cli/serve_settings.hpp"

namespace portal {
namespace {

constexpr const char* nothing[] = {nullptr};
const std::string secret = "0123456789abcdefghijklmnopqrstuvwxyz-_ABCDE";

Settings with(const Settings::Flags& flags) {
  auto settings = Settings::load(flags, "", nothing);
  if (!settings) throw std::invalid_argument(settings.error());
  return std::move(*settings);
}

TEST(AdminKey, MayBeLeftOut) { EXPECT_EQ(wrong_admin_key(with({})), ""); }

TEST(AdminKey, IsSkANameAnd43LettersOfBase64url) {
  for (const std::string& key : {"sk_admin_" + secret, "sk_a_b_" + secret}) {
    EXPECT_EQ(wrong_admin_key(with({{"admin_key", key}})), "") << key;
  }
}

TEST(AdminKey, OfAnotherFormIsRefused) {
  for (const std::string& key :
       {std::string{"abc"}, std::string{"sk_admin_abc"}, std::string{"hunter2secret"}, secret,
        "sk_" + secret, "sk_admin_" + secret.substr(1), "sk_admin_" + secret + "=",
        "sk_admin_" + secret.substr(1) + "+", "admin_" + secret}) {
    EXPECT_NE(wrong_admin_key(with({{"admin_key", key}})), "") << key;
  }
}

TEST(AdminKey, IsNotASessionsOrATokens) {
  for (const std::string& key : {"ps_admin_" + secret, "cst_admin_" + secret}) {
    EXPECT_NE(wrong_admin_key(with({{"admin_key", key}})), "") << key;
  }
}

TEST(AdminKey, ThatIsRefusedIsNotShownButWhereItStandsAndHowToMakeOne) {
  constexpr const char* environment[] = {"PORTAL_ADMIN_KEY=hunter2secret", nullptr};
  const std::string wrong = wrong_admin_key(*Settings::load({}, "", environment));
  EXPECT_TRUE(wrong.starts_with("admin_key (PORTAL_ADMIN_KEY) must be sk_, ")) << wrong;
  EXPECT_NE(wrong.find("openssl rand -base64 32 | tr '+/' '-_' | tr -d '='"), std::string::npos);
  EXPECT_EQ(wrong.find("hunter2"), std::string::npos) << wrong;
}

TEST(PublicUrl, IsAnOriginAsBrowsersWriteIt) {
  for (const auto& [given, origin] : Settings::Flags{
         {"", ""},
         {"https://billing.example.com", "https://billing.example.com"},
         {"https://billing.example.com/", "https://billing.example.com"},
         {"HTTPS://Billing.Example.com:443", "https://billing.example.com"},
         {"http://billing.example.com:80", "http://billing.example.com"},
         {"https://billing.example.com:8443", "https://billing.example.com:8443"},
         {"http://localhost:8080", "http://localhost:8080"},
         {"http://192.168.0.7:8080", "http://192.168.0.7:8080"},
         {"http://[FD00::7]:8080", "http://[fd00::7]:8080"}}) {
    EXPECT_EQ(public_origin(with({{"public_url", given}})), origin) << given;
  }
}

TEST(PublicUrl, ThatLinksCannotBeginWithIsRefused) {
  for (const std::string given :
       {"billing.example.com", "javascript:alert(1)", "ftp://x", "https://", "https://:8080",
        "https://b.example.com?x=1", "https://b.example.com/#x", "https://b.example.com/portal",
        "https://user@b.example.com", "https://b.example.com:0", "https://b.example.com:65536",
        "https://b.example.com:", "https://b example.com", "https://[fd00::7", "https://[x]",
        "/"}) {
    const auto origin = public_origin(with({{"public_url", given}}));
    ASSERT_FALSE(origin) << given;
    EXPECT_TRUE(origin.error().starts_with("public_url (flag) must be http:// or https://, a host"))
      << origin.error();
    EXPECT_NE(origin.error().find("not \"" + given + "\"."), std::string::npos) << origin.error();
  }
}

TEST(AllowedOrigins, AreOriginsAsBrowsersWriteThem) {
  const auto settings =
    with({{"allowed_origins", "https://App.example.com:443,http://localhost:3000"}});
  EXPECT_EQ(
    allowed_origins(settings),
    (std::vector<std::string>{"https://app.example.com", "http://localhost:3000"})
  );
  EXPECT_EQ(allowed_origins(with({})), std::vector<std::string>{});
}

TEST(AllowedOrigins, ThatNoReturnUrlCouldFitAreRefused) {
  for (const std::string given :
       {"app.example.com", "https://app.example.com/", "https://app.example.com/billing",
        "https://app.example.com?x", "http://app.example.com", "*", "https://*.example.com",
        "null"}) {
    const auto origins =
      allowed_origins(with({{"allowed_origins", "https://fine.example.com," + given}}));
    ASSERT_FALSE(origins) << given;
    EXPECT_TRUE(origins.error().starts_with("allowed_origins (flag) must be origins")) << given;
    EXPECT_NE(origins.error().find("not \"" + given + "\"."), std::string::npos) << origins.error();
  }
}

TEST(ServeSettings, NameTheFirstThingThatIsWrong) {
  EXPECT_EQ(wrong_serve_settings(with({})), "");
  for (const auto& [name, value] : Settings::Flags{
         {"admin_key", "abc"}, {"public_url", "billing"}, {"allowed_origins", "app"}}) {
    EXPECT_TRUE(wrong_serve_settings(with({{name, value}})).starts_with(name + " (flag) must be "));
  }
}

} // namespace
} // namespace portal

#include <fstream>

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

} // namespace
} // namespace portal

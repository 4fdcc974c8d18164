#include <gtest/gtest.h>

#include "cli/mail_settings.hpp"

namespace portal {
namespace {

constexpr const char* nothing[] = {nullptr};

Settings with(const Settings::Flags& flags) {
  auto settings = Settings::load(flags, "", nothing);
  if (!settings) throw std::invalid_argument(settings.error());
  return std::move(*settings);
}

TEST(MailSettings, AreFineAsTheyAreToBeginWith) { EXPECT_EQ(wrong_mail_settings(with({})), ""); }

TEST(MailSettings, BecomeThoseOfThePostman) {
  const auto made = mail_settings(with({
    {"data", "folder"},
    {"mail_from", "Acme <billing@acme.example>"},
    {"smtp_url", "smtp://mail.acme.example:587"},
    {"smtp_user", "portal"},
    {"smtp_password", "1234"},
    {"smtp_tls", "always"},
  }));
  EXPECT_TRUE(made.on);
  EXPECT_EQ(made.from, "Acme <billing@acme.example>");
  EXPECT_EQ(made.folder, "folder/mail");
  EXPECT_EQ(made.smtp.url, "smtp://mail.acme.example:587");
  EXPECT_EQ(made.smtp.user, "portal");
  EXPECT_EQ(made.smtp.password, "1234");
  EXPECT_EQ(made.smtp.tls, SmtpTls::always);
}

TEST(MailSettings, ThatCannotWorkAreNamed) {
  for (const auto& [name, value] : Settings::Flags{
         {"mail_from", "billing"},
         {"mail_reply_to", "Acme <billing@acme.example>"},
         {"mail_portal_url", "/billing"},
         {"smtp_url", "mail.acme.example:587"}}) {
    const std::string wrong = wrong_mail_settings(with({{name, value}}));
    EXPECT_TRUE(wrong.starts_with(name + " must ")) << wrong;
    EXPECT_NE(wrong.find("\"" + value + "\""), std::string::npos) << wrong;
  }
}

TEST(MailSettings, KeepPasswordsOutOfTheUrlThatIsShown) {
  for (const std::string url :
       {"smtp://portal:1234@mail.acme.example", "portal:1234@mail.acme.example"}) {
    const std::string wrong = wrong_mail_settings(with({{"smtp_url", url}}));
    EXPECT_TRUE(wrong.starts_with("smtp_url must not name a user")) << wrong;
    EXPECT_EQ(wrong.find("1234"), std::string::npos) << wrong;
  }
}

} // namespace
} // namespace portal

#include <gtest/gtest.h>

#include "effects/mail_message.hpp"

namespace portal {
namespace {

MailMessage message() {
  MailMessage made;
  made.from = {"Acme, Inc.", "billing@example.com"};
  made.to = {"Zoë", "zoe@example.com"};
  made.subject = "Beleg zur Rechnung A1B2-0001 für Ihr Abonnement von etwas sehr, sehr Langem";
  made.message_id = "mail_42.ab@example.com";
  made.date = *parse_instant("2026-03-05T10:07:09Z");
  made.language = "de";
  made.text = "Guten Tag Zoë,\n\n" + std::string(300, 'x') + " = ende \n.\nFrom hier\n";
  made.html = "<p>Zoë</p>\n";
  return made;
}

bool has(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

std::size_t count(const std::string& text, std::string_view part) {
  std::size_t found = 0;
  for (auto at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++found;
  return found;
}

void expect_short_ascii_lines(const std::string& text) {
  for (std::size_t from = 0; from < text.size();) {
    const auto end = text.find("\r\n", from);
    ASSERT_NE(end, std::string::npos) << text.substr(from, 100);
    EXPECT_LE(end - from, 78U) << text.substr(from, end - from);
    for (std::size_t place = from; place < end; ++place) {
      EXPECT_GE(text[place], ' ') << text.substr(from, end - from);
      EXPECT_LE(text[place], '~') << text.substr(from, end - from);
    }
    from = end + 2;
  }
}

TEST(MailMessage, HasShortLinesOfAsciiAlone) {
  MailMessage made = message();
  expect_short_ascii_lines(write_message(made));
  made.logo_png = std::string{"\x89PNG\0\r\n", 7};
  made.attachments.push_back({"invoice-1.pdf", "application/pdf", std::string(1'000, '\xff')});
  expect_short_ascii_lines(write_message(made));
}

TEST(MailMessage, SaysWhoWhenAndWhich) {
  const std::string text = write_message(message());
  EXPECT_TRUE(has(text, "From: \"Acme, Inc.\"\r\n <billing@example.com>\r\n")) << text;
  EXPECT_TRUE(has(text, "To: =?UTF-8?B?Wm/Dqw==?=\r\n <zoe@example.com>\r\n"));
  EXPECT_TRUE(has(text, "Date: Thu, 05 Mar 2026 10:07:09 +0000\r\n"));
  EXPECT_TRUE(has(text, "Message-ID: <mail_42.ab@example.com>\r\n"));
  EXPECT_TRUE(has(text, "Auto-Submitted: auto-generated\r\n"));
  EXPECT_TRUE(has(text, "Content-Language: de\r\n"));
  EXPECT_FALSE(has(text, "Reply-To"));
}

TEST(MailMessage, LetsNobodyAddAHeaderByAName) {
  MailMessage made = message();
  made.to.name = "Eve\r\nBcc: all@example.com\r\n\r\nbody";
  made.subject = "Pro\r\nX-Evil: 1";
  made.from.name = "A \"quoted\" \\ name";
  made.reply_to = "help@example.com\r\nBcc: x@example.com";
  const std::string text = write_message(made);
  EXPECT_FALSE(has(text, "\nBcc:")) << text;
  EXPECT_FALSE(has(text, "\nX-Evil:"));
  EXPECT_TRUE(has(text, "Subject: Pro X-Evil: 1\r\n"));
  EXPECT_TRUE(has(text, "From: \"A \\\"quoted\\\" \\\\ name\"\r\n <billing@example.com>"));
  const std::string headers = text.substr(0, text.find("\r\n\r\n"));
  EXPECT_TRUE(has(headers, "Content-Type: multipart/alternative")) << "no name ends the headers";
}

TEST(MailMessage, IsTheSameBytesAgain) {
  EXPECT_EQ(write_message(message()), write_message(message()));
}

TEST(MailMessage, NestsWhatItCarries) {
  MailMessage made = message();
  EXPECT_EQ(count(write_message(made), "multipart/"), 1U);
  made.logo_png = "png";
  EXPECT_TRUE(has(write_message(made), "Content-ID: <logo>"));
  EXPECT_EQ(count(write_message(made), "multipart/"), 2U);
  made.attachments.push_back({"../in voice\".pdf", "application/pdf", "pdf"});
  const std::string text = write_message(made);
  EXPECT_EQ(count(text, "multipart/"), 3U);
  EXPECT_TRUE(has(text, "filename=\".._in_voice_.pdf\"")) << text;
}

TEST(Mailbox, IsReadAsOperatorsWriteIt) {
  EXPECT_EQ(parse_mailbox("Acme <billing@example.com>").address, "billing@example.com");
  EXPECT_EQ(parse_mailbox("Acme <billing@example.com>").name, "Acme");
  EXPECT_EQ(parse_mailbox("\"Acme, Inc.\" <b@example.com>").name, "Acme, Inc.");
  EXPECT_EQ(parse_mailbox("billing@example.com").address, "billing@example.com");
  EXPECT_TRUE(is_deliverable(parse_mailbox("billing@example.com")));
  for (const char* bad : {"", "Acme", "@x", "x@", "a b@example.com", "a@b>c", "Acme <>"}) {
    EXPECT_FALSE(is_deliverable(parse_mailbox(bad))) << bad;
  }
}

} // namespace
} // namespace portal

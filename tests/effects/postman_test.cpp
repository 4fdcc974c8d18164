#include <filesystem>

#include <gtest/gtest.h>

#include "effects/postman.hpp"
#include "store/files.hpp"
#include "store/vault.hpp"

namespace portal {
namespace {

struct Reply {
  std::string_view line;
  MailFate fate;
  std::string_view reason;
};

TEST(SmtpReply, SaysWhetherAnotherTryIsWorthIt) {
  const auto table = std::to_array<Reply>({
    {"250 2.0.0 queued as 12", MailFate::taken, ""},
    {"451 4.3.0 zoe@example.com: later", MailFate::not_now, "the mail server answered 451 4.3.0"},
    {"421 closing", MailFate::not_now, "the mail server answered 421"},
    {"550 5.1.1 <zoe@example.com> unknown", MailFate::refused,
     "the mail server answered 550 5.1.1"},
    {"552-5.2.2 full", MailFate::refused, "the mail server answered 552 5.2.2"},
    {"554 zoe@example.com is bad", MailFate::refused, "the mail server answered 554"},
    {"554", MailFate::refused, "the mail server answered 554"},
    {"535 5.7.8 wrong password", MailFate::not_now, "the mail server answered 535 5.7.8"},
    {"530 5.7.0 STARTTLS first", MailFate::not_now, "the mail server answered 530 5.7.0"},
    {"HTTP/1.1 400", MailFate::not_now, "the mail server answered nothing that SMTP knows"},
    {"", MailFate::not_now, "the mail server answered nothing that SMTP knows"},
  });
  for (const Reply& row : table) {
    const MailAnswer answer = meaning_of_reply(row.line);
    EXPECT_EQ(answer.fate, row.fate) << row.line;
    EXPECT_EQ(answer.reason, row.reason) << "what a reply says of people stays out of the log";
  }
}

TEST(SmtpServer, IsOnThisMachineWhereNothingElseCanBeMeant) {
  for (const std::string_view url :
       {"smtp://localhost", "smtp://localhost:25", "smtp://127.0.0.1:2525/example.com",
        "smtps://[::1]:465", "smtp://[::1]"}) {
    EXPECT_TRUE(leads_to_loopback(url)) << url;
  }
  for (const std::string_view url :
       {"smtp://mail.example.com:587", "smtp://127.evil.example:25",
        "smtp://127.0.0.1.evil.example", "smtp://localhost.evil.example",
        "smtp://127.0.0.1@evil.example", "smtp://[::1]:x@evil.example", "smtp://[::1].evil.example",
        "smtp://127.0.0.1\\@evil.example", "127.0.0.1:25", ""}) {
    EXPECT_FALSE(leads_to_loopback(url)) << url << ": a password would go there in clear";
  }
}

class Files : public ::testing::Test {
 protected:
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::vector<std::string> names() const {
    std::vector<std::string> found;
    for (const auto& file : std::filesystem::directory_iterator{folder_}) {
      found.push_back(file.path().filename().string());
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  std::string folder_ =
    (std::filesystem::temp_directory_path() / ("portal-mail-" + hex(random_bytes(8)))).string();
  std::unique_ptr<Postman> postman_ = make_file_postman(folder_);
};

TEST_F(Files, AreNamedByTheMailSoThatASecondOneIsTheSame) {
  const OutgoingMail mail{"mail_42", "cus_1", "a@example.com", "b@example.com", "first"};
  EXPECT_EQ(postman_->deliver(mail).fate, MailFate::taken);
  EXPECT_EQ(postman_->deliver(mail).fate, MailFate::taken);
  EXPECT_EQ(names(), std::vector<std::string>{"mail_42.cus_1.eml"});
  EXPECT_EQ(*read_file(folder_ + "/mail_42.cus_1.eml"), "first");
  const auto mode = std::filesystem::status(folder_ + "/mail_42.cus_1.eml").permissions();
  EXPECT_EQ(mode, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

TEST_F(Files, OfOneCustomerCanBeForgotten) {
  EXPECT_TRUE(forget_mails(folder_, "cus_1")) << "nothing was written yet";
  for (const char* customer : {"cus_1", "cus_11", "cus_1"}) {
    static int number = 0;
    postman_->deliver({"mail_" + std::to_string(++number), customer, "", "", "text"});
  }
  EXPECT_TRUE(forget_mails(folder_, "cus_1"));
  EXPECT_EQ(names(), std::vector<std::string>{"mail_2.cus_11.eml"});
}

TEST_F(Files, ThatCannotBeWrittenAreTriedAgain) {
  ASSERT_TRUE(write_file(folder_, "a file stands where the folder is to be"));
  EXPECT_EQ(postman_->deliver({"mail_1", "cus_1", "", "", ""}).fate, MailFate::not_now);
}

} // namespace
} // namespace portal

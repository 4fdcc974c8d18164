// A line is read by a walk along what this build writes, or else by the parser: whoever reads must not
// see which.

#include <gtest/gtest.h>

#include "events/envelope.hpp"

namespace portal {
namespace {

Envelope full_head() {
  Envelope head;
  head.stream = "customer/cus_1";
  head.version = 7;
  head.type = "customer.updated.v1";
  head.action = "customer.update";
  head.index = 2;
  head.effective_at = Instant{1'795'348'800'123};
  head.principal = {PrincipalKind::session, "ps_01m821qxk4kwfh4tr65h8nwt4q"};
  head.request_id = "req_1";
  head.ip = Personal<std::string>{Sealed{"c2VhbGVk"}};
  head.user_agent = Personal<std::string>{std::string{"curl/8.0"}};
  head.cause = "41";
  return head;
}

std::string line_of(const Envelope& head, std::string_view data = R"({"name":"Zoë"})") {
  return write_stored(42, Instant{1'795'348'800'456}, write_tail(head, data));
}

/// The line with a blank where none is written: only the parser reads it.
std::string for_the_parser(std::string line) { return line.insert(1, " "); }

void expect_same(const RecordedEvent& left, const RecordedEvent& right) {
  EXPECT_EQ(write_message(left.head()), write_message(right.head()));
  std::string one;
  std::string other;
  write_json(one, left.data());
  write_json(other, right.data());
  EXPECT_EQ(one, other);
}

TEST(RecordedEventTest, IsReadAsItWasWritten) {
  const Envelope head = full_head();
  const std::string line = line_of(head);
  const auto read = RecordedEvent::parse(line);
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->stored(), line);
  EXPECT_EQ(read->head().position, "42");
  EXPECT_EQ(read->head().position_number(), 42U);
  EXPECT_EQ(read->head().recorded_at.ms, 1'795'348'800'456);
  EXPECT_EQ(read->head().effective_at, head.effective_at);
  EXPECT_EQ(read->head().stream, head.stream);
  EXPECT_EQ(read->head().version, 7);
  EXPECT_EQ(read->head().index, 2);
  EXPECT_EQ(read->head().principal, head.principal);
  EXPECT_EQ(read->head().ip, head.ip);
  EXPECT_EQ(read->head().user_agent, head.user_agent);
  EXPECT_EQ(read->head().cause, head.cause);
  EXPECT_EQ(read->data().member("name")->text(), "Zoë");
}

TEST(RecordedEventTest, IsTheSameWhoeverReadsIt) {
  for (int left_out = 0; left_out < 8; ++left_out) {
    for (const PrincipalKind kind :
         {PrincipalKind::key, PrincipalKind::session, PrincipalKind::token, PrincipalKind::system,
          PrincipalKind::link}) {
      Envelope head = full_head();
      head.principal.kind = kind;
      if ((left_out & 1) != 0) head.ip.reset();
      if ((left_out & 2) != 0) head.user_agent.reset();
      if ((left_out & 4) != 0) head.cause.reset();
      const std::string line = line_of(head);
      const auto walked = RecordedEvent::parse(line);
      const auto parsed = RecordedEvent::parse(for_the_parser(line));
      ASSERT_TRUE(walked.has_value());
      ASSERT_TRUE(parsed.has_value());
      expect_same(*walked, *parsed);
    }
  }
}

TEST(RecordedEventTest, KeepsTextsThatNeedEscapesOrLieBeyondAscii) {
  for (const std::string text :
       {R"(a "quoted" \ text)", "tab\tand\nline", "Zoë 日本", "\"", "\\"}) {
    Envelope head = full_head();
    head.request_id = text;
    head.user_agent = Personal<std::string>{text};
    const auto read = RecordedEvent::parse(line_of(head));
    ASSERT_TRUE(read.has_value()) << text;
    EXPECT_EQ(read->head().request_id, text);
    EXPECT_EQ(*read->head().user_agent->clear(), text);
  }
}

TEST(RecordedEventTest, RefusesWhatIsNoEnvelope) {
  const std::string line = line_of(full_head());
  EXPECT_FALSE(RecordedEvent::parse("").has_value());
  EXPECT_FALSE(RecordedEvent::parse(line.substr(0, line.size() - 1)).has_value());
  EXPECT_FALSE(RecordedEvent::parse(line + "}").has_value());
  EXPECT_FALSE(RecordedEvent::parse(line_of(full_head(), R"({"a":1,"a":2})")).has_value());
  EXPECT_FALSE(RecordedEvent::parse(line_of(full_head(), R"({}{})")).has_value());
  EXPECT_FALSE(RecordedEvent::parse(line_of(full_head(), "")).has_value());
  std::string control = line;
  control[line.find("req_1")] = '\n';
  EXPECT_FALSE(RecordedEvent::parse(control).has_value());
  std::string not_utf8 = line;
  not_utf8[line.find("req_1")] = '\xff';
  EXPECT_FALSE(RecordedEvent::parse(not_utf8).has_value());
}

} // namespace
} // namespace portal

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "framing_corpus.hpp"
#include "http/framing.hpp"
#include "http/reader.hpp"
#include "http/target.hpp"

namespace portal {
namespace {

using namespace std::string_literals;
using Step = RequestReader::Step;

/// What a reader makes of bytes: requests, then perhaps a refusal.
struct Reading {
  std::vector<Request> requests;
  int refused = 0;

  bool operator==(const Reading& other) const {
    if (requests.size() != other.requests.size() || refused != other.refused) return false;
    for (std::size_t at = 0; at < requests.size(); ++at) {
      if (requests[at].target != other.requests[at].target) return false;
      if (requests[at].body != other.requests[at].body) return false;
    }
    return true;
  }
};

/// Feeds `pieces` in turn, each as a buffer of its own.
Reading read_pieces(const std::vector<std::string>& pieces) {
  const ReaderLimits limits;
  RequestReader reader{limits};
  Reading reading;
  for (const std::string& piece : pieces) {
    std::string_view bytes = piece;
    for (;;) {
      const auto step = reader.feed(bytes);
      if (step == Step::needs_more) break;
      if (step == Step::complete) reading.requests.push_back(reader.take().request);
      if (step == Step::refused) {
        reading.refused = reader.refusal().status;
        return reading;
      }
    }
  }
  return reading;
}

constexpr auto next = "GET /next HTTP/1.1\r\nHost: a\r\n\r\n";

TEST(Framing, CorpusIsLargeEnough) { EXPECT_GE(framing_corpus().size(), 250U); }

TEST(Framing, ReadsTheSameWhereverTheBytesAreCut) {
  for (const RawCase& raw : framing_corpus()) {
    if (raw.bytes.size() > 1000) continue;
    const auto bytes = raw.bytes + next;
    const auto whole = read_pieces({bytes});
    for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
      ASSERT_EQ(read_pieces({bytes.substr(0, cut), bytes.substr(cut)}), whole)
        << raw.name << ", cut at " << cut;
    }
  }
}

TEST(Framing, ReadsTheSameByteByByte) {
  for (const RawCase& raw : framing_corpus()) {
    if (raw.bytes.size() > 10'000) continue;
    const auto bytes = raw.bytes + next;
    std::vector<std::string> single;
    for (const char c : bytes) single.emplace_back(1, c);
    ASSERT_EQ(read_pieces(single), read_pieces({bytes})) << raw.name;
  }
}

TEST(Framing, ReadsNothingAfterARefusal) {
  const ReaderLimits limits;
  RequestReader reader{limits};
  std::string_view bytes = "GET / HTTP/1.1\r\n\r\n";
  EXPECT_EQ(reader.feed(bytes), Step::refused);
  bytes = next;
  EXPECT_EQ(reader.feed(bytes), Step::refused);
  EXPECT_EQ(bytes, next);
}

TEST(Framing, GivesTheRequestItsParts) {
  const auto reading = read_pieces(
    {"POST /a%20b/?x=%41&y HTTP/1.1\r\nHost: a\r\nX-One:  two \r\nContent-Length: 2\r\n\r\n{}"}
  );
  ASSERT_EQ(reading.requests.size(), 1U);
  const Request& request = reading.requests.front();
  EXPECT_EQ(request.method, "POST");
  EXPECT_EQ(request.target, "/a%20b/?x=%41&y");
  EXPECT_EQ(request.path, "/a b");
  EXPECT_EQ(request.query, "x=%41&y");
  EXPECT_EQ(request.body, "{}");
  ASSERT_NE(request.header("x-one"), nullptr);
  EXPECT_EQ(*request.header("x-one"), "two");
  EXPECT_EQ(request.header("x-two"), nullptr);
}

TEST(Framing, PutsChunksTogether) {
  const auto reading =
    read_pieces({"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
                 "3\r\nabc\r\nB\r\ndefghijklmn\r\n0\r\n\r\n"});
  ASSERT_EQ(reading.requests.size(), 1U);
  EXPECT_EQ(reading.requests.front().body, "abcdefghijklmn");
}

TEST(Framing, AsksToContinueOnceAndOnlyWithinTheLimit) {
  const ReaderLimits limits;
  RequestReader reader{limits};
  std::string_view head =
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n";
  EXPECT_EQ(reader.feed(head), Step::wants_continue);
  EXPECT_EQ(reader.feed(head), Step::needs_more);
  std::string_view body = "{}";
  EXPECT_EQ(reader.feed(body), Step::complete);

  RequestReader strict{limits};
  std::string_view large =
    "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 65537\r\n\r\n";
  EXPECT_EQ(strict.feed(large), Step::refused);
  EXPECT_EQ(strict.refusal().status, 413);
}

TEST(Framing, AsksForTheBodyLimitOfThePath) {
  ReaderLimits limits;
  limits.body_limit_of = [](const Request& head) { return head.path == "/large" ? 10U : 1U; };
  const auto status_of = [&](const std::string& path) {
    RequestReader reader{limits};
    const auto text = "POST " + path + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}";
    std::string_view bytes = text;
    return reader.feed(bytes) == Step::complete ? 200 : reader.refusal().status;
  };
  EXPECT_EQ(status_of("/large"), 200);
  EXPECT_EQ(status_of("/small"), 413);
}

TEST(Target, ReadsQueryPairsInOrder) {
  const auto pairs = read_query("b=1&a=%C3%A9+x&&flag&b=");
  ASSERT_TRUE(pairs.has_value());
  const std::vector<QueryPair> expected{{"b", "1"}, {"a", "\xc3\xa9 x"}, {"flag", ""}, {"b", ""}};
  EXPECT_EQ(*pairs, expected);
}

TEST(Target, RefusesQueriesThatMayBeMisread) {
  std::string many = "a=1";
  for (int count = 0; count < 100; ++count) many += "&a=1";
  for (const auto& query :
       {"a[]=1"s, "a%5B0%5D=1"s, "=1"s, "a=%"s, "a=%zz"s, "a=%00"s, "%ff=1"s, "a=%ff"s,
        std::string(201, 'a') + "=1", many}) {
    EXPECT_FALSE(read_query(query).has_value()) << query;
  }
  EXPECT_EQ(read_query("a[]=1").error().param, "a[]");
}

TEST(Target, KnowsWellFormedUtf8) {
  EXPECT_TRUE(is_utf8("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"));
  for (const auto* bytes :
       {"\x80", "\xc1\x81", "\xc3", "\xe0\x80\x80", "\xed\xa0\x80", "\xf0\x80\x80\x80",
        "\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xe2\x82"}) {
    EXPECT_FALSE(is_utf8(bytes));
  }
}

} // namespace
} // namespace portal

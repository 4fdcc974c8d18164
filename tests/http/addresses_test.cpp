#include <gtest/gtest.h>

#include "http/addresses.hpp"

namespace portal {
namespace {

AddressRanges ranges(std::string_view text) {
  auto parsed = AddressRanges::parse(text);
  if (!parsed) throw std::invalid_argument(parsed.error());
  return *parsed;
}

/// Who asks, by a peer that shows these X-Forwarded-For fields.
std::string client(
  const std::string& peer, const std::vector<std::string>& fields,
  std::string_view trusted = "127.0.0.0/8,10.0.0.0/8,::1"
) {
  Request request;
  request.peer = peer;
  for (const std::string& field : fields) request.headers.push_back({"x-forwarded-for", field});
  return client_address(request, ranges(trusted));
}

TEST(AddressRanges, HoldAddressesAndRangesOfBothKinds) {
  const AddressRanges some = ranges("10.1.0.0/16, 192.0.2.7,2001:db8::/33 ,::1");
  for (const auto* inside :
       {"10.1.0.0", "10.1.255.255", "192.0.2.7", "::ffff:192.0.2.7", "2001:db8:7fff::1", "::1"}) {
    EXPECT_TRUE(some.contain(*parse_ip(inside))) << inside;
  }
  for (const auto* outside :
       {"10.0.255.255", "10.2.0.0", "192.0.2.6", "2001:db8:8000::1", "::2", "127.0.0.1"}) {
    EXPECT_FALSE(some.contain(*parse_ip(outside))) << outside;
  }
  EXPECT_TRUE(ranges("0.0.0.0/0").contain(*parse_ip("203.0.113.9")));
  EXPECT_FALSE(ranges("0.0.0.0/0").contain(*parse_ip("2001:db8::1")));
  EXPECT_FALSE(ranges("none").contain(*parse_ip("127.0.0.1")));
  EXPECT_FALSE(ranges("").contain(*parse_ip("127.0.0.1")));
}

TEST(AddressRanges, AreRefusedWithThePieceThatIsWrong) {
  for (const std::string wrong :
       {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0/8", "::1/129", "010.0.0.1",
        "10.0.0.1 10.0.0.2", "/8", "127.0.0.1:80"}) {
    const auto parsed = AddressRanges::parse("127.0.0.1," + wrong);
    ASSERT_FALSE(parsed) << wrong;
    EXPECT_TRUE(parsed.error().starts_with("\"" + wrong + "\" is neither")) << parsed.error();
  }
}

TEST(ClientAddress, IsThePeerWhereNoTrustedProxySpeaks) {
  EXPECT_EQ(client("203.0.113.9", {}), "203.0.113.9");
  EXPECT_EQ(client("127.0.0.1", {}), "127.0.0.1");
  EXPECT_EQ(client("203.0.113.9", {"198.51.100.1"}), "203.0.113.9");
  EXPECT_EQ(client("127.0.0.1", {"198.51.100.1"}, "none"), "127.0.0.1");
}

TEST(ClientAddress, IsTheLastThatNoTrustedProxyIs) {
  EXPECT_EQ(client("127.0.0.1", {"198.51.100.1"}), "198.51.100.1");
  EXPECT_EQ(client("127.0.0.1", {"198.51.100.1, 10.0.0.3"}), "198.51.100.1");
  EXPECT_EQ(client("127.0.0.1", {"198.51.100.1", "10.0.0.4,10.0.0.3"}), "198.51.100.1");
  EXPECT_EQ(client("::1", {"2001:DB8::1"}), "2001:db8::1");
  EXPECT_EQ(client("127.0.0.1", {"198.51.100.1:4711"}), "198.51.100.1");
  EXPECT_EQ(client("127.0.0.1", {"[2001:db8::1]:4711"}), "2001:db8::1");
  EXPECT_EQ(client("127.0.0.1", {"::ffff:198.51.100.1"}), "198.51.100.1");
}

TEST(ClientAddress, IsNeverWhatTheClientMadeUp) {
  EXPECT_EQ(client("127.0.0.1", {"192.0.2.1, 198.51.100.1"}), "198.51.100.1");
  EXPECT_EQ(client("127.0.0.1", {"10.0.0.9, 198.51.100.1"}), "198.51.100.1");
  EXPECT_EQ(client("127.0.0.1", {"192.0.2.1", "198.51.100.1, 10.0.0.3"}), "198.51.100.1");
}

TEST(ClientAddress, EndsAtTheLastProxyThatNamedSomebody) {
  EXPECT_EQ(client("127.0.0.1", {"unknown"}), "127.0.0.1");
  EXPECT_EQ(client("127.0.0.1", {"192.0.2.1, <script>, 10.0.0.3"}), "10.0.0.3");
  EXPECT_EQ(client("127.0.0.1", {""}), "127.0.0.1");
  EXPECT_EQ(client("127.0.0.1", {"[2001:db8::1"}), "127.0.0.1");
}

TEST(CountedAddress, IsTheNetworkOfAnIpv6Client) {
  EXPECT_EQ(counted_address("198.51.100.1"), "198.51.100.1");
  EXPECT_EQ(counted_address("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(counted_address("2001:db8:1:2::7"), counted_address("2001:db8:1:2:ffff::"));
}

} // namespace
} // namespace portal

#include <array>
#include <string>

#include <arpa/inet.h>
#include <gtest/gtest.h>

#include "effects/addresses.hpp"

namespace portal {
namespace {

bool is_public(const std::string& text) {
  std::array<std::uint8_t, 16> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
    return is_public_address(std::span{bytes}.first(4));
  }
  EXPECT_EQ(inet_pton(AF_INET6, text.c_str(), bytes.data()), 1) << text;
  return is_public_address(bytes);
}

TEST(Addresses, OfThePublicInternetAreLetThrough) {
  for (const char* text :
       {"1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0",
        "126.255.255.255", "128.0.0.1", "172.15.255.255", "172.32.0.0", "192.167.255.255",
        "198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2a00:1450::1",
        "2001:4860:4860::8888", "2003::1"}) {
    EXPECT_TRUE(is_public(text)) << text;
  }
}

TEST(Addresses, ThatLeadInsideAreHeldBack) {
  for (const char* text :
       {"0.0.0.0",
        "10.0.0.1",
        "10.255.255.255",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.170",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.19.255.255",
        "198.51.100.7",
        "203.0.113.9",
        "224.0.0.1",
        "239.255.255.255",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "fe80::1",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "2001:db8::1",
        "2001::1",
        "2002:7f00:1::1",
        "fd00:ec2::254",
        "::7f00:1",
        "3fff::1"}) {
    EXPECT_FALSE(is_public(text)) << text;
  }
}

TEST(Addresses, OfNoKnownKindAreHeldBack) {
  const std::array<std::uint8_t, 8> odd{8, 8, 8, 8, 8, 8, 8, 8};
  EXPECT_FALSE(is_public_address(odd));
  EXPECT_FALSE(is_public_address({}));
}

} // namespace
} // namespace portal

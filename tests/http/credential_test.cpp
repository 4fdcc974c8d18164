#include <gtest/gtest.h>

#include "http/credential.hpp"

namespace portal {
namespace {

const std::string secret = "abcdefghijklmnopqrstuvwxyz_-ABCDEFGHIJKLMNO";

TEST(Credential, SplitsAtTheSecretsFixedLength) {
  ASSERT_EQ(secret.size(), 43U);
  const auto shown = parse_credential("cst_01abc_" + secret);
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->id, "cst_01abc");
  EXPECT_EQ(shown->secret, secret);
}

TEST(Credential, RefusesOtherShapes) {
  for (const std::string& bad :
       {std::string{}, std::string{"cst_"}, "cus_1_" + secret, "cst__" + secret, "cst_1" + secret,
        "cst_1_" + secret.substr(1), "cst_1_" + secret + "x/", "sk_a b_" + secret,
        "sk_" + std::string(200, 'a') + "_" + secret}) {
    EXPECT_FALSE(parse_credential(bad)) << bad;
  }
}

TEST(Credential, ReadsBearerInAnyCase) {
  Request request;
  request.headers = {{"authorization", "bearer abc"}};
  EXPECT_EQ(bearer_of(request), "abc");
  request.headers = {{"authorization", "Basic abc"}};
  EXPECT_EQ(bearer_of(request), std::nullopt);
}

TEST(Cookie, IsFoundAmongOthers) {
  Request request;
  request.headers = {{"cookie", "a=1; portal_session=ps_1_x; b=2"}};
  EXPECT_EQ(cookie_of(request, "portal_session"), "ps_1_x");
  EXPECT_EQ(cookie_of(request, "session"), std::nullopt);
}

TEST(Cookie, IsHostBoundAndSecureOverHttps) {
  const auto style = cookie_style("https://billing.example.com");
  EXPECT_EQ(
    style.set({"ps_1", "s"}), "__Host-portal_session=ps_1_s; Path=/; HttpOnly; SameSite=Lax; Secure"
  );
  EXPECT_EQ(
    style.clear(), "__Host-portal_session=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure"
  );
}

TEST(Cookie, IsPlainOverHttpOnLoopback) {
  EXPECT_EQ(
    cookie_style("http://127.0.0.1:8080").set({"ps_1", "s"}),
    "portal_session=ps_1_s; Path=/; HttpOnly; SameSite=Lax"
  );
}

} // namespace
} // namespace portal

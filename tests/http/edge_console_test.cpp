// The console's sign-in: what its cookie proves, for how long, and to whom.
#include "tests/http/edge_fixture.hpp"

namespace portal {
namespace {

class Console : public EdgeTest {
 protected:
  Answered sign_in(const std::string& key, const std::string& site = "same-origin") {
    return ask(
      {"POST",
       "/console",
       "key=" + key,
       "",
       {{"content-type", "application/x-www-form-urlencoded"}, {"sec-fetch-site", site}}}
    );
  }

  static Header cookie_of(const Answered& answered) {
    const auto set = answered.header("set-cookie");
    return {"cookie", set.substr(0, set.find(';'))};
  }

  int events_with(const Header& cookie) {
    return ask({"GET", "/events", "", "", {cookie, {"portal-console", "1"}}}).status();
  }
};

TEST_F(Console, TurnsAKeyIntoACookieForItsRole) {
  const auto made = admin("POST", "/keys", R"({"name":"Ana","role":"analyst"})");
  const auto opened = sign_in(made.at("secret"));
  ASSERT_EQ(opened.status(), 303) << opened.response.body;
  EXPECT_EQ(opened.header("location"), "/console");
  const auto set = opened.header("set-cookie");
  EXPECT_NE(set.find("HttpOnly; SameSite=Strict"), std::string::npos) << set;
  EXPECT_EQ(set.find(made.at("secret").substr(made.at("id").size())), std::string::npos) << set;
  const auto cookie = cookie_of(opened);
  EXPECT_EQ(events_with(cookie), 200);
  const auto page = ask({"GET", "/console", "", "", {cookie}});
  EXPECT_EQ(page.status(), 200);
  EXPECT_NE(page.response.body.find("Sign out"), std::string::npos);
  EXPECT_EQ(ask({"POST", "/customers", "{}", "", {cookie, {"portal-console", "1"}}}).status(), 403);
}

TEST_F(Console, CountsOnlyForItsOwnProgram) {
  const auto made = admin("POST", "/keys", R"({"name":"Ana","role":"analyst"})");
  const auto cookie = cookie_of(sign_in(made.at("secret")));
  EXPECT_EQ(ask({"GET", "/events", "", "", {cookie}}).status(), 401);
  EXPECT_EQ(sign_in(made.at("secret"), "cross-site").status(), 403);
}

TEST_F(Console, IsClosedByTampering) {
  const auto made = admin("POST", "/keys", R"({"name":"Ana","role":"analyst"})");
  const auto cookie = cookie_of(sign_in(made.at("secret")));
  for (std::size_t at = cookie.value.find('=') + 1; at < cookie.value.size(); at += 7) {
    auto other = cookie;
    other.value[at] = other.value[at] == 'a' ? 'b' : 'a';
    EXPECT_EQ(events_with(other), 401) << other.value;
  }
  EXPECT_EQ(events_with({"cookie", "portal_console=sk_admin.9999999999999."}), 401);
}

TEST_F(Console, EndsWithItsKeyAndWithItsDay) {
  const auto made = admin("POST", "/keys", R"({"name":"Ana","role":"analyst"})");
  const auto revoked = cookie_of(sign_in(made.at("secret")));
  const auto other = admin("POST", "/keys", R"({"name":"Bo","role":"auditor"})");
  const auto late = cookie_of(sign_in(other.at("secret")));
  EXPECT_EQ(admin("DELETE", "/keys/" + made.at("id")).status(), 200);
  EXPECT_EQ(events_with(revoked), 401);
  EXPECT_EQ(ask({"GET", "/console", "", "", {revoked}}).status(), 401);
  EXPECT_EQ(
    ask({"GET", "/audit/checkpoint", "", "", {late, {"portal-console", "1"}}}).status(), 200
  );
  admin("POST", "/test/clock", R"({"now":"2026-01-16T12:00:00Z"})");
  EXPECT_EQ(
    ask({"GET", "/audit/checkpoint", "", "", {late, {"portal-console", "1"}}}).status(), 401
  );
}

TEST_F(Console, AsksAgainWhenTheKeyOpensNothing) {
  for (const std::string key : {"", "sk_nothing", "not a key"}) {
    const auto refused = sign_in(key);
    EXPECT_EQ(refused.status(), 401) << key;
    EXPECT_NE(refused.response.body.find("role=\"alert\""), std::string::npos);
    EXPECT_EQ(refused.header("set-cookie"), "");
  }
}

} // namespace
} // namespace portal

// The portal link and its pages, as a browser meets them.
#include <thread>

#include "tests/http/edge_fixture.hpp"

namespace portal {
namespace {

class PortalPages : public EdgeTest {
 protected:
  void SetUp() override {
    EdgeTest::SetUp();
    admin("POST", "/customers", R"({"id":"cus_a","name":"Ada <b>","email":"a@example.com"})");
    admin("POST", "/products", R"({"id":"prod_p","name":"Pro <script>"})");
    admin(
      "POST", "/prices",
      R"({"id":"price_p","product":"prod_p","currency":"usd","unitAmount":1500,"recurring":{"interval":"month"}})"
    );
    admin("POST", "/payment-methods", R"({"customer":"cus_a","token":"pm_card_visa"})");
    const auto made =
      admin("POST", "/subscriptions", R"({"id":"sub_a","customer":"cus_a","price":"price_p"})");
    EXPECT_EQ(made.status(), 201) << made.response.body;
  }

  std::string link() {
    const auto made = admin(
      "POST", "/portal/sessions",
      R"({"customer":"cus_a","returnUrl":"https://app.example.com/back"})"
    );
    EXPECT_EQ(made.status(), 201) << made.response.body;
    const std::string url = made.at("url");
    return url.substr(url.find("/session/"));
  }

  static std::string hidden_field(const std::string& page) {
    const std::string mark = "name=\"form\" value=\"";
    const auto at = page.find(mark);
    return at == std::string::npos ? "" : page.substr(at + mark.size(), 40);
  }

  Answered submit_form(const Header& cookie, const std::string& path, const std::string& body) {
    return ask(
      {"POST",
       path,
       body,
       "",
       {cookie,
        {"content-type", "application/x-www-form-urlencoded"},
        {"sec-fetch-site", "same-origin"}}}
    );
  }
};

TEST_F(PortalPages, SurviveScannersThatOnlyLook) {
  const auto path = link();
  for (int at = 0; at < 100; ++at) {
    EXPECT_EQ(ask({at % 2 == 0 ? "GET" : "HEAD", path}).status(), 200);
  }
  EXPECT_EQ(ask({"POST", path}).status(), 303);
}

TEST_F(PortalPages, OpenALinkOnceAndSayWhereToGoAfterwards) {
  const auto path = link();
  const auto opened = ask({"POST", path});
  EXPECT_EQ(opened.status(), 303);
  EXPECT_EQ(opened.header("location"), "/portal");
  EXPECT_NE(opened.header("set-cookie").find("HttpOnly; SameSite=Lax"), std::string::npos);
  for (const auto* method : {"POST", "GET"}) {
    const auto spent = ask({method, path});
    EXPECT_EQ(spent.status(), 410);
    EXPECT_NE(spent.response.body.find("https://app.example.com/back"), std::string::npos);
    EXPECT_EQ(spent.header("set-cookie"), "");
  }
}

TEST_F(PortalPages, LetOneOfManyOpeningsWin) {
  RateSettings rates;
  rates.link_openings = {0, 0};
  start_edge(rates);
  const auto path = link();
  std::atomic<int> won{0};
  std::atomic<int> lost{0};
  std::vector<std::thread> browsers;
  for (int at = 0; at < 20; ++at) {
    browsers.emplace_back([&] {
      for (int times = 0; times < 5; ++times) {
        const int status = ask({"POST", path}).status();
        if (status == 303) ++won;
        if (status == 410) ++lost;
      }
    });
  }
  for (auto& browser : browsers) browser.join();
  EXPECT_EQ(won.load(), 1);
  EXPECT_EQ(lost.load(), 99);
}

TEST_F(PortalPages, KnowUnknownRevokedAndExpiredLinks) {
  EXPECT_EQ(ask({"GET", "/session/ps_nothing"}).status(), 404);
  auto tampered = link();
  tampered.back() = tampered.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(ask({"POST", tampered}).status(), 404);

  const auto revoked = link();
  const auto id = admin("GET", "/portal/sessions").at("data.0.id");
  EXPECT_EQ(admin("POST", "/portal/sessions/" + id + "/revoke").status(), 200);
  EXPECT_EQ(ask({"POST", revoked}).status(), 410);

  const auto expired = link();
  admin("POST", "/test/clock", R"({"now":"2026-01-17T12:00:00Z"})");
  EXPECT_EQ(ask({"GET", expired}).status(), 410);
  EXPECT_EQ(ask({"POST", expired}).status(), 410);
}

TEST_F(PortalPages, NeverLetTheSecretIntoTheRequestLog) {
  const auto path = link();
  ask({"GET", path});
  ask({"POST", path});
  const std::lock_guard lock{lines_mutex_};
  for (const auto& line : lines_) {
    EXPECT_EQ(line.route.find(path.substr(10)), std::string::npos);
    EXPECT_EQ(line.principal.find(path.substr(40)), std::string::npos);
  }
}

TEST_F(PortalPages, ShowThePlanEscaped) {
  const auto cookie = session_of("cus_a");
  const auto home = ask({"GET", "/portal", "", "", {cookie}});
  ASSERT_EQ(home.status(), 200) << home.response.body;
  const auto& page = home.response.body;
  EXPECT_NE(page.find("Pro &lt;script&gt;"), std::string::npos);
  EXPECT_NE(page.find("Ada &lt;b&gt;"), std::string::npos);
  EXPECT_EQ(page.find("<script>"), std::string::npos);
  EXPECT_NE(page.find("$15.00"), std::string::npos);
  EXPECT_NE(page.find("4242"), std::string::npos);
  EXPECT_NE(page.find("Next charge on February 15, 2026"), std::string::npos);
  EXPECT_EQ(home.header("cache-control"), "no-store");
  EXPECT_EQ(home.header("referrer-policy"), "no-referrer");
}

TEST_F(PortalPages, TurnAwayWithoutASession) {
  EXPECT_EQ(ask({"GET", "/portal"}).status(), 401);
  EXPECT_EQ(ask({"GET", "/portal", "", "", {{"cookie", "portal_session=x"}}}).status(), 401);
}

TEST_F(PortalPages, CancelAndReactivateOnlyThroughTheirOwnForms) {
  const auto cookie = session_of("cus_a");
  const auto token = hidden_field(ask({"GET", "/portal", "", "", {cookie}}).response.body);
  ASSERT_EQ(token.size(), 40U);
  const std::string start = "step=start&subscription=sub_a";
  EXPECT_EQ(submit_form(cookie, "/portal/actions/cancel", start).status(), 403);
  const auto foreign = ask(
    {"POST",
     "/portal/actions/cancel",
     start + "&form=" + token,
     "",
     {cookie,
      {"content-type", "application/x-www-form-urlencoded"},
      {"sec-fetch-site", "cross-site"}}}
  );
  EXPECT_EQ(foreign.status(), 403);
  EXPECT_EQ(admin("GET", "/subscriptions/sub_a").at("cancelAtPeriodEnd"), "false");
  EXPECT_EQ(submit_form(cookie, "/portal/actions/cancel", start + "&form=" + token).status(), 303);
  const auto story = admin("GET", "/cancellations?customer=cus_a").at("data.0.id");
  const auto canceled = submit_form(
    cookie, "/portal/actions/cancel",
    "step=confirm&subscription=sub_a&cancellation=" + story + "&form=" + token
  );
  EXPECT_EQ(canceled.status(), 303) << canceled.response.body;
  EXPECT_EQ(admin("GET", "/subscriptions/sub_a").at("cancelAtPeriodEnd"), "true");
  EXPECT_EQ(
    submit_form(cookie, "/portal/actions/reactivate", "subscription=sub_a&form=" + token).status(),
    303
  );
  EXPECT_EQ(admin("GET", "/subscriptions/sub_a").at("cancelAtPeriodEnd"), "false");
  EXPECT_EQ(
    submit_form(cookie, "/portal/actions/cancel", "step=start&subscription=sub_other&form=" + token)
      .status(),
    404
  );
  const auto astray = submit_form(
    cookie, "/portal/actions/cancel",
    "step=jump&subscription=sub_a&cancellation=" + story + "&form=" + token
  );
  EXPECT_EQ(astray.status(), 400);
}

TEST_F(PortalPages, SignOutForGood) {
  const auto cookie = session_of("cus_a");
  const auto token = hidden_field(ask({"GET", "/portal", "", "", {cookie}}).response.body);
  const auto out = submit_form(cookie, "/portal/logout", "form=" + token);
  EXPECT_EQ(out.status(), 303);
  EXPECT_EQ(out.header("location"), "https://app.example.com/back");
  EXPECT_NE(out.header("set-cookie").find("Max-Age=0"), std::string::npos);
  EXPECT_EQ(ask({"GET", "/portal", "", "", {cookie}}).status(), 401);
  EXPECT_EQ(ask({"GET", "/subscriptions", "", "", {cookie}}).status(), 401);
}

TEST_F(PortalPages, EndWhenNobodyIsThere) {
  const auto cookie = session_of("cus_a");
  admin("POST", "/test/clock", R"({"now":"2026-01-15T12:31:00Z"})");
  EXPECT_EQ(ask({"GET", "/subscriptions", "", "", {cookie}}).status(), 401);
}

TEST_F(PortalPages, LetASessionUseTheApiOnlyFromItsOwnPages) {
  const auto cookie = session_of("cus_a");
  EXPECT_EQ(ask({"GET", "/subscriptions", "", "", {cookie}}).at("data.0.id"), "sub_a");
  const auto evil = ask(
    {"POST", "/subscriptions/sub_a/cancel", "{}", "", {cookie, {"origin", "https://evil.example"}}}
  );
  EXPECT_EQ(evil.at("error.code"), "cross_site_request");
}

TEST_F(PortalPages, ServeTheirFilesThemselves) {
  EXPECT_EQ(ask({"GET", "/portal/assets/portal.css"}).status(), 200);
  EXPECT_EQ(ask({"GET", "/portal/assets/open.js"}).status(), 200);
  const auto colour = ask({"GET", "/portal/assets/colour.css?c=5469d4"});
  EXPECT_EQ(colour.response.body, ":root{--brand:#5469d4;--on-brand:#ffffff}\n");
  EXPECT_EQ(ask({"GET", "/portal/assets/colour.css?c=red}x{"}).status(), 404);
  EXPECT_EQ(ask({"GET", "/portal/assets/other"}).status(), 404);
}

} // namespace
} // namespace portal

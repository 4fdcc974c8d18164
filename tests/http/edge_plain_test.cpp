// The portal without scripts: in the customer's language; and who may frame it.
#include "tests/http/plain_pages.hpp"

namespace portal {
namespace {

TEST_F(PlainPages, AreNotThereWhereCancellingIsSwitchedOff) {
  configure(R"({"invoiceHistory":{"enabled":true}})");
  enter();
  EXPECT_FALSE(has(get("/portal").response.body, "/portal/cancel"));
  const auto refused = get("/portal/cancel?subscription=sub_a");
  EXPECT_EQ(refused.status(), 403);
  EXPECT_TRUE(has(refused.response.body, "switched off for customers here"));
}

TEST_F(PlainPages, SpeakTheCustomersLanguageAndWriteAmountsAndDatesItsWay) {
  configure(
    R"({"invoiceHistory":{"enabled":true},"subscriptionCancel":{"enabled":true,"cancellationReason":{"enabled":true,"options":["unused"]}}})"
  );
  enter(R"(,"locale":"de-AT")");
  const auto home = get("/portal").response.body;
  EXPECT_TRUE(has(home, "<html lang=\"de\">") && has(home, "Tarif kündigen")) << home;
  EXPECT_TRUE(has(home, "Nächste Abbuchung am 15. Februar 2026")) << home;
  EXPECT_TRUE(has(home, "1.500") && !has(home, "15,00")) << "yen have no minor unit: " << home;
  EXPECT_TRUE(has(home, "im Monat")) << home;
  EXPECT_TRUE(has(cancel_page(), "Ich nutze es nicht"));
  enter(R"(,"locale":"ar")");
  const auto arabic = cancel_page();
  EXPECT_TRUE(has(arabic, "<html lang=\"ar\" dir=\"rtl\">") && has(arabic, "لا أستخدمها"));
}

TEST_F(PlainPages, TellInTheBrowsersLanguageThatALinkIsUsedUp) {
  const auto path = link();
  EXPECT_EQ(ask({"POST", path}).status(), 303);
  const auto spent = ask({"GET", path, "", "", {{"accept-language", "fr, de;q=0.8, en;q=0.5"}}});
  EXPECT_TRUE(has(spent.response.body, "Dieser Link ist verbraucht")) << spent.response.body;
}

TEST_F(PlainPages, SayOfARevokedLinkThatItIsNoLongerValid) {
  const auto made = admin(
    "POST", "/portal/sessions", R"({"customer":"cus_a","returnUrl":"https://app.example.com/back"})"
  );
  admin("POST", "/portal/sessions/" + made.at("id") + "/revoke");
  const auto over = ask({"GET", made.at("url").substr(made.at("url").find("/session/"))});
  EXPECT_TRUE(has(over.response.body, "This link is no longer valid")) << over.response.body;
  EXPECT_FALSE(has(over.response.body, "used up"));
}

TEST_F(PlainPages, ShowOneFlowAloneInASessionThatWasMadeForIt) {
  configure(
    R"({"invoiceHistory":{"enabled":true},"paymentMethodUpdate":{"enabled":true},"subscriptionCancel":{"enabled":true}})"
  );
  enter(R"(,"flowData":{"type":"subscription_cancel","subscriptionId":"sub_a"})");
  const auto flow = get("/portal").response.body;
  EXPECT_TRUE(has(flow, "Cancel plan")) << flow;
  EXPECT_FALSE(has(flow, "Invoices") || has(flow, "Payment methods") || has(flow, "\"invoices\""))
    << flow;
  enter(R"(,"flowData":{"type":"payment_method_update"})");
  EXPECT_TRUE(has(get("/portal").response.body, "This step needs JavaScript."));
}

TEST_F(PlainPages, ShowNothingInsideOfWhatTheyDoNotShowAlone) {
  for (const std::string shown : {"true", "false"}) {
    configure(R"({"invoiceHistory":{"enabled":)" + shown + "}}", "", "pc_" + shown);
    enter();
    const auto plan = get("/subscriptions/sub_a?expand=latestInvoice");
    ASSERT_EQ(plan.status(), 200) << plan.response.body;
    EXPECT_EQ(has(plan.response.body, "\"amountPaid\""), shown == "true") << plan.response.body;
  }
}

TEST_F(PlainPages, PayAnOpenInvoice) {
  configure(R"({"invoiceHistory":{"enabled":true}})");
  const auto draft = admin(
    "POST", "/invoices",
    R"({"customer":"cus_a","currency":"jpy","lines":[{"description":"Help","amount":900}]})"
  );
  const auto invoice = draft.at("id");
  enter();
  const auto before = get("/portal");
  ASSERT_EQ(before.status(), 200);
  EXPECT_FALSE(has(before.response.body, invoice)) << "a draft is the app's own";
  ASSERT_EQ(admin("POST", "/invoices/" + invoice + "/finalize").status(), 200);
  const auto home = get("/portal").response.body;
  const auto token = home.substr(home.find("name=\"form\" value=\"") + 19, 40);
  ASSERT_TRUE(has(home, "/invoices/" + invoice + "/pdf")) << home;
  const auto paid = ask(
    {"POST",
     "/portal/actions/pay",
     "invoice=" + invoice + "&form=" + token,
     "",
     {cookie_,
      {"content-type", "application/x-www-form-urlencoded"},
      {"sec-fetch-site", "same-origin"}}}
  );
  EXPECT_EQ(paid.header("location"), "/portal") << paid.response.body;
  EXPECT_EQ(admin("GET", "/invoices/" + invoice).at("status"), "paid");
}

TEST_F(PlainPages, AreFramedByNobodyUnlessTheConfigurationSaysSo) {
  const auto path = link();
  for (const auto& page : {ask({"GET", path}), ask({"GET", "/portal"})}) {
    EXPECT_TRUE(has(page.header("content-security-policy"), "frame-ancestors 'none';"));
    EXPECT_EQ(page.header("x-frame-options"), "DENY");
  }
}

TEST_F(PlainPages, AreFramedByTheOriginsOfTheSessionsConfiguration) {
  configure(
    R"({"subscriptionCancel":{"enabled":true}})",
    R"(,"frameAncestors":["https://app.example.com","https://www.example.com"])"
  );
  const auto path = link();
  enter();
  admin("PATCH", "/portal/configurations/pc_1", R"({"frameAncestors":[]})");
  for (const auto& page :
       {ask({"GET", path}), get("/portal"), get("/portal/cancel?subscription=sub_a")}) {
    EXPECT_TRUE(has(
      page.header("content-security-policy"),
      "frame-ancestors https://app.example.com https://www.example.com;"
    )) << page.header("content-security-policy");
    EXPECT_EQ(page.header("x-frame-options"), "") << "it would forbid what the policy allows";
  }
  const auto without = ask({"GET", "/portal"});
  EXPECT_TRUE(has(without.header("content-security-policy"), "frame-ancestors 'none';"));
  for (const auto* page : {"/console", "/docs"}) {
    EXPECT_TRUE(has(ask({"GET", page}).header("content-security-policy"), "frame-ancestors 'none';")
    );
  }
}

} // namespace
} // namespace portal

// The portal without scripts: cancelling step by step, in the customer's language; and who may frame it.
#include "tests/http/edge_fixture.hpp"

namespace portal {
namespace {

class PlainPages : public EdgeTest {
 protected:
  void SetUp() override {
    EdgeTest::SetUp();
    admin("POST", "/customers", R"({"id":"cus_a","name":"Ada","timeZone":"Asia/Tokyo"})");
    admin("POST", "/products", R"({"id":"prod_p","name":"Pro"})");
    admin(
      "POST", "/prices",
      R"({"id":"price_p","product":"prod_p","currency":"jpy","unitAmount":1500,"recurring":{"interval":"month"}})"
    );
    admin("POST", "/payment-methods", R"({"customer":"cus_a","token":"pm_card_visa"})");
    admin("POST", "/subscriptions", R"({"id":"sub_a","customer":"cus_a","price":"price_p"})");
  }

  void configure(
    const std::string& features, const std::string& more = {}, const std::string& id = "pc_1"
  ) {
    const auto made = admin(
      "POST", "/portal/configurations",
      R"({"id":")" + id + R"(","isDefault":true,"features":)" + features + more + "}"
    );
    EXPECT_EQ(made.status(), 201) << made.response.body;
  }

  std::string link(const std::string& more = {}) {
    const auto made = admin(
      "POST", "/portal/sessions",
      R"({"customer":"cus_a","returnUrl":"https://app.example.com/back")" + more + "}"
    );
    EXPECT_EQ(made.status(), 201) << made.response.body;
    const auto url = made.at("url");
    return url.substr(url.find("/session/"));
  }

  void enter(const std::string& more = {}) {
    const auto set = ask({"POST", link(more)}).header("set-cookie");
    cookie_ = {"cookie", set.substr(0, set.find(';'))};
  }

  Answered get(const std::string& path) { return ask({"GET", path, "", "", {cookie_}}); }

  std::string cancel_page() { return get("/portal/cancel?subscription=sub_a").response.body; }

  /// Sends the form of the page whose step is `step`, with its hidden fields and `more`.
  Answered step(const std::string& page, const std::string& step, const std::string& more = {}) {
    const auto mark = page.find("value=\"" + step + "\"");
    EXPECT_NE(mark, std::string::npos) << step << " is not on " << page;
    const auto begin = page.rfind("<form", mark);
    const auto form = page.substr(begin, page.find("</form>", begin) - begin);
    std::string body = more;
    for (const std::string name : {"form", "subscription", "step", "cancellation", "offer"}) {
      const std::string field = "name=\"" + name + "\" value=\"";
      const auto at = form.find(field);
      if (at == std::string::npos) continue;
      const auto value = at + field.size();
      body +=
        (body.empty() ? "" : "&") + name + "=" + form.substr(value, form.find('"', value) - value);
    }
    return ask(
      {"POST",
       "/portal/actions/cancel",
       body,
       "",
       {cookie_,
        {"content-type", "application/x-www-form-urlencoded"},
        {"sec-fetch-site", "same-origin"}}}
    );
  }

  bool is_ending() {
    return admin("GET", "/subscriptions/sub_a").at("cancelAtPeriodEnd") == "true";
  }

  static constexpr const char* with_offer =
    R"({"subscriptionCancel":{"enabled":true,"cancellationReason":{"enabled":true,"options":["too_expensive","other"]},
      "retention":{"offers":[{"id":"half","type":"discount","message":"Half <off>","percentOff":50,"durationMonths":3}]}}})";

  Header cookie_;
};

bool has(const std::string& page, std::string_view words) {
  return page.find(words) != std::string::npos;
}

TEST_F(PlainPages, AskWhyShowTheOfferAndThenLetGo) {
  configure(with_offer);
  enter();
  EXPECT_TRUE(has(get("/portal").response.body, "/portal/cancel?subscription=sub_a"));
  const auto why = cancel_page();
  EXPECT_TRUE(has(why, "Why are you leaving?") && has(why, "It costs too much")) << why;
  EXPECT_FALSE(has(why, "I do not use it")) << "not among the configured options";
  EXPECT_TRUE(has(why, "It stays yours until February 15, 2026")) << why;
  const auto began = step(why, "start", "reason=too_expensive&feedback=Dear%20me");
  EXPECT_EQ(began.header("location"), "/portal/cancel?subscription=sub_a") << began.response.body;

  const auto offer = cancel_page();
  EXPECT_TRUE(has(offer, "Half &lt;off&gt;") && has(offer, "Take it and stay")) << offer;
  EXPECT_EQ(step(offer, "decline").status(), 303);

  const auto last = cancel_page();
  EXPECT_TRUE(has(last, "Yes, cancel my plan") && has(last, "Keep my plan")) << last;
  EXPECT_FALSE(is_ending());
  EXPECT_EQ(step(last, "confirm").header("location"), "/portal");
  EXPECT_TRUE(is_ending());
  EXPECT_EQ(get("/portal/cancel?subscription=sub_a").header("location"), "/portal");
  const auto story = admin("GET", "/cancellations?customer=cus_a");
  EXPECT_EQ(story.at("data.0.survey.reason"), "too_expensive");
  EXPECT_EQ(story.at("data.0.survey.feedback"), "Dear me");
  EXPECT_EQ(story.at("data.0.outcome"), "canceled");
}

TEST_F(PlainPages, GiveTheOfferThatIsAccepted) {
  configure(with_offer);
  enter();
  step(cancel_page(), "start");
  EXPECT_EQ(step(cancel_page(), "accept").header("location"), "/portal");
  EXPECT_FALSE(is_ending());
  EXPECT_EQ(admin("GET", "/cancellations?customer=cus_a").at("data.0.outcome"), "retained");
}

TEST_F(PlainPages, LeaveTheWayOutOpenAtEveryStep) {
  configure(with_offer);
  enter();
  step(cancel_page(), "start");
  EXPECT_EQ(step(cancel_page(), "leave").header("location"), "/portal");
  EXPECT_EQ(admin("GET", "/cancellations?customer=cus_a").at("data.0.outcome"), "abandoned");
  EXPECT_TRUE(has(cancel_page(), "Why are you leaving?")) << "one may begin again";
}

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

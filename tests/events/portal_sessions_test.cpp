#include <random>

#include <gtest/gtest.h>

#include "events/portal_sessions.hpp"
#include "tests/events/portal_world.hpp"

namespace portal::testing {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

const SessionId session_id{"ps_1"};

const PortalSession& session(const Given<CustomerState>& given) {
  return given.state.sessions.at(session_id);
}

TEST(PortalSession, IsCreatedWithALinkThatLives24Hours) {
  auto given = given_customer();
  given.when(session_request()).then_types({"portal_session.created"});
  EXPECT_EQ(
    given.shown(),
    R"({"object":"portal_session","id":"ps_1","customer":"cus_1","configuration":{"id":"pc_builtin","revision":1},"returnUrl":"https://app.example.com/back","expiresAt":"2026-03-02T12:00:00.000Z","status":"unopened","created":"2026-03-01T12:00:00.000Z","version":2})"
  );
}

struct Row {
  std::string_view with;
  std::string_view code; ///< empty: accepted
  std::string_view param;
};

TEST(PortalSession, IsCheckedByNameAndPath) {
  const auto table = std::to_array<Row>({
    {R"("expiresIn":60)", "", ""},
    {R"("expiresIn":604800)", "", ""},
    {R"("userId":"user_1")", "", ""},
    {R"("subscription":"sub_1","locale":"pt-BR")", "", ""},
    {R"("returnUrl":"http://localhost:3000/x")", "", ""},
    {R"("allowedOrigins":["https://APP.example.com:443"])", "", ""},
    {R"("expiresIn":59)", "parameter_out_of_range", "expiresIn"},
    {R"("expiresIn":604801)", "parameter_out_of_range", "expiresIn"},
    {R"("userId":"user_2")", "user_mismatch", "userId"},
    {R"("subscription":"sub_x")", "subscription_not_found", "subscription"},
    {R"("locale":"xx_YY")", "locale_invalid", "locale"},
    {R"("configuration":"pc_x")", "portal_configuration_not_found", "configuration"},
    {R"("configuration":"pc_old")", "configuration_archived", "configuration"},
    {R"("returnUrl":"http://example.com/")", "url_invalid", "returnUrl"},
    {R"("returnUrl":"https://user@example.com/")", "url_invalid", "returnUrl"},
    {R"("allowedOrigins":["https://other.example.com"])", "return_url_not_allowed", "returnUrl"},
  });
  for (const Row& row : table) {
    SCOPED_TRACE(row.with);
    auto given = given_subscriber();
    add_configuration(given.catalog, "pc_old", PortalFeatures{});
    given.catalog.configurations.at(ConfigurationId{"pc_old"}).active = false;
    given.when(session_request(row.with));
    if (row.code.empty()) {
      given.then_types({"portal_session.created"});
    } else {
      given.refused(row.code, row.param);
    }
  }
}

TEST(PortalSession, IsForbiddenToUsersWhoDoNotOwnTheCustomer) {
  auto given = given_customer();
  given.when(session_request(R"("userId":"user_2")"))
    .refused(RefusalKind::forbidden, "user_mismatch", "userId");
}

TEST(PortalSession, LeadsBackToTheConfigurationsUrlWhenItNamesNone) {
  auto given = given_customer();
  CreateSession ask = session_request();
  ask.return_url.reset();
  given.when(ask).refused("parameter_missing", "returnUrl");
  add_configuration(given.catalog, "pc_1", PortalFeatures{});
  given.catalog.configurations.at(ConfigurationId{"pc_1"}).revisions[0].default_return_url =
    "https://app.example.com/home";
  ask.configuration = ConfigurationId{"pc_1"};
  given.when(ask).done();
  EXPECT_EQ(session(given).return_url, "https://app.example.com/home");
}

TEST(PortalSession, PinsTheRevisionOfItsConfiguration) {
  auto given = given_customer();
  PortalFeatures open;
  open.customer_update = {true, {AllowedUpdate::name}};
  add_configuration(given.catalog, "pc_1", open);
  auto& configuration = given.catalog.configurations.at(ConfigurationId{"pc_1"});
  configuration.is_default = true;
  enter_portal(given);
  EXPECT_EQ(session(given).configuration, (PinnedConfiguration{ConfigurationId{"pc_1"}, 1}));
  configuration.revisions.push_back(configuration.revisions[0]);
  configuration.revisions[1].revision = 2;
  configuration.revisions[1].features.customer_update.enabled = false;
  given.when(from_json<UpdateCustomer>(R"({"name":"A"})")).done();
}

TEST(PortalSession, OpensExactlyOnce) {
  auto given = given_customer();
  given.when(session_request()).done();
  given.when(OpenSession{session_id, "wrong", "bb"})
    .refused(RefusalKind::not_found, "portal_session_not_found");
  given.when(OpenSession{SessionId{"ps_x"}, "aa", "bb"})
    .refused(RefusalKind::not_found, "portal_session_not_found");
  given.when(OpenSession{session_id, "aa", "bb"}).then({SessionOpened{session_id, "bb"}});
  given.when(OpenSession{session_id, "aa", "cc"})
    .refused(RefusalKind::gone, "session_already_opened");
  EXPECT_EQ(session(given).cookie_digest, "bb");
}

TEST(PortalSession, DoesNotOpenOnceExpiredOrRevoked) {
  auto given = given_customer();
  given.when(session_request(R"("expiresIn":60)")).done();
  given.after(seconds{60})
    .when(OpenSession{session_id, "aa", "bb"})
    .refused(RefusalKind::gone, "session_expired");
  auto other = given_customer();
  other.when(session_request()).done();
  other.when(RevokeSession{session_id}).then({SessionEnded{session_id, SessionEnd::revoked}});
  other.when(OpenSession{session_id, "aa", "bb"}).refused(RefusalKind::gone, "session_revoked");
}

TEST(PortalSession, OpensUntilTheLastMillisecond) {
  auto given = given_customer();
  given.when(session_request(R"("expiresIn":60)")).done();
  given.after(Millis{59'999}).when(OpenSession{session_id, "aa", "bb"}).done();
}

TEST(PortalSession, EndsByLogout) {
  auto given = given_customer();
  enter_portal(given);
  given.when(EndSession{session_id}).then({SessionEnded{session_id, SessionEnd::logout}});
  given.when(from_json<UpdateCustomer>(R"({"name":"A"})"))
    .refused(RefusalKind::unknown_who, "session_ended");
  given.by(PrincipalKind::key, "sk_1").when(EndSession{session_id}).then({});
}

TEST(PortalSession, EndsAfter30MinutesOfSilence) {
  auto given = given_customer();
  enter_portal(given);
  given.after(minutes{29}).when(from_json<UpdateCustomer>(R"({"name":"A"})")).done();
  given.after(minutes{29}).when(from_json<UpdateCustomer>(R"({"name":"B"})")).done();
  given.after(minutes{30})
    .when(from_json<UpdateCustomer>(R"({"name":"C"})"))
    .refused(RefusalKind::unknown_who, "session_ended");
  EXPECT_EQ(as_of(session(given), given.now).ended_reason, SessionEnd::idle);
}

TEST(PortalSession, EndsAfter24HoursHoweverBusy) {
  auto given = given_customer();
  enter_portal(given);
  for (int at = 0; at < 24 * 3 - 1; ++at) {
    given.after(minutes{20}).when(RecordAction{"portal.view", {}, ActionOutcome::done, {}}).done();
  }
  given.after(minutes{20})
    .when(from_json<UpdateCustomer>(R"({"name":"A"})"))
    .refused(RefusalKind::unknown_who, "session_ended");
  EXPECT_EQ(as_of(session(given), given.now).ended_reason, SessionEnd::absolute);
}

TEST(PortalSession, IsSeenOnceAMinuteByWhatItDoes) {
  auto given = given_customer();
  enter_portal(given);
  given.when(from_json<UpdateCustomer>(R"({"name":"A"})")).then_types({"customer.updated"});
  given.after(minutes{1})
    .when(from_json<UpdateCustomer>(R"({"name":"B"})"))
    .then_types({"customer.updated", "portal_session.seen"});
}

TEST(PortalSession, IsEndedByTheClockAtItsTime) {
  auto given = given_customer();
  given.when(session_request(R"("expiresIn":60)")).done();
  EXPECT_EQ(next_due(given.state), moment("2026-03-01T12:01:00Z"));
  given.when(Tick{}).then({});
  given.after(hours{5}).when(Tick{}).then({SessionEnded{session_id, SessionEnd::link_expired}});
  EXPECT_EQ(next_due(given.state), std::nullopt);
}

TEST(PortalSession, CannotEndAnotherOrMakeOne) {
  auto given = given_customer();
  given.when(session_request({}, "ps_2")).done();
  enter_portal(given);
  given.when(EndSession{SessionId{"ps_2"}}
  ).refused(RefusalKind::not_found, "portal_session_not_found", "id");
  given.when(RevokeSession{SessionId{"ps_2"}}).refused("not_allowed_for_customers");
  given.when(session_request({}, "ps_3")).refused("not_allowed_for_customers");
}

TEST(PortalSession, NeverShowsItsDigests) {
  auto given = given_customer();
  given.when(session_request()).done();
  given.when(OpenSession{session_id, "aa", "cookie-digest"}).done();
  EXPECT_EQ(given.shown().find("igest"), std::string::npos) << given.shown();
}

TEST(Flow, LeadsToNoPriceThatDoesNotFitTheOthersOfThePlan) {
  auto given = given_subscriber();
  add_price(given.catalog, "yearly", 9'000);
  given.catalog.prices.at(PriceId{"price_yearly"}).recurring->interval = Interval::year;
  given
    .when(from_json<CreateSubscription>(
      R"({"id":"sub_2","items":[{"price":"price_basic"},{"price":"price_pro"}]})"
    ))
    .done();
  const auto leading_to = [](const char* subscription, const char* id) {
    return session_request(
      R"("flowData":{"type":"subscription_update","priceId":"price_yearly","subscriptionId":")" +
        std::string{subscription} + "\"}",
      id
    );
  };
  given.when(leading_to("sub_1", "ps_1")).done();
  given.when(leading_to("sub_2", "ps_2"))
    .refused(RefusalKind::conflict, "interval_mismatch", "flowData.priceId");
}

TEST(Flow, IsCheckedAgainstStateCatalogAndConfiguration) {
  const auto table = std::to_array<Row>({
    {R"("flowData":{"type":"subscription_cancel","subscriptionId":"sub_1"})", "", ""},
    {R"("subscription":"sub_1","flowData":{"type":"subscription_cancel"})", "", ""},
    {R"("flowData":{"type":"subscription_update","subscriptionId":"sub_1","priceId":"price_pro"})",
     "", ""},
    {R"("flowData":{"type":"payment_method_update"})", "", ""},
    {R"("flowData":{"type":"customer_update"})", "", ""},
    {R"("flowData":{"type":"subscription_pause","subscriptionId":"sub_1"})", "", ""},
    {R"("flowData":{"type":"payment_method_update","afterCompletion":{"type":"redirect","returnUrl":"https://app.example.com/thanks"}})",
     "", ""},
    {R"("flowData":{"type":"payment_method_update","afterCompletion":{"type":"confirmation","message":"Thanks"}})",
     "", ""},
    {R"("flowData":{"type":"subscription_cancel"})", "parameter_missing",
     "flowData.subscriptionId"},
    {R"("flowData":{"type":"subscription_cancel","subscriptionId":"sub_x"})",
     "subscription_not_found", "flowData.subscriptionId"},
    {R"("flowData":{"type":"subscription_cancel","subscriptionId":"sub_1","priceId":"price_pro"})",
     "parameter_not_allowed", "flowData.priceId"},
    {R"("flowData":{"type":"payment_method_update","subscriptionId":"sub_1"})",
     "parameter_not_allowed", "flowData.subscriptionId"},
    {R"("flowData":{"type":"payment_method_update","invoiceId":"in_1"})", "parameter_not_allowed",
     "flowData.invoiceId"},
    {R"("flowData":{"type":"subscription_update","subscriptionId":"sub_1","priceId":"price_x"})",
     "price_not_found", "flowData.priceId"},
    {R"("flowData":{"type":"subscription_update","subscriptionId":"sub_1","priceId":"price_basic"})",
     "price_already_current", "flowData.priceId"},
    {R"("flowData":{"type":"subscription_update","subscriptionId":"sub_1","priceId":"price_euro"})",
     "currency_mismatch", "flowData.priceId"},
    {R"("flowData":{"type":"subscription_update","subscriptionId":"sub_1","priceId":"price_gone"})",
     "price_not_allowed_by_configuration", "flowData.priceId"},
    {R"("flowData":{"type":"invoice_pay"})", "parameter_missing", "flowData.invoiceId"},
    {R"("flowData":{"type":"invoice_pay","invoiceId":"in_x"})", "invoice_not_found",
     "flowData.invoiceId"},
    {R"("flowData":{"type":"payment_method_update","afterCompletion":{"type":"portal","returnUrl":"https://a.example/"}})",
     "parameter_not_allowed", "flowData.afterCompletion.returnUrl"},
    {R"("flowData":{"type":"payment_method_update","afterCompletion":{"type":"redirect","message":"x"}})",
     "parameter_not_allowed", "flowData.afterCompletion.message"},
    {R"("flowData":{"type":"payment_method_update","afterCompletion":{"type":"redirect","returnUrl":"javascript:x"}})",
     "url_invalid", "flowData.afterCompletion.returnUrl"},
    {R"("configuration":"pc_off","flowData":{"type":"subscription_cancel","subscriptionId":"sub_1"})",
     "flow_not_allowed_by_configuration", "flowData.type"},
    {R"("configuration":"pc_off","flowData":{"type":"customer_update"})",
     "flow_not_allowed_by_configuration", "flowData.type"},
  });
  for (const Row& row : table) {
    SCOPED_TRACE(row.with);
    auto given = given_subscriber();
    add_price(given.catalog, "euro", 1);
    given.catalog.prices.at(PriceId{"price_euro"}).currency = *Currency::parse("eur");
    add_price(given.catalog, "gone", 1);
    given.catalog.prices.at(PriceId{"price_gone"}).active = false;
    add_configuration(given.catalog, "pc_off", PortalFeatures{});
    given.when(session_request(row.with));
    if (row.code.empty()) {
      given.done();
    } else {
      given.refused(row.code, row.param);
    }
  }
}

TEST(Flow, IsRefusedForASubscriptionThatEndsAlready) {
  auto given = given_subscriber();
  given.when(CancelSubscription{SubscriptionId{"sub_1"}, CancelWhen::period_end}).done();
  const auto flow =
    session_request(R"("subscription":"sub_1","flowData":{"type":"subscription_cancel"})");
  given.when(flow).refused("subscription_already_canceling", "flowData.subscriptionId");
  given.when(CancelSubscription{SubscriptionId{"sub_1"}, CancelWhen::now}).done();
  given.when(flow).refused("subscription_ended", "flowData.subscriptionId");
}

TEST(Flow, IsRefusedForAPaidInvoice) {
  auto given = given_subscriber();
  const std::string invoice = given.state.billing.invoices.begin()->first.text();
  given.when(session_request(R"("flowData":{"type":"invoice_pay","invoiceId":")" + invoice + "\"}"))
    .refused("invoice_not_open", "flowData.invoiceId");
}

TEST(Flow, ShowsThatFlowAlone) {
  auto given = given_subscriber();
  enter_portal(given, R"("flowData":{"type":"subscription_cancel","subscriptionId":"sub_1"})");
  given.when(from_json<AttachPaymentMethod>(R"({"token":"pm_card_visa"})"))
    .refused(RefusalKind::forbidden, "not_allowed_in_flow");
  given.when(from_json<UpdateCustomer>(R"({"name":"A"})"))
    .refused(RefusalKind::forbidden, "not_allowed_in_flow", "name");
  const Context context{given.now, given.origin, nullptr, &given.catalog, {}};
  EXPECT_FALSE(feature_refusal(given.state, context, PortalFeature::subscription_cancel));
  EXPECT_FALSE(session_scope_refusal(given.state, context, SubscriptionId{"sub_1"}));
  EXPECT_EQ(
    session_scope_refusal(given.state, context, SubscriptionId{"sub_2"})->kind,
    RefusalKind::not_found
  );
}

/// What a session is after some commands, said in twenty lines: the reference for random sequences.
struct Model {
  std::string status = "unopened";
  Instant link_end;
  Instant opened;
  Instant seen;

  void run_out(Instant now) {
    if (status == "unopened" && now >= link_end) status = "ended";
    if (status == "open" && (now >= seen + minutes{30} || now >= opened + hours{24}))
      status = "ended";
  }
};

TEST(PortalSession, FollowsItsModelThroughRandomLives) {
  const std::uint64_t seed = 4'711;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random{seed};
  for (int life = 0; life < 300; ++life) {
    auto given = given_customer();
    given.when(session_request()).done();
    Model model{"unopened", given.now + hours{24}, {}, {}};
    for (int step = 0; step < 20; ++step) {
      given.after(Millis{static_cast<std::int64_t>(random() % (40 * 60'000))});
      model.run_out(given.now);
      const auto action = random() % 10;
      given.by(PrincipalKind::key, "sk_1");
      if (action < 3) {
        given.when(OpenSession{session_id, "aa", "bb"});
        ASSERT_EQ(!given.refusal, model.status == "unopened") << life << "/" << step;
        if (!given.refusal) model = {"open", model.link_end, given.now, given.now};
      } else if (action < 8) {
        given.by(PrincipalKind::session, "ps_1").when(from_json<UpdateCustomer>(R"({"name":"A"})"));
        ASSERT_EQ(!given.refusal, model.status == "open") << life << "/" << step;
        if (!given.refusal && given.now - model.seen >= minutes{1}) model.seen = given.now;
      } else if (action == 8) {
        given.when(Tick{}).done();
      } else {
        given.when(RevokeSession{session_id}).done();
        model.status = "ended";
      }
      ASSERT_EQ(name_of(as_of(session(given), given.now).status), model.status);
    }
  }
}

} // namespace
} // namespace portal::testing

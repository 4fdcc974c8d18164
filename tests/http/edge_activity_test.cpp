// A customer's own record, and the server's status, as the API shows them.
#include <fstream>

#include "tests/http/edge_fixture.hpp"

namespace portal {
namespace {

class OwnActivity : public EdgeTest {
 protected:
  void SetUp() override {
    EdgeTest::SetUp();
    admin("POST", "/customers", R"({"id":"cus_a","name":"Ada","email":"a@example.com"})");
    admin("POST", "/customers", R"({"id":"cus_b","name":"Bea","email":"b@example.com"})");
    admin("POST", "/payment-methods", R"({"id":"pm_a","customer":"cus_a","token":"pm_card_visa"})");
  }
};

TEST_F(OwnActivity, TellsTheCustomerWhatWasDoneAndFromWhereTheyDidIt) {
  const auto cookie = session_of("cus_a");
  ask({"GET", "/customers/cus_a", "", "", {cookie}});
  const auto seen = ask({"GET", "/portal/activity", "", "", {cookie}});
  ASSERT_EQ(seen.status(), 200) << seen.response.body;
  ASSERT_EQ(seen.count("data"), 4U) << seen.response.body;
  EXPECT_EQ(seen.at("data.0.what"), R"(["portal_opened"])");
  EXPECT_EQ(seen.at("data.0.by"), "you");
  EXPECT_EQ(seen.at("data.0.ip"), "192.0.2.1");
  EXPECT_EQ(seen.at("data.1.what"), R"(["link_made"])");
  EXPECT_EQ(seen.at("data.1.by"), "support");
  EXPECT_EQ(seen.at("data.1.ip"), "-");
  EXPECT_EQ(seen.at("data.2.what"), R"(["payment_method_added","payment_method_chosen"])")
    << seen.response.body;
  EXPECT_EQ(seen.at("data.2.about"), "Visa •••• 4242");
  EXPECT_EQ(seen.at("data.3.what"), R"(["account_opened"])");
  for (const std::string_view inside : {"sk_", "ps_", "req_", "principal", "cause"}) {
    EXPECT_EQ(seen.response.body.find(inside), std::string::npos) << inside;
  }
}

TEST_F(OwnActivity, TellsTheAuditorFromWhereAndNothingElseThatIsPersonal) {
  ask({"GET", "/customers/cus_a", "", "", {session_of("cus_a")}});
  const std::string path = "/audit/actions?customer=cus_a&limit=100";
  const auto seen = as(key_with_role("auditor"), "GET", path);
  ASSERT_EQ(seen.status(), 200) << seen.response.body;
  EXPECT_EQ(seen.at("data.0.ip"), "192.0.2.1");
  EXPECT_EQ(seen.response.body.find("a@example.com"), std::string::npos);
  EXPECT_NE(admin("GET", path).response.body.find("a@example.com"), std::string::npos);
}

TEST_F(OwnActivity, IsPagedByItsEntries) {
  const auto token = token_for("cus_a", R"("customer:read")");
  const auto first = as(token, "GET", "/portal/activity?limit=2");
  EXPECT_EQ(first.count("data"), 2U);
  EXPECT_EQ(first.at("hasMore"), "true");
  const auto rest = as(token, "GET", "/portal/activity?startingAfter=" + first.at("nextCursor"));
  EXPECT_EQ(rest.count("data"), 1U) << rest.response.body;
  EXPECT_EQ(rest.at("data.0.what"), R"(["account_opened"])");
  EXPECT_EQ(
    as(token, "GET", "/portal/activity?startingAfter=x").at("error.param"), "startingAfter"
  );
  const auto both = as(token, "GET", "/portal/activity?startingAfter=1&endingBefore=2");
  EXPECT_EQ(both.at("error.param"), "endingBefore");
}

TEST_F(OwnActivity, HasTheSameCursorsAsTheAudit) {
  for (const std::string list : {"/portal/activity?customer=cus_a&", "/audit/actions?"}) {
    for (const std::string cursor : {"startingAfter", "endingBefore"}) {
      const auto refused = admin("GET", list + cursor + "=in_1");
      EXPECT_EQ(refused.at("error.code"), "parameter_invalid") << list;
      EXPECT_EQ(refused.at("error.param"), cursor) << list;
    }
    const auto both = admin("GET", list + "startingAfter=1&endingBefore=2");
    EXPECT_EQ(both.at("error.param"), "endingBefore") << list;
    const auto after_all = admin("GET", list + "endingBefore=18446744073709551615");
    EXPECT_EQ(after_all.count("data"), 0U) << list;
    EXPECT_EQ(admin("GET", list + "limit=101").at("error.param"), "limit") << list;
  }
}

TEST_F(OwnActivity, IsTheCustomersOwnAlone) {
  const auto token = token_for("cus_b", R"("customer:read")");
  EXPECT_EQ(as(token, "GET", "/portal/activity").count("data"), 2U);
  EXPECT_NE(as(token, "GET", "/portal/activity?customer=cus_a").status(), 200);
  const auto lacking = as(token_for("cus_b", R"("usage:read")"), "GET", "/portal/activity");
  EXPECT_EQ(lacking.status(), 403);
  EXPECT_EQ(admin("GET", "/portal/activity").at("error.param"), "customer");
  EXPECT_EQ(admin("GET", "/portal/activity?customer=cus_none").status(), 404);
  EXPECT_EQ(as(key_with_role("auditor"), "GET", "/portal/activity?customer=cus_a").status(), 403);
}

TEST_F(OwnActivity, TellsNothingOfWhatIsAnothers) {
  const auto token = token_for("cus_b", R"("customer:read","payment_methods:write")");
  EXPECT_EQ(as(token, "DELETE", "/payment-methods/pm_a").status(), 404);
  const auto seen = as(token, "GET", "/portal/activity?limit=1");
  EXPECT_EQ(seen.at("data.0.what"), R"(["payment_method_removed"])") << seen.response.body;
  EXPECT_EQ(seen.at("data.0.outcome"), "refused");
  EXPECT_EQ(seen.at("data.0.about"), "-") << "the card is another customer's";
}

TEST_F(OwnActivity, IsNoPartOfASessionForOneFlow) {
  const auto made = admin(
    "POST", "/portal/sessions",
    R"({"customer":"cus_a","returnUrl":"https://app.example.com/","flowData":{"type":"payment_method_update"}})"
  );
  ASSERT_EQ(made.status(), 201) << made.response.body;
  const auto url = made.at("url");
  const auto set = ask({"POST", url.substr(url.find("/session/"))}).header("set-cookie");
  const Header cookie{"cookie", set.substr(0, set.find(';'))};
  EXPECT_EQ(
    ask({"GET", "/portal/activity", "", "", {cookie}}).at("error.code"), "not_allowed_in_flow"
  );
}

using Status = EdgeTest;

TEST_F(Status, SaysHowTheServerIs) {
  const auto give_up_at = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (ask({"GET", "/readyz"}).status() != 200) { // the views are being built
    ASSERT_LT(std::chrono::steady_clock::now(), give_up_at);
  }
  const auto status = admin("GET", "/status");
  ASSERT_EQ(status.status(), 200) << status.response.body;
  EXPECT_EQ(status.at("ready"), "true");
  EXPECT_GT(std::stoll(status.at("disk.totalBytes")), 0);
  EXPECT_EQ(
    std::stoll(status.at("disk.totalBytes")) >= std::stoll(status.at("disk.freeBytes")), true
  );
  EXPECT_EQ(status.at("oldestUndelivered"), "-");
  EXPECT_EQ(status.at("lastBackup"), "-");
  EXPECT_EQ(as(key_with_role("auditor"), "GET", "/status").status(), 200);
  EXPECT_EQ(ask({"GET", "/status"}).status(), 401);
}

TEST_F(Status, TakesTheTimeOfTheLastBackupFromTheMarkInTheDataFolder) {
  const auto mark = directory_ / "last-backup";
  std::ofstream{mark} << "";
  const auto before = std::filesystem::last_write_time(mark) - std::chrono::hours{48};
  std::filesystem::last_write_time(mark, before);
  const auto last = parse_instant(admin("GET", "/status").at("lastBackup"));
  ASSERT_TRUE(last);
  const auto age = std::chrono::file_clock::now() - before;
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  const auto told = now - std::chrono::milliseconds{last->ms};
  EXPECT_LT(std::chrono::abs(told - age), std::chrono::minutes{1});
}

} // namespace
} // namespace portal

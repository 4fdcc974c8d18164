// What a request may not do behind an integrator's back: be undone by a retry, pass over a version, reach past
// what a link is for, or count what nobody can read.
#include "tests/http/edge_fixture.hpp"

namespace portal {
namespace {

class EdgeFair : public EdgeTest {
 protected:
  void SetUp() override {
    EdgeTest::SetUp();
    make("/customers", R"({"id":"cus_a"})");
    make("/products", R"({"id":"prod_1","name":"Pro"})");
    price("price_1", "usd");
    make("/payment-methods", R"({"customer":"cus_a","token":"pm_card_visa"})");
    make("/subscriptions", R"({"id":"sub_a","customer":"cus_a","price":"price_1"})");
  }

  Answered make(const std::string& path, const std::string& body) {
    auto made = admin("POST", path, body);
    EXPECT_EQ(made.status(), 201) << path << ' ' << made.response.body;
    return made;
  }

  void price(const std::string& id, const std::string& currency) {
    make(
      "/prices", R"({"id":")" + id + R"(","product":"prod_1","currency":")" + currency +
                   R"(","unitAmount":900,"recurring":{"interval":"month"}})"
    );
  }

  void expect_refused(const Answered& answer, int status, const std::string& code) {
    EXPECT_EQ(answer.status(), status) << answer.response.body;
    EXPECT_EQ(answer.at("error.code"), code) << answer.response.body;
  }

  Answered with(std::string method, std::string path, std::string body, Header header) {
    return ask(
      {std::move(method),
       std::move(path),
       std::move(body),
       std::string{admin_key},
       {std::move(header)}}
    );
  }

  /// The cookie of a session made for that flow.
  Header in_flow(const std::string& flow) {
    const auto made = make(
      "/portal/sessions", R"({"customer":"cus_a","returnUrl":"https://app.example.com/back",)"
                          R"("flowData":)" +
                            flow + "}"
    );
    const std::string url = made.at("url");
    const auto opened = ask({"POST", url.substr(url.find("/session/"))});
    const std::string cookie = opened.header("set-cookie");
    return {"cookie", cookie.substr(0, cookie.find(';'))};
  }

  Answered
  in_session(const Header& cookie, std::string path, std::string body, std::string method) {
    return ask(
      {std::move(method),
       std::move(path),
       std::move(body),
       "",
       {cookie, {"origin", "http://127.0.0.1:8080"}}}
    );
  }
};

TEST_F(EdgeFair, RepeatsWhatChangedNothingAndUndoesNothing) {
  const auto keep = [&](const std::string& wanted) {
    return with(
      "PATCH", "/subscriptions/sub_a", R"({"cancelAtPeriodEnd":)" + wanted + "}",
      {"idempotency-key", "keep"}
    );
  };
  const auto first = keep("false");
  EXPECT_EQ(first.status(), 200);
  admin("PATCH", "/subscriptions/sub_a", R"({"cancelAtPeriodEnd":true})");
  const auto again = keep("false");
  EXPECT_EQ(again.header("idempotent-replayed"), "true");
  EXPECT_EQ(again.response.body, first.response.body);
  EXPECT_EQ(admin("GET", "/subscriptions/sub_a").at("cancelAtPeriodEnd"), "true");
  expect_refused(keep("true"), 409, "idempotency_key_reused");
}

TEST_F(EdgeFair, TellsWhatChangedNothingInItsOwnersWords) {
  const auto name = [&] {
    return with("PATCH", "/customers/cus_n", R"({"name":"Ada"})", {"idempotency-key", "name"});
  };
  make("/customers", R"({"id":"cus_n","name":"Ada"})");
  const auto first = name();
  make("/customers", R"({"id":"cus_other","name":"Bob"})");
  EXPECT_EQ(name().at("name"), "Ada");
  EXPECT_EQ(name().response.body, first.response.body);
}

TEST_F(EdgeFair, NeitherErasesNorCancelsWhatHasMovedOn) {
  const Header stale{"if-match", "\"1\""};
  admin("PATCH", "/customers/cus_a", R"({"name":"Ada"})");
  expect_refused(with("POST", "/customers/cus_a/erase", "{}", stale), 412, "version_mismatch");
  expect_refused(
    with("POST", "/subscriptions/sub_a/cancellations", "{}", stale), 412, "version_mismatch"
  );
  EXPECT_EQ(admin("GET", "/customers/cus_a").at("name"), "Ada");
}

TEST_F(EdgeFair, ShowsCustomersEachOfWhatItLists) {
  make(
    "/meters", R"({"id":"mtr_1","name":"calls","eventType":"call","aggregation":{"type":"count"}})"
  );
  const std::string token = token_for("cus_a", R"("subscriptions:read","usage:read")");
  for (const char* const path : {"/prices/price_1", "/products/prod_1", "/meters/mtr_1"}) {
    EXPECT_EQ(as(token, "GET", path).status(), 200) << path;
  }
}

TEST_F(EdgeFair, BindsTokensToTheBuiltInConfigurationWhereThereIsNoOther) {
  const std::string token = token_for("cus_a", R"("subscriptions:write")");
  const auto more = as(token, "PATCH", "/subscriptions/sub_a", R"({"quantity":1000})");
  expect_refused(more, 403, "quantity_not_adjustable");
  const auto free =
    as(token, "PATCH", "/subscriptions/sub_a", R"({"price":"price_1","prorationBehavior":"none"})");
  expect_refused(free, 403, "not_allowed_by_configuration");
}

TEST_F(EdgeFair, LeadsToTheInvoiceAndThePriceOfTheFlowAlone) {
  price("price_2", "usd");
  price("price_3", "usd");
  const std::string lines =
    R"("customer":"cus_a","currency":"usd","lines":[{"description":"Work","amount":100}]})";
  for (const char* const id : {"in_1", "in_2"}) {
    make("/invoices", R"({"id":")" + std::string{id} + "\"," + lines);
    EXPECT_EQ(admin("POST", "/invoices/" + std::string{id} + "/finalize", "{}").status(), 200);
  }
  const auto paying = in_flow(R"({"type":"invoice_pay","invoiceId":"in_1"})");
  expect_refused(in_session(paying, "/invoices/in_2/pay", "{}", "POST"), 404, "invoice_not_found");
  EXPECT_EQ(in_session(paying, "/invoices/in_1/pay", "{}", "POST").status(), 200);

  const auto changing =
    in_flow(R"({"type":"subscription_update","subscriptionId":"sub_a","priceId":"price_2"})");
  const std::string plan = "/subscriptions/sub_a";
  expect_refused(
    in_session(changing, plan, R"({"price":"price_3"})", "PATCH"), 403, "not_allowed_in_flow"
  );
  EXPECT_EQ(in_session(changing, plan, R"({"price":"price_2"})", "PATCH").status(), 200);
}

TEST_F(EdgeFair, BillsACustomerInOneCurrency) {
  price("price_eur", "eur");
  expect_refused(
    admin("POST", "/subscriptions", R"({"customer":"cus_a","price":"price_eur"})"), 400,
    "currency_mismatch"
  );
  expect_refused(
    admin(
      "POST", "/invoices",
      R"({"customer":"cus_a","currency":"eur","lines":[{"description":"Work","amount":100}]})"
    ),
    400, "currency_mismatch"
  );
}

class EdgeMeasured : public EdgeFair {
 protected:
  void SetUp() override {
    EdgeFair::SetUp();
    make("/customers", R"({"id":"cus_b"})");
    make(
      "/meters", R"({"id":"mtr_v","name":"volume","eventType":"flow","groupBy":["region"],)"
                 R"("aggregation":{"type":"sum","property":"v"}})"
    );
  }

  static std::string event(const std::string& customer, const std::string& data) {
    static int next = 0;
    return R"({"specversion":"1.0","id":")" + std::to_string(++next) +
           R"(","source":"/t","type":"flow","subject":")" + customer + R"(","data":)" + data + "}";
  }

  Answered send(const std::string& events) {
    return ask(
      {"POST",
       "/usage/events",
       "[" + events + "]",
       std::string{admin_key},
       {{"content-type", "application/cloudevents-batch+json"}}}
    );
  }

  std::string total(const std::string& customer) {
    return admin("GET", "/usage?meter=volume&customer=" + customer).at("meters.0.value");
  }
};

TEST_F(EdgeMeasured, CountsNumbersAsProgramsSendThem) {
  for (const char* const v : {"0.30000000000000004", "3.333333333333333e-1", "\"0.1\"", "1E1"}) {
    EXPECT_EQ(send(event("cus_a", R"({"v":)" + std::string{v} + "}")).at("accepted"), "1") << v;
  }
  EXPECT_EQ(total("cus_a"), "10.733333333333");
}

TEST_F(EdgeMeasured, TakesNothingThatItCouldNotCount) {
  for (const char* const v : {"\"abc\"", "true", "[1]", "1e30", "1000000000000000", "-1e15"}) {
    const auto answer =
      send(event("cus_a", R"({"v":1})") + "," + event("cus_b", R"({"v":)" + std::string{v} + "}"));
    EXPECT_EQ(answer.status(), 400) << v << answer.response.body;
    EXPECT_EQ(answer.at("error.param"), "[1].data.v") << answer.response.body;
  }
  EXPECT_EQ(send(event("cus_a", R"({"w":1})")).at("accepted"), "1") << "another meter may want it";
  EXPECT_EQ(total("cus_a"), "0") << "a batch is recorded whole or not at all";
}

TEST_F(EdgeMeasured, SaysInTheFormsOwnWordsWhatIsWrong) {
  const auto native = [&](const std::string& more) {
    return admin("POST", "/usage/events", R"({"customer":"cus_a","meter":"volume",)" + more + "}");
  };
  EXPECT_EQ(
    native(R"("value":1,"timestamp":"2090-01-01T00:00:00Z")").at("error.param"), "timestamp"
  );
  EXPECT_EQ(native(R"("properties":{"v":"x"})").at("error.param"), "properties.v");
  const auto late = admin(
    "POST", "/usage/events",
    R"([{"customer":"cus_a","meter":"volume","value":1},
        {"customer":"cus_b","meter":"volume","value":1,"timestamp":"2090-01-01T00:00:00Z"}])"
  );
  EXPECT_EQ(late.at("error.param"), "[1].timestamp") << late.response.body;
  EXPECT_EQ(total("cus_a"), "0");
}

TEST_F(EdgeMeasured, GroupsByWhatTheMeterNamesAlone) {
  send(event("cus_a", R"({"v":1,"region":"eu","cost":"secret"})"));
  const std::string token = token_for("cus_a", R"("usage:read")");
  EXPECT_EQ(as(token, "GET", "/usage/timeline?meter=volume&groupBy=region").status(), 200);
  const auto other = as(token, "GET", "/usage/timeline?meter=volume&groupBy=cost");
  expect_refused(other, 400, "parameter_invalid");
  EXPECT_EQ(other.response.body.find("secret"), std::string::npos);
}

} // namespace
} // namespace portal

#pragma once

#include "tests/http/edge_fixture.hpp"

namespace portal {

/// A customer with a plan for yen, and the portal's pages as a browser without scripts uses them.
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
    for (const std::string name :
         {"form", "subscription", "step", "cancellation", "offer", "amount"}) {
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

inline bool has(const std::string& page, std::string_view words) {
  return page.find(words) != std::string::npos;
}

} // namespace portal

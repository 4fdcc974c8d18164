// The PDF of an invoice over the edge: who may have it, by which link and for how long.

#include "edge_fixture.hpp"

namespace portal {
namespace {

class InvoicePdfTest : public EdgeTest {
 protected:
  void SetUp() override {
    EdgeTest::SetUp();
    ASSERT_EQ(
      admin(
        "POST", "/customers", R"({"id":"cus_1","email":"ada@example.com","name":"Ada Lovelace"})"
      )
        .status(),
      201
    );
    ASSERT_EQ(
      admin(
        "POST", "/invoices",
        R"({"customer":"cus_1","id":"in_a","currency":"eur","lines":[{"description":"Engine","amount":2900}]})"
      )
        .status(),
      201
    );
  }

  Answered finalized() {
    EXPECT_EQ(admin("POST", "/invoices/in_a/finalize").status(), 200);
    return admin("GET", "/invoices/in_a");
  }

  /// The link's path and query, as a browser without credentials asks for it.
  Answered follow(const std::string& url) {
    return ask({"GET", url.substr(url.find("/invoices/"))});
  }

  void advance_to(const std::string& now) {
    const auto moved = admin("POST", "/test/clock", R"({"now":")" + now + "\"}");
    ASSERT_EQ(moved.status(), 200) << moved.response.body;
  }

  std::size_t recorded(const std::string& outcome) {
    return admin("GET", "/audit/actions?customer=cus_1&action=invoice.download&outcome=" + outcome)
      .count("data");
  }
};

TEST_F(InvoicePdfTest, DownloadsForAKeyUnderTheInvoicesNumber) {
  const auto invoice = finalized();
  const auto pdf = admin("GET", "/invoices/in_a/pdf");
  ASSERT_EQ(pdf.status(), 200) << pdf.response.body;
  EXPECT_EQ(pdf.header("content-type"), "application/pdf");
  EXPECT_EQ(
    pdf.header("content-disposition"),
    "attachment; filename=\"invoice-" + invoice.at("number") + ".pdf\""
  );
  EXPECT_TRUE(pdf.response.body.starts_with("%PDF-"));
  EXPECT_EQ(admin("GET", "/invoices/in_a/pdf").response.body, pdf.response.body);
  EXPECT_EQ(recorded("done"), 2U);
}

TEST_F(InvoicePdfTest, IsNotSentTwiceToWhoHasIt) {
  finalized();
  const std::string tag = admin("GET", "/invoices/in_a/pdf").header("etag");
  const auto again =
    ask({"GET", "/invoices/in_a/pdf", "", std::string{admin_key}, {{"if-none-match", tag}}});
  EXPECT_EQ(again.status(), 304);
  EXPECT_TRUE(again.response.body.empty());
  EXPECT_EQ(again.header("etag"), tag);
}

TEST_F(InvoicePdfTest, ComesOnTheAskedForPaper) {
  finalized();
  const auto a4 = admin("GET", "/invoices/in_a/pdf");
  const auto letter = admin("GET", "/invoices/in_a/pdf?paper=letter");
  EXPECT_NE(a4.response.body.find("/MediaBox [ 0 0 595.276 841.89 ]"), std::string::npos);
  EXPECT_NE(letter.response.body.find("/MediaBox [ 0 0 612 792 ]"), std::string::npos);
  const auto refused = admin("GET", "/invoices/in_a/pdf?paper=a5");
  EXPECT_EQ(refused.status(), 400);
  EXPECT_EQ(refused.at("error.param"), "paper");
}

TEST_F(InvoicePdfTest, IsRefusedForADraftWithWhatToDo) {
  const auto refused = admin("GET", "/invoices/in_a/pdf");
  EXPECT_EQ(refused.status(), 409);
  EXPECT_EQ(refused.at("error.code"), "invoice_is_draft");
  EXPECT_EQ(admin("GET", "/invoices/in_a").at("pdfUrl"), "-");
}

TEST_F(InvoicePdfTest, OfADraftIsTheAppsOwn) {
  const auto token = token_for("cus_1", R"("invoices:read")");
  for (const std::string of : {"", "/pdf", "/page", "/explain"}) {
    const auto refused = as(token, "GET", "/invoices/in_a" + of);
    EXPECT_EQ(refused.status(), 404) << of;
    EXPECT_EQ(refused.at("error.code"), "invoice_not_found") << of;
  }
}

TEST_F(InvoicePdfTest, DownloadsThroughItsLinkWithoutCredentialsUntilItExpires) {
  const std::string url = finalized().at("pdfUrl");
  ASSERT_TRUE(url.starts_with("http://127.0.0.1:8080/invoices/in_a/pdf?expires=")) << url;
  EXPECT_EQ(follow(url).status(), 200);
  advance_to("2026-01-16T12:30:00.000Z");
  EXPECT_EQ(follow(url).status(), 200);
  advance_to("2026-01-16T13:00:00.000Z");
  const auto expired = follow(url);
  EXPECT_EQ(expired.status(), 410);
  EXPECT_EQ(expired.at("error.code"), "link_expired");
  EXPECT_EQ(recorded("done"), 2U);
  EXPECT_EQ(recorded("refused"), 1U);
}

TEST_F(InvoicePdfTest, RefusesALinkThatWasChanged) {
  const std::string url = finalized().at("pdfUrl");
  std::string later = url;
  later.replace(later.find("expires=") + 8, 1, "9");
  std::string other = url;
  other.replace(other.find("in_a"), 4, "in_b");
  for (const std::string& changed : {later, other, url + "x", url.substr(0, url.size() - 1)}) {
    const auto refused = follow(changed);
    EXPECT_EQ(refused.status(), 403) << changed;
    EXPECT_EQ(refused.at("error.code"), "link_invalid") << changed;
  }
  EXPECT_EQ(ask({"GET", "/invoices/in_a/pdf"}).status(), 401);
}

TEST_F(InvoicePdfTest, IsAPageForWhoHasTheHostedLink) {
  ASSERT_EQ(
    admin("PATCH", "/customers/cus_1", R"({"locale":"de","name":"Ada <b>Lovelace</b>"})").status(),
    200
  );
  const auto invoice = finalized();
  const std::string url = invoice.at("hostedUrl");
  ASSERT_TRUE(url.starts_with("http://127.0.0.1:8080/invoices/in_a/page?expires=")) << url;
  const auto page = follow(url);
  ASSERT_EQ(page.status(), 200) << page.response.body;
  EXPECT_EQ(page.header("content-type"), "text/html; charset=utf-8");
  const auto shows = [&](const std::string& text) {
    return page.response.body.find(text) != std::string::npos;
  };
  EXPECT_TRUE(shows("<html lang=\"de\""));
  EXPECT_TRUE(shows("Rechnung " + invoice.at("number")));
  EXPECT_TRUE(shows("29,00\u00a0€"));
  EXPECT_TRUE(shows("Ada &lt;b&gt;Lovelace&lt;/b&gt;"));
  const auto pdf_at = page.response.body.find("/invoices/in_a/pdf?expires=");
  ASSERT_NE(pdf_at, std::string::npos);
  std::string pdf =
    page.response.body.substr(pdf_at, page.response.body.find('"', pdf_at) - pdf_at);
  pdf.replace(pdf.find("&amp;"), 5, "&");
  EXPECT_EQ(follow(pdf).status(), 200) << pdf;
  EXPECT_EQ(
    admin("GET", "/audit/actions?customer=cus_1&action=invoice.view&outcome=done").count("data"), 1U
  );
}

TEST_F(InvoicePdfTest, ALinkToThePageIsNoneToThePdfAndEndsWithItsDay) {
  const auto invoice = finalized();
  std::string swapped = invoice.at("hostedUrl");
  swapped.replace(swapped.find("/page?"), 6, "/pdf?");
  EXPECT_EQ(follow(swapped).at("error.code"), "link_invalid");
  swapped = invoice.at("pdfUrl");
  swapped.replace(swapped.find("/pdf?"), 5, "/page?");
  const auto refused = follow(swapped);
  EXPECT_EQ(refused.status(), 403);
  EXPECT_EQ(refused.header("content-type"), "text/html; charset=utf-8");
  EXPECT_EQ(refused.response.body.find("Ada"), std::string::npos);
  advance_to("2026-01-16T13:00:00.000Z");
  EXPECT_EQ(follow(invoice.at("hostedUrl")).status(), 410);
}

TEST_F(InvoicePdfTest, OpensForTheCustomerAloneAndOnlyWithTheScope) {
  finalized();
  ASSERT_EQ(admin("POST", "/customers", R"({"id":"cus_2"})").status(), 201);
  const auto own = token_for("cus_1", R"("invoices:read")");
  EXPECT_EQ(as(own, "GET", "/invoices/in_a/pdf").status(), 200);
  EXPECT_EQ(
    as(token_for("cus_2", R"("invoices:read")"), "GET", "/invoices/in_a/pdf").status(), 404
  );
  EXPECT_EQ(as(token_for("cus_1", R"("usage:read")"), "GET", "/invoices/in_a/pdf").status(), 403);
  EXPECT_EQ(as(key_with_role("analyst"), "GET", "/invoices/in_a/pdf").status(), 403);
}

TEST_F(InvoicePdfTest, IsNotShownWhereThePortalShowsNoInvoices) {
  finalized();
  const auto token = token_for("cus_1", R"("invoices:read")");
  ASSERT_EQ(
    admin(
      "POST", "/portal/configurations",
      R"({"isDefault":true,"features":{"customerUpdate":{"enabled":false}}})"
    )
      .status(),
    201
  );
  const auto refused = as(token, "GET", "/invoices/in_a/pdf");
  EXPECT_EQ(refused.status(), 403);
  EXPECT_EQ(refused.at("error.code"), "not_allowed_by_configuration");
}

TEST_F(InvoicePdfTest, AnalystsSeeNoLinkToNamesTheyMayNotSee) {
  finalized();
  EXPECT_EQ(as(key_with_role("analyst"), "GET", "/invoices/in_a").at("pdfUrl"), "-");
}

TEST_F(InvoicePdfTest, StaysAsItWasFinalized) {
  finalized();
  const std::string before = admin("GET", "/invoices/in_a/pdf").response.body;
  ASSERT_EQ(admin("PATCH", "/customers/cus_1", R"({"name":"Someone Else"})").status(), 200);
  ASSERT_EQ(
    admin(
      "POST", "/portal/configurations",
      R"({"isDefault":true,"features":{"invoiceHistory":{"enabled":true}},"seller":{"name":"New Owner Ltd"},)"
      R"("branding":{"primaryColor":"#ff0000"}})"
    )
      .status(),
    201
  );
  EXPECT_EQ(admin("GET", "/invoices/in_a").at("billedTo.name"), "Ada Lovelace");
  EXPECT_EQ(admin("GET", "/invoices/in_a/pdf").response.body.find("New Owner"), std::string::npos);
  EXPECT_EQ(before.find("New Owner"), std::string::npos);
}

TEST_F(InvoicePdfTest, ShowsTheSellerOfTheConfigurationThatStoodThen) {
  ASSERT_EQ(
    admin(
      "POST", "/portal/configurations",
      R"({"id":"pc_1","isDefault":true,"features":{"invoiceHistory":{"enabled":true}},"seller":{"name":"First Owner"}})"
    )
      .status(),
    201
  );
  const auto invoice = finalized();
  EXPECT_EQ(invoice.at("configuration.id"), "pc_1");
  const std::string before = admin("GET", "/invoices/in_a/pdf").response.body;
  EXPECT_NE(before.find("/Author (First Owner)"), std::string::npos);
  ASSERT_EQ(
    admin("PATCH", "/portal/configurations/pc_1", R"({"seller":{"name":"Second Owner"}})").status(),
    200
  );
  EXPECT_EQ(admin("GET", "/invoices/in_a/pdf").response.body, before);
}

TEST_F(InvoicePdfTest, RefusesALogoThatIsNoPicture) {
  const auto refused = admin(
    "POST", "/portal/configurations",
    R"({"features":{},"branding":{"logo":"data:image/png;base64,AAAA"}})"
  );
  EXPECT_EQ(refused.status(), 400);
  EXPECT_EQ(refused.at("error.code"), "logo_invalid");
}

} // namespace
} // namespace portal

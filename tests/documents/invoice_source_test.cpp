#include <gtest/gtest.h>

#include "documents/addresses.hpp"
#include "documents/invoice_source.hpp"

namespace portal {
namespace {

Instant at(std::string_view text) { return *parse_instant(text); }

CivilDate in_utc(Instant when) {
  return std::chrono::sys_days{std::chrono::days{when.ms / 86'400'000}};
}

InvoiceLine taxed_line(std::int64_t amount, std::int64_t discount, std::int64_t tax) {
  InvoiceLine line;
  line.description = "Pro";
  line.amount = amount;
  line.quantity = 1;
  line.unit_amount = Decimal::from_integer(amount);
  line.period = {at("2026-11-01T00:00:00Z"), at("2026-12-01T00:00:00Z")};
  if (discount > 0) line.discounts.push_back({CouponId{"cou_1"}, discount});
  line.taxes.push_back({tax, *Decimal::parse("20"), false, "VAT"});
  return line;
}

Invoice paid_invoice() {
  Invoice invoice;
  invoice.id = InvoiceId{"in_1"};
  invoice.customer = CustomerId{"cus_1"};
  invoice.number = "ACME-0001";
  invoice.status = InvoiceStatus::paid;
  invoice.currency = *Currency::parse("eur");
  invoice.lines = {taxed_line(1000, 100, 180), taxed_line(500, 0, 100)};
  invoice.subtotal = 1500;
  invoice.discount_total = 100;
  invoice.tax_total = 280;
  invoice.total = 1680;
  invoice.credits_applied = 80;
  invoice.amount_due = 1600;
  invoice.amount_paid = 1600;
  invoice.period_start = at("2026-11-01T00:00:00Z");
  invoice.period_end = at("2026-12-01T00:00:00Z");
  invoice.status_transitions.finalized_at = at("2026-11-01T00:00:01Z");
  invoice.status_transitions.paid_at = at("2026-11-02T10:00:00Z");
  BilledTo who;
  who.name = Personal<std::string>{"Ada"};
  who.email = Personal<std::string>{"ada@example.com"};
  who.address = Personal<Address>{Address{"1 Main St", {}, "Springfield", "IL", "62701", "US"}};
  who.tax_ids = Personal<std::vector<TaxId>>{std::vector<TaxId>{TaxId{"us_ein", "12-3456789"}}};
  invoice.billed_to = who;
  return invoice;
}

PortalConfigurationRevision look() {
  PortalConfigurationRevision made;
  Seller seller;
  seller.name = "Acme";
  seller.address = Address{"Straße 1", {}, "Berlin", {}, "10623", "DE"};
  seller.email = "billing@acme.example";
  seller.invoice_footer = "Thank you.";
  made.seller = seller;
  made.branding = Branding{"#123456", "data:image/png;base64,iVBORw0KGgo="};
  return made;
}

InvoiceDocument document(const Invoice& invoice) {
  return document_of(invoice, look(), std::nullopt, in_utc);
}

TEST(InvoiceSource, TakesTheSellerAndTheLookFromTheConfiguration) {
  const InvoiceDocument made = document(paid_invoice());
  EXPECT_EQ(made.seller.name, "Acme");
  EXPECT_EQ(made.seller.address, (std::vector<std::string>{"Straße 1", "10623 Berlin", "Germany"}));
  EXPECT_EQ(made.seller.contacts, std::vector<std::string>{"billing@acme.example"});
  EXPECT_EQ(made.footer, "Thank you.");
  EXPECT_EQ(made.primary_color, "#123456");
  EXPECT_EQ(made.logo_png, "\x89PNG\r\n\x1a\n");
}

TEST(InvoiceSource, TakesTheCustomerFromTheInvoice) {
  const InvoiceDocument made = document(paid_invoice());
  EXPECT_EQ(made.customer.name, "Ada");
  EXPECT_EQ(
    made.customer.address,
    (std::vector<std::string>{"1 Main St", "Springfield, IL 62701", "United States"})
  );
  EXPECT_EQ(made.customer.tax_ids, std::vector<std::string>{"Tax ID 12-3456789"});
  EXPECT_EQ(made.paper, Paper::letter);
}

TEST(InvoiceSource, NamesNoOneOnceThePersonIsErased) {
  Invoice invoice = paid_invoice();
  invoice.billed_to = BilledTo{};
  const InvoiceDocument made = document(invoice);
  EXPECT_EQ(made.customer.name, "cus_1");
  EXPECT_TRUE(made.customer.address.empty());
  EXPECT_EQ(made.paper, Paper::a4);
}

TEST(InvoiceSource, CountsEachDayOfAPeriodAndNotTheOneAfter) {
  const InvoiceDocument made = document(paid_invoice());
  ASSERT_TRUE(made.lines.front().period);
  EXPECT_EQ(made.lines.front().period->first, in_utc(at("2026-11-01T00:00:00Z")));
  EXPECT_EQ(made.lines.front().period->last, in_utc(at("2026-11-30T12:00:00Z")));
}

TEST(InvoiceSource, AddsUpATaxOverItsLinesLessTheirDiscounts) {
  const InvoiceDocument made = document(paid_invoice());
  ASSERT_EQ(made.taxes.size(), 1U);
  EXPECT_EQ(made.taxes.front().base, 1400);
  EXPECT_EQ(made.taxes.front().amount, 280);
}

TEST(InvoiceSource, KeepsRatesApart) {
  Invoice invoice = paid_invoice();
  invoice.lines.back().taxes.front().percent = *Decimal::parse("5");
  EXPECT_EQ(document(invoice).taxes.size(), 2U);
}

TEST(InvoiceSource, AsksForNothingOnceItIsPaidOrVoid) {
  EXPECT_EQ(document(paid_invoice()).amount_due, 0);
  Invoice invoice = paid_invoice();
  invoice.status = InvoiceStatus::voided;
  invoice.amount_paid = 0;
  EXPECT_EQ(document(invoice).amount_due, 0);
  invoice.status = InvoiceStatus::open;
  EXPECT_EQ(document(invoice).amount_due, 1600);
}

TEST(Addresses, AreWrittenAsInTheirCountry) {
  const auto& english = text_for("en");
  const auto lines = [&](Address address) { return address_lines(address, english); };
  using Lines = std::vector<std::string>;
  EXPECT_EQ(
    lines({"12 St James’s Square", {}, "London", {}, "SW1Y 4JH", "GB"}),
    (Lines{"12 St James’s Square", "London", "SW1Y 4JH", "United Kingdom"})
  );
  EXPECT_EQ(
    lines({"丸の内1丁目9番1号", {}, "千代田区", "東京都", "100-0005", "JP"}),
    (Lines{"〒100-0005", "東京都 千代田区", "丸の内1丁目9番1号", "Japan"})
  );
  EXPECT_EQ(lines({{}, {}, "Paris", {}, {}, {}}), Lines{"Paris"});
  EXPECT_TRUE(lines({}).empty());
}

} // namespace
} // namespace portal

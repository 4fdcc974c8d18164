#include <algorithm>
#include <future>

#include <gtest/gtest.h>

#include "documents/invoice_pdf.hpp"
#include "golden.hpp"
#include "samples.hpp"

namespace portal {
namespace {

Pdf rendered(const InvoiceDocument& document) {
  auto pdf = render_invoice_pdf(document);
  EXPECT_TRUE(pdf) << (pdf ? "" : pdf.error().message);
  return pdf ? std::move(*pdf) : Pdf{};
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

class Samples : public ::testing::TestWithParam<std::string> {};

TEST_P(Samples, ReadAsTheGoldenText) {
  const Pdf pdf = rendered(sample_invoice(GetParam()));
  expect_golden_text(GetParam() + ".txt", text_of(pdf.bytes));
}

TEST_P(Samples, LookAsTheGoldenPages) {
  const Pdf pdf = rendered(sample_invoice(GetParam()));
  const auto images = images_of(pdf.bytes);
  ASSERT_EQ(images.size(), static_cast<std::size_t>(pdf.pages));
  for (std::size_t at = 0; at < images.size(); ++at) {
    expect_golden_image(GetParam() + "_" + std::to_string(at + 1) + ".png", images[at]);
  }
}

TEST_P(Samples, HaveAGlyphForEveryCharacter) {
  EXPECT_EQ(rendered(sample_invoice(GetParam())).unwritable, std::vector<std::string>{});
}

TEST_P(Samples, GiveTheSameBytesWheneverAndWhereverTheyAreMade) {
  const InvoiceDocument document = sample_invoice(GetParam());
  const std::string bytes = rendered(document).bytes;
  EXPECT_EQ(rendered(document).bytes, bytes);
  // A fresh thread has fonts of its own, and here other documents have been through them.
  auto elsewhere = std::async(std::launch::async, [&document] {
    for (const auto& [name, other] : sample_invoices()) (void)render_invoice_pdf(other);
    return rendered(document).bytes;
  });
  EXPECT_EQ(std::async(std::launch::async, [&] { return rendered(document).bytes; }).get(), bytes);
  EXPECT_EQ(elsewhere.get(), bytes);
}

std::vector<std::string> names() {
  std::vector<std::string> all;
  for (const auto& [name, document] : sample_invoices()) all.push_back(name);
  return all;
}

INSTANTIATE_TEST_SUITE_P(
  InvoicePdf, Samples, ::testing::ValuesIn(names()),
  [](const ::testing::TestParamInfo<std::string>& sample) { return sample.param; }
);

TEST(InvoicePdf, IsTaggedWithTitleAndLanguage) {
  const Pdf german = rendered(sample_invoice("german"));
  EXPECT_TRUE(contains(german.bytes, "/Lang (de-DE)"));
  EXPECT_TRUE(contains(german.bytes, "/DisplayDocTitle true /Direction /L2R"));
  EXPECT_TRUE(contains(german.bytes, "/Title (Rechnung ACME-0042)"));
  EXPECT_TRUE(contains(german.bytes, "/StructTreeRoot"));
  EXPECT_TRUE(contains(german.bytes, "/CreationDate (20261122000000"));
  EXPECT_TRUE(contains(rendered(sample_invoice("arabic")).bytes, "/Direction /R2L"));
}

TEST(InvoicePdf, RepeatsTheTablesHeadAndNumbersThePages) {
  const Pdf pdf = rendered(sample_invoice("three_pages"));
  EXPECT_EQ(pdf.pages, 3);
  const std::string text = text_of(pdf.bytes);
  for (const std::string_view page : {"Page 1 of 3", "Page 2 of 3", "Page 3 of 3"}) {
    EXPECT_TRUE(contains(text, page)) << page;
  }
  std::size_t heads = 0;
  for (auto at = text.find("Unit price"); at != std::string::npos;
       at = text.find("Unit price", at + 1)) {
    ++heads;
  }
  EXPECT_EQ(heads, 3U);
}

TEST(InvoicePdf, LosesNoLineWhereverPagesBreak) {
  for (std::size_t count = 1; count <= 60; ++count) {
    InvoiceDocument document = sample_invoice("simple");
    document.lines.assign(count, document.lines.front());
    for (std::size_t at = 0; at < count; ++at) {
      document.lines[at].description = "Line <" + std::to_string(at) + ">";
    }
    const std::string text = text_of(rendered(document).bytes);
    for (std::size_t at = 0; at < count; ++at) {
      EXPECT_TRUE(contains(text, "Line <" + std::to_string(at) + ">")) << at << " of " << count;
    }
    EXPECT_TRUE(contains(text, "Amount due")) << count;
  }
}

TEST(InvoicePdf, BreaksLongTextsInsteadOfCuttingThem) {
  InvoiceDocument document = sample_invoice("simple");
  document.lines.front().description = std::string(300, 'x') + " the end";
  document.customer.name = std::string(150, 'y') + " ytheend";
  const std::string text = text_of(rendered(document).bytes);
  EXPECT_TRUE(contains(text, "the end"));
  EXPECT_TRUE(contains(text, "ytheend"));
}

TEST(InvoicePdf, TellsOfCharactersThatNoFontHas) {
  InvoiceDocument document = sample_invoice("simple");
  document.customer.name = "A private sign: \U0010FF00";
  EXPECT_EQ(rendered(document).unwritable, std::vector<std::string>{document.customer.name});
}

TEST(InvoicePdf, ShowsALogoAndRefusesWhatIsNoPng) {
  InvoiceDocument document = sample_invoice("simple");
  document.logo_png = images_of(rendered(document).bytes).front();
  const Pdf with_logo = rendered(document);
  EXPECT_TRUE(contains(with_logo.bytes, "/Subtype /Image"));
  document.logo_png = "GIF89a";
  const auto refused = render_invoice_pdf(document);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().message, "The logo is not a PNG that can be read.");
}

TEST(InvoicePdf, CanBeMadeByManyThreadsAtOnce) {
  const std::string bytes = rendered(sample_invoice("arabic")).bytes;
  std::vector<std::future<std::string>> made;
  for (int at = 0; at < 8; ++at) {
    made.push_back(std::async(std::launch::async, [] {
      std::string last;
      for (int turn = 0; turn < 5; ++turn) last = rendered(sample_invoice("arabic")).bytes;
      return last;
    }));
  }
  for (auto& one : made) EXPECT_EQ(one.get(), bytes);
}

TEST(GoldenImages, TellAPageFromAnother) {
  const auto pages = images_of(rendered(sample_invoice("three_pages")).bytes);
  EXPECT_EQ(difference(pages[1], pages[1]), 0.0);
  EXPECT_GT(difference(pages[0], pages[2]), 5.0);
}

} // namespace
} // namespace portal

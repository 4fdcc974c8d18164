#include <sstream>

#include <gtest/gtest.h>

#include "cli/event_rows.hpp"

namespace portal {
namespace {

RecordedEvent event_at(Position position, std::string_view stream, std::string_view type) {
  std::string tail =
    R"("stream":")" + std::string{stream} + R"(","version":1,"type":")" + std::string{type};
  tail += R"(","action":"a.b","index":0,"effectiveAt":"2026-01-01T00:00:00.000Z",)"
          R"("principal":{"kind":"key","id":"sk_1"},"requestId":"req_1","data":{"note":"=1+1"}})";
  return *RecordedEvent::parse(write_stored(position, *parse_instant("2026-01-02T00:00:00Z"), tail)
  );
}

TEST(CsvCell, IsPlainWhereItCanBe) { EXPECT_EQ(csv_cell("cus_1"), "cus_1"); }

TEST(CsvCell, QuotesWhatWouldBreakTheRow) {
  EXPECT_EQ(csv_cell("a,b"), "\"a,b\"");
  EXPECT_EQ(csv_cell("a\"b"), "\"a\"\"b\"");
  EXPECT_EQ(csv_cell("a\nb"), "\"a\nb\"");
}

TEST(CsvCell, LeadsAFormulaWithAnApostrophe) {
  for (const std::string_view formula : {"=1+1", "+1", "-1", "@x", "\tx", "\rx"}) {
    EXPECT_EQ(csv_cell(formula), "\"'" + std::string{formula} + "\"");
  }
}

TEST(LogFilter, TakesPositionsAfterAndTo) {
  const auto filter = LogFilter::make({.after = "5", .to = "7"});
  ASSERT_TRUE(filter);
  EXPECT_EQ(filter->first(), 6U);
  EXPECT_FALSE(filter->takes(event_at(5, "catalog", "x.v1").head()));
  EXPECT_TRUE(filter->takes(event_at(6, "catalog", "x.v1").head()));
  EXPECT_TRUE(filter->takes(event_at(7, "catalog", "x.v1").head()));
  EXPECT_FALSE(filter->takes(event_at(8, "catalog", "x.v1").head()));
  EXPECT_TRUE(filter->past(8));
}

TEST(LogFilter, TypesMayLeaveOutTheVersionOrEndInAStar) {
  const auto takes = [](const std::string& type, std::string_view of) {
    return LogFilter::make({.type = type})->takes(event_at(1, "catalog", of).head());
  };
  EXPECT_TRUE(takes("price.created", "price.created.v1"));
  EXPECT_TRUE(takes("price.created.v1", "price.created.v1"));
  EXPECT_TRUE(takes("product.created,price.*", "price.created.v1"));
  EXPECT_FALSE(takes("product.*", "price.created.v1"));
}

TEST(LogFilter, RefusesTypesThatThereAreNot) {
  for (const char* unknown : {"price", "price.create", "prices.*", "product.*,prise.created"}) {
    const auto made = LogFilter::make({.type = unknown});
    ASSERT_FALSE(made) << unknown;
    EXPECT_TRUE(made.error().starts_with("--type: No event is called ")) << made.error();
  }
}

TEST(LogFilter, TakesOneCustomersEvents) {
  const auto filter = LogFilter::make({.customer = "cus_1"});
  EXPECT_TRUE(filter->takes(event_at(1, "customer/cus_1", "x.v1").head()));
  EXPECT_FALSE(filter->takes(event_at(1, "customer/cus_12", "x.v1").head()));
  EXPECT_FALSE(filter->takes(event_at(1, "catalog", "x.v1").head()));
}

TEST(LogFilter, TakesTimesFromInclusiveUntilExclusive) {
  const auto takes = [](const std::string& from, const std::string& until) {
    return LogFilter::make({.from = from, .until = until})
      ->takes(event_at(1, "catalog", "x.v1").head());
  };
  EXPECT_TRUE(takes("2026-01-02", ""));
  EXPECT_TRUE(takes("2026-01-02T00:00:00Z", "2026-01-02T00:00:00.001Z"));
  EXPECT_FALSE(takes("", "2026-01-02"));
  EXPECT_FALSE(takes("2026-01-02T00:00:00.001Z", ""));
}

TEST(LogFilter, RefusesARangeThatHoldsNothing) {
  EXPECT_FALSE(LogFilter::make({.after = "7", .to = "7"}));
  EXPECT_FALSE(LogFilter::make({.to = "0"}));
  EXPECT_TRUE(LogFilter::make({.after = "6", .to = "7"}));
  EXPECT_FALSE(LogFilter::make({.from = "2026-01-02", .until = "2026-01-02"}));
  EXPECT_FALSE(LogFilter::make({.from = "2026-01-03", .until = "2026-01-02T12:00:00Z"}));
  EXPECT_TRUE(LogFilter::make({.from = "2026-01-02", .until = "2026-01-02T12:00:00Z"}));
}

TEST(LogFilter, NamesTheOptionAtFault) {
  EXPECT_NE(LogFilter::make({.after = "x"}).error().find("--after"), std::string::npos);
  EXPECT_NE(LogFilter::make({.to = "-1"}).error().find("--to"), std::string::npos);
  EXPECT_NE(LogFilter::make({.from = "noon"}).error().find("--from"), std::string::npos);
  EXPECT_NE(LogFilter::make({.until = "x"}).error().find("--until"), std::string::npos);
  EXPECT_NE(LogFilter::make({.customer = "sub_1"}).error().find("--customer"), std::string::npos);
}

TEST(RowWriter, WritesOneLineForEachEventInEachFormat) {
  for (const std::string_view format : {"table", "csv", "ndjson"}) {
    std::ostringstream out;
    const auto writer = row_writer(format, event_columns(format), out);
    const auto event = event_at(3, "customer/cus_1", "x.v1");
    writer->row(event_cells(event, format), event.stored());
    const std::string text = out.str();
    EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), format == "ndjson" ? 1 : 2) << text;
    EXPECT_NE(text.find("cus_1"), std::string::npos);
  }
}

TEST(RowWriter, HasACellForEachColumn) {
  for (const std::string_view format : {"table", "csv"}) {
    EXPECT_EQ(
      event_cells(event_at(1, "catalog", "x.v1"), format).size(), event_columns(format).size()
    );
  }
}

TEST(RowWriter, KnowsNoOtherFormat) {
  std::ostringstream out;
  EXPECT_EQ(row_writer("xml", {}, out), nullptr);
}

} // namespace
} // namespace portal

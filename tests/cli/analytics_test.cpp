#include <sstream>

#include <gtest/gtest.h>

#include "cli/analytics.hpp"

namespace portal {
namespace {

JsonDocument document(std::string_view text) {
  auto parsed = JsonDocument::parse(text);
  if (!parsed) throw std::invalid_argument(parsed.error().message);
  return std::move(*parsed);
}

Reports reports() {
  Reports made{
    document(
      R"({"period":{"start":"2026-10-24","end":"2026-11-23"},"sessions":{"created":7,"opened":5},)"
      R"("actions":[{"action":"subscription.cancel","count":2}],)"
      R"("flows":[{"type":"subscription_cancel","started":4,"finished":3,"left":1}]})"
    ),
    document(R"({"total":{"started":10,"canceled":6,"retained":4,"abandoned":0,"leftOpen":0,)"
             R"("saveRate":{"value":0.4,"low":0.168,"high":0.687}},)"
             R"("reasons":[{"reason":"unused","count":6,"share":{"value":1,"low":0.61,"high":1}}],)"
             R"("nps":{"score":-50,"responses":2,"scores":[0,0,0,1,0,0,0,0,1,0,0]},)"
             R"("days":[{"date":"2026-11-22","canceled":6,"retained":4}],)"
             R"("comments":[{"time":"2026-11-22T10:00:00.000Z","feedback":"<b>Bye</b>"}]})"),
    document(
      R"({"data":[{"offer":"half","eligible":10,"shown":10,"accepted":4,"declined":6,"acceptRate":null,)"
      R"("retained":[{"days":30,"accepted":4,"retained":3}],)"
      R"("revenueKept":[{"currency":"usd","amount":9000}]}]})"
    ),
    {}};
  made.experiments.push_back(document(
    R"({"experiment":"summer","status":"running","startedAt":"2026-11-01T00:00:00.000Z","variants":[)"
    R"({"variant":"control","weight":50,"exposed":5,"saved":1,"saveRate":{"value":0.2,"low":0.04,"high":0.62}},)"
    R"({"variant":"gift","weight":50,"exposed":5,"saved":3,"saveRate":{"value":0.6,"low":0.23,"high":0.88},)"
    R"("difference":{"value":0.4,"pValue":0.197,"sampleStillNeeded":18}}]})"
  ));
  return made;
}

TEST(AnalyticsTables, ShowWhatTheReportsSay) {
  std::ostringstream out;
  print_reports(reports(), out);
  const std::string text = out.str();
  for (const std::string_view part :
       {"From 2026-10-24 to before 2026-11-23", "7 sessions created, 5 opened",
        "10 started, 6 canceled, 4 retained", "40.0 % (16.8–68.7)", "score -50 of 2 answers", "3/4",
        "9000 usd", "Experiment summer (running)", "40.0 points", "0.197", "18"}) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nin\n" << text;
  }
}

TEST(AnalyticsPage, NeedsNothingElseAndEscapesWhatCustomersWrote) {
  const std::string page = reports_page(reports());
  EXPECT_NE(page.find("&lt;b&gt;Bye"), std::string::npos);
  EXPECT_EQ(page.find("<b>Bye"), std::string::npos);
  EXPECT_NE(page.find("<svg"), std::string::npos);
  for (const std::string_view foreign : {"http://", "https://", "<script", "<link", "<img"}) {
    EXPECT_EQ(page.find(foreign), std::string::npos) << foreign;
  }
}

} // namespace
} // namespace portal

// The page of `portal analytics --html`: plots as SVG with the same numbers as tables beneath.

#include <algorithm>
#include <cmath>
#include <sstream>

#include "cli/analytics.hpp"
#include "documents/markup.hpp"

namespace portal {

namespace {

constexpr std::string_view style = R"(
:root{color-scheme:light dark;--ink:#1c2430;--soft:#5b6675;--line:#d8dee6;--paper:#fff}
:root{--a:#3b5bdb;--b:#0ca678;--c:#e8590c}
@media(prefers-color-scheme:dark){
:root{--ink:#e8ecf2;--soft:#9aa6b6;--line:#333d4b;--paper:#12161c}
:root{--a:#8ea6ff;--b:#4fd6ae;--c:#ff9c66}}
body{font:16px/1.5 system-ui,sans-serif;color:var(--ink);background:var(--paper)}
body{max-width:60rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.6rem;margin:0 0 .25rem}h2{font-size:1.15rem;margin:2.5rem 0 .5rem}
p{color:var(--soft);margin:.25rem 0}
table{border-collapse:collapse;width:100%;margin:.75rem 0;font-variant-numeric:tabular-nums}
th,td{text-align:right;padding:.3rem .5rem;border-bottom:1px solid var(--line)}
th:first-child,td:first-child{text-align:left}
th{color:var(--soft);font-weight:600;font-size:.85rem}svg{display:block;width:100%;height:auto}
svg text{fill:var(--soft);font:12px system-ui,sans-serif}
.a{fill:var(--a)}.b{fill:var(--b)}.c{fill:var(--c)}
.axis{stroke:var(--line)}.bar{stroke:var(--ink);stroke-width:1.5}.wide{overflow-x:auto}
)";

template <class Each> void each(const Json& report, std::string_view name, const Each& visit) {
  const auto list = report.member(name);
  if (!list || list->kind() != JsonKind::array) return;
  for (const Json row : *list) visit(row);
}

std::string number(double value) {
  std::ostringstream text;
  text.precision(1);
  text << std::fixed << value;
  return text.str();
}

struct Row {
  std::string name;
  std::vector<std::string> cells;
};

std::string table(const std::vector<std::string>& head, const std::vector<Row>& rows) {
  std::string out = "<div class=\"wide\"><table><tr>";
  for (const auto& cell : head) out += "<th scope=\"col\">" + escaped(cell) + "</th>";
  out += "</tr>\n";
  for (const Row& row : rows) {
    out += "<tr><td>" + escaped(row.name) + "</td>";
    for (const auto& cell : row.cells) out += "<td>" + escaped(cell) + "</td>";
    out += "</tr>\n";
  }
  return out + "</table></div>\n";
}

struct Bar {
  std::string name;
  double value = 0;
  double low = -1; ///< an interval's ends, where there is one
  double high = -1;
  std::string label;
};

/// Horizontal bars, one a line, with intervals where they have them.
std::string bars(const std::vector<Bar>& all, std::string_view title) {
  static constexpr double left = 170;
  static constexpr double width = 480;
  static constexpr double step = 28;
  double most = 0;
  for (const Bar& bar : all) most = std::max({most, bar.value, bar.high});
  if (all.empty() || most <= 0) return "<p>None yet.</p>\n";
  const double height = step * static_cast<double>(all.size()) + 8;
  std::string out = "<svg viewBox=\"0 0 760 " + number(height) + "\" role=\"img\" aria-label=\"" +
                    escaped(title) + "\">";
  double y = 4;
  for (const Bar& bar : all) {
    const auto x = [&](double value) { return left + width * value / most; };
    out += "<text x=\"" + number(left - 8) + "\" y=\"" + number(y + 16) +
           "\" text-anchor=\"end\">" + escaped(bar.name) + "</text>";
    out += "<rect class=\"a\" x=\"" + number(left) + "\" y=\"" + number(y + 3) + "\" width=\"" +
           number(x(bar.value) - left) + "\" height=\"18\" rx=\"2\"/>";
    double end = x(bar.value);
    if (bar.high >= 0) {
      out += "<path class=\"bar\" d=\"M" + number(x(bar.low)) + " " + number(y + 12) + "H" +
             number(x(bar.high)) + "\"/>";
      end = std::max(end, x(bar.high));
    }
    out += "<text x=\"" + number(end + 8) + "\" y=\"" + number(y + 16) + "\">" +
           escaped(bar.label) + "</text>";
    y += step;
  }
  return out + "</svg>\n";
}

/// A pair of columns a day: canceled and retained.
std::string days_plot(const Json& report) {
  struct Day {
    std::string date;
    double canceled = 0;
    double retained = 0;
  };

  std::vector<Day> days;
  double most = 0;
  each(report, "days", [&](const Json& row) {
    days.push_back(
      {report_text(row, "date"), report_number(row, "canceled"), report_number(row, "retained")}
    );
    most = std::max({most, days.back().canceled, days.back().retained});
  });
  if (most <= 0) return "<p>None yet.</p>\n";
  static constexpr double left = 40;
  static constexpr double width = 700;
  static constexpr double height = 180;
  const double step = width / static_cast<double>(days.size());
  std::string out = "<svg viewBox=\"0 0 760 220\" role=\"img\" aria-label=\"Cancellations a day\">";
  out += "<path class=\"axis\" d=\"M40 190H740\"/><text x=\"34\" y=\"20\" text-anchor=\"end\">" +
         number(most).substr(0, number(most).find('.')) + "</text>";
  for (std::size_t at = 0; at < days.size(); ++at) {
    const double x = left + step * static_cast<double>(at);
    const auto column = [&](std::string_view kind, double from, double value) {
      const double tall = height * value / most;
      out += "<rect class=\"" + std::string{kind} + "\" x=\"" + number(from) + "\" y=\"" +
             number(190 - tall) + "\" width=\"" + number(std::max(1.0, step * 0.4)) +
             "\" height=\"" + number(tall) + "\"/>";
    };
    column("c", x + step * 0.1, days[at].canceled);
    column("b", x + step * 0.5, days[at].retained);
    const std::size_t every = std::max<std::size_t>(1, days.size() / 6);
    if (at % every == 0) {
      out += "<text x=\"" + number(x) + "\" y=\"208\">" + escaped(days[at].date) + "</text>";
    }
  }
  return out + "</svg>\n<p>Orange: canceled. Green: kept by an offer. By the day they began.</p>\n";
}

Bar share_bar(const Json& row, std::string_view share, std::string name) {
  Bar bar{std::move(name), 0, -1, -1, report_share(row, share)};
  const auto member = row.member(share);
  if (!member || member->kind() != JsonKind::object) return bar;
  bar.value = report_number(*member, "value");
  bar.low = report_number(*member, "low");
  bar.high = report_number(*member, "high");
  return bar;
}

std::string cancellations_part(const Json& report) {
  std::string out = "<h2>Cancellations</h2>\n" + days_plot(report);
  if (const auto total = report.member("total")) {
    out += table(
      {"", "started", "canceled", "retained", "abandoned", "left open", "saved (95 %)"},
      {{"All",
        {report_text(*total, "started"), report_text(*total, "canceled"),
         report_text(*total, "retained"), report_text(*total, "abandoned"),
         report_text(*total, "leftOpen"), report_share(*total, "saveRate")}}}
    );
  }
  std::vector<Bar> reasons;
  each(report, "reasons", [&](const Json& row) {
    reasons.push_back(share_bar(row, "share", report_text(row, "reason")));
  });
  out += "<h2>Why they leave</h2>\n" + bars(reasons, "Reasons");
  if (const auto nps = report.member("nps")) {
    std::vector<Bar> scores;
    int score = 0;
    each(*nps, "scores", [&](const Json& count) {
      const std::string text{count.text()};
      scores.push_back({std::to_string(score++), std::strtod(text.c_str(), nullptr), -1, -1, text});
    });
    out += "<h2>Would they recommend us?</h2>\n<p>Score " +
           (report_text(*nps, "score").empty() ? "–" : report_text(*nps, "score")) + " from " +
           report_text(*nps, "responses") + " answers.</p>\n" + bars(scores, "Scores 0 to 10");
  }
  std::string comments;
  each(report, "comments", [&](const Json& row) {
    comments += "<p>" + escaped(report_text(row, "time").substr(0, 10)) + " · " +
                escaped(report_text(row, "reason")) + " · “" +
                escaped(report_text(row, "feedback")) + "”</p>\n";
  });
  if (!comments.empty()) out += "<h2>In their words</h2>\n" + comments;
  return out;
}

std::string offers_part(const Json& report) {
  std::string out = "<h2>Offers</h2>\n";
  std::vector<Row> rows;
  each(report, "data", [&](const Json& row) {
    const std::string offer = report_text(row, "offer");
    std::vector<Bar> funnel;
    for (const std::string_view step : {"eligible", "shown", "accepted", "declined"}) {
      funnel.push_back({std::string{step}, report_number(row, step), -1, -1, report_text(row, step)}
      );
    }
    out += "<h3>" + escaped(offer) + "</h3>\n" + bars(funnel, "Funnel of " + offer);
    Row line{offer, {report_share(row, "acceptRate")}};
    each(row, "retained", [&](const Json& span) {
      line.cells.push_back(report_text(span, "retained") + " of " + report_text(span, "accepted"));
    });
    std::string kept;
    each(row, "revenueKept", [&](const Json& amount) {
      kept += report_text(amount, "amount") + " " + report_text(amount, "currency") + " ";
    });
    line.cells.push_back(kept.empty() ? "–" : kept);
    rows.push_back(std::move(line));
  });
  if (rows.empty()) return out + "<p>None yet.</p>\n";
  return out + table(
                 {"offer", "accepted (95 %)", "stayed 30 days", "60 days", "90 days",
                  "revenue kept (minor units)"},
                 rows
               );
}

std::string experiment_part(const Json& report) {
  std::string out = "<h2>Experiment " + escaped(report_text(report, "experiment")) + "</h2>\n<p>" +
                    escaped(report_text(report, "status")) + " since " +
                    escaped(report_text(report, "startedAt").substr(0, 10)) + "</p>\n";
  std::vector<Bar> rates;
  std::vector<Row> rows;
  each(report, "variants", [&](const Json& row) {
    rates.push_back(share_bar(row, "saveRate", report_text(row, "variant")));
    const auto difference = row.member("difference");
    const bool has = difference && difference->kind() == JsonKind::object;
    rows.push_back(
      {report_text(row, "variant"),
       {report_text(row, "exposed"), report_text(row, "saved"), report_share(row, "saveRate"),
        has ? number(100 * report_number(*difference, "value")) + " points" : "–",
        has ? report_text(*difference, "pValue") : "–",
        has ? report_text(*difference, "sampleStillNeeded") : "–"}}
    );
  });
  return out + bars(rates, "Save rates") +
         table(
           {"variant", "exposed", "saved", "save rate (95 %)", "difference", "p-value",
            "customers still needed"},
           rows
         );
}

std::string portal_part(const Json& report) {
  std::string out = "<h2>The portal</h2>\n";
  if (const auto sessions = report.member("sessions")) {
    out += "<p>" + report_text(*sessions, "created") + " sessions created, " +
           report_text(*sessions, "opened") + " opened.</p>\n";
  }
  std::vector<Row> flows;
  each(report, "flows", [&](const Json& row) {
    flows.push_back(
      {report_text(row, "type"),
       {report_text(row, "started"), report_text(row, "finished"), report_text(row, "left")}}
    );
  });
  if (!flows.empty()) out += table({"flow", "started", "finished", "left"}, flows);
  std::vector<Bar> actions;
  each(report, "actions", [&](const Json& row) {
    actions.push_back(
      {report_text(row, "action"), report_number(row, "count"), -1, -1, report_text(row, "count")}
    );
  });
  return out + bars(actions, "Actions");
}

} // namespace

std::string reports_page(const Reports& reports) {
  std::string out = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                    "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                    "<title>Portal analytics</title><style>" +
                    std::string{style} + "</style></head><body>\n<h1>Portal analytics</h1>\n";
  if (const auto period = reports.portal.root().member("period")) {
    out += "<p>From " + escaped(report_text(*period, "start")) + " to before " +
           escaped(report_text(*period, "end")) + " (UTC days). Intervals are 95 %.</p>\n";
  }
  out += cancellations_part(reports.cancellations.root());
  out += offers_part(reports.offers.root());
  for (const JsonDocument& experiment : reports.experiments) {
    out += experiment_part(experiment.root());
  }
  out += portal_part(reports.portal.root());
  return out + "</body></html>\n";
}

} // namespace portal

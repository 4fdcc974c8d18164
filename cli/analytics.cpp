#include "cli/analytics.hpp"

#include <cstdlib>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "cli/commands.hpp"
#include "http/query.hpp"

namespace portal {

namespace {

std::string query_of(const ReportRequest& asked, bool narrowed) {
  std::string query;
  const auto add = [&](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    query += (query.empty() ? "?" : "&") + std::string{name} + "=" + percent_encoded(value);
  };
  add("from", asked.from);
  add("to", asked.to);
  if (!narrowed) return query;
  add("product", asked.product);
  add("price", asked.price);
  add("country", asked.country);
  add("variant", asked.variant);
  return query;
}

tl::expected<JsonDocument, std::string> ask(Api& api, const std::string& target) {
  const auto answer = api.send({"GET", target, {}, {}});
  if (!answer) return tl::unexpected(answer.error());
  if (answer->status != 200) return tl::unexpected(refusal_text(*answer));
  auto document = JsonDocument::parse(answer->body);
  if (!document) return tl::unexpected(document.error().message);
  return std::move(*document);
}

tl::expected<Reports, std::string> all_reports(Api& api, const ReportRequest& asked) {
  auto portal = ask(api, "/analytics/portal" + query_of(asked, false));
  if (!portal) return tl::unexpected(portal.error());
  auto cancellations = ask(api, "/analytics/cancellations" + query_of(asked, true));
  if (!cancellations) return tl::unexpected(cancellations.error());
  auto offers = ask(api, "/analytics/offers" + query_of(asked, true));
  if (!offers) return tl::unexpected(offers.error());
  Reports reports{std::move(*portal), std::move(*cancellations), std::move(*offers), {}};
  const auto experiments = ask(api, "/experiments?limit=100");
  if (!experiments) return tl::unexpected(experiments.error());
  const auto list = experiments->root().member("data");
  if (!list) return reports;
  for (const Json experiment : *list) {
    auto one = ask(
      api, "/analytics/experiments/" + percent_encoded(report_text(experiment, "id")) +
             query_of(asked, false)
    );
    if (!one) return tl::unexpected(one.error());
    reports.experiments.push_back(std::move(*one));
  }
  return reports;
}

std::string percent(double share) {
  std::ostringstream text;
  text << std::fixed << std::setprecision(1) << 100 * share;
  return text.str();
}

/// Rows of cells; the first is the head. All but the first column stand to the right.
class Table {
 public:
  explicit Table(std::vector<std::string> head) { rows_.push_back(std::move(head)); }

  void row(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }

  void print(std::ostream& out) const {
    if (rows_.size() == 1) {
      out << "  none yet\n";
      return;
    }
    std::vector<std::size_t> widths(rows_.front().size());
    for (const auto& row : rows_) {
      for (std::size_t at = 0; at < row.size(); ++at)
        widths[at] = std::max(widths[at], width(row[at]));
    }
    for (const auto& row : rows_) {
      out << "  ";
      for (std::size_t at = 0; at < row.size(); ++at) {
        const std::string space(widths[at] - width(row[at]), ' ');
        out << (at == 0 ? row[at] + space : "  " + space + row[at]);
      }
      out << '\n';
    }
  }

 private:
  /// Characters, not bytes.
  static std::size_t width(std::string_view text) {
    std::size_t count = 0;
    for (const char c : text) count += (static_cast<unsigned char>(c) & 0xc0U) == 0x80U ? 0 : 1;
    return count;
  }

  std::vector<std::vector<std::string>> rows_;
};

template <class Each> void each(const Json& report, std::string_view name, const Each& visit) {
  const auto list = report.member(name);
  if (!list || list->kind() != JsonKind::array) return;
  for (const Json row : *list) visit(row);
}

void print_cancellations(const Json& report, std::ostream& out) {
  const auto total = report.member("total");
  out << "\nCancellations\n";
  if (total) {
    out << "  " << report_text(*total, "started") << " started, " << report_text(*total, "canceled")
        << " canceled, " << report_text(*total, "retained") << " retained, "
        << report_text(*total, "abandoned") << " abandoned, " << report_text(*total, "leftOpen")
        << " left open; saved " << report_share(*total, "saveRate") << "\n";
  }
  out << "\nReasons\n";
  Table reasons{{"reason", "count", "share (95 %)"}};
  each(report, "reasons", [&](const Json& row) {
    reasons.row({report_text(row, "reason"), report_text(row, "count"), report_share(row, "share")}
    );
  });
  reasons.print(out);
  if (const auto nps = report.member("nps"); nps && report_number(*nps, "responses") > 0) {
    out << "\nWould recommend: score " << report_text(*nps, "score") << " of "
        << report_text(*nps, "responses") << " answers\n";
  }
  bool first = true;
  each(report, "comments", [&](const Json& row) {
    if (first) out << "\nIn their words\n";
    first = false;
    const std::string reason = report_text(row, "reason");
    out << "  " << report_text(row, "time").substr(0, 10) << (reason.empty() ? "" : "  " + reason)
        << "  " << report_text(row, "feedback") << "\n";
  });
}

std::string kept(const Json& offer) {
  std::string text;
  each(offer, "revenueKept", [&](const Json& row) {
    text +=
      (text.empty() ? "" : ", ") + report_text(row, "amount") + " " + report_text(row, "currency");
  });
  return text.empty() ? "–" : text;
}

void print_offers(const Json& report, std::ostream& out) {
  out << "\nOffers (revenue in minor units)\n";
  Table table{
    {"offer", "eligible", "shown", "accepted", "declined", "accepted (95 %)", "30 d", "60 d",
     "90 d", "revenue kept"}};
  each(report, "data", [&](const Json& row) {
    std::vector<std::string> cells{report_text(row, "offer"),    report_text(row, "eligible"),
                                   report_text(row, "shown"),    report_text(row, "accepted"),
                                   report_text(row, "declined"), report_share(row, "acceptRate")};
    each(row, "retained", [&](const Json& span) {
      cells.push_back(report_text(span, "retained") + "/" + report_text(span, "accepted"));
    });
    cells.push_back(kept(row));
    table.row(std::move(cells));
  });
  table.print(out);
}

void print_experiment(const Json& report, std::ostream& out) {
  out << "\nExperiment " << report_text(report, "experiment") << " ("
      << report_text(report, "status") << ")\n";
  Table table{
    {"variant", "weight", "exposed", "saved", "save rate (95 %)", "difference", "p",
     "still needed"}};
  each(report, "variants", [&](const Json& row) {
    const auto difference = row.member("difference");
    const bool has = difference && difference->kind() == JsonKind::object;
    table.row(
      {report_text(row, "variant"), report_text(row, "weight"), report_text(row, "exposed"),
       report_text(row, "saved"), report_share(row, "saveRate"),
       has ? percent(report_number(*difference, "value")) + " points" : "–",
       has ? report_text(*difference, "pValue") : "–",
       has ? report_text(*difference, "sampleStillNeeded") : "–"}
    );
  });
  table.print(out);
}

} // namespace

std::string report_text(const Json& json, std::string_view name) {
  const auto member = json.member(name);
  if (!member || member->is_null()) return {};
  return std::string{member->text()};
}

double report_number(const Json& json, std::string_view name) {
  const std::string text = report_text(json, name);
  return text.empty() ? 0 : std::strtod(text.c_str(), nullptr);
}

std::string report_share(const Json& json, std::string_view name) {
  const auto share = json.member(name);
  if (!share || share->kind() != JsonKind::object) return "–";
  return percent(report_number(*share, "value")) + " % (" + percent(report_number(*share, "low")) +
         "–" + percent(report_number(*share, "high")) + ")";
}

void print_reports(const Reports& reports, std::ostream& out) {
  const Json portal = reports.portal.root();
  if (const auto period = portal.member("period")) {
    out << "From " << report_text(*period, "start") << " to before " << report_text(*period, "end")
        << " (UTC)\n";
  }
  if (const auto sessions = portal.member("sessions")) {
    out << "\nPortal\n  " << report_text(*sessions, "created") << " sessions created, "
        << report_text(*sessions, "opened") << " opened\n";
  }
  Table flows{{"flow", "started", "finished", "left"}};
  each(portal, "flows", [&](const Json& row) {
    flows.row(
      {report_text(row, "type"), report_text(row, "started"), report_text(row, "finished"),
       report_text(row, "left")}
    );
  });
  out << "\nFlows\n";
  flows.print(out);
  print_cancellations(reports.cancellations.root(), out);
  print_offers(reports.offers.root(), out);
  for (const JsonDocument& experiment : reports.experiments)
    print_experiment(experiment.root(), out);
}

int analytics(const Settings& settings, const ReportRequest& asked) {
  const auto api = open_api(settings);
  if (!api) return fail(api.error());
  const auto reports = all_reports(**api, asked);
  if (!reports) return fail(reports.error());
  if (asked.html.empty()) {
    print_reports(*reports, std::cout);
    std::cout.flush();
    return exit_done;
  }
  std::ofstream file{asked.html, std::ios::binary | std::ios::trunc};
  file << reports_page(*reports);
  file.close();
  if (!file) return fail("Cannot write " + asked.html + ". Is the folder there, and writable?");
  std::cerr << "Wrote " << asked.html << "\n";
  return exit_done;
}

} // namespace portal

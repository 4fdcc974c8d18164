// Reports for analysts: one read of the views each.
#include <algorithm>

#include "events/codec.hpp"
#include "http/analytics_json.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"

namespace portal {

namespace {

constexpr ReportDay usual_days = 30;
constexpr ReportDay most_days = 3'660;
constexpr std::size_t comments_max = 20;

/// `from` and `to` take a time or a day.
Result<std::optional<Instant>> asked_moment(const Call& call, std::string_view name) {
  const auto* text = call.query.find(name);
  if (text == nullptr) return std::optional<Instant>{};
  const auto at = parse_instant(text->size() == 10 ? *text + "T00:00:00Z" : *text);
  if (at) return std::optional{*at};
  return refuse(
    RefusalKind::invalid, "parameter_invalid", std::string{name},
    "\"" + std::string{name} + "\" must be a day (2026-11-22) or an RFC 3339 time."
  );
}

/// A filter that nothing can fit is a mistake, not an empty report.
std::optional<Refusal> wrong_filter(const Catalog& catalog, const ReportDimensions& only) {
  const auto wrong = [](std::string_view name, std::string what) {
    return Refusal{
      RefusalKind::invalid, "parameter_invalid", std::string{name},
      "\"" + std::string{name} + "\" " + std::move(what)};
  };
  if (!only.product.empty() && !catalog.products.contains(ProductId{only.product})) {
    return wrong("product", "names no product: \"" + only.product + "\".");
  }
  if (!only.price.empty() && !catalog.prices.contains(PriceId{only.price})) {
    return wrong("price", "names no price: \"" + only.price + "\".");
  }
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const std::string& country = only.country;
  if (!country.empty() && (country.size() != 2 || !std::all_of(country.begin(), country.end(), is_upper))) {
    return wrong("country", "must be two capital letters (ISO 3166-1), such as DE.");
  }
  if (only.variant.empty()) return std::nullopt;
  for (const auto& [id, experiment] : catalog.experiments) {
    for (const ExperimentVariant& variant : experiment.variants) {
      if (only.variant == id + "/" + variant.name) return std::nullopt;
    }
  }
  return wrong("variant", "must be <experiment>/<variant> of one that runs or ran.");
}

/// The period, by default the last 30 days with today; and what it is narrowed to.
Result<ReportScope> asked_scope(const Call& call) {
  const auto from = asked_moment(call, "from");
  if (!from) return tl::unexpected<Refusal>(from.error());
  const auto to = asked_moment(call, "to");
  if (!to) return tl::unexpected<Refusal>(to.error());
  ReportScope scope;
  scope.today = report_day(call.now);
  scope.query.last = *to ? report_day(Instant{(*to)->ms - 1}) : scope.today;
  scope.query.first = *from ? report_day(**from) : scope.query.last - usual_days + 1;
  if (scope.query.first > scope.query.last || scope.query.last - scope.query.first >= most_days) {
    return refuse(
      RefusalKind::invalid, "period_invalid", "to",
      "\"to\" must be later than \"from\", and the period at most ten years."
    );
  }
  auto& only = scope.query.only;
  only.product = call.query.text("product");
  only.price = call.query.text("price");
  only.country = call.query.text("country");
  only.variant = call.query.text("variant");
  if (auto refusal = wrong_filter(*call.edge.node.catalog(), only)) {
    return tl::unexpected<Refusal>(std::move(*refusal));
  }
  return scope;
}

Result<bool> wants_csv(const Call& call) {
  const auto format = call.query.text("format");
  if (format == "csv") return true;
  if (format.empty() || format == "json") return false;
  return refuse(
    RefusalKind::invalid, "parameter_invalid", "format", "\"format\" must be json or csv."
  );
}

Response csv_response(std::string name, std::string body) {
  Response response;
  response.status = 200;
  response.body = std::move(body);
  response.with("content-type", "text/csv; charset=utf-8");
  return response.with(
    "content-disposition", "attachment; filename=\"" + std::move(name) + ".csv\""
  );
}

using Render = std::function<Response(const Reading&, const ReportScope&, const ReportCounts&)>;

/// Reads the counts and renders them, or writes them as CSV.
void report(
  const CallPtr& call, std::string name, std::vector<std::string_view> metrics, Render render
) {
  const auto scope = asked_scope(*call);
  if (!scope) return answer(call, scope.error());
  const auto csv = wants_csv(*call);
  if (!csv) return answer(call, csv.error());
  read(
    call, std::nullopt,
    [scope = *scope, csv = *csv, name = std::move(name), metrics = std::move(metrics),
     render = std::move(render)](const Reading& reading) {
      const auto counts = report_counts(reading.rows, scope.query, metrics);
      if (!counts) return no(reading.call, counts.error());
      if (csv) return csv_response(name, report_csv(scope, *counts, metrics));
      return render(reading, scope, *counts);
    }
  );
}

/// A comment for those who read reports: opened for analysts too, since reading them is what they are
/// asked for; who said it stays with those who may see persons.
std::optional<std::string> comment_of(const Reading& reading, const ObjectRow& row) {
  if (!row.customer) return std::nullopt;
  const auto story = read_text<Cancellation>(row.json, Strictness::lenient);
  if (!story || !story->survey || !story->survey->feedback) return std::nullopt;
  const auto codec = reading.call.edge.node.vault().codec(*row.customer);
  if (!codec) return std::nullopt;
  std::string out;
  {
    Members members{out};
    members.text("cancellation", story->id.text());
    members.text("time", to_text(story->closed_at.value_or(story->created)));
    if (story->survey->reason) members.text("reason", name_of(*story->survey->reason));
    if (story->survey->would_recommend) {
      members.integer("wouldRecommend", *story->survey->would_recommend);
    }
    Wire<Personal<std::string>>::write(*story->survey->feedback, members.key("feedback"));
  }
  return open_personal(out, **codec);
}

/// The newest comments of the period.
Stored<std::vector<std::string>> newest_comments(const Reading& reading, const ReportScope& scope) {
  const auto commented = newest_commented(reading.rows, scope.query, comments_max);
  if (!commented) return tl::unexpected<Fault>(commented.error());
  std::vector<std::string> comments;
  for (const CancellationId& id : *commented) {
    const auto row = find_object(reading.rows, {"cancellation", id.text()});
    if (!row) return tl::unexpected<Fault>(row.error());
    if (!*row) continue;
    if (auto comment = comment_of(reading, **row)) comments.push_back(std::move(*comment));
  }
  return comments;
}

} // namespace

void get_portal_analytics(const CallPtr& call) {
  report(
    call, "portal",
    {"session_created", "session_opened", "action", "flow_started", "flow_finished", "flow_left"},
    [](const Reading& /*reading*/, const ReportScope& scope, const ReportCounts& counts) {
      return json_response(200, portal_report(scope, counts));
    }
  );
}

void get_cancellation_analytics(const CallPtr& call) {
  report(
    call, "cancellations", {"started", "outcome", "reason", "score"},
    [](const Reading& reading, const ReportScope& scope, const ReportCounts& counts) {
      const auto comments = newest_comments(reading, scope);
      if (!comments) return no(reading.call, comments.error());
      return json_response(200, cancellations_report(scope, counts, *comments));
    }
  );
}

void get_offer_analytics(const CallPtr& call) {
  report(
    call, "offers",
    {"offer_eligible", "offer_shown", "offer_accepted", "offer_declined", "offer_lost_30",
     "offer_lost_60", "offer_lost_90", "offer_revenue"},
    [](const Reading& /*reading*/, const ReportScope& scope, const ReportCounts& counts) {
      return json_response(200, offers_report(scope, counts));
    }
  );
}

void get_experiment_analytics(const CallPtr& call) {
  const auto catalog = call->edge.node.catalog();
  const auto found = catalog->experiments.find(call->path.front());
  if (found == catalog->experiments.end()) {
    return answer(call, not_found("experiment", call->path.front(), ""));
  }
  const Experiment experiment = found->second;
  const auto scope = asked_scope(*call);
  if (!scope) return answer(call, scope.error());
  const auto csv = wants_csv(*call);
  if (!csv) return answer(call, csv.error());
  // From its first day on, unless asked otherwise.
  ReportScope of = *scope;
  if (call->query.find("from") == nullptr) {
    of.query.first = std::min(report_day(experiment.started_at), of.query.last);
  }
  read(call, std::nullopt, [of, experiment, csv = *csv](const Reading& reading) {
    static constexpr std::string_view metrics[] = {
      "customers_exposed", "customers_saved", "customers_left", "started", "outcome"};
    std::vector<ReportCounts> counts;
    std::string text;
    for (const ExperimentVariant& variant : experiment.variants) {
      ReportQuery query = of.query;
      query.only.variant = experiment.id + "/" + variant.name;
      auto one = report_counts(reading.rows, query, metrics);
      if (!one) return no(reading.call, one.error());
      counts.push_back(std::move(*one));
    }
    if (!csv) return json_response(200, experiment_report(of, experiment, counts));
    for (std::size_t at = 0; at < counts.size(); ++at) {
      // Each variant's lines under its name, one header in all.
      const std::string lines = report_csv(of, counts[at], metrics);
      std::size_t begin = lines.find('\n') + 1;
      if (at == 0) text = "variant," + lines.substr(0, begin);
      while (begin < lines.size()) {
        const std::size_t end = lines.find('\n', begin) + 1;
        text += experiment.variants[at].name + ',' + lines.substr(begin, end - begin);
        begin = end;
      }
    }
    return csv_response("experiment-" + experiment.id, std::move(text));
  });
}

} // namespace portal

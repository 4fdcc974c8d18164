#include "http/analytics_json.hpp"

#include <array>
#include <cstdio>
#include <set>

#include "events/json.hpp"
#include "projections/statistics.hpp"

namespace portal {
namespace {

using Labels = ReportCounts::Labels;

constexpr std::int64_t day_ms = std::int64_t{24} * 60 * 60 * 1'000;

std::string number_text(double value) {
  char text[48];
  const int size = std::snprintf(text, sizeof text, "%.6g", value);
  return {text, static_cast<std::size_t>(size)};
}

void write_scope(Members& members, std::string_view object, const ReportScope& scope) {
  members.text("object", object);
  {
    Members period{members.key("period")};
    period.text("start", day_text(scope.query.first)).text("end", day_text(scope.query.last + 1));
  }
  Members filters{members.key("filters")};
  const auto& only = scope.query.only;
  const auto named = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) filters.text(name, value);
  };
  named("product", only.product);
  named("price", only.price);
  named("country", only.country);
  named("variant", only.variant);
}

void write_share(Members& members, std::string_view name, std::uint64_t hits, std::uint64_t of) {
  const auto share = share_of(hits, of);
  if (!share) {
    members.raw(name, "null");
    return;
  }
  Members made{members.key(name)};
  made.raw("value", number_text(share->value));
  made.raw("low", number_text(share->low));
  made.raw("high", number_text(share->high));
}

std::uint64_t natural(std::int64_t count) {
  return count < 0 ? 0 : static_cast<std::uint64_t>(count);
}

/// One object a day from first to last, gaps filled: `columns` are metric, label and the member's name.
struct Column {
  std::string_view metric;
  std::string_view label;
  std::string_view name;
};

void write_days(
  Members& members, const ReportScope& scope, const ReportCounts& counts,
  std::span<const Column> columns
) {
  std::vector<std::pair<std::string_view, const ReportCounts::Series*>> of_columns;
  for (const Column& column : columns) {
    of_columns.emplace_back(column.name, &counts.series(column.metric, column.label));
  }
  std::string& out = members.key("days");
  out += '[';
  for (ReportDay day = scope.query.first; day <= scope.query.last; ++day) {
    if (day > scope.query.first) out += ',';
    Members row{out};
    row.text("date", day_text(day));
    for (const auto& [name, series] : of_columns) row.integer(name, series->on(day));
  }
  out += ']';
}

/// An array of objects, one a label: `write(members, label)`.
template <class Names, class Write>
void write_each(std::string& out, const Names& names, const Write& write) {
  out += '[';
  bool first = true;
  for (const auto& name : names) {
    if (!first) out += ',';
    first = false;
    Members row{out};
    write(row, name);
  }
  out += ']';
}

void write_outcomes(Members& members, const ReportCounts& counts) {
  members.integer("started", counts.total("started"));
  const auto outcome = [&](std::string_view name, CancellationOutcome of) {
    members.integer(name, counts.total("outcome", name_of(of)));
  };
  outcome("canceled", CancellationOutcome::canceled);
  outcome("retained", CancellationOutcome::retained);
  outcome("abandoned", CancellationOutcome::abandoned);
  outcome("leftOpen", CancellationOutcome::left_open);
  outcome("superseded", CancellationOutcome::superseded);
  outcome("endedElsewhere", CancellationOutcome::ended_elsewhere);
}

/// The net promoter score: the share of 9 and 10 less the share of 0 to 6, in points.
void write_score(Members& members, const Labels& scores) {
  std::array<std::int64_t, 11> each{};
  std::int64_t promoters = 0;
  std::int64_t detractors = 0;
  std::int64_t all = 0;
  for (std::size_t score = 0; score < each.size(); ++score) {
    const auto found = scores.find(std::to_string(score));
    if (found == scores.end()) continue;
    each[score] = found->second.total;
    all += each[score];
    if (score >= 9) promoters += each[score];
    if (score <= 6) detractors += each[score];
  }
  Members nps{members.key("nps")};
  if (all == 0) {
    nps.raw("score", "null");
  } else {
    nps.raw(
      "score",
      number_text(100.0 * static_cast<double>(promoters - detractors) / static_cast<double>(all))
    );
  }
  nps.integer("responses", all).integer("promoters", promoters);
  nps.integer("passives", all - promoters - detractors).integer("detractors", detractors);
  std::string& out = nps.key("scores");
  out += '[';
  for (std::size_t score = 0; score < each.size(); ++score) {
    if (score > 0) out += ',';
    write_integer(out, each[score]);
  }
  out += ']';
}

void write_offer(
  Members& row, const std::string& offer, const ReportScope& scope, const ReportCounts& counts
) {
  row.text("offer", offer);
  for (const std::string_view name : {"eligible", "shown", "accepted", "declined"}) {
    row.integer(name, counts.total("offer_" + std::string{name}, offer));
  }
  write_share(
    row, "acceptRate", natural(counts.total("offer_accepted", offer)),
    natural(counts.total("offer_shown", offer))
  );
  static constexpr std::array<std::int64_t, 3> spans{30, 60, 90};
  write_each(row.key("retained"), spans, [&](Members& one, std::int64_t days) {
    const ReportDay until = scope.today - days;
    // Accepted so many days ago: what can be judged already.
    const auto judged = counts.series("offer_accepted", offer).until(until);
    const auto lost = counts.series("offer_lost_" + std::to_string(days), offer).until(until);
    one.integer("days", days).integer("accepted", judged).integer("retained", judged - lost);
    write_share(one, "share", natural(judged - lost), natural(judged));
  });
  std::vector<std::pair<std::string, std::int64_t>> kept;
  for (const auto& [label, revenue] : counts.labels("offer_revenue")) {
    const auto slash = label.rfind('/');
    if (label.substr(0, slash) == offer) kept.emplace_back(label.substr(slash + 1), revenue.total);
  }
  write_each(row.key("revenueKept"), kept, [](Members& one, const auto& amount) {
    one.text("currency", amount.first).integer("amount", amount.second);
  });
}

std::string csv_cell(std::string_view text) {
  std::string made{text};
  // A spreadsheet takes these for formulas.
  if (!made.empty() && std::string_view{"=+-@\t\r"}.find(made.front()) != std::string_view::npos) {
    made.insert(0, 1, '\'');
  }
  if (made.find_first_of(",\"\r\n") == std::string::npos) return made;
  std::string quoted = "\"";
  for (const char c : made) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

} // namespace

std::string day_text(ReportDay day) { return to_text(Instant{day * day_ms}).substr(0, 10); }

std::string portal_report(const ReportScope& scope, const ReportCounts& counts) {
  std::string out;
  {
    Members members{out};
    write_scope(members, "portal_analytics", scope);
    {
      Members sessions{members.key("sessions")};
      sessions.integer("created", counts.total("session_created"));
      sessions.integer("opened", counts.total("session_opened"));
    }
    write_each(members.key("actions"), counts.labels("action"), [](Members& row, const auto& one) {
      row.text("action", one.first).integer("count", one.second.total);
    });
    write_each(
      members.key("flows"), counts.labels("flow_started"),
      [&](Members& row, const auto& one) {
        row.text("type", one.first).integer("started", one.second.total);
        row.integer("finished", counts.total("flow_finished", one.first));
        row.integer("left", counts.total("flow_left", one.first));
      }
    );
    static constexpr std::array columns{
      Column{"session_created", "", "created"}, Column{"session_opened", "", "opened"}};
    write_days(members, scope, counts, columns);
  }
  return out;
}

std::string cancellations_report(
  const ReportScope& scope, const ReportCounts& counts, const std::vector<std::string>& comments
) {
  std::string out;
  {
    Members members{out};
    write_scope(members, "cancellation_analytics", scope);
    {
      Members total{members.key("total")};
      write_outcomes(total, counts);
      write_share(
        total, "saveRate", natural(counts.total("outcome", "retained")),
        natural(counts.total("outcome", "retained") + counts.total("outcome", "canceled"))
      );
    }
    const Labels& reasons = counts.labels("reason");
    std::int64_t all = 0;
    for (const auto& [reason, one] : reasons) all += one.total;
    write_each(members.key("reasons"), reasons, [&](Members& row, const auto& one) {
      row.text("reason", one.first).integer("count", one.second.total);
      write_share(row, "share", natural(one.second.total), natural(all));
    });
    write_score(members, counts.labels("score"));
    static constexpr std::array columns{
      Column{"started", "", "started"}, Column{"outcome", "canceled", "canceled"},
      Column{"outcome", "retained", "retained"}, Column{"outcome", "abandoned", "abandoned"},
      Column{"outcome", "left_open", "leftOpen"}};
    write_days(members, scope, counts, columns);
    std::string& list = members.key("comments");
    list += '[';
    for (std::size_t at = 0; at < comments.size(); ++at) {
      if (at > 0) list += ',';
      list += comments[at];
    }
    list += ']';
  }
  return out;
}

std::string offers_report(const ReportScope& scope, const ReportCounts& counts) {
  std::set<std::string> offers;
  for (const std::string_view metric :
       {"offer_eligible", "offer_shown", "offer_accepted", "offer_declined"}) {
    for (const auto& [offer, series] : counts.labels(metric)) offers.insert(offer);
  }
  std::string out;
  {
    Members members{out};
    write_scope(members, "offer_analytics", scope);
    write_each(members.key("data"), offers, [&](Members& row, const std::string& offer) {
      write_offer(row, offer, scope, counts);
    });
  }
  return out;
}

std::string experiment_report(
  const ReportScope& scope, const Experiment& experiment, std::span<const ReportCounts> of_variants
) {
  // Customers, each once: whoever begins to leave again is no second proof.
  const auto saved = [&](std::size_t at) {
    return natural(of_variants[at].total("customers_saved"));
  };
  const auto exposed = [&](std::size_t at) {
    return natural(of_variants[at].total("customers_exposed"));
  };
  std::string out;
  {
    Members members{out};
    write_scope(members, "experiment_analytics", scope);
    members.text("experiment", experiment.id).text("status", name_of(experiment.status));
    members.text("startedAt", to_text(experiment.started_at));
    if (experiment.stopped_at) members.text("stoppedAt", to_text(*experiment.stopped_at));
    std::string& list = members.key("variants");
    list += '[';
    for (std::size_t at = 0; at < experiment.variants.size(); ++at) {
      if (at > 0) list += ',';
      Members row{list};
      row.text("variant", experiment.variants[at].name);
      row.integer("weight", experiment.variants[at].weight);
      row.integer("exposed", static_cast<std::int64_t>(exposed(at)));
      row.integer("saved", static_cast<std::int64_t>(saved(at)));
      row.integer("canceled", of_variants[at].total("customers_left"));
      write_share(row, "saveRate", saved(at), exposed(at));
      if (at == 0) continue;
      const auto differs = difference_of(saved(at), exposed(at), saved(0), exposed(0));
      if (!differs) {
        row.raw("difference", "null");
        continue;
      }
      Members difference{row.key("difference")};
      difference.text("from", experiment.variants.front().name);
      difference.raw("value", number_text(differs->value));
      difference.raw("pValue", number_text(differs->p_value));
      if (!differs->sample_needed) continue;
      const std::uint64_t needed = *differs->sample_needed;
      difference.integer("sampleNeeded", static_cast<std::int64_t>(needed));
      const std::uint64_t has = std::min(exposed(at), exposed(0));
      difference.integer(
        "sampleStillNeeded", static_cast<std::int64_t>(needed > has ? needed - has : 0)
      );
    }
    list += ']';
  }
  return out;
}

std::string report_csv(
  const ReportScope& scope, const ReportCounts& counts, std::span<const std::string_view> metrics
) {
  std::string out = "date,metric,label,count\r\n";
  for (ReportDay day = scope.query.first; day <= scope.query.last; ++day) {
    for (const std::string_view metric : metrics) {
      for (const auto& [label, series] : counts.labels(metric)) {
        const std::int64_t count = series.on(day);
        if (count == 0) continue;
        out += day_text(day) + ',' + std::string{metric} + ',' + csv_cell(label) + ',' +
               std::to_string(count) + "\r\n";
      }
    }
  }
  return out;
}

} // namespace portal

#include <iostream>

#include "cli/commands.hpp"
#include "cli/event_rows.hpp"
#include "http/query.hpp"

namespace portal {

namespace {

std::string inside(const Json& json, std::string_view object, std::string_view name) {
  const auto member = json.member(object);
  return member && member->kind() == JsonKind::object ? text_at(*member, name) : std::string{};
}

std::vector<Column> columns_of(std::string_view format) {
  if (format == "table") {
    return {{"position", 9},  {"time", 24},   {"principal", 34}, {"action", 28},
            {"customer", 24}, {"outcome", 8}, {"resource", 0}};
  }
  return {{"position", 0},  {"time", 0},     {"principal", 0},    {"principalKind", 0},
          {"action", 0},    {"customer", 0}, {"resourceKind", 0}, {"resource", 0},
          {"outcome", 0},   {"reason", 0},   {"ip", 0},           {"userAgent", 0},
          {"requestId", 0}, {"cause", 0},    {"before", 0},       {"after", 0}};
}

std::vector<std::string> cells_of(const Json& action, std::string_view format) {
  const std::string who = inside(action, "principal", "id");
  const std::string kind = inside(action, "principal", "kind");
  if (format == "table") {
    const std::string reason = text_at(action, "reason");
    return {
      text_at(action, "position"),
      text_at(action, "time"),
      kind + " " + who,
      text_at(action, "action"),
      text_at(action, "customer"),
      text_at(action, "outcome"),
      inside(action, "resource", "id") + (reason.empty() ? "" : " (" + reason + ")")};
  }
  return {
    text_at(action, "position"),
    text_at(action, "time"),
    who,
    kind,
    text_at(action, "action"),
    text_at(action, "customer"),
    inside(action, "resource", "object"),
    inside(action, "resource", "id"),
    text_at(action, "outcome"),
    text_at(action, "reason"),
    text_at(action, "ip"),
    text_at(action, "userAgent"),
    text_at(action, "requestId"),
    text_at(action, "cause"),
    text_at(action, "before"),
    text_at(action, "after")};
}

std::string query_of(const Selection& selection) {
  std::string query = "/audit/actions?limit=100";
  const auto add = [&](std::string_view name, const std::string& value) {
    if (!value.empty()) query += "&" + std::string{name} + "=" + percent_encoded(value);
  };
  add("customer", selection.customer);
  add("principal", selection.principal);
  add("action", selection.action);
  add("from", selection.from.size() == 10 ? selection.from + "T00:00:00Z" : selection.from);
  add("to", selection.until.size() == 10 ? selection.until + "T00:00:00Z" : selection.until);
  return query;
}

} // namespace

int audit(const Settings& settings, const Selection& selection) {
  if (const auto filter = LogFilter::make(selection); !filter) {
    fail(filter.error());
    return exit_misuse;
  }
  const auto api = open_api(settings);
  if (!api) return fail(api.error());
  const auto writer = row_writer(selection.format, columns_of(selection.format), std::cout);
  const std::string query = query_of(selection);
  std::int64_t shown = 0;
  std::string cursor;
  while (true) {
    const auto answer = (*api)->send({"GET", query + cursor, {}, {}});
    if (!answer) return fail(answer.error());
    if (answer->status != 200) return fail(refusal_text(*answer));
    const auto page = JsonDocument::parse(answer->body);
    const auto list = page ? page->root().member("data") : std::nullopt;
    if (!list) return fail("The server's answer is no list of actions.");
    for (const Json action : *list) {
      std::string line;
      write_json(line, action);
      writer->row(cells_of(action, selection.format), line);
      if (++shown == selection.limit || !std::cout.good()) return exit_done;
    }
    const auto next = page->root().member("nextCursor");
    const auto more = page->root().member("hasMore");
    if (!more || !more->boolean() || !next || next->kind() != JsonKind::text) break;
    cursor = "&startingAfter=" + percent_encoded(next->text());
  }
  std::cout.flush();
  return exit_done;
}

} // namespace portal

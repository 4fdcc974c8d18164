// Streams the log in order, from a data folder (also while a server writes it) or from a running
// server, page by page.

#include <functional>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/event_rows.hpp"
#include "cli/http_client.hpp"
#include "cli/log_folder.hpp"
#include "http/query.hpp"

namespace portal {

namespace {

/// Takes one event as a line of JSON; false when no more are wanted.
using TakeLine = std::function<bool(std::string line)>;

tl::expected<void, std::string>
read_folder(const std::string& folder, Position first, const TakeLine& take) {
  const auto opened = open_log_folder(folder);
  if (!opened) return tl::unexpected(opened.error());
  const auto read = opened->log->read(first, [&](Position, std::string_view line) {
    return take(std::string{line});
  });
  if (!read) return tl::unexpected(read.error().message);
  return {};
}

tl::expected<void, std::string>
read_server(Api& api, const Selection& selection, Position first, const TakeLine& take) {
  std::string after = std::to_string(first - 1);
  while (true) {
    std::string target = "/events?limit=1000&after=" + after;
    if (!selection.customer.empty()) target += "&customer=" + percent_encoded(selection.customer);
    const auto answer = api.send({"GET", target, {}, {}});
    if (!answer) return tl::unexpected(answer.error());
    if (answer->status != 200) return tl::unexpected(refusal_text(*answer));
    const auto page = JsonDocument::parse(answer->body);
    const auto list = page ? page->root().member("data") : std::nullopt;
    if (!list || list->kind() != JsonKind::array) {
      return tl::unexpected(std::string{"The server's answer is no list of events."});
    }
    for (const Json event : *list) {
      std::string line;
      write_json(line, event);
      const auto position = event.member("position");
      if (!position)
        return tl::unexpected(std::string{"The server sent an event without position."});
      after = std::string{position->text()};
      if (!take(std::move(line))) return {};
    }
    const auto more = page->root().member("hasMore");
    if (!more || !more->boolean()) return {};
    if (const auto next = page->root().member("nextCursor");
        next && next->kind() == JsonKind::text) {
      after = std::string{next->text()};
    }
  }
}

} // namespace

int replay(const Settings& settings, const Selection& selection) {
  const auto filter = LogFilter::make(selection);
  if (!filter) {
    fail(filter.error());
    return exit_misuse;
  }
  const bool remote = !settings.text("url").empty();
  if (selection.raw && remote) {
    fail("--raw shows the bytes as stored, which only a data folder has: name it with --data.");
    return exit_misuse;
  }
  const auto writer = selection.raw
                        ? row_writer("ndjson", {}, std::cout)
                        : row_writer(selection.format, event_columns(selection.format), std::cout);
  std::string fault;
  std::int64_t shown = 0;
  const TakeLine take = [&](std::string line) {
    const auto event = RecordedEvent::parse(std::move(line));
    if (!event) {
      fault = "An event cannot be read: " + event.error().message + " Run `portal verify`.";
      return false;
    }
    if (filter->past(event->head().position_number())) return false;
    if (!filter->takes(event->head())) return true;
    writer->row(event_cells(*event, selection.format), event->stored());
    return std::cout.good() && ++shown != selection.limit;
  };

  tl::expected<void, std::string> read;
  if (remote) {
    const auto api = remote_api(settings.text("url"), settings.text("key"));
    read = read_server(*api, selection, filter->first(), take);
  } else {
    read = read_folder(settings.text("data"), filter->first(), take);
  }
  std::cout.flush();
  if (!read) return fail(read.error());
  return fault.empty() ? exit_done : fail(fault);
}

} // namespace portal

// The log for analysts: pages, single events, and a stream that resumes where it was left.
#include "events/checks.hpp"
#include "http/event_stream.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "projections/event_types.hpp"

namespace portal {

namespace {

Result<EventFilter> asked_filter(const Call& call) {
  EventFilter filter;
  filter.types = split_commas(call.query.text("types"));
  if (auto unknown = check_type_patterns(filter.types, "types")) {
    return tl::unexpected<Refusal>(std::move(*unknown));
  }
  const auto customer = asked_customer(call);
  if (!customer) return tl::unexpected<Refusal>(customer.error());
  filter.customer = *customer;
  return filter;
}

/// Where to begin after: `Last-Event-ID`, or `after`; 0 when neither is sent.
Result<Position> asked_start(const Call& call) {
  const auto* last = call.request.header("last-event-id");
  const auto* after = call.query.find("after");
  if (last == nullptr && after == nullptr) return Position{0};
  const std::string& text = last != nullptr ? *last : *after;
  const std::string name = last != nullptr ? "Last-Event-ID" : "after";
  const auto position = parse_position(text);
  if (!position) {
    return refuse(
      RefusalKind::invalid, "parameter_invalid", name,
      "\"" + name + "\" must be a position of the log, as this server gives it."
    );
  }
  return *position;
}

Opener opener_for(const Call& call) {
  return [&vault = call.edge.node.vault(),
          who = call.who](std::string json, const std::optional<CustomerId>& whose) {
    return open_for_caller(vault, who, std::move(json), whose);
  };
}

struct EventPage {
  std::vector<std::string> items;
  Position next = 0; ///< where to go on after
  bool more = false;
};

class PageReader {
 public:
  PageReader(const Call& call, const EventFilter& filter, std::size_t limit)
      : filter_(filter), limit_(limit), opener_(opener_for(call)) {}

  bool take(Position at, std::string_view stored) {
    const auto event = RecordedEvent::parse(std::string{stored});
    if (event && filter_.takes(event->head())) {
      if (page_.items.size() == limit_) {
        page_.more = true;
        return false;
      }
      page_.items.push_back(opener_(event_json(*event), customer_of(event->head().stream)));
      page_.next = at;
    }
    return true;
  }

  EventPage page() { return std::move(page_); }

 private:
  const EventFilter& filter_;
  std::size_t limit_;
  Opener opener_;
  EventPage page_;
};

Stored<EventPage>
read_page(const Call& call, const EventFilter& filter, Position after, std::size_t limit) {
  PageReader reader{call, filter, limit};
  const EventLog& log = call.edge.node.log();
  const auto visit = [&](Position at, std::string_view stored) {
    return at <= after || reader.take(at, stored);
  };
  // One customer's events are found through its stream, not by reading the whole log.
  const auto read = filter.customer ? log.read_stream(stream_of(*filter.customer), 1, visit)
                                    : log.read(after + 1, visit);
  if (!read) return tl::unexpected<Fault>(read.error());
  return reader.page();
}

} // namespace

void list_events(const CallPtr& call) {
  const auto filter = asked_filter(*call);
  if (!filter) return answer(call, filter.error());
  const auto after = asked_start(*call);
  if (!after) return answer(call, after.error());
  const auto limit = call->query.integer("limit", 20, 1, 1'000);
  if (!limit) return answer(call, limit.error());
  const auto most = static_cast<std::size_t>(*limit);
  call->edge.crew.post([call, filter = *filter, after = *after, most] {
    const auto page = read_page(*call, filter, after, most);
    if (!page) return answer(call, page.error());
    std::optional<std::string> cursor;
    if (page->more) cursor = std::to_string(page->next);
    answer(call, json_response(200, list_json(page->items, page->more, cursor)));
  });
}

void get_event(const CallPtr& call) {
  const auto position = parse_position(call->path.front());
  std::optional<std::string> json;
  if (position && *position > 0) {
    const auto read =
      call->edge.node.log().read(*position, [&](Position at, std::string_view stored) {
        const auto event = RecordedEvent::parse(std::string{stored});
        if (at == *position && event) {
          json = opener_for(*call)(event_json(*event), customer_of(event->head().stream));
        }
        return false;
      });
    if (!read) return answer(call, read.error());
  }
  if (!json) return answer(call, not_found("event", call->path.front(), ""));
  answer(call, json_response(200, std::move(*json)));
}

void stream_events(const CallPtr& call) {
  const auto filter = asked_filter(*call);
  if (!filter) return answer(call, filter.error());
  const auto after = asked_start(*call);
  if (!after) return answer(call, after.error());
  Response response;
  response.with("content-type", "text/event-stream; charset=utf-8")
    .with("cache-control", "no-store")
    .with("x-accel-buffering", "no");
  response.stream = [&edge = call->edge, after = *after, filter = *filter,
                     opener = opener_for(*call)](Response::Writer writer) {
    writer(": from " + std::to_string(after) + "\n\n", false);
    edge.streams.add(std::move(writer), after, filter, opener);
    wake_streams(edge);
  };
  answer(call, std::move(response));
}

} // namespace portal

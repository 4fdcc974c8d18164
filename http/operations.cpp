// For operators: health, readiness, metrics, and the clock of tests.
#include "http/call.hpp"
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/html.hpp"
#include "http/openapi.hpp"
#include "http/problem.hpp"

namespace portal {

namespace {

Response text_response(int status, std::string_view type, std::string body) {
  Response made;
  made.status = status;
  made.with("content-type", std::string{type}).with("cache-control", "no-store");
  made.body = std::move(body);
  return made;
}

std::string status_json(const NodeStatus& status, bool ready, std::string_view because) {
  std::string out;
  {
    Members members{out};
    members.text("status", ready ? "ready" : "not_ready");
    if (!ready) members.text("because", because);
    members.text("head", std::to_string(status.head));
    members.text("viewsAt", std::to_string(status.views_at));
    if (status.rebuild_done < 1.0) {
      members.integer("rebuildPercent", static_cast<std::int64_t>(status.rebuild_done * 100));
      members.integer("rebuildEtaSeconds", status.rebuild_eta.count());
    }
  }
  return out;
}

} // namespace

void get_health(const CallPtr& call) { answer(call, json_response(200, R"({"status":"ok"})")); }

void get_readiness(const CallPtr& call) {
  const auto status = call->edge.node.status();
  const bool draining = call->edge.draining.load();
  const bool ready = status.ready && !draining;
  const std::string_view because =
    draining ? std::string_view{"the server is shutting down"} : status.not_ready_because;
  answer(call, json_response(ready ? 200 : 503, status_json(status, ready, because)));
}

void get_metrics(const CallPtr& call) {
  const auto counts =
    call->edge.settings.server_counts ? call->edge.settings.server_counts() : ServerCounts{};
  answer(
    call, text_response(
            200, "text/plain; version=0.0.4; charset=utf-8",
            call->edge.metrics.text(call->edge.node.status(), counts)
          )
  );
}

void get_openapi(const CallPtr& call) {
  answer(call, json_response(200, openapi_json(call->edge.settings)));
}

void get_docs(const CallPtr& call) {
  Page page;
  page.title = "portal: routes";
  page.body = docs_html();
  auto response = page_response(200, page, call->edge.cookies.secure);
  answer(call, std::move(response));
}

void set_test_clock(const CallPtr& call) {
  const auto setting = command_of<ClockSetting>(*call);
  if (!setting) return answer(call, setting.error());
  call->edge.node.advance_clock(setting->now, [call](Stored<Instant> reached) {
    if (!reached && reached.error().kind == FaultKind::misuse) {
      return answer(
        call, Refusal{RefusalKind::invalid, "clock_refused", "now", reached.error().message}
      );
    }
    if (!reached) return answer(call, reached.error());
    std::string out;
    {
      Members members{out};
      members.text("object", "test_clock").text("now", to_text(*reached));
    }
    auto response = json_response(200, std::move(out));
    response.with("portal-position", std::to_string(call->edge.node.log().head()));
    answer(call, std::move(response));
  });
}

} // namespace portal

// The way of a request through the edge, once around the table: id, route, principal, rate, access,
// query, headers, body, and then the row's handler.
#include "http/edge.hpp"

#include "http/call.hpp"
#include "http/expand.hpp"
#include "http/headers.hpp"
#include "http/problem.hpp"
#include "http/recognition.hpp"
#include "http/router.hpp"

namespace portal {

namespace {

constexpr std::size_t command_body_max = 64 * 1024;
constexpr std::size_t usage_body_max = 4 * 1024 * 1024;

Refusal no_route(const Request& request) {
  std::string message = "There is no route " + request.path.substr(0, 200) + ".";
  if (const auto near = nearest_path(routes(), request.path)) {
    message += " Did you mean " + *near + "?";
  }
  message += " All routes: /docs.";
  return {RefusalKind::not_found, "route_unknown", "", std::move(message)};
}

/// 405, or the answer to OPTIONS. A browser on another origin may use bearer tokens, never cookies.
Response other_method(Call& call, const std::string& allow) {
  if (call.request.method == "OPTIONS") {
    Response made;
    made.status = 204;
    return made.with("allow", allow)
      .with("access-control-allow-methods", allow)
      .with(
        "access-control-allow-headers",
        "authorization, content-type, idempotency-key, if-match, portal-position, x-request-id, "
        "last-event-id"
      )
      .with("access-control-max-age", "7200");
  }
  auto made = no(
    call, {RefusalKind::invalid, "method_not_allowed", "",
           call.request.method.substr(0, 20) + " is not offered here. Offered: " + allow + "."}
  );
  made.status = 405;
  return made.with("allow", allow);
}

bool is_usage_path(std::string_view path) {
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  return path == "/usage/events";
}

} // namespace

EdgeCore::EdgeCore(Node& the_node, EdgeSettings the_settings)
    : node(the_node), settings(std::move(the_settings)), cookies(cookie_style(settings.public_url)),
      admin_digest(
        settings.admin_key.empty() ? std::string{}
                                   : secret_digest(node.vault(), "key", settings.admin_key)
      ),
      admin_id(
        parse_credential(settings.admin_key) ? parse_credential(settings.admin_key)->id
                                             : std::string{"sk_admin"}
      ),
      key_rate(settings.rates.keys), customer_rate(settings.rates.customers),
      login_rate(settings.rates.failed_logins), opening_rate(settings.rates.link_openings),
      backups(node, settings),
      crew(settings.workers, std::chrono::seconds{15}, [this] { streams.heartbeat(); }) {
  hears_commits = node.on_commit([this](Position) { wake_streams(*this); });
}

void wake_streams(EdgeCore& edge) {
  if (edge.streams.empty() || edge.waking.exchange(true)) return;
  edge.crew.post([&edge] {
    edge.waking = false;
    while (edge.streams.pump(edge.node.log())) {
    }
  });
}

class Edge::Running {
 public:
  Running(Node& node, EdgeSettings settings) : core_(node, std::move(settings)) {}

  void handle(const CallPtr& call);
  void drain();

  EdgeCore core_;

 private:
  static void recognized(const CallPtr& call, const std::optional<Refusal>& refusal);
  static std::optional<Refusal> slow_down(Call& call);
  static std::optional<Refusal> prepare(Call& call);
};

void Edge::Running::handle(const CallPtr& call) {
  call->request_id = request_id_of(call->request, call->now);
  auto match = find_route(routes(), call->request.method, call->request.path);
  const bool hidden =
    match.route != nullptr && match.route->path == "/test/clock" && !core_.settings.test_clock;
  if (match.route == nullptr && !match.allow.empty()) {
    return send(call, other_method(*call, match.allow));
  }
  if (match.route == nullptr || hidden) return send(call, no(*call, no_route(call->request)));
  call->route = match.route;
  call->path = std::move(match.values);
  auto query = Query::parse(call->request.query);
  if (!query) return send(call, no(*call, query.error()));
  call->query = std::move(*query);
  const bool by_link = call->route->access.links && call->query.find("signature") != nullptr;
  if (call->route->access.open || by_link) {
    if (const auto refusal = prepare(*call)) return send(call, no(*call, *refusal));
    return call->route->handler(call);
  }
  if (const auto refusal = read_position(*call)) return send(call, no(*call, *refusal));
  recognize(call, [call](const std::optional<Refusal>& refusal) { recognized(call, refusal); });
}

void Edge::Running::recognized(const CallPtr& call, const std::optional<Refusal>& refusal) {
  if (refusal) return answer(call, *refusal);
  if (const auto wait = slow_down(*call)) {
    call->recorded = true; // a flood must not fill the log
    return answer(call, *wait);
  }
  if (const auto refused = may_call(*call->route, call->who)) return answer(call, *refused);
  if (const auto refused = cross_site(*call)) return answer(call, *refused);
  if (const auto refused = prepare(*call)) return answer(call, *refused);
  call->route->handler(call);
}

std::optional<Refusal> Edge::Running::slow_down(Call& call) {
  if (!call.who.principal) return std::nullopt;
  RateLimit& rate = call.who.customer ? call.edge.customer_rate : call.edge.key_rate;
  const std::string& name = call.who.customer ? call.who.customer->text() : call.who.principal->id;
  call.retry_after = rate.take(name, std::chrono::steady_clock::now());
  if (call.retry_after.count() == 0) return std::nullopt;
  call.edge.metrics.limited();
  return Refusal{
    RefusalKind::too_many, "rate_limited", "",
    "Too many requests. Try again in " + std::to_string(call.retry_after.count()) + " s."};
}

std::optional<Refusal> Edge::Running::prepare(Call& call) {
  if (auto refusal = call.query.unknown(call.route->query)) return refusal;
  if (const auto expansion = Expansion::parse(call.query.text("expand")); !expansion) {
    return expansion.error();
  }
  if (auto refusal = read_headers(call)) return refusal;
  return read_body(call);
}

void Edge::Running::drain() {
  core_.draining = true;
  core_.backups.stop();
  core_.streams.end_all();
}

Edge::Edge(Node& node, EdgeSettings settings)
    : running_(std::make_unique<Running>(node, std::move(settings))) {}

Edge::~Edge() {
  running_->drain();
  running_->core_.hears_commits.reset();
  running_->core_.calls.wait_for_none();
  running_->core_.backups.stop();
  running_->core_.crew.stop();
}

void Edge::handle(Request request, Respond respond) {
  running_->handle(std::make_shared<Call>(running_->core_, std::move(request), std::move(respond)));
}

std::size_t Edge::body_limit_of(const Request& head) {
  return is_usage_path(head.path) ? usage_body_max : command_body_max;
}

void Edge::drain() { running_->drain(); }

} // namespace portal

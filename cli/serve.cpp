#include <atomic>
#include <charconv>
#include <csignal>
#include <iostream>
#include <thread>

#include <sys/resource.h>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/logging.hpp"
#include "cli/mail_settings.hpp"
#include "cli/restored.hpp"
#include "cli/serve_settings.hpp"
#include "effects/effects.hpp"
#include "http/edge.hpp"

namespace portal {

namespace {

using namespace std::chrono_literals;

struct Address {
  std::string host;
  std::uint16_t port = 0;
};

std::optional<Address> parse_address(std::string_view text) {
  const auto colon = text.rfind(':');
  if (colon == std::string_view::npos || colon == 0) return std::nullopt;
  Address made{std::string{text.substr(0, colon)}, 0};
  if (made.host.starts_with('[') && made.host.ends_with(']')) {
    made.host = made.host.substr(1, made.host.size() - 2);
  }
  const auto port = text.substr(colon + 1);
  const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), made.port);
  if (error != std::errc{} || end != port.data() + port.size()) return std::nullopt;
  return made;
}

std::string url_of(const Address& address) {
  const bool bracketed = address.host.find(':') != std::string::npos;
  return "http://" + (bracketed ? "[" + address.host + "]" : address.host) + ":" +
         std::to_string(address.port);
}

Rate rate_of(const Settings& settings, std::string_view name) {
  const auto [each_minute, burst] = settings.rate(name);
  return {each_minute, burst};
}

/// A crash must not write customers' data to disk.
void forbid_core_files() {
  const rlimit none{0, 0};
  ::setrlimit(RLIMIT_CORE, &none);
}

/// The signals that end the server, kept for `wait_for_end` alone; before any thread starts.
sigset_t hold_signals() {
  sigset_t ending;
  sigemptyset(&ending);
  sigaddset(&ending, SIGTERM);
  sigaddset(&ending, SIGINT);
  pthread_sigmask(SIG_BLOCK, &ending, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return ending;
}

NodeSettings node_settings(const Settings& settings) {
  NodeSettings made;
  made.data_directory = settings.text("data");
  made.test_clock = settings.text("clock") == "test";
  made.actor_threads = static_cast<int>(settings.integer("actor_threads"));
  made.in_flight_max = static_cast<std::size_t>(settings.integer("in_flight_max"));
  made.in_flight_per_customer_max =
    static_cast<std::size_t>(settings.integer("in_flight_per_customer_max"));
  made.disk_free_min = static_cast<std::uint64_t>(settings.integer("disk_free_min")) * 1'048'576;
  made.resident_max = static_cast<std::size_t>(settings.integer("resident_max"));
  made.snapshot_every = static_cast<std::size_t>(settings.integer("snapshot_every"));
  made.gateway = settings.text("gateway");
  made.on_fatal = [](const Fault& fault) {
    log_line(LogLevel::error, "stopping: the outcome of a write is unknown", [&](Members& members) {
      members.text("fault", fault.message);
    });
    flush_log(2s); // no longer: the process must end, whoever reads its log
    _exit(exit_unknown);
  };
  made.on_trouble = [](std::string_view stream, std::string_view what) {
    log_line(LogLevel::error, "trouble with a stream", [&](Members& members) {
      members.text("stream", stream).text("what", what);
    });
  };
  return made;
}

void log_request(const RequestLine& line) {
  log_line(LogLevel::info, "request", [&](Members& members) {
    members.text("requestId", line.request_id)
      .text("method", line.method)
      .text("route", line.route)
      .integer("status", line.status)
      .text("principal", line.principal)
      .integer("microseconds", line.took.count());
  });
}

EdgeSettings edge_settings(const Settings& settings, const std::string& address) {
  EdgeSettings made;
  made.public_url = public_origin(settings).value(); // checked before anything was started
  if (made.public_url.empty()) made.public_url = address;
  made.allowed_origins = allowed_origins(settings).value();
  made.admin_key = settings.text("admin_key");
  made.data_directory = settings.text("data");
  made.backup_folder = settings.text("backups");
  made.backups_keep = static_cast<std::size_t>(settings.integer("backups_keep"));
  made.report = [](std::string_view what) {
    log_line(LogLevel::error, "trouble", [&](Members& members) { members.text("what", what); });
  };
  made.version = portal_version;
  made.test_clock = settings.text("clock") == "test";
  made.webhooks_inside = settings.text("webhooks_inside") == "yes";
  made.rates = {
    rate_of(settings, "rate_keys"), rate_of(settings, "rate_customers"),
    rate_of(settings, "rate_failed_logins"), rate_of(settings, "rate_link_openings")};
  if (settings.text("log_requests") == "yes") made.log = log_request;
  return made;
}

EffectSettings effect_settings(const Settings& settings, const std::string& public_url) {
  EffectSettings made;
  made.public_url = public_url;
  made.stripe_api_key = settings.text("stripe_api_key");
  made.stripe_url = settings.text("stripe_url");
  made.webhooks_inside = settings.text("webhooks_inside") == "yes";
  made.mail = mail_settings(settings);
  made.warn = [](std::string_view what, std::string_view whose, std::string_view why) {
    log_line(LogLevel::warn, what, [&](Members& members) {
      members.text("of", whose).text("because", why);
    });
  };
  return made;
}

/// The port answers from the start; what needs the log is told to wait until the edge stands.
Response starting(const Request& request) {
  if (request.path == "/healthz") return {200, {{"content-type", "text/plain"}}, "alive\n", {}};
  Response response{503, {{"content-type", "application/json"}, {"retry-after", "1"}}, {}, {}};
  response.body = R"({"error":{"type":"api_error","code":"starting",)"
                  R"("message":"The portal is reading its log. Try again in a moment."}})";
  return response;
}

/// Logs how far the views are until they have caught up, or a signal comes.
void wait_until_ready(const Node& node) {
  auto told = std::chrono::steady_clock::now();
  while (!node.status().reads_ready) {
    sigset_t pending;
    sigpending(&pending);
    if (sigismember(&pending, SIGTERM) == 1 || sigismember(&pending, SIGINT) == 1) return;
    std::this_thread::sleep_for(5ms);
    if (std::chrono::steady_clock::now() - told < 1s) continue;
    told = std::chrono::steady_clock::now();
    const NodeStatus status = node.status();
    log_line(LogLevel::info, "not ready yet", [&](Members& members) {
      members.text("because", status.not_ready_because)
        .integer("viewsAt", static_cast<std::int64_t>(status.views_at))
        .integer("head", static_cast<std::int64_t>(status.head))
        .integer("etaSeconds", status.rebuild_eta.count());
    });
  }
}

int run(const Settings& settings, const Address& address, const sigset_t& ending) {
  // The edge is made after the port is known and lives until the server has stopped.
  std::unique_ptr<Node> node;
  std::unique_ptr<Edge> edge;
  std::atomic<Edge*> standing{nullptr};

  ServerSettings server_settings;
  server_settings.host = address.host;
  server_settings.port = address.port;
  server_settings.threads = static_cast<int>(settings.integer("io_threads"));
  server_settings.connections_max = static_cast<std::size_t>(settings.integer("connections_max"));
  server_settings.connections_per_address_max =
    static_cast<std::size_t>(settings.integer("connections_per_address_max"));
  server_settings.trusted_proxies = *AddressRanges::parse(settings.text("trusted_proxies"));
  server_settings.body_limit_of = Edge::body_limit_of;
  server_settings.report = [](std::string_view what) {
    log_line(LogLevel::warn, "server", [&](Members& members) { members.text("what", what); });
  };
  std::string error;
  const auto server = Server::start(
    server_settings,
    [&standing](Request request, Respond respond) {
      if (Edge* const now = standing.load(std::memory_order_acquire)) {
        now->handle(std::move(request), std::move(respond));
      } else {
        respond(starting(request));
      }
    },
    error
  );
  if (!server) return fail(error);

  auto started = Node::start(node_settings(settings));
  if (!started) return fail(started.error().message);
  node = std::move(*started);
  const std::string url = url_of({address.host, server->port()});
  EdgeSettings edge_with = edge_settings(settings, url);
  edge_with.server_counts = [&server] { return server->counts(); };
  if (const auto noted = note_restore(*node, Layout{settings.text("data")}); !noted) {
    return fail(noted.error());
  }
  auto effects = Effects::start(*node, effect_settings(settings, edge_with.public_url));
  edge = std::make_unique<Edge>(*node, std::move(edge_with));
  standing.store(edge.get(), std::memory_order_release);

  wait_until_ready(*node);
  std::cout << "portal " << portal_version << " is ready on " << url << " (data in "
            << settings.text("data") << ", " << node->status().head << " events). Ctrl-C stops it."
            << std::endl;
  log_line(LogLevel::info, "ready", [&](Members& members) {
    members.text("url", url).integer("head", static_cast<std::int64_t>(node->status().head));
  });

  int signal = 0;
  sigwait(&ending, &signal);
  pthread_sigmask(SIG_UNBLOCK, &ending, nullptr); // a second signal ends it at once
  log_line(LogLevel::info, "stopping", [&](Members& members) {
    members.integer("signal", signal);
  });
  const std::chrono::seconds deadline{settings.integer("drain_seconds")};
  edge->drain();
  server->drain(deadline);
  effects.reset();
  node->drain(deadline);
  log_line(LogLevel::info, "stopped", [&](Members& members) {
    members.integer("head", static_cast<std::int64_t>(node->status().head));
  });
  return exit_done;
}

} // namespace

int serve(const Settings& settings) {
  const auto address = parse_address(settings.text("listen"));
  if (!address) {
    fail("listen must be HOST:PORT, not \"" + settings.text("listen") + "\".");
    return exit_misuse;
  }
  if (const std::string wrong = wrong_serve_settings(settings); !wrong.empty()) {
    fail(wrong);
    return exit_misuse;
  }
  if (settings.text("gateway") == "stripe" && settings.text("stripe_api_key").empty()) {
    fail("--gateway stripe needs Stripe's secret key: set PORTAL_STRIPE_API_KEY.");
    return exit_misuse;
  }
  if (const std::string wrong = wrong_mail_settings(settings); !wrong.empty()) {
    fail(wrong);
    return exit_misuse;
  }
  forbid_core_files();
  const sigset_t ending = hold_signals();
  start_log({log_level_of(settings.text("log_level"))});
  const int code = run(settings, *address, ending);
  stop_log();
  return code;
}

} // namespace portal

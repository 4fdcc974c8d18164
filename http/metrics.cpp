#include "http/metrics.hpp"

#include <mutex>
#include <unordered_map>

#include <prometheus/counter.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace portal {

namespace {

const prometheus::Histogram::BucketBoundaries seconds{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                                      0.05,   0.1,   0.25,   0.5,   1.0,  5.0};

} // namespace

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& requests =
    prometheus::BuildCounter()
      .Name("portal_http_requests_total")
      .Help("Requests answered, by route and status.")
      .Register(registry);
  prometheus::Family<prometheus::Histogram>& took =
    prometheus::BuildHistogram()
      .Name("portal_http_request_seconds")
      .Help("Time from a whole request to its answer, by route.")
      .Register(registry);
  prometheus::Counter& refused_logins =
    prometheus::BuildCounter()
      .Name("portal_http_authentications_refused_total")
      .Help("Requests with bad, expired or revoked credentials.")
      .Register(registry)
      .Add({});
  prometheus::Counter& limited = prometheus::BuildCounter()
                                   .Name("portal_http_rate_limited_total")
                                   .Help("Requests turned away with 429 at the edge.")
                                   .Register(registry)
                                   .Add({});

  std::mutex mutex; ///< guards the two maps, which save Add()'s hashing of labels
  std::unordered_map<std::string, prometheus::Counter*> by_status;
  std::unordered_map<std::string, prometheus::Histogram*> by_route;
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {}

Metrics::~Metrics() = default;

void Metrics::answered(
  std::string_view method, std::string_view route, int status, std::chrono::microseconds took
) {
  prometheus::Counter* counter = nullptr;
  prometheus::Histogram* histogram = nullptr;
  {
    std::string name{method};
    name += ' ';
    name += route;
    const std::lock_guard lock{families_->mutex};
    auto& by_route = families_->by_route[name];
    if (by_route == nullptr) {
      by_route = &families_->took.Add(
        {{"method", std::string{method}}, {"route", std::string{route}}}, seconds
      );
    }
    histogram = by_route;
    name += ' ' + std::to_string(status);
    auto& by_status = families_->by_status[name];
    if (by_status == nullptr) {
      by_status = &families_->requests.Add(
        {{"method", std::string{method}},
         {"route", std::string{route}},
         {"status", std::to_string(status)}}
      );
    }
    counter = by_status;
  }
  counter->Increment();
  histogram->Observe(std::chrono::duration<double>(took).count());
}

void Metrics::refused_login() { families_->refused_logins.Increment(); }

void Metrics::limited() { families_->limited.Increment(); }

namespace {

using prometheus::MetricFamily;
using prometheus::MetricType;

prometheus::ClientMetric sample(MetricType type, double value) {
  prometheus::ClientMetric made;
  if (type == MetricType::Counter) made.counter.value = value;
  if (type == MetricType::Gauge) made.gauge.value = value;
  return made;
}

struct Snapshot {
  std::vector<MetricFamily> families;

  void add(MetricType type, std::string name, std::string help, double value) {
    families.push_back({std::move(name), std::move(help), type, {sample(type, value)}});
  }

  void gauge(std::string name, std::string help, double value) {
    add(MetricType::Gauge, std::move(name), std::move(help), value);
  }

  void counter(std::string name, std::string help, std::uint64_t value) {
    add(MetricType::Counter, std::move(name), std::move(help), static_cast<double>(value));
  }
};

void add_node(Snapshot& all, const NodeStatus& node) {
  all.gauge("portal_ready", "1 while commands and reads are served.", node.ready ? 1 : 0);
  all.gauge("portal_log_head", "Position of the last event.", double(node.head));
  all.gauge("portal_views_position", "Position that the views show.", double(node.views_at));
  all.gauge("portal_views_rebuilt", "Share of the views that is built, 0 to 1.", node.rebuild_done);
  all.gauge("portal_customers_resident", "Customers in memory.", double(node.resident));
  all.gauge("portal_commands_in_flight", "Commands not answered yet.", double(node.in_flight));
  all.counter("portal_commands_total", "Commands decided.", node.commands);
  all.counter("portal_refusals_total", "Commands that the domain refused.", node.refusals);
  all.counter("portal_commits_total", "Groups made durable.", node.commits);
  all.counter("portal_events_total", "Events made durable.", node.events);
  all.gauge(
    "portal_disk_free_bytes", "Free where the data is; 0 without disk_free_min.",
    double(node.disk_free)
  );
  all.counter("portal_overloaded_total", "Commands turned away for load.", node.overloaded);
  MetricFamily commit{
    "portal_commit_seconds", "Time to make a group durable.", MetricType::Summary, {}};
  prometheus::ClientMetric quantiles;
  quantiles.summary.sample_count = node.commits;
  quantiles.summary.sample_sum = node.commit_seconds_sum;
  quantiles.summary.quantile = {{0.5, node.commit_seconds_p50}, {0.99, node.commit_seconds_p99}};
  commit.metric.push_back(quantiles);
  all.families.push_back(std::move(commit));
}

void add_server(Snapshot& all, const ServerCounts& server) {
  all.gauge("portal_connections_open", "Open connections.", double(server.connections_open));
  all.counter(
    "portal_connections_accepted_total", "Connections accepted.", server.connections_accepted
  );
  all.counter(
    "portal_connections_refused_total", "Connections refused for their number.",
    server.connections_refused
  );
  all.counter("portal_requests_read_total", "Requests read.", server.requests);
  all.counter(
    "portal_framing_refused_total", "Requests refused before they had a meaning.",
    server.framing_refused
  );
  all.counter("portal_deadlines_passed_total", "Connections too slow.", server.deadlines_passed);
}

} // namespace

std::string Metrics::text(const NodeStatus& node, const ServerCounts& server) const {
  Snapshot all;
  add_node(all, node);
  add_server(all, server);
  auto counted = families_->registry.Collect();
  all.families.insert(
    all.families.end(), std::make_move_iterator(counted.begin()),
    std::make_move_iterator(counted.end())
  );
  return prometheus::TextSerializer{}.Serialize(all.families);
}

} // namespace portal

// Deliveries a second on loopback, to one endpoint and to a thousand: a whole node with its log on disk,
// a receiver in the same process.

#include <atomic>
#include <filesystem>
#include <future>

#include <benchmark/benchmark.h>

#include "effects/effects.hpp"
#include "http/server.hpp"

namespace portal {
namespace {

/// Answers 200 and counts.
class Receiver {
 public:
  Receiver() {
    ServerSettings settings;
    settings.host = "127.0.0.1";
    settings.port = 0;
    settings.threads = 1;
    std::string error;
    server_ = Server::start(
      settings,
      [this](const Request& /*request*/, const Respond& respond) {
        respond(Response{200, {}, {}, {}});
        ++arrived_;
        arrived_.notify_all();
      },
      error
    );
  }

  std::string url() const {
    return "http://127.0.0.1:" + std::to_string(server_->port()) + "/hook";
  }

  void wait_for(std::size_t wanted) const {
    for (std::size_t seen = arrived_; seen < wanted; seen = arrived_) arrived_.wait(seen);
  }

 private:
  std::atomic<std::size_t> arrived_{0};
  std::unique_ptr<Server> server_;
};

void tell(Node& node, std::string stream, AnyCommand command, std::atomic<int>& open) {
  Submission submission;
  submission.stream = std::move(stream);
  submission.command = std::move(command);
  submission.origin.principal = {PrincipalKind::key, "sk_bench"};
  ++open;
  node.submit(std::move(submission), [&open](const Outcome& /*outcome*/) {
    --open;
    open.notify_all();
  });
}

void wait_for_none(const std::atomic<int>& open) {
  for (int left = open; left > 0; left = open) open.wait(left);
}

void create_customers(Node& node, const std::string& name, int count) {
  std::atomic<int> open{0};
  for (int number = 0; number < count; ++number) {
    const CustomerId id{"cus_" + name + "_" + std::to_string(number)};
    CreateCustomer command;
    command.id = id;
    tell(node, stream_of(id), CustomerCommand{command}, open);
    if (open > 1'000) wait_for_none(open);
  }
  wait_for_none(open);
}

/// `range(0)` endpoints; every one gets every event.
void deliveries(benchmark::State& state) {
  const auto endpoints = static_cast<int>(state.range(0));
  const int events = 4'000 / endpoints;
  const std::string folder = "/tmp/portal-webhooks-bench-" + std::to_string(endpoints);
  std::filesystem::remove_all(folder);
  Receiver receiver;
  NodeSettings settings;
  settings.data_directory = folder;
  auto node = std::move(*Node::start(std::move(settings)));
  EffectSettings effect_settings;
  effect_settings.webhooks_inside = true;
  effect_settings.warn = [](std::string_view, std::string_view, std::string_view) {};
  effect_settings.mail.on = false;
  auto effects = Effects::start(*node, effect_settings);
  std::atomic<int> open{0};
  for (int number = 0; number < endpoints; ++number) {
    CreateEndpoint command;
    command.id = EndpointId{"we_" + std::to_string(number)};
    command.url = receiver.url();
    command.events = {"customer.created"};
    command.inside_allowed = true;
    tell(*node, stream_of(*command.id), WebhookCommand{command}, open);
  }
  wait_for_none(open);
  std::size_t wanted = 0;
  int round = 0;
  for (auto _ : state) {
    create_customers(*node, std::to_string(round++), events);
    wanted += static_cast<std::size_t>(events) * static_cast<std::size_t>(endpoints);
    receiver.wait_for(wanted);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(wanted));
  effects.reset();
  node->drain(std::chrono::seconds{5});
  node.reset();
  std::filesystem::remove_all(folder);
}

BENCHMARK(deliveries)->Arg(1)->Arg(1'000)->UseRealTime()->Unit(benchmark::kMillisecond);

} // namespace
} // namespace portal

BENCHMARK_MAIN();

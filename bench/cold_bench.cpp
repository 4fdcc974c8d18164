// A customer of 1,000 events that is not in memory: how long its first command takes (the actor is
// loaded from snapshot and tail, decides, and the event is made durable), and its first read.

#include <future>

#include "bench/business.hpp"
#include "bench/scratch.hpp"
#include "projections/objects.hpp"

namespace portal::bench {
namespace {

constexpr std::size_t customers = 500;

std::optional<Submission> thousand_events(std::size_t customer, std::size_t step) {
  static constexpr std::size_t signing_up = 4;
  if (step < signing_up) return month_of_business(customer, step);
  if (step < signing_up + 80) return record_usage(customer, step, 10);
  if (step < signing_up + 80 + 190) return view_page(customer, step);
  return std::nullopt;
}

void fill(const std::string& directory) {
  const auto node = start_node_on(directory);
  fill_catalog(*node);
  send_all(*node, customers, 512, thousand_events);
  settle(*node);
  figure("cold.events_per_customer", static_cast<double>(node->log().head()) / customers);
  node->drain(std::chrono::seconds{10});
}

double command_ms(Node& node, std::size_t customer) {
  const Stopwatch watch;
  std::promise<int> answered;
  node.submit(change_customer(customer, 1), [&](const Outcome& outcome) {
    answered.set_value(outcome.status);
  });
  if (answered.get_future().get() == 0) give_up("A command on a cold customer failed.");
  return watch.seconds() * 1000;
}

/// The invoices' first page, as GET /invoices reads it.
double read_ms(Node& node, std::size_t customer) {
  const Stopwatch watch;
  std::promise<bool> seen;
  node.when_visible(0, std::chrono::seconds{10}, [&](bool visible) { seen.set_value(visible); });
  if (!seen.get_future().get()) give_up("The views lag.");
  ListQuery query;
  query.object = "invoice";
  query.customer = CustomerId{customer_name(customer)};
  const auto page = list_objects(*node.rows(), query);
  if (!page || !*page || (*page)->rows.empty()) give_up("A read of a cold customer failed.");
  return watch.seconds() * 1000;
}

} // namespace
} // namespace portal::bench

int main() {
  using namespace portal::bench;
  const Scratch scratch{"cold"};
  in_child([&] { fill(scratch.data()); });
  const auto node = start_node_on(scratch.data());
  settle(*node);
  std::vector<double> reads;
  std::vector<double> commands;
  for (std::size_t customer = 0; customer < customers; ++customer) {
    reads.push_back(read_ms(*node, customer));
    commands.push_back(command_ms(*node, customer));
  }
  figure("cold.command_ms_p50", quantile(commands, 0.5));
  figure("cold.command_ms_p99", quantile(commands, 0.99));
  figure("cold.read_ms_p50", quantile(reads, 0.5));
  figure("cold.read_ms_p99", quantile(reads, 0.99));
  node->drain(std::chrono::seconds{10});
}

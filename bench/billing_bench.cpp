// Billing in microseconds, and a hundred thousand renewals at one instant.
//
// The renewals run on a whole node with its real engines in a scratch folder: BILLING_BENCH_CUSTOMERS
// says how many (100,000 when unset). While they run, another customer asks for something every few
// milliseconds; the 99th percentile of its waits is reported.

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <memory>
#include <mutex>
#include <semaphore>
#include <string>
#include <thread>
#include <vector>

#include <benchmark/benchmark.h>

#include "actors/node.hpp"
#include "events/billing_work.hpp"
#include "events/catalog.hpp"
#include "events/customer.hpp"
#include "events/taxes.hpp"

namespace portal {
namespace {

using Clock = std::chrono::steady_clock;

constexpr Instant start{1'795'348'800'000};
constexpr int callers_at_once = 512;

Currency usd() { return *Currency::parse("usd"); }

Catalog some_catalog() {
  Catalog catalog;
  Product& product = catalog.products[ProductId{"prod_1"}];
  product.id = ProductId{"prod_1"};
  product.name = "Pro";
  Price& price = catalog.prices[PriceId{"price_1"}];
  price.id = PriceId{"price_1"};
  price.product = product.id;
  price.currency = usd();
  price.unit_amount = 2000;
  price.recurring = Recurring{Interval::month, 1};
  Price& dearer = catalog.prices[PriceId{"price_2"}];
  dearer = price;
  dearer.id = PriceId{"price_2"};
  dearer.unit_amount = 3000;
  TaxRate& rate = catalog.tax_rates[TaxRateId{"txr_1"}];
  rate.id = TaxRateId{"txr_1"};
  rate.display_name = "VAT";
  rate.percentage.value = *Decimal::parse("8.875");
  return catalog;
}

/// A customer with a card and credit, for rules without a host.
struct World {
  Catalog catalog = some_catalog();
  CustomerState state;
  std::uint64_t decisions = 0;

  World() {
    state.customer.emplace();
    state.customer->id = CustomerId{"cus_1"};
    state.customer->invoice_prefix = "A1B2C3D4";
    PaymentMethod& method = state.payment_methods[PaymentMethodId{"pm_1"}];
    method.id = PaymentMethodId{"pm_1"};
    method.customer = state.customer->id;
    method.gateway = "sandbox";
    method.gateway_reference = "pm_card_visa";
    method.is_default = true;
    state.customer->default_payment_method = method.id;
    for (int at = 0; at < 3; ++at) {
      GrantCredit grant;
      grant.amount = 100;
      grant.currency = usd();
      happen(grant);
    }
  }

  template <class Command>
  Decision<CustomerEvent> ask(const Command& command, Instant now = start) {
    IdMint mint{now, 0, ++decisions << 20U};
    const Context context{now, {}, &mint, &catalog, std::nullopt};
    return decide(state, CustomerCommand{command}, context);
  }

  template <class Command> void happen(const Command& command) {
    const auto decided = ask(command);
    if (!decided) std::abort();
    for (const CustomerEvent& event : decided->events) evolve(state, event, {++decisions, start});
  }
};

void draft_ten_lines(World& world) {
  CreateInvoice ask;
  ask.id = InvoiceId{"in_1"};
  ask.currency = usd();
  for (int at = 0; at < 10; ++at) {
    RequestedLine line;
    line.description = "Line";
    line.unit_amount = 250;
    line.quantity = at + 1;
    line.tax_rates = {TaxRateId{"txr_1"}};
    ask.lines.push_back(line);
  }
  world.happen(ask);
}

void subscribe(World& world) {
  CreateSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{"price_1"};
  ask.tax_rates = {TaxRateId{"txr_1"}};
  world.happen(ask);
}

/// Ten lines, a tax on each, three grants of credit.
void finalize_invoice(benchmark::State& bench) {
  World world;
  draft_ten_lines(world);
  const FinalizeInvoice command{InvoiceId{"in_1"}};
  for (auto _ : bench) benchmark::DoNotOptimize(world.ask(command));
}

BENCHMARK(finalize_invoice)->Unit(benchmark::kMicrosecond);

void draft_invoice_of_ten_lines(benchmark::State& bench) {
  for (auto _ : bench) {
    bench.PauseTiming();
    World world;
    bench.ResumeTiming();
    draft_ten_lines(world);
  }
}

BENCHMARK(draft_invoice_of_ten_lines)->Unit(benchmark::kMicrosecond);

void upcoming_invoice(benchmark::State& bench) {
  World world;
  subscribe(world);
  for (auto _ : bench) benchmark::DoNotOptimize(world.ask(PreviewUpcomingInvoice{}));
}

BENCHMARK(upcoming_invoice)->Unit(benchmark::kMicrosecond);

/// What the change to a dearer plan costs in the middle of the month: lines, tax, credit, next invoice, quote.
void preview_of_a_change(benchmark::State& bench) {
  World world;
  subscribe(world);
  PreviewSubscription ask;
  ask.id = SubscriptionId{"sub_1"};
  ask.price = PriceId{"price_2"};
  const Instant mid_month = start + std::chrono::hours{24 * 15};
  if (!world.ask(ask, mid_month)) std::abort();
  for (auto _ : bench) benchmark::DoNotOptimize(world.ask(ask, mid_month));
}

BENCHMARK(preview_of_a_change)->Unit(benchmark::kMicrosecond);

/// Renewal, invoice, tax, credit, number, payment: the decision alone.
void renewal(benchmark::State& bench) {
  World world;
  subscribe(world);
  const Instant then = *billing_due(world.state);
  for (auto _ : bench) benchmark::DoNotOptimize(world.ask(Tick{}, then));
}

BENCHMARK(renewal)->Unit(benchmark::kMicrosecond);

// -- a hundred thousand at once -----------------------------------------------------------------------

/// A node on a scratch folder.
class ScratchNode {
 public:
  ScratchNode() : folder_(std::filesystem::temp_directory_path() / "portal-billing-bench") {
    std::filesystem::remove_all(folder_);
    NodeSettings settings;
    settings.data_directory = folder_.string();
    settings.test_clock = true;
    settings.test_clock_start = start;
    auto started = Node::start(std::move(settings));
    if (!started) std::abort();
    node_ = std::move(*started);
  }

  ~ScratchNode() {
    node_.reset();
    std::filesystem::remove_all(folder_);
  }

  ScratchNode(const ScratchNode&) = delete;
  ScratchNode& operator=(const ScratchNode&) = delete;

  Node& operator*() { return *node_; }

 private:
  std::filesystem::path folder_;
  std::unique_ptr<Node> node_;
};

Submission submission(std::string stream, AnyCommand command) {
  Submission made;
  made.stream = std::move(stream);
  made.command = std::move(command);
  made.origin = {{PrincipalKind::key, "sk_bench"}, "req_bench", {}, {}, {}};
  return made;
}

void ask(Node& node, Submission asked) {
  std::promise<void> done;
  node.submit(std::move(asked), [&](const Outcome& outcome) {
    if (outcome.refusal || outcome.fault) std::abort();
    done.set_value();
  });
  done.get_future().wait();
}

/// Asks `make(at)` for each, so many at a time.
template <class Make> void ask_all(Node& node, int count, Make&& make) {
  std::counting_semaphore<callers_at_once> free{callers_at_once};
  for (int at = 0; at < count; ++at) {
    free.acquire();
    node.submit(make(at), [&](const Outcome& outcome) {
      if (outcome.refusal || outcome.fault) std::abort();
      free.release();
    });
  }
  for (int at = 0; at < callers_at_once; ++at) free.acquire();
}

std::string customer(int at) { return "cus_" + std::to_string(at); }

void make_customers(Node& node, int count) {
  CreateProduct product;
  product.id = ProductId{"prod_1"};
  product.name = "Pro";
  ask(node, submission("catalog", CatalogCommand{product}));
  CreatePrice price;
  price.id = PriceId{"price_1"};
  price.product = *product.id;
  price.currency = usd();
  price.unit_amount = 2000;
  price.recurring = Recurring{Interval::month, 1};
  ask(node, submission("catalog", CatalogCommand{price}));
  const auto each = [&](auto command_of) {
    ask_all(node, count, [&](int at) {
      return submission("customer/" + customer(at), CustomerCommand{command_of(at)});
    });
  };
  each([](int at) {
    CreateCustomer command;
    command.id = CustomerId{customer(at)};
    return command;
  });
  each([](int /*at*/) {
    AttachPaymentMethod command;
    command.token = "pm_card_visa";
    return command;
  });
  each([](int /*at*/) {
    CreateSubscription command;
    command.price = PriceId{"price_1"};
    return command;
  });
}

/// What another customer waits for, one request after another, until it is told to stop.
std::vector<double> waits_until(Node& node, const std::atomic<bool>& over) {
  std::vector<double> waits;
  for (int at = 0; !over; ++at) {
    UpdateCustomer command;
    command.metadata = MetadataPatch{{{"at", std::to_string(at)}}};
    const auto began = Clock::now();
    ask(node, submission("customer/cus_other", CustomerCommand{command}));
    waits.push_back(std::chrono::duration<double, std::milli>(Clock::now() - began).count());
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  std::sort(waits.begin(), waits.end());
  return waits;
}

void renew_all_at_one_instant(benchmark::State& bench) {
  const char* wanted = std::getenv("BILLING_BENCH_CUSTOMERS"); // NOLINT(concurrency-mt-unsafe)
  const int count = wanted != nullptr ? std::atoi(wanted) : 100'000; // NOLINT(cert-err34-c)
  ScratchNode scratch;
  Node& node = *scratch;
  make_customers(node, count);
  CreateCustomer other;
  other.id = CustomerId{"cus_other"};
  ask(node, submission("customer/cus_other", CustomerCommand{other}));
  std::vector<double> waits;
  for (auto _ : bench) {
    std::atomic<bool> over{false};
    std::thread asking{[&] { waits = waits_until(node, over); }};
    const Position before = node.log().head();
    std::promise<void> renewed;
    node.advance_clock(add_intervals(start, Interval::month, 1), [&](const Stored<Instant>& moved) {
      if (!moved) std::abort();
      renewed.set_value();
    });
    renewed.get_future().wait();
    over = true;
    asking.join();
    bench.counters["events"] = static_cast<double>(node.log().head() - before);
  }
  const auto at = [&](std::size_t percent) { return waits[(waits.size() - 1) * percent / 100]; };
  bench.counters["renewals"] = count;
  bench.counters["renewals_per_s"] =
    benchmark::Counter(count, benchmark::Counter::kIsIterationInvariantRate);
  bench.counters["others_p50_ms"] = at(50);
  bench.counters["others_p99_ms"] = at(99);
}

BENCHMARK(renew_all_at_one_instant)->Unit(benchmark::kSecond)->Iterations(1)->UseRealTime();

} // namespace
} // namespace portal

BENCHMARK_MAIN();

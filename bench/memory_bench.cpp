// What a process holds when a million customers are known and a hundred thousand of them are in memory.

#include "bench/business.hpp"
#include "bench/scratch.hpp"

namespace portal::bench {
namespace {

constexpr std::size_t known = 1'000'000;
constexpr std::size_t resident = 100'000;
constexpr double mebibyte = 1024.0 * 1024.0;

void fill(const std::string& directory) {
  const auto node = start_node_on(directory, 10'000);
  const Stopwatch watch;
  send_all(
    *node, known, 4'096,
    [](std::size_t customer, std::size_t step) -> std::optional<Submission> {
      if (step > 0) return std::nullopt;
      return create_customer(customer);
    }
  );
  figure("memory.customers_created_per_s", static_cast<double>(known) / watch.seconds());
  settle(*node);
  figure("memory.filling_mib", static_cast<double>(resident_bytes()) / mebibyte);
  node->drain(std::chrono::seconds{30});
}

} // namespace
} // namespace portal::bench

int main() {
  using namespace portal::bench;
  const Scratch scratch{"memory"};
  in_child([&] { fill(scratch.data()); });
  const auto node = start_node_on(scratch.data(), resident);
  settle(*node);
  figure("memory.started_mib", static_cast<double>(resident_bytes()) / mebibyte);
  // Ten apart, so that nothing is found in memory because its neighbour was read.
  const Stopwatch watch;
  send_all(
    *node, resident, 1'024,
    [](std::size_t customer, std::size_t step) -> std::optional<portal::Submission> {
      if (step > 0) return std::nullopt;
      return view_page(customer * (known / resident), step);
    }
  );
  figure("memory.loads_per_s", static_cast<double>(resident) / watch.seconds());
  settle(*node);
  figure("memory.resident", static_cast<double>(node->status().resident));
  figure("memory.resident_mib", static_cast<double>(resident_bytes()) / mebibyte);
  node->drain(std::chrono::seconds{30});
}

// The views folded anew from the log, as after `portal views rebuild`: events of every common type, five
// in eight of them usage. Also what an event costs on disk.

#include <future>

#include "actors/engines.hpp"
#include "actors/projector_thread.hpp"
#include "bench/business.hpp"
#include "bench/scratch.hpp"
#include "store/layout.hpp"
#include "store/rocks_views.hpp"

namespace portal::bench {
namespace {

constexpr std::size_t customers = 8'000;

void fill(const std::string& directory) {
  const auto node = start_node_on(directory);
  fill_catalog(*node);
  const Stopwatch watch;
  send_all(*node, customers, 512, month_of_business);
  figure("rebuild.fill_events_per_s", static_cast<double>(node->log().head()) / watch.seconds());
  settle(*node);
  node->drain(std::chrono::seconds{10});
}

void rebuild(const std::string& directory) {
  if (auto deleted = delete_rocks_views(Layout{directory}.views()); !deleted) {
    give_up(deleted.error().message);
  }
  const auto engines = open_engines(directory);
  if (!engines) give_up(engines.error().message);
  const Position head = engines->log->head();
  const Stopwatch watch;
  ProjectorThread projector{
    {engines->log.get(), engines->views.get(), engines->vault.get(), [](const CustomerId&) {}}};
  std::promise<bool> seen;
  projector.when_visible(head, std::chrono::minutes{5}, [&](bool yes) { seen.set_value(yes); });
  if (!seen.get_future().get()) give_up("The rebuild took too long.");
  const double seconds = watch.seconds();
  figure("rebuild.events", static_cast<double>(head));
  figure("rebuild.events_per_s", static_cast<double>(head) / seconds);
}

} // namespace
} // namespace portal::bench

int main() {
  using namespace portal::bench;
  const Scratch scratch{"rebuild"};
  in_child([&] { fill(scratch.data()); });
  for (int round = 0; round < 3; ++round) {
    in_child([&] { rebuild(scratch.data()); });
  }
  in_child([&] {
    const auto engines = portal::open_engines(scratch.data());
    const auto head = static_cast<double>(engines->log->head());
    const portal::Layout layout{scratch.data()};
    figure("disk.log_bytes_per_event", static_cast<double>(bytes_on_disk(layout.log())) / head);
    figure("disk.views_bytes_per_event", static_cast<double>(bytes_on_disk(layout.views())) / head);
  });
}

#include <iostream>
#include <thread>

#include <unistd.h>

#include "actors/node.hpp"
#include "cli/commands.hpp"
#include "cli/log_folder.hpp"
#include "store/layout.hpp"
#include "store/rocks_views.hpp"

namespace portal {

namespace {

using namespace std::chrono_literals;

void show(const NodeStatus& status) {
  std::cerr << (::isatty(STDERR_FILENO) == 1 ? "\r" : "") << "rebuilt " << status.views_at << " of "
            << status.head << " events, " << static_cast<int>(status.rebuild_done * 100) << " %, "
            << status.rebuild_eta.count() << " s to go   "
            << (::isatty(STDERR_FILENO) == 1 ? "" : "\n") << std::flush;
}

/// Deletes the rows while nobody else has the folder open.
Stored<void> delete_views(const Layout& layout) {
  const auto lock = lock_directory(layout);
  if (!lock) return tl::unexpected(lock.error());
  return delete_rocks_views(layout.views());
}

} // namespace

int rebuild_views(const Settings& settings) {
  const Layout layout{settings.text("data")};
  if (const auto found = find_log(layout); !found) return fail(found.error());
  if (const auto deleted = delete_views(layout); !deleted) return fail(deleted.error().message);
  NodeSettings node_settings;
  node_settings.data_directory = layout.directory();
  const auto started = std::chrono::steady_clock::now();
  auto node = Node::start(std::move(node_settings));
  if (!node) return fail(node.error().message);
  auto told = started;
  while (!(*node)->status().ready) {
    std::this_thread::sleep_for(5ms);
    if (std::chrono::steady_clock::now() - told < 1s) continue;
    told = std::chrono::steady_clock::now();
    show((*node)->status());
  }
  const Position head = (*node)->status().head;
  (*node)->drain(60s);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  std::cout << "The views are rebuilt: " << head << " events in " << took.count() << " s."
            << std::endl;
  return exit_done;
}

} // namespace portal

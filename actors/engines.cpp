#include "actors/engines.hpp"

#include "store/files.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_vault.hpp"
#include "store/rocks_views.hpp"

namespace portal {

Stored<Engines> open_engines(const std::string& data_directory) {
  const Layout layout{data_directory};
  Engines engines;
  auto lock = lock_directory(layout);
  if (!lock) return tl::unexpected<Fault>(lock.error());
  engines.lock = std::move(*lock);
  VaultSettings vault_settings;
  vault_settings.directory = layout.keys();
  // A new log gets its witness last, long after the keys: with one, keys that are not there are lost.
  vault_settings.must_exist = exists(layout.witness());
  auto vault = open_rocks_vault(vault_settings);
  if (!vault) return tl::unexpected<Fault>(vault.error());
  engines.vault = std::move(*vault);
  LogOpening log_opening;
  auto log = open_rocks_log({layout.log(), layout.witness(), *engines.vault}, log_opening);
  if (!log) return tl::unexpected<Fault>(log.error());
  engines.log = std::move(*log);
  ViewsOpening views_opening;
  auto views = open_rocks_views({layout.views()}, views_opening);
  if (!views) return tl::unexpected<Fault>(views.error());
  engines.views = std::move(*views);
  return engines;
}

Stored<std::unique_ptr<Node>> Node::start(NodeSettings settings) {
  auto engines = open_engines(settings.data_directory);
  if (!engines) return tl::unexpected<Fault>(engines.error());
  return start_node(std::move(settings), std::move(*engines));
}

} // namespace portal

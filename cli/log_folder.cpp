#include "cli/log_folder.hpp"

#include <algorithm>

#include "store/files.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_vault.hpp"

namespace portal {

tl::expected<void, std::string> find_log(const Layout& layout) {
  const auto names = names_in(layout.log());
  if (!names) return tl::unexpected(names.error().message);
  // Other programs have folders named log too. What is damaged here is for those to say who open it.
  const bool has_current = std::find(names->begin(), names->end(), "CURRENT") != names->end();
  if (has_current || exists(layout.witness())) return {};
  return tl::unexpected(
    "There is no log in " + layout.directory() + ". Name the data folder with --data."
  );
}

tl::expected<LogFolder, std::string> open_log_folder(const std::string& directory) {
  LogFolder made{Layout{directory}, nullptr, nullptr, {}};
  if (auto found = find_log(made.layout); !found) return tl::unexpected(found.error());
  VaultSettings vault_settings;
  vault_settings.directory = made.layout.keys();
  vault_settings.read_only = true;
  auto vault = open_rocks_vault(vault_settings);
  if (!vault) return tl::unexpected(vault.error().message);
  made.vault = std::move(*vault);
  LogOpening opening;
  auto log = open_rocks_log({made.layout.log(), made.layout.witness(), *made.vault, true}, opening);
  if (!log) return tl::unexpected(log.error().message);
  made.log = std::move(*log);
  made.note = std::move(opening.note);
  return made;
}

} // namespace portal

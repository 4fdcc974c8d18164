#pragma once

#include <memory>
#include <string>

#include <tl/expected.hpp>

#include "store/event_log.hpp"
#include "store/layout.hpp"
#include "store/vault.hpp"

namespace portal {

/// Refuses a folder that has no log, or that cannot be looked into. Changes nothing.
tl::expected<void, std::string> find_log(const Layout& layout);

/// The log of a data folder, opened for reading: also while a server writes it. Changes nothing.
struct LogFolder {
  Layout layout;
  std::unique_ptr<Vault> vault;
  std::unique_ptr<EventLog> log; ///< uses the vault: goes first
  std::string note;              ///< what an operator should read; empty when all was in order
};

tl::expected<LogFolder, std::string> open_log_folder(const std::string& directory);

} // namespace portal

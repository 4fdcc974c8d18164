#pragma once

#include <memory>

#include "actors/node.hpp"
#include "store/layout.hpp"

namespace portal {

/// The three databases that a node stands on, and the lock that keeps them its own.
struct Engines {
  std::unique_ptr<DirectoryLock> lock; ///< none for engines in memory
  std::unique_ptr<Vault> vault;
  std::unique_ptr<EventLog> log;
  std::unique_ptr<Views> views;
};

/// Opens those of a data directory.
Stored<Engines> open_engines(const std::string& data_directory);

/// Runs a node on engines of the caller's choice: Node::start() does so on those of its directory,
/// tests do so in memory.
Stored<std::unique_ptr<Node>> start_node(NodeSettings settings, Engines engines);

} // namespace portal

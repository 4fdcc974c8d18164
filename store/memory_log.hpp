#pragma once

#include <memory>

#include "store/event_log.hpp"
#include "store/vault.hpp"

namespace portal {

/// An event log that lives and dies with the process: for tests, simulations and trials. `vault`
/// signs its heads and must outlive it.
std::unique_ptr<EventLog> make_memory_log(const Vault& vault);

} // namespace portal

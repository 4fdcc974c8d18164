#pragma once

#include <memory>
#include <string_view>

#include "store/vault.hpp"

namespace portal {

/// Keys in memory: for tests and simulations. The same `seed` gives the same pepper and signing
/// key.
std::unique_ptr<Vault> make_memory_vault(std::string_view seed = "portal");

} // namespace portal

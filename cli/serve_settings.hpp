#pragma once

#include <string>
#include <vector>

#include "cli/settings.hpp"

namespace portal {

/// What is wrong with the administrator's key, and what would be right; empty where nothing is. Never shows the key.
std::string wrong_admin_key(const Settings& settings);

} // namespace portal

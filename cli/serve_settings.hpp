#pragma once

#include <string>
#include <vector>

#include "cli/settings.hpp"

namespace portal {

/// What is wrong with the administrator's key, and what would be right; empty where nothing is. Never shows the key.
std::string wrong_admin_key(const Settings& settings);

/// `public_url` as browsers write an origin; empty where it was not given. The error says what would be right.
tl::expected<std::string, std::string> public_origin(const Settings& settings);

/// `allowed_origins` as browsers write them. The error names the one that is none, and says what would be right.
tl::expected<std::vector<std::string>, std::string> allowed_origins(const Settings& settings);

/// The first thing that is wrong with the settings of `serve` above; empty where nothing is.
std::string wrong_serve_settings(const Settings& settings);

} // namespace portal

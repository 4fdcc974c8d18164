#pragma once

#include <memory>
#include <string>

#include "cli/api.hpp"

namespace portal {

/// A portal at `url` (http or https), asked with `key`, over one kept connection.
std::unique_ptr<Api> remote_api(std::string url, std::string key);

} // namespace portal

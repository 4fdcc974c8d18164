#pragma once

#include <string_view>

#include "events/catalog.hpp"

namespace portal {

/// Checks offers and experiment; `path` is where the retention stands in the body.
Check check_retention(const Catalog& catalog, const Retention& retention, std::string_view path);

} // namespace portal

#pragma once

#include <memory>

#include "store/views.hpp"

namespace portal {

/// Rows in memory: for tests, simulations and answers "as of" an earlier position.
std::unique_ptr<Views> make_memory_views();

} // namespace portal

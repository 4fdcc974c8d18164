#pragma once

#include <string>

#include <tl/expected.hpp>

#include "actors/node.hpp"
#include "store/layout.hpp"

namespace portal {

/// Puts what `portal restore` has left word of in the data folder into the log, once. Before anything is done
/// outside: what a restored log does not know of the world decides what may be done there.
tl::expected<void, std::string> note_restore(Node& node, const Layout& data);

} // namespace portal

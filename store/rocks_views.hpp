#pragma once

#include <memory>
#include <string>

#include "store/layered_views.hpp"
#include "store/views.hpp"

namespace portal {

struct ViewsSettings {
  std::string directory; ///< Layout::views()
  /// Reads rows that another process may be writing, as that one has written them; refuses commits.
  bool read_only = false;
  LayeringSettings layering{};
};

/// What opening the views found: `note` says why damaged rows were thrown away, to be rebuilt.
struct ViewsOpening {
  bool created = false; ///< there were none, or they were thrown away
  std::string note;
};

/// Opens the rows, or makes an empty set. Damaged rows are thrown away: the log is the truth, and
/// whoever reads the checkpoint finds none and rebuilds.
Stored<std::unique_ptr<Views>>
open_rocks_views(const ViewsSettings& settings, ViewsOpening& opening);

/// Deletes all rows on disk; the directory must not be open.
Stored<void> delete_rocks_views(const std::string& directory);

} // namespace portal

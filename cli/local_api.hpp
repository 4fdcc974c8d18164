#pragma once

#include <memory>
#include <optional>
#include <string>

#include <tl/expected.hpp>

#include "cli/api.hpp"
#include "events/time.hpp"

namespace portal {

struct LocalSettings {
  std::string data_directory;
  std::size_t backups_keep = 0;
  std::string backup_folder{};          ///< empty: `backups` in the data folder
  bool must_exist = true;               ///< refuse a folder without a log
  std::optional<Instant> clock_start{}; ///< a test clock that begins here, instead of the real one
};

/// The portal on a data folder, run inside this process without a socket and asked as an
/// administrator. Fails where a server has the folder open.
tl::expected<std::unique_ptr<Api>, std::string> local_api(const LocalSettings& settings);

} // namespace portal

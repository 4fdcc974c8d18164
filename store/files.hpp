#pragma once

#include <string>
#include <string_view>

#include "store/fault.hpp"

namespace portal {

/// `what` failed on `path` with `error` (errno), as a fault.
Fault file_fault(std::string_view what, const std::string& path, int error);

/// The whole file's bytes.
Stored<std::string> read_file(const std::string& path);

/// Writes `bytes` to `path` through a temporary file, a rename and fsync of file and directory, so
/// that there is all of it or nothing. Only the owner may read it.
Stored<void> write_file(const std::string& path, std::string_view bytes);

/// Makes `path` and what leads to it, for the owner alone.
Stored<void> make_directory(const std::string& path);

bool exists(const std::string& path);

/// Makes names in `directory` durable.
Stored<void> sync_directory(const std::string& directory);

} // namespace portal

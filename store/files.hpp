#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "store/fault.hpp"

namespace portal {

/// `what` failed on `path` with `error` (errno), as a fault.
Fault file_fault(std::string_view what, const std::string& path, int error);

/// The whole file's bytes.
Stored<std::string> read_file(const std::string& path);

/// The same a megabyte at a time.
Stored<void>
read_chunks(const std::string& path, const std::function<Stored<void>(std::string_view)>& take);

/// SHA-256 of a whole file, 32 bytes.
Stored<std::string> sha256_of_file(const std::string& path);

/// Copies a file, which only the owner may read, down to the disk; there must be none at `to`.
Stored<void> copy_file(const std::string& from, const std::string& to);

/// Writes `bytes` to `path` through a temporary file, a rename and fsync of file and directory, so
/// that there is all of it or nothing. Only the owner may read it.
Stored<void> write_file(const std::string& path, std::string_view bytes);

/// Makes `path` and what leads to it, for the owner alone.
Stored<void> make_directory(const std::string& path);

bool exists(const std::string& path);

/// The path of `name` in `folder`.
std::string path_in(const std::string& folder, std::string_view name);

/// The names in a directory, in order; none where there is no directory.
Stored<std::vector<std::string>> names_in(const std::string& directory);

/// Makes names in `directory` durable.
Stored<void> sync_directory(const std::string& directory);

} // namespace portal

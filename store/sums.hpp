#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "store/fault.hpp"

namespace portal {

/// Asked now and then by work that takes long; a false answer ends it with a fault `misuse`.
using GoOn = std::function<bool()>;

/// A file beneath a folder, as `sha256sum` lists it.
struct FileSum {
  std::string path;   ///< from the folder on
  std::string digest; ///< SHA-256, 64 hexadecimal digits
  std::uint64_t bytes = 0;
};

/// The list of a folder's files, in the format of `sha256sum`: `sha256sum -c SHA256SUMS` reads it too.
inline constexpr std::string_view sums_name = "SHA256SUMS";

/// All files beneath `folder` but the list itself, by path, with their digests. Damaged: something there is
/// neither a file nor a folder.
Stored<std::vector<FileSum>> sums_of(const std::string& folder, const GoOn& go_on);

/// Writes the list into the folder.
Stored<void> write_sums(const std::string& folder, const std::vector<FileSum>& sums);

/// Checks that the folder holds exactly the files of its list, each as it was; answers them. Damaged, with
/// the file and what is wrong with it, when not.
Stored<std::vector<FileSum>> check_sums(const std::string& folder, const GoOn& go_on);

} // namespace portal

#include "store/sums.hpp"

#include <algorithm>
#include <filesystem>

#include "store/files.hpp"
#include "store/vault.hpp"

namespace portal {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t digest_size = 64;

/// The paths of all files beneath `folder`, in order.
Stored<std::vector<std::string>> paths_of(const std::string& folder) {
  std::vector<std::string> paths;
  std::error_code error;
  auto entry = fs::recursive_directory_iterator{folder, error};
  for (; !error && entry != fs::recursive_directory_iterator{}; entry.increment(error)) {
    const auto kind = entry->symlink_status(error).type();
    if (error) break;
    if (kind == fs::file_type::directory) continue;
    const std::string path = entry->path().lexically_relative(folder).generic_string();
    if (kind != fs::file_type::regular) {
      return fault(
        FaultKind::damaged,
        entry->path().string() + " is neither a file nor a folder, which a backup never holds."
      );
    }
    if (path != sums_name) paths.push_back(path);
  }
  if (error) return tl::unexpected<Fault>(file_fault("look through", folder, error.value()));
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::string line_of(const FileSum& sum) {
  std::string line = sum.digest;
  line += "  ";
  line += sum.path;
  return line;
}

std::string text_of(const std::vector<FileSum>& sums) {
  std::string text;
  for (const FileSum& sum : sums) {
    text += line_of(sum);
    text += '\n';
  }
  return text;
}

tl::unexpected<Fault> not_as_listed(const std::string& folder, const std::string& what) {
  return fault(
    FaultKind::damaged, "The backup " + folder + " is not as it was made: " + what +
                          ". Take another copy of it, or another backup."
  );
}

/// The first difference between what is listed and what is there; both are sorted by path.
std::string difference(const std::vector<FileSum>& there, std::string_view listed) {
  for (const FileSum& sum : there) {
    const auto end = listed.find('\n');
    const std::string_view line = listed.substr(0, end);
    if (line == line_of(sum)) {
      listed.remove_prefix(end + 1);
      continue;
    }
    const bool same_path =
      line.size() > digest_size + 2 && line.substr(digest_size + 2) == sum.path;
    if (same_path) return sum.path + " does not have the digest that is listed for it";
    return sum.path + " is where " + std::string{sums_name} + " lists something else";
  }
  return std::string{sums_name} + " lists files that are missing";
}

} // namespace

Stored<std::vector<FileSum>> sums_of(const std::string& folder, const GoOn& go_on) {
  const auto paths = paths_of(folder);
  if (!paths) return tl::unexpected<Fault>(paths.error());
  std::vector<FileSum> sums;
  sums.reserve(paths->size());
  for (const std::string& path : *paths) {
    if (go_on && !go_on()) return fault(FaultKind::misuse, "Stopped before it was done.");
    const std::string whole = path_in(folder, path);
    const auto digest = sha256_of_file(whole);
    if (!digest) return tl::unexpected<Fault>(digest.error());
    std::error_code error;
    const auto bytes = fs::file_size(whole, error);
    if (error) return tl::unexpected<Fault>(file_fault("read", whole, error.value()));
    sums.push_back({path, hex(*digest), bytes});
  }
  return sums;
}

Stored<void> write_sums(const std::string& folder, const std::vector<FileSum>& sums) {
  return write_file(path_in(folder, sums_name), text_of(sums));
}

Stored<std::vector<FileSum>> check_sums(const std::string& folder, const GoOn& go_on) {
  const std::string list = path_in(folder, sums_name);
  if (!exists(list)) {
    return fault(
      FaultKind::misuse, "There is no " + std::string{sums_name} + " in " + folder +
                           ": it is no whole backup. Name one that `portal backup` made."
    );
  }
  const auto listed = read_file(list);
  if (!listed) return tl::unexpected<Fault>(listed.error());
  auto there = sums_of(folder, go_on);
  if (!there) return there;
  // Written again and compared as a whole, so that no bit of the list can be another one unseen.
  if (text_of(*there) != *listed) return not_as_listed(folder, difference(*there, *listed));
  return there;
}

} // namespace portal

#include "store/files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include "store/layout.hpp"

namespace portal {

namespace {

/// A file descriptor that closes itself.
class OpenFile {
 public:
  OpenFile(const std::string& path, int flags) : number_(::open(path.c_str(), flags, 0600)) {}

  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;

  ~OpenFile() {
    if (number_ >= 0) ::close(number_);
  }

  int number() const { return number_; }

 private:
  int number_;
};

tl::unexpected<Fault> failed(std::string_view what, const std::string& path, int error) {
  return tl::unexpected<Fault>(file_fault(what, path, error));
}

Stored<void> write_all(const OpenFile& file, const std::string& path, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto count = ::write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("write", path, errno);
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

} // namespace

Fault file_fault(std::string_view what, const std::string& path, int error) {
  const FaultKind kind = error == ENOSPC || error == EDQUOT ? FaultKind::no_space : FaultKind::io;
  return {
    kind, "Cannot " + std::string{what} + " " + path + ": " +
            std::generic_category().message(error) + ". Check the disk and the file's owner."};
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(path, ignored);
}

std::string path_in(const std::string& folder, std::string_view name) {
  return (std::filesystem::path{folder} / name).string();
}

Stored<std::vector<std::string>> names_in(const std::string& directory) {
  std::vector<std::string> names;
  std::error_code error;
  auto entry = std::filesystem::directory_iterator{directory, error};
  for (; !error && entry != std::filesystem::directory_iterator{}; entry.increment(error)) {
    names.push_back(entry->path().filename().string());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return failed("look through", directory, error.value());
  }
  std::sort(names.begin(), names.end());
  return names;
}

Stored<void>
read_chunks(const std::string& path, const std::function<Stored<void>(std::string_view)>& take) {
  const OpenFile file{path, O_RDONLY | O_CLOEXEC};
  if (file.number() < 0) return failed("read", path, errno);
  std::string chunk(std::size_t{1} << 20U, '\0');
  for (;;) {
    const auto count = ::read(file.number(), chunk.data(), chunk.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return failed("read", path, errno);
    if (count == 0) return {};
    if (auto taken = take({chunk.data(), static_cast<std::size_t>(count)}); !taken) return taken;
  }
}

Stored<std::string> read_file(const std::string& path) {
  std::string bytes;
  auto read = read_chunks(path, [&](std::string_view chunk) {
    bytes += chunk;
    return Stored<void>{};
  });
  if (!read) return tl::unexpected<Fault>(std::move(read.error()));
  return bytes;
}

Stored<void> copy_file(const std::string& from, const std::string& to) {
  const OpenFile copy{to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC};
  if (copy.number() < 0) return failed("make", to, errno);
  auto copied =
    read_chunks(from, [&](std::string_view chunk) { return write_all(copy, to, chunk); });
  if (!copied) return copied;
  if (::fsync(copy.number()) != 0) return failed("sync", to, errno);
  return {};
}

Stored<void> write_file(const std::string& path, std::string_view bytes) {
  const std::string temporary = path + ".new";
  {
    const OpenFile file{temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC};
    if (file.number() < 0) return failed("make", temporary, errno);
    if (auto written = write_all(file, temporary, bytes); !written) return written;
    if (::fsync(file.number()) != 0) return failed("sync", temporary, errno);
  }
  if (std::rename(temporary.c_str(), path.c_str()) != 0) return failed("name", path, errno);
  return sync_directory(std::filesystem::path{path}.parent_path().string());
}

Stored<void> sync_directory(const std::string& directory) {
  const OpenFile file{directory.empty() ? "." : directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC};
  if (file.number() < 0) return failed("open", directory, errno);
  if (::fsync(file.number()) != 0) return failed("sync", directory, errno);
  return {};
}

Stored<void> make_directory(const std::string& path) {
  std::error_code error;
  if (!std::filesystem::create_directories(path, error)) {
    if (error) return failed("make the directory", path, error.value());
    return {};
  }
  std::filesystem::permissions(path, std::filesystem::perms::owner_all, error);
  if (error) return failed("protect the directory", path, error.value());
  return {};
}

// -- the lock of a data directory
// ---------------------------------------------------------------------

Stored<std::unique_ptr<DirectoryLock>> lock_directory(const Layout& layout) {
  if (auto made = make_directory(layout.directory()); !made) {
    return tl::unexpected<Fault>(std::move(made.error()));
  }
  const std::string path = layout.lock();
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file < 0) return failed("open", path, errno);
  if (::flock(file, LOCK_EX | LOCK_NB) == 0) return std::make_unique<DirectoryLock>(file);
  const int error = errno;
  ::close(file);
  if (error != EWOULDBLOCK) return failed("lock", path, error);
  return fault(
    FaultKind::misuse, "The data directory " + layout.directory() +
                         " is in use by another process. Stop that one first, or give this one a "
                         "directory of its own."
  );
}

DirectoryLock::~DirectoryLock() { ::close(file_); }

} // namespace portal

#pragma once

#include <memory>
#include <string>
#include <utility>

#include "store/fault.hpp"

namespace portal {

/// Where everything lies inside one data directory:
/// ```
/// DIR/lock        held by the process that serves the directory
/// DIR/log/        the events (RocksDB): the truth
/// DIR/witness     the signed head of the log, outside the database: tells a shortened log
/// DIR/views/      rows of the projections (RocksDB): may be deleted, is rebuilt
/// DIR/keys/       master.key, witness and db/ (RocksDB): without them personal data cannot be read
/// ```
class Layout {
 public:
  explicit Layout(std::string directory) : directory_(std::move(directory)) {}

  const std::string& directory() const { return directory_; }

  std::string log() const { return directory_ + "/log"; }

  std::string witness() const { return directory_ + "/witness"; }

  std::string views() const { return directory_ + "/views"; }

  std::string keys() const { return directory_ + "/keys"; }

  std::string lock() const { return directory_ + "/lock"; }

 private:
  std::string directory_;
};

/// Held while a process serves a data directory; freed by the operating system if it dies.
class DirectoryLock {
 public:
  explicit DirectoryLock(int file) : file_(file) {}

  DirectoryLock(const DirectoryLock&) = delete;
  DirectoryLock& operator=(const DirectoryLock&) = delete;
  ~DirectoryLock();

 private:
  int file_;
};

/// Makes the data directory (0700) if there is none and locks it. Refused while another process has
/// it.
Stored<std::unique_ptr<DirectoryLock>> lock_directory(const Layout& layout);

} // namespace portal

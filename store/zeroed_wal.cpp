#include "store/zeroed_wal.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>
#include <unistd.h>

namespace portal {

namespace {

using rocksdb::FileOptions;
using rocksdb::FSWritableFile;
using rocksdb::IODebugContext;
using rocksdb::IOOptions;
using rocksdb::IOStatus;
using rocksdb::Slice;

constexpr std::uint64_t zeros_ahead = 256 * 1024;

/// A second descriptor of the file, for writing zeros where its writer has not been yet.
class Zeros {
 public:
  explicit Zeros(const std::string& path) : file_(::open(path.c_str(), O_WRONLY | O_CLOEXEC)) {}

  Zeros(const Zeros&) = delete;
  Zeros& operator=(const Zeros&) = delete;

  ~Zeros() {
    if (file_ >= 0) ::close(file_);
  }

  /// Answers how far it came. Without zeros the file merely grows as it always did, so that a full disk
  /// is the writer's to find.
  std::uint64_t write(std::uint64_t from, std::uint64_t to) const {
    static constexpr std::array<char, 64 * 1024> zeros{};
    while (file_ >= 0 && from < to) {
      const auto count = std::min<std::uint64_t>(to - from, zeros.size());
      const auto written = ::pwrite(file_, zeros.data(), count, static_cast<off_t>(from));
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) break;
      from += static_cast<std::uint64_t>(written);
    }
    return from;
  }

 private:
  int file_;
};

class ZeroedWal final : public rocksdb::FSWritableFileOwnerWrapper {
 public:
  ZeroedWal(std::unique_ptr<FSWritableFile> file, const std::string& path)
      : FSWritableFileOwnerWrapper(std::move(file)), zeros_(path) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    make_room(data.size());
    return target()->Append(data, options, debug);
  }

  IOStatus Append(
    const Slice& data, const IOOptions& options, const rocksdb::DataVerificationInfo& verification,
    IODebugContext* debug
  ) override {
    make_room(data.size());
    return target()->Append(data, options, verification, debug);
  }

  IOStatus Close(const IOOptions& options, IODebugContext* debug) override {
    const bool has_rest = size_ < zeroed_to_;
    const auto cut = has_rest ? target()->Truncate(size_, options, debug) : IOStatus::OK();
    const auto closed = target()->Close(options, debug);
    return cut.ok() ? closed : cut;
  }

 private:
  void make_room(std::uint64_t bytes) {
    size_ += bytes;
    if (size_ > zeroed_to_) zeroed_to_ = zeros_.write(size_, size_ + zeros_ahead);
  }

  Zeros zeros_;
  std::uint64_t size_ = 0;
  std::uint64_t zeroed_to_ = 0;
};

class ZeroedWalFiles final : public rocksdb::FileSystemWrapper {
 public:
  ZeroedWalFiles() : FileSystemWrapper(rocksdb::FileSystem::Default()) {}

  const char* Name() const override { return "portal.ZeroedWalFiles"; }

  IOStatus NewWritableFile(
    const std::string& path, const FileOptions& options, std::unique_ptr<FSWritableFile>* result,
    IODebugContext* debug
  ) override {
    auto made = target()->NewWritableFile(path, options, result, debug);
    if (made.ok() && std::string_view{path}.ends_with(".log")) {
      *result = std::make_unique<ZeroedWal>(std::move(*result), path);
    }
    return made;
  }
};

} // namespace

rocksdb::Env* zeroed_wal_environment() {
  static const auto environment = rocksdb::NewCompositeEnv(std::make_shared<ZeroedWalFiles>());
  return environment.get();
}

} // namespace portal

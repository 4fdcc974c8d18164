// What a program does to the files beneath one folder, recorded in order; and a disk that fails at a chosen
// moment. Loaded into the server with LD_PRELOAD by power_test.py, which makes of the record what a power cut
// would have left. One lock is held over each operation and its note, so that the record's order is the true one.
//
// DISK_FOLDER   absolute; only what is beneath it counts
// DISK_RECORD   file that notes are appended to; none when it is not set
// DISK_FAIL     "sync:7:5": the 7th sync beneath the folder fails with errno 5, and all after it; "write:…" the same
//
// A note is five little-endian numbers (kind: 1 byte, file: 4, offset: 8, length: 8) and `length` bytes.
#include <array>
#include <cerrno>
#include <cstdarg>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

#include <dlfcn.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace {

enum class Note : std::uint8_t {
  create = 1,  // file; path
  write = 2,   // file, offset; bytes
  size = 3,    // file, offset: the new size
  sync = 4,    // file
  rename = 5,  // "from\0to"
  link = 6,    // "from\0to"
  remove = 7,  // path
  folder = 8,  // path
  sync_dir = 9 // path
};

template <class Function> Function* real(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

/// An open file beneath the folder; a folder has the number 0.
struct Open {
  std::uint32_t file = 0;
  std::string path;
};

class Recorder {
 public:
  Recorder() {
    if (const char* const folder = std::getenv("DISK_FOLDER")) folder_ = std::string{folder} + "/";
    if (const char* const record = std::getenv("DISK_RECORD")) {
      record_ = real<int(const char*, int, ...)>("open"
      )(record, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    }
    if (const char* const fail = std::getenv("DISK_FAIL")) {
      fails_syncs_ = std::string_view{fail}.starts_with("sync:");
      char* end = nullptr;
      fail_at_ = std::strtoull(std::strchr(fail, ':') + 1, &end, 10);
      fail_with_ = std::atoi(end + 1);
    }
  }

  bool is_ours(std::string_view path) const {
    return !folder_.empty() && path.starts_with(folder_);
  }

  void note(Note kind, std::uint32_t file, std::uint64_t offset, std::string_view bytes) const {
    if (record_ < 0) return;
    std::array<char, 21> head{};
    const std::uint64_t length = bytes.size();
    head[0] = static_cast<char>(kind);
    std::memcpy(head.data() + 1, &file, 4);
    std::memcpy(head.data() + 5, &offset, 8);
    std::memcpy(head.data() + 13, &length, 8);
    std::string whole{head.data(), head.size()};
    whole += bytes;
    const auto written =
      real<ssize_t(int, const void*, std::size_t)>("write")(record_, whole.data(), whole.size());
    if (written != static_cast<ssize_t>(whole.size())) std::abort();
  }

  /// Should this operation fail? Its errno then, otherwise 0.
  int failure(bool of_sync) {
    if (fail_at_ == 0 || of_sync != fails_syncs_) return 0;
    return ++seen_ >= fail_at_ ? fail_with_ : 0;
  }

  void opened(int number, const std::string& path, bool made) {
    struct stat about {};

    if (fstat(number, &about) != 0) return;
    if (S_ISDIR(about.st_mode)) {
      open_[number] = Open{0, path};
      return;
    }
    std::uint32_t& file = files_[path];
    if (made || file == 0) {
      file = next_file();
      note(Note::create, file, 0, path);
    }
    open_[number] = Open{file, path};
  }

  void renamed(const std::string& from, const std::string& to) {
    note(Note::rename, 0, 0, from + '\0' + to);
    if (const auto found = files_.find(from); found != files_.end()) {
      files_[to] = found->second;
      files_.erase(from);
    }
  }

  void linked(const std::string& from, const std::string& to) {
    note(Note::link, 0, 0, from + '\0' + to);
    if (const auto found = files_.find(from); found != files_.end()) files_[to] = found->second;
  }

  void removed(const std::string& path) {
    note(Note::remove, 0, 0, path);
    files_.erase(path);
  }

  const Open* find(int number) const {
    const auto found = open_.find(number);
    return found == open_.end() ? nullptr : &found->second;
  }

  void closed(int number) { open_.erase(number); }

  std::recursive_mutex mutex;

 private:
  /// Several processes, one after the other, record the same folder: no number is given twice.
  std::uint32_t next_file() {
    return (static_cast<std::uint32_t>(getpid()) << 12U) + ++files_made_;
  }

  std::string folder_;
  int record_ = -1;
  bool fails_syncs_ = false;
  std::uint64_t fail_at_ = 0, seen_ = 0;
  int fail_with_ = 0;
  std::uint32_t files_made_ = 0;
  std::map<std::string, std::uint32_t> files_;
  std::map<int, Open> open_;
};

Recorder& recorder() {
  static Recorder* const one = new Recorder; // never destroyed: threads may write until the end
  return *one;
}

int open_file(const char* path, int flags, mode_t mode) {
  const auto next = real<int(const char*, int, ...)>("open64");
  if (!recorder().is_ours(path)) return next(path, flags, mode);
  const std::lock_guard lock{recorder().mutex};
  const bool made = (flags & O_CREAT) != 0 && access(path, F_OK) != 0;
  const int number = next(path, flags, mode);
  if (number < 0) return number;
  recorder().opened(number, path, made);
  const Open* const open = recorder().find(number);
  if ((flags & O_TRUNC) != 0 && open->file != 0) recorder().note(Note::size, open->file, 0, {});
  return number;
}

ssize_t write_file(int number, const void* bytes, std::size_t count, off64_t offset) {
  const auto next = real<ssize_t(int, const void*, std::size_t, off64_t)>("pwrite64");
  const std::lock_guard lock{recorder().mutex};
  const Open* const open = recorder().find(number);
  if (open == nullptr) return next(number, bytes, count, offset);
  if (const int error = recorder().failure(false); error != 0) {
    errno = error;
    return -1;
  }
  const auto written = next(number, bytes, count, offset);
  if (written > 0) {
    recorder().note(
      Note::write, open->file, static_cast<std::uint64_t>(offset),
      {static_cast<const char*>(bytes), static_cast<std::size_t>(written)}
    );
  }
  return written;
}

int sync_file(int number, const char* how) {
  const auto next = real<int(int)>(how);
  const std::lock_guard lock{recorder().mutex};
  const Open* const open = recorder().find(number);
  if (open == nullptr) return next(number);
  if (const int error = recorder().failure(true); error != 0) {
    errno = error;
    return -1;
  }
  const int result = next(number);
  if (result != 0) return result;
  if (open->file != 0) {
    recorder().note(Note::sync, open->file, 0, {});
  } else {
    recorder().note(Note::sync_dir, 0, 0, open->path);
  }
  return result;
}

int size_file(int number, off64_t size) {
  const auto next = real<int(int, off64_t)>("ftruncate64");
  const std::lock_guard lock{recorder().mutex};
  const int result = next(number, size);
  const Open* const open = recorder().find(number);
  if (result == 0 && open != nullptr) {
    recorder().note(Note::size, open->file, static_cast<std::uint64_t>(size), {});
  }
  return result;
}

mode_t mode_of(int flags, va_list arguments) {
  return (flags & O_CREAT) != 0 ? static_cast<mode_t>(va_arg(arguments, int)) : 0;
}

} // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const mode_t mode = mode_of(flags, arguments);
  va_end(arguments);
  return open_file(path, flags, mode);
}

int __open_2(const char* path, int flags) { return open_file(path, flags, 0); }

int __open64_2(const char* path, int flags) { return open_file(path, flags, 0); }

int close(int number) {
  {
    const std::lock_guard lock{recorder().mutex};
    recorder().closed(number);
  }
  return real<int(int)>("close")(number);
}

ssize_t write(int number, const void* bytes, size_t count) {
  const auto next = real<ssize_t(int, const void*, size_t)>("write");
  {
    const std::lock_guard lock{recorder().mutex};
    if (const Open* const open = recorder().find(number); open != nullptr && open->file != 0) {
      if (const int error = recorder().failure(false); error != 0) {
        errno = error;
        return -1;
      }
      const auto written = next(number, bytes, count);
      if (written > 0) {
        // With O_APPEND too the file's place is behind what was written.
        const auto end = static_cast<std::uint64_t>(lseek64(number, 0, SEEK_CUR));
        recorder().note(
          Note::write, open->file, end - static_cast<std::uint64_t>(written),
          {static_cast<const char*>(bytes), static_cast<std::size_t>(written)}
        );
      }
      return written;
    }
  }
  return next(number, bytes, count);
}

ssize_t pwrite(int number, const void* bytes, size_t count, off_t offset) {
  return write_file(number, bytes, count, offset);
}

ssize_t pwrite64(int number, const void* bytes, size_t count, off64_t offset) {
  return write_file(number, bytes, count, offset);
}

int ftruncate(int number, off_t size) { return size_file(number, size); }

int ftruncate64(int number, off64_t size) { return size_file(number, size); }

int fsync(int number) { return sync_file(number, "fsync"); }

int fdatasync(int number) { return sync_file(number, "fdatasync"); }

int rename(const char* from, const char* to) {
  const std::lock_guard lock{recorder().mutex};
  const int result = real<int(const char*, const char*)>("rename")(from, to);
  if (result == 0 && recorder().is_ours(to)) recorder().renamed(from, to);
  return result;
}

int link(const char* from, const char* to) {
  const std::lock_guard lock{recorder().mutex};
  const int result = real<int(const char*, const char*)>("link")(from, to);
  if (result == 0 && recorder().is_ours(to)) recorder().linked(from, to);
  return result;
}

int unlink(const char* path) {
  const std::lock_guard lock{recorder().mutex};
  const int result = real<int(const char*)>("unlink")(path);
  if (result == 0 && recorder().is_ours(path)) recorder().removed(path);
  return result;
}

int remove(const char* path) {
  const std::lock_guard lock{recorder().mutex};
  const int result = real<int(const char*)>("remove")(path);
  if (result == 0 && recorder().is_ours(path)) recorder().removed(path);
  return result;
}

int mkdir(const char* path, mode_t mode) {
  const std::lock_guard lock{recorder().mutex};
  const int result = real<int(const char*, mode_t)>("mkdir")(path, mode);
  if (result == 0 && recorder().is_ours(path)) recorder().note(Note::folder, 0, 0, path);
  return result;
}

int rmdir(const char* path) {
  const std::lock_guard lock{recorder().mutex};
  const int result = real<int(const char*)>("rmdir")(path);
  if (result == 0 && recorder().is_ours(path)) recorder().removed(path);
  return result;
}

int fallocate(int number, int mode, off_t offset, off_t length) {
  const std::lock_guard lock{recorder().mutex};
  const int result = real<int(int, int, off_t, off_t)>("fallocate")(number, mode, offset, length);
  const Open* const open = recorder().find(number);

  struct stat about {};

  if (result == 0 && open != nullptr && fstat(number, &about) == 0) {
    recorder().note(Note::size, open->file, static_cast<std::uint64_t>(about.st_size), {});
  }
  return result;
}

int fallocate64(int number, int mode, off64_t offset, off64_t length) {
  return fallocate(number, mode, offset, length);
}
}

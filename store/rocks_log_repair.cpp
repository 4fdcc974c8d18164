// A write that power cut short can leave a last record that RocksDB takes for damage, and it then
// refuses to open. Such a record was never acknowledged, and may be cut off; but only on proof: a copy
// without it must open, hold everything that the witness saw, and nothing whole may stand behind it.

#include <cerrno>
#include <filesystem>

#include <fcntl.h>
#include <unistd.h>

#include "store/files.hpp"
#include "store/rocks_log_engine.hpp"
#include "store/wal_scan.hpp"

namespace portal {

namespace fs = std::filesystem;

namespace {

std::vector<fs::path> files_of(const std::string& directory, std::string_view extension) {
  std::vector<fs::path> files;
  const auto names = names_in(directory);
  if (!names) return files;
  for (const std::string& name : *names) {
    fs::path file = fs::path{directory} / name;
    if (file.extension() == extension) files.push_back(std::move(file));
  }
  return files;
}

/// A directory that goes when its user does.
class Scratch {
 public:
  explicit Scratch(std::string path) : path_(std::move(path)) { fs::remove_all(path_, ignored_); }

  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  ~Scratch() { fs::remove_all(path_, ignored_); }

  const std::string& path() const { return path_; }

 private:
  std::string path_;
  std::error_code ignored_;
};

/// Tables are linked (they never change), everything else is copied.
Stored<void> copy_database(const std::string& from, const std::string& to) {
  if (auto made = make_directory(to); !made) return made;
  const auto names = names_in(from);
  if (!names) return tl::unexpected<Fault>(names.error());
  for (const std::string& name : *names) {
    const fs::path source = fs::path{from} / name;
    const fs::path target = fs::path{to} / name;
    std::error_code error;
    if (!fs::is_regular_file(source, error)) continue;
    if (source.extension() == ".sst") {
      fs::create_hard_link(source, target, error);
    } else {
      fs::copy_file(source, target, error);
    }
    if (error) return tl::unexpected<Fault>(file_fault("copy", source, error.value()));
  }
  return {};
}

Stored<void> truncate_file(const std::string& path, std::uint64_t size) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
  if (file < 0) return tl::unexpected<Fault>(file_fault("open", path, errno));
  const bool done = ::ftruncate(file, static_cast<off_t>(size)) == 0 && ::fsync(file) == 0;
  const int error = errno;
  ::close(file);
  if (!done) return tl::unexpected<Fault>(file_fault("shorten", path, error));
  return {};
}

tl::unexpected<Fault> not_provable(const Fault& why, std::string_view reason) {
  return fault(
    FaultKind::damaged, why.message +
                          " The damaged end of the write-ahead log was not cut off, since " +
                          std::string{reason} + "."
  );
}

} // namespace

std::string cut_tail_path(const LogSettings& settings) { return settings.directory + ".cut-tail"; }

Stored<TailScan> scan_tail(const std::string& directory) {
  TailScan tail;
  auto logs = files_of(directory, ".log");
  for (; !logs.empty(); logs.pop_back()) {
    const auto scan = scan_records(logs.back().string());
    if (!scan) return tl::unexpected<Fault>(scan.error());
    // A start that power cut short has made a new file before it was done with the old one's end.
    if (scan->blank) continue;
    tail.last_file = logs.back().string();
    tail.intact_end = scan->intact_end;
    tail.loose_bytes = scan->size - scan->intact_end;
    tail.followed = scan->followed;
    return tail;
  }
  return tail;
}

Stored<void> cut_damaged_tail(
  const LogSettings& settings, const SignedHead& witnessed, const TailScan& tail, const Fault& why
) {
  if (tail.loose_bytes == 0) return not_provable(why, "that end is whole: the damage is elsewhere");
  if (tail.followed) {
    return not_provable(why, "whole records stand behind the damage: what it hit was acknowledged");
  }
  const Scratch copy{settings.directory + ".probe"};
  if (auto copied = copy_database(settings.directory, copy.path()); !copied) return copied;
  const fs::path copied_log = fs::path{copy.path()} / fs::path{tail.last_file}.filename();
  if (auto cut = truncate_file(copied_log.string(), tail.intact_end); !cut) return cut;
  auto database = RocksDatabase::open(copy.path(), RocksUse::log, RocksMode::read_only);
  if (!database) return not_provable(why, "a copy without it does not open either");
  const auto checked = check_log(**database, settings.vault, witnessed);
  if (!checked) {
    return not_provable(
      why,
      "a copy without it does not hold all that was acknowledged (" + checked.error().message + ")"
    );
  }
  const auto bytes = read_file(tail.last_file);
  if (!bytes) return tl::unexpected<Fault>(bytes.error());
  if (auto written =
        write_file(cut_tail_path(settings), std::string_view{*bytes}.substr(tail.intact_end));
      !written) {
    return written;
  }
  return truncate_file(tail.last_file, tail.intact_end);
}

} // namespace portal

#include "store/backup.hpp"

#include <algorithm>
#include <array>
#include <filesystem>

#include "events/access.hpp"
#include "store/files.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_vault.hpp"

namespace portal {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view about_name = "backup.json";
constexpr std::string_view unfinished = ".unfinished-";

/// In this order: a log without its witness is never served.
constexpr auto moved_names =
  std::to_array<std::string_view>({restore_note, "log", "keys", "witness"});

tl::unexpected<Fault> passed_on(Fault& why) { return tl::unexpected<Fault>(std::move(why)); }

/// A folder that goes when it is left, unless it was given another name before.
class Passing {
 public:
  explicit Passing(std::string path) : path_(std::move(path)) {}

  Passing(const Passing&) = delete;
  Passing& operator=(const Passing&) = delete;

  ~Passing() {
    std::error_code ignored;
    if (!path_.empty()) fs::remove_all(path_, ignored);
  }

  const std::string& path() const { return path_; }

  void keep() { path_.clear(); }

 private:
  std::string path_;
};

/// Removes what processes that died have left.
void remove_unfinished(const std::string& folder) {
  const auto names = names_in(folder);
  for (const std::string& name : names ? *names : std::vector<std::string>{}) {
    std::error_code ignored;
    if (name.starts_with(unfinished)) fs::remove_all(path_in(folder, name), ignored);
  }
}

/// Makes the names in `folder` and in all beneath it durable.
Stored<void> sync_folders(const std::string& folder) {
  std::error_code error;
  auto entry = fs::recursive_directory_iterator{folder, error};
  for (; !error && entry != fs::recursive_directory_iterator{}; entry.increment(error)) {
    if (!entry->is_directory()) continue;
    if (auto synced = sync_directory(entry->path().string()); !synced) return synced;
  }
  if (error) return tl::unexpected<Fault>(file_fault("look through", folder, error.value()));
  return sync_directory(folder);
}

/// Copies the files of a folder, and makes the copy durable.
Stored<void> copy_files(
  const std::string& from, const std::vector<FileSum>& files, const std::string& to,
  const GoOn& go_on
) {
  if (auto made = make_directory(to); !made) return made;
  for (const FileSum& file : files) {
    if (go_on && !go_on()) return fault(FaultKind::misuse, "Stopped before it was done.");
    const std::string target = path_in(to, file.path);
    if (auto made = make_directory(fs::path{target}.parent_path().string()); !made) return made;
    if (auto copied = copy_file(path_in(from, file.path), target); !copied) return copied;
  }
  return sync_folders(to);
}

/// Gives the folder its lasting name; false when that is on another file system.
Stored<bool> name_folder(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(from, to, error);
  if (error == std::errc::cross_device_link) return false;
  if (error) return tl::unexpected<Fault>(file_fault("name", to, error.value()));
  if (auto synced = sync_directory(fs::path{to}.parent_path().string()); !synced) {
    return passed_on(synced.error());
  }
  return true;
}

/// Moves the finished backup, which holds `files`, to its place.
Stored<void> put_in_place(
  Passing& made, const std::vector<FileSum>& files, const std::string& backups,
  const std::string& id, const GoOn& go_on
) {
  const std::string place = path_in(backups, id);
  auto named = name_folder(made.path(), place);
  if (!named) return passed_on(named.error());
  if (*named) {
    made.keep();
    return {};
  }
  Passing copy{path_in(backups, unfinished) + id};
  if (auto copied = copy_files(made.path(), files, copy.path(), go_on); !copied) return copied;
  if (auto as_it_was = check_sums(copy.path(), go_on); !as_it_was) {
    return passed_on(as_it_was.error());
  }
  named = name_folder(copy.path(), place);
  if (!named) return passed_on(named.error());
  copy.keep();
  return {};
}

/// Describes what is in the folder, and lists it; answers all of its files then.
Stored<std::vector<FileSum>>
describe(const std::string& folder, Backup& backup, const GoOn& go_on) {
  auto sums = sums_of(folder, go_on);
  if (!sums) return sums;
  backup.files = static_cast<std::int64_t>(sums->size());
  for (const FileSum& sum : *sums) backup.bytes += static_cast<std::int64_t>(sum.bytes);
  const std::string about = write_message(backup) + "\n";
  if (auto written = write_file(path_in(folder, about_name), about); !written) {
    return passed_on(written.error());
  }
  FileSum last{std::string{about_name}, hex(sha256(about)), about.size()};
  const auto place = std::find_if(sums->begin(), sums->end(), [&](const FileSum& sum) {
    return sum.path > last.path;
  });
  sums->insert(place, std::move(last));
  if (auto written = write_sums(folder, *sums); !written) return passed_on(written.error());
  sums->push_back({std::string{sums_name}, {}, 0});
  return sums;
}

Stored<Backup> read_about(const std::string& folder) {
  const auto text = read_file(path_in(folder, about_name));
  if (!text) return tl::unexpected<Fault>(text.error());
  auto backup = read_text<Backup>(*text, Strictness::lenient);
  if (!backup) {
    return fault(FaultKind::damaged, path_in(folder, about_name) + ": " + backup.error().message);
  }
  return std::move(*backup);
}

/// Opens what was restored, without a change, and compares it with what the backup says.
Stored<void> check_restored(const Layout& data, const Backup& backup) {
  VaultSettings with;
  with.directory = data.keys();
  with.read_only = true;
  auto vault = open_rocks_vault(with);
  if (!vault) return passed_on(vault.error());
  LogOpening opening;
  auto log = open_rocks_log({data.log(), data.witness(), **vault, true}, opening);
  if (!log) return passed_on(log.error());
  auto root = (*log)->root_at((*log)->head());
  if (!root) return passed_on(root.error());
  if (std::to_string((*log)->head()) == backup.position && to_hex(*root) == backup.root) return {};
  return fault(
    FaultKind::damaged, "The backup says that it ends at position " + backup.position +
                          ", but its log ends at " + std::to_string((*log)->head()) +
                          " or holds other events. Take another backup."
  );
}

/// Refuses a folder that holds something.
Stored<void> check_free(const Layout& data) {
  const auto names = names_in(data.directory());
  if (!names) return tl::unexpected<Fault>(names.error());
  for (const std::string& name : *names) {
    if (name == "lock" || name.starts_with(unfinished)) continue;
    return fault(
      FaultKind::misuse, data.directory() + " is not empty: there is " + name +
                           ". A backup is restored into a folder of its own: name a new one, or "
                           "move what is there away."
    );
  }
  return {};
}

/// Leaves word, where the rest of it is, that the log was put back.
Stored<void> leave_word(const std::string& folder, const Backup& backup, Instant now) {
  const NoteRestore note{
    new_mint(now).next<RestoreId>(), BackupId{backup.id}, backup.made, backup.position, now};
  return write_file(path_in(folder, restore_note), write_message(note) + "\n");
}

/// Moves what was restored to its places.
Stored<void> move_up(const std::string& from, const Layout& data) {
  for (const std::string_view name : moved_names) {
    std::error_code error;
    fs::rename(path_in(from, name), path_in(data.directory(), name), error);
    if (error) return tl::unexpected<Fault>(file_fault("move", path_in(from, name), error.value()));
  }
  return sync_directory(data.directory());
}

} // namespace

Stored<Backup> make_backup(
  const EventLog& log, Vault& vault, const Layout& data, const std::string& backups,
  const std::string& id, Instant now, const GoOn& go_on
) {
  if (auto made = make_directory(backups); !made) return passed_on(made.error());
  remove_unfinished(data.directory());
  remove_unfinished(backups);
  // Beside the log, so that its files can be linked.
  Passing making{path_in(data.directory(), unfinished) + id};
  if (auto made = make_directory(making.path()); !made) return passed_on(made.error());
  const Layout copy{making.path()};
  // The log first: a customer's key is made before anything sealed with it is in the log.
  const auto head = log.copy_to(copy);
  if (!head) return tl::unexpected<Fault>(head.error());
  if (auto keys = vault.copy_to(copy); !keys) return passed_on(keys.error());
  Backup backup{id, now, std::to_string(head->size), to_hex(head->root), 0, 0};
  auto files = describe(making.path(), backup, go_on);
  if (!files) return passed_on(files.error());
  if (auto synced = sync_folders(making.path()); !synced) return passed_on(synced.error());
  if (auto placed = put_in_place(making, *files, backups, id, go_on); !placed) {
    return passed_on(placed.error());
  }
  if (auto marked = write_file(path_in(data.directory(), backup_mark), ""); !marked) {
    return passed_on(marked.error());
  }
  return backup;
}

Stored<std::vector<Backup>> list_backups(const std::string& backups) {
  std::vector<Backup> found;
  const auto names = names_in(backups);
  if (!names) return tl::unexpected<Fault>(names.error());
  for (const std::string& name : *names) {
    const std::string folder = path_in(backups, name);
    if (name.starts_with(unfinished)) continue;
    if (!exists(path_in(folder, about_name)) || !exists(path_in(folder, sums_name))) continue;
    auto backup = read_about(folder);
    if (!backup && backup.error().kind == FaultKind::damaged)
      continue; // restoring it tells what is wrong
    if (!backup) return passed_on(backup.error());
    found.push_back(std::move(*backup));
  }
  std::sort(found.begin(), found.end(), [](const Backup& left, const Backup& right) {
    return std::tie(right.made, right.id) < std::tie(left.made, left.id);
  });
  return found;
}

Stored<std::vector<std::string>> remove_old_backups(const std::string& backups, std::size_t keep) {
  const auto all = list_backups(backups);
  if (!all) return tl::unexpected<Fault>(all.error());
  std::vector<std::string> removed;
  for (std::size_t at = keep; at < all->size(); ++at) {
    const std::string& id = (*all)[at].id;
    const std::string going = path_in(backups, unfinished) + id;
    if (auto named = name_folder(path_in(backups, id), going); !named) {
      return passed_on(named.error());
    }
    std::error_code error;
    fs::remove_all(going, error);
    if (error) return tl::unexpected<Fault>(file_fault("remove", going, error.value()));
    removed.push_back(id);
  }
  return removed;
}

Stored<Backup>
restore_backup(const std::string& from, const Layout& data, Instant now, const GoOn& go_on) {
  if (auto is_free = check_free(data); !is_free) return passed_on(is_free.error());
  auto files = check_sums(from, go_on);
  if (!files) return passed_on(files.error());
  auto backup = read_about(from);
  if (!backup) return backup;
  const auto lock = lock_directory(data);
  if (!lock) return tl::unexpected<Fault>(lock.error());
  remove_unfinished(data.directory());
  std::erase_if(*files, [](const FileSum& file) { return file.path == about_name; });
  // Inside the folder, which may be a volume of its own.
  const Passing copy{path_in(data.directory(), unfinished) + "restore"};
  if (auto copied = copy_files(from, *files, copy.path(), go_on); !copied) {
    return passed_on(copied.error());
  }
  if (auto checked = check_restored(Layout{copy.path()}, *backup); !checked) {
    return passed_on(checked.error());
  }
  if (auto left = leave_word(copy.path(), *backup, now); !left) return passed_on(left.error());
  if (auto moved = move_up(copy.path(), data); !moved) return passed_on(moved.error());
  return backup;
}

} // namespace portal

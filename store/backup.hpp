#pragma once

// Backups: folders that hold all that a portal is made from again, taken while it runs.
// ```
// BACKUPS/<id>/log/ witness keys/   as in a data folder, see Layout
// BACKUPS/<id>/backup.json          what it is of
// BACKUPS/<id>/SHA256SUMS           every file with its digest, for sha256sum -c too
// ```

#include <cstdint>
#include <string>
#include <vector>

#include "events/fields.hpp"
#include "events/wire.hpp"
#include "store/event_log.hpp"
#include "store/sums.hpp"
#include "store/vault.hpp"

namespace portal {

/// What a backup is of.
struct Backup {
  std::string id; ///< the name of its folder too
  Instant made;
  std::string position; ///< of the last event that it holds
  std::string root;     ///< of the Merkle tree over its events, 64 hexadecimal digits
  std::int64_t files = 0;
  std::int64_t bytes = 0;
  static constexpr Fields fields{
    Field{"id", &Backup::id, "The backup; the name of its folder too."},
    Field{"made", &Backup::made, "When it was begun."},
    Field{"position", &Backup::position, "The position of the last event that it holds."},
    Field{"root", &Backup::root, "Root of the Merkle tree over its events, in hexadecimal digits."},
    Field{"files", &Backup::files, "Files of the log and the keys."},
    Field{"bytes", &Backup::bytes, "Their size."},
  };
};

/// Makes a backup in `backups`/`id`, which is there as a whole or not at all, and touches the data folder's
/// `last-backup`. While it is made, commits wait for as long as it takes to link the log's files; if `backups`
/// is on another file system, they are copied afterwards. One at a time.
Stored<Backup> make_backup(
  const EventLog& log, Vault& vault, const Layout& data, const std::string& backups,
  const std::string& id, Instant now, const GoOn& go_on
);

/// The backups in `backups`, newest first. What is no backup, or says nothing legible of itself, is passed over.
Stored<std::vector<Backup>> list_backups(const std::string& backups);

/// Removes all backups in `backups` but the newest `keep`; answers their ids. None is ever there by half.
Stored<std::vector<std::string>> remove_old_backups(const std::string& backups, std::size_t keep);

/// Checks the backup in the folder `from`, byte by byte, and makes of it the data folder `data`, which must be
/// missing or empty; the log is opened and must be what the backup says. Nothing is left of it when it fails.
/// Leaves word of it in `restore_note`, for whoever serves the folder.
Stored<Backup>
restore_backup(const std::string& from, const Layout& data, Instant now, const GoOn& go_on);

/// The file in the data folder that holds a NoteRestore until the log does.
inline constexpr std::string_view restore_note = "restored.json";

/// The file in the data folder whose time is that of the last backup.
inline constexpr std::string_view backup_mark = "last-backup";

} // namespace portal

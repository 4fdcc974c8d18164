#pragma once

#include <atomic>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "actors/node.hpp"
#include "store/backup.hpp"

namespace portal {

struct EdgeSettings;

enum class BackupState { running, complete, failed };

constexpr auto names_of(BackupState) {
  return std::to_array<std::string_view>({"running", "complete", "failed"});
}

struct BackupStatus {
  BackupId id;
  BackupState status = BackupState::running;
  Instant created;
  std::optional<std::string> position;
  std::optional<std::string> root;
  std::optional<std::int64_t> files;
  std::optional<std::int64_t> bytes;
  std::optional<std::string> folder;
  std::optional<std::string> because;
  static constexpr Fields fields{
    Field{"id", &BackupStatus::id, "The backup."},
    Field{"status", &BackupStatus::status, "Whether it is there yet."},
    Field{"created", &BackupStatus::created, "When it was begun."},
    Field{"position", &BackupStatus::position, "The position of the last event that it holds."},
    Field{
      "root", &BackupStatus::root,
      "Root of the Merkle tree over its events, in hexadecimal digits."},
    Field{"files", &BackupStatus::files, "Files of the log and the keys."},
    Field{"bytes", &BackupStatus::bytes, "Their size."},
    Field{"folder", &BackupStatus::folder, "Where it is, on the server."},
    Field{"because", &BackupStatus::because, "Why it failed."},
  };
};

/// Makes backups of a node, one at a time, on a thread of its own. Thread-safe.
class Backups {
 public:
  Backups(Node& node, const EdgeSettings& settings);
  ~Backups();
  Backups(const Backups&) = delete;
  Backups& operator=(const Backups&) = delete;

  /// False where nothing is on disk.
  bool offered() const { return !data_.directory().empty(); }

  /// Takes the one place; false while another backup is being made, and while the server stops.
  bool reserve();

  /// Gives the place back without a backup.
  void release();

  /// Begins to make the backup that the place was taken for.
  void start(const BackupId& id, Instant now);

  /// Newest first: those in the folder, the one that is being made, and one that failed since the start.
  Stored<std::vector<BackupStatus>> list() const;

  /// Ends a backup that is being made, between two files, and takes no more. Idempotent.
  void stop();

 private:
  void make(const BackupId& id, Instant now);

  Node& node_;
  const Layout data_;
  const std::string folder_;
  const std::size_t keep_;
  const std::function<void(std::string_view)>& report_;
  std::atomic<bool> stopping_{false};
  mutable std::mutex mutex_;
  bool taken_ = false;
  std::optional<BackupStatus> latest_; ///< running or failed; a complete one is in the folder
  std::thread worker_;
};

} // namespace portal

#pragma once

// What GET /status answers: for operators, and for the console's status page.

#include <cstdint>
#include <optional>
#include <string>

#include "events/codec.hpp"
#include "events/time.hpp"

namespace portal {

/// The file system that the data folder is on.
struct DiskStatus {
  std::int64_t total_bytes = 0;
  std::int64_t free_bytes = 0;
  std::int64_t used_bytes = 0;
  static constexpr Fields fields{
    Field{"total_bytes", &DiskStatus::total_bytes, "Its size."},
    Field{"free_bytes", &DiskStatus::free_bytes, "What the portal may still write."},
    Field{"used_bytes", &DiskStatus::used_bytes, "What is taken, by anybody."},
  };
};

/// A delivery to a webhook endpoint that has neither arrived nor been given up.
struct UndeliveredStatus {
  std::string endpoint;
  std::string position;
  std::string event;
  Instant since;
  std::int64_t attempts = 0;
  std::optional<Instant> next_attempt;
  std::int64_t waiting = 0;
  static constexpr Fields fields{
    Field{"endpoint", &UndeliveredStatus::endpoint, "Where it is to go."},
    Field{"position", &UndeliveredStatus::position, "The event's position."},
    Field{"event", &UndeliveredStatus::event, "The event's name."},
    Field{"since", &UndeliveredStatus::since, "When the event was recorded."},
    Field{"attempts", &UndeliveredStatus::attempts, "Attempts so far."},
    Field{"next_attempt", &UndeliveredStatus::next_attempt, "When it will be tried again."},
    Field{"waiting", &UndeliveredStatus::waiting, "How many wait, over all endpoints in use."},
  };
};

struct ServerStatus {
  Instant now;
  bool ready = false;
  std::optional<std::string> because;
  std::string head;
  std::string views_at;
  std::int64_t views_behind = 0;
  std::optional<std::int64_t> rebuild_percent;
  std::optional<DiskStatus> disk;
  std::optional<UndeliveredStatus> oldest_undelivered;
  std::optional<Instant> last_backup;
  static constexpr Fields fields{
    Field{"now", &ServerStatus::now, "The server's time."},
    Field{"ready", &ServerStatus::ready, "Are commands and reads served?"},
    Field{"because", &ServerStatus::because, "Why not."},
    Field{"head", &ServerStatus::head, "The last position of the log."},
    Field{"views_at", &ServerStatus::views_at, "The position up to which the views are made."},
    Field{"views_behind", &ServerStatus::views_behind, "Events that the views do not show yet."},
    Field{"rebuild_percent", &ServerStatus::rebuild_percent, "While views are rebuilt: how far."},
    Field{"disk", &ServerStatus::disk, "The file system of the data folder."},
    Field{
      "oldest_undelivered", &ServerStatus::oldest_undelivered,
      "The webhook delivery that has waited longest; absent: none waits."},
    Field{
      "last_backup", &ServerStatus::last_backup,
      "When the last backup was made: the time of the file `last-backup` in the data folder, which "
      "whoever makes backups in another way touches; absent: there is none."},
  };
};

} // namespace portal

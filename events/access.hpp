#pragma once

// Secret keys and what their bearers may do, and backups, which hold what all of them guard. One stream,
// `access`. Secrets are made at the edge; only their keyed hashes come here.

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "events/checks.hpp"
#include "events/decider.hpp"
#include "events/variants.hpp"

namespace portal {

// -- object -------------------------------------------------------------------------------------------

/// admin: everything; app: the API; analyst: events, usage and analytics; auditor: actions and proofs.
enum class Role { admin, app, analyst, auditor };

constexpr auto names_of(Role) {
  return std::to_array<std::string_view>({"admin", "app", "analyst", "auditor"});
}

struct SecretKey {
  KeyId id;
  std::string name;
  Role role = Role::app;
  std::string digest;
  Instant created;
  std::optional<Instant> revoked_at;
  std::int64_t version = 0;
  bool operator==(const SecretKey&) const = default;
  static constexpr Fields fields{
    Field{"id", &SecretKey::id, "The key's id; not its secret."},
    Field{"name", &SecretKey::name, "Who or what uses it."},
    Field{"role", &SecretKey::role, "What it may do."},
    Field{"digest", &SecretKey::digest, "Keyed hash of its secret."},
    Field{"created", &SecretKey::created, "When it was created."},
    Field{"revoked_at", &SecretKey::revoked_at, "When it was revoked."},
    Field{"version", &SecretKey::version, "Stream version of its latest event."},
  };
};

/// That a backup was asked for. What became of it the backup's folder tells, not the log that it holds.
struct BackupRequest {
  BackupId id;
  Instant created;
  std::int64_t version = 0;
  bool operator==(const BackupRequest&) const = default;
  static constexpr Fields fields{
    Field{"id", &BackupRequest::id, "The backup's id."},
    Field{"created", &BackupRequest::created, "When it was asked for."},
    Field{"version", &BackupRequest::version, "Stream version of its event."},
  };
};

/// That the log was put back to what a backup held. What came after that is known to others alone: the
/// gateway, whoever follows the log.
struct Restore {
  RestoreId id;
  BackupId backup;
  Instant made;
  std::string position;
  Instant restored;
  std::int64_t version = 0;
  bool operator==(const Restore&) const = default;
  static constexpr Fields fields{
    Field{"id", &Restore::id, "The restore's id."},
    Field{"backup", &Restore::backup, "The backup that the log was put back to."},
    Field{"made", &Restore::made, "When that backup was begun."},
    Field{"position", &Restore::position, "The position of the last event that it held."},
    Field{"restored", &Restore::restored, "When it was restored, by the machine's clock."},
    Field{"version", &Restore::version, "Stream version of its event."},
  };
};

struct KeyRing {
  std::map<KeyId, SecretKey> keys;
  std::optional<BackupRequest> last_backup;
  std::map<RestoreId, Restore> restores;
  bool operator==(const KeyRing&) const = default;
  static constexpr Fields fields{
    Field{"keys", &KeyRing::keys, "Secret keys by id."},
    Field{"last_backup", &KeyRing::last_backup, "The backup asked for last."},
    Field{"restores", &KeyRing::restores, "Restores by id."},
  };
};

/// Why the key cannot be used (401), if it cannot.
std::optional<Refusal> key_refusal(const SecretKey& key);

// -- what may be asked for ----------------------------------------------------------------------------

struct CreateKey {
  KeyId id;
  std::string name;
  Role role = Role::app;
  std::string digest;
  static constexpr std::string_view type = "secret_key.create";
  static constexpr Fields fields{
    Field{"id", &CreateKey::id, "Made at the edge."},
    Field{"name", &CreateKey::name, "Who or what uses it."},
    Field{"role", &CreateKey::role, "What it may do."},
    Field{"digest", &CreateKey::digest, "Keyed hash of its secret."},
  };
};

struct RevokeKey {
  KeyId id;
  static constexpr std::string_view type = "secret_key.revoke";
  static constexpr Fields fields{Field{"id", &RevokeKey::id, "The key to revoke."}};
};

struct RequestBackup {
  BackupId id;
  static constexpr std::string_view type = "backup.create";
  static constexpr Fields fields{Field{"id", &RequestBackup::id, "Made at the edge."}};
};

/// What `portal restore` has left word of, once for each restore.
struct NoteRestore {
  RestoreId id;
  BackupId backup;
  Instant made;
  std::string position;
  Instant restored;
  static constexpr std::string_view type = "backup.restore";
  static constexpr Fields fields{
    Field{"id", &NoteRestore::id, "Made when it was restored."},
    Field{"backup", &NoteRestore::backup, "The backup that the log was put back to."},
    Field{"made", &NoteRestore::made, "When that backup was begun."},
    Field{"position", &NoteRestore::position, "The position of the last event that it held."},
    Field{"restored", &NoteRestore::restored, "When it was restored."},
  };
};

using AccessCommand = std::variant<CreateKey, RevokeKey, RequestBackup, NoteRestore>;

// -- what has happened --------------------------------------------------------------------------------

struct KeyCreated {
  KeyId id;
  std::string name;
  Role role = Role::app;
  std::string digest;
  bool operator==(const KeyCreated&) const = default;
  static constexpr std::string_view type = "secret_key.created.v1";
  static constexpr Fields fields{
    Field{"id", &KeyCreated::id, "The key."},
    Field{"name", &KeyCreated::name, "Who or what uses it."},
    Field{"role", &KeyCreated::role, "What it may do."},
    Field{"digest", &KeyCreated::digest, "Keyed hash of its secret."},
  };
};

struct KeyRevoked {
  KeyId id;
  bool operator==(const KeyRevoked&) const = default;
  static constexpr std::string_view type = "secret_key.revoked.v1";
  static constexpr Fields fields{Field{"id", &KeyRevoked::id, "The key."}};
};

struct BackupRequested {
  BackupId id;
  bool operator==(const BackupRequested&) const = default;
  static constexpr std::string_view type = "backup.requested.v1";
  static constexpr Fields fields{Field{"id", &BackupRequested::id, "The backup."}};
};

struct BackupRestored {
  RestoreId id;
  BackupId backup;
  Instant made;
  std::string position;
  Instant restored;
  bool operator==(const BackupRestored&) const = default;
  static constexpr std::string_view type = "backup.restored.v1";
  static constexpr Fields fields{
    Field{"id", &BackupRestored::id, "The restore."},
    Field{"backup", &BackupRestored::backup, "The backup that the log was put back to."},
    Field{"made", &BackupRestored::made, "When that backup was begun."},
    Field{
      "position", &BackupRestored::position,
      "The position of the last event that it held: positions after it were given before, to "
      "others."},
    Field{"restored", &BackupRestored::restored, "When it was restored, by the machine's clock."},
  };
};

using AccessEvent = std::variant<KeyCreated, KeyRevoked, BackupRequested, BackupRestored>;

// -- rules --------------------------------------------------------------------------------------------

Decision<AccessEvent>
decide(const KeyRing& state, const AccessCommand& command, const Context& context);
void evolve(KeyRing& state, const AccessEvent& event, const EventMeta& meta);
std::vector<Subject> touched(const AccessEvent& event);

std::optional<std::string> row_of(const KeyRing& state, const Subject& subject);
bool put_row(KeyRing& state, const Subject& subject, std::string_view row);
std::optional<std::string> render(const KeyRing& state, const Subject& subject, Instant now);

std::vector<Claim> claims_of(const AccessCommand& command);
void mark_taken(AccessCommand& command, std::size_t claim);
bool goes_on_when_taken(const AccessCommand& command, std::size_t claim);
std::string_view action_of(const AccessCommand& command);

void prune(KeyRing& state, Instant now);

} // namespace portal

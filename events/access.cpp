#include "events/access.hpp"

namespace portal {
namespace {

SecretKey* find_key(KeyRing& state, const KeyId& id) {
  const auto found = state.keys.find(id);
  return found == state.keys.end() ? nullptr : &found->second;
}

Subject subject_of(const KeyId& id) { return {"secret_key", id.text()}; }

Subject subject_of(const BackupId& id) { return {"backup", id.text()}; }

Subject subject_of(const RestoreId& id) { return {"restore", id.text()}; }

Decided<AccessEvent> about(const KeyId& id) { return {{}, subject_of(id)}; }

Decision<AccessEvent> create(const KeyRing& state, const CreateKey& ask) {
  if (auto fault = check_text(ask.name, 100, "name")) {
    return tl::unexpected<Refusal>(std::move(*fault));
  }
  if (state.keys.contains(ask.id)) {
    return tl::unexpected<Refusal>(already_exists(KeyId::what, ask.id.text()));
  }
  auto decided = about(ask.id);
  decided.events.emplace_back(KeyCreated{ask.id, ask.name, ask.role, ask.digest});
  return decided;
}

Decision<AccessEvent> revoke(const KeyRing& state, const RevokeKey& ask, const Context& context) {
  const auto key = state.keys.find(ask.id);
  if (key == state.keys.end()) {
    return tl::unexpected<Refusal>(not_found(KeyId::what, ask.id.text(), "id"));
  }
  if (auto moved = stale(context, key->second.version)) {
    return tl::unexpected<Refusal>(std::move(*moved));
  }
  auto decided = about(ask.id);
  if (!key->second.revoked_at) decided.events.emplace_back(KeyRevoked{ask.id});
  return decided;
}

Decision<AccessEvent> request_backup(const KeyRing& state, const RequestBackup& ask) {
  if (state.last_backup && state.last_backup->id == ask.id) {
    return tl::unexpected<Refusal>(already_exists(BackupId::what, ask.id.text()));
  }
  return Decided<AccessEvent>{{BackupRequested{ask.id}}, subject_of(ask.id)};
}

/// Whoever has left word may leave it again: it is taken once.
Decision<AccessEvent> note_restore(const KeyRing& state, const NoteRestore& note) {
  Decided<AccessEvent> decided{{}, subject_of(note.id)};
  if (!state.restores.contains(note.id)) {
    decided.events.emplace_back(BackupRestored{
      note.id, note.backup, note.made, note.position, note.restored});
  }
  return decided;
}

std::string shown(const SecretKey& key) {
  std::string out;
  {
    Members members{out};
    members.text("object", "secret_key").text("id", key.id.text()).text("name", key.name);
    members.text("role", name_of(key.role)).text("created", to_text(key.created));
    if (key.revoked_at) members.text("revokedAt", to_text(*key.revoked_at));
    members.integer("version", key.version);
  }
  return out;
}

std::string shown(const BackupRequest& backup) {
  std::string out;
  {
    Members members{out};
    members.text("object", "backup").text("id", backup.id.text()).text("status", "running");
    members.text("created", to_text(backup.created));
  }
  return out;
}

std::string shown(const Restore& restore) {
  std::string out;
  {
    Members members{out};
    members.text("object", "restore");
    Wire<Restore>::write_members(restore, members);
  }
  return out;
}

} // namespace

std::optional<Refusal> key_refusal(const SecretKey& key) {
  if (!key.revoked_at) return std::nullopt;
  return Refusal{
    RefusalKind::unknown_who, "key_revoked", "",
    "This secret key was revoked on " + to_text(*key.revoked_at) + ". Use another one."};
}

Decision<AccessEvent>
decide(const KeyRing& state, const AccessCommand& command, const Context& context) {
  struct Rules {
    const KeyRing& state;
    const Context& context;

    Decision<AccessEvent> operator()(const CreateKey& ask) const { return create(state, ask); }

    Decision<AccessEvent> operator()(const RevokeKey& ask) const {
      return revoke(state, ask, context);
    }

    Decision<AccessEvent> operator()(const RequestBackup& ask) const {
      return request_backup(state, ask);
    }

    Decision<AccessEvent> operator()(const NoteRestore& note) const {
      return note_restore(state, note);
    }
  };

  return std::visit(Rules{state, context}, command);
}

void evolve(KeyRing& state, const AccessEvent& event, const EventMeta& meta) {
  if (const auto* created = std::get_if<KeyCreated>(&event)) {
    state.keys[created->id] = SecretKey{
      created->id,
      created->name,
      created->role,
      created->digest,
      meta.effective_at,
      std::nullopt,
      static_cast<std::int64_t>(meta.version)};
  }
  if (const auto* revoked = std::get_if<KeyRevoked>(&event)) {
    if (SecretKey* key = find_key(state, revoked->id)) {
      key->revoked_at = meta.effective_at;
      key->version = static_cast<std::int64_t>(meta.version);
    }
  }
  if (const auto* requested = std::get_if<BackupRequested>(&event)) {
    state.last_backup =
      BackupRequest{requested->id, meta.effective_at, static_cast<std::int64_t>(meta.version)};
  }
  if (const auto* restored = std::get_if<BackupRestored>(&event)) {
    state.restores.insert_or_assign(
      restored->id,
      Restore{
        restored->id, restored->backup, restored->made, restored->position, restored->restored,
        static_cast<std::int64_t>(meta.version)}
    );
  }
}

std::vector<Subject> touched(const AccessEvent& event) {
  return std::visit(
    [](const auto& one) { return std::vector<Subject>{subject_of(one.id)}; }, event
  );
}

std::optional<std::string> row_of(const KeyRing& state, const Subject& subject) {
  if (subject.object == "backup") {
    const auto& last = state.last_backup;
    if (!last || last->id.text() != subject.id) return std::nullopt;
    return write_message(*last);
  }
  if (subject.object == "restore") {
    const auto restore = state.restores.find(RestoreId{subject.id});
    if (restore == state.restores.end()) return std::nullopt;
    return write_message(restore->second);
  }
  const auto key = state.keys.find(KeyId{subject.id});
  if (subject.object != "secret_key" || key == state.keys.end()) return std::nullopt;
  return write_message(key->second);
}

bool put_row(KeyRing& state, const Subject& subject, std::string_view row) {
  if (subject.object == "backup") {
    auto backup = read_text<BackupRequest>(row, Strictness::lenient);
    if (!backup) return false;
    if (!state.last_backup || state.last_backup->version < backup->version) {
      state.last_backup = std::move(*backup);
    }
    return true;
  }
  if (subject.object == "restore") {
    auto restore = read_text<Restore>(row, Strictness::lenient);
    if (!restore) return false;
    state.restores.insert_or_assign(RestoreId{subject.id}, std::move(*restore));
    return true;
  }
  if (subject.object != "secret_key") return false;
  auto key = read_text<SecretKey>(row, Strictness::lenient);
  if (!key) return false;
  state.keys.insert_or_assign(KeyId{subject.id}, std::move(*key));
  return true;
}

std::optional<std::string> render(const KeyRing& state, const Subject& subject, Instant /*now*/) {
  if (subject.object == "backup") {
    const auto& last = state.last_backup;
    if (!last || last->id.text() != subject.id) return std::nullopt;
    return shown(*last);
  }
  if (subject.object == "restore") {
    const auto restore = state.restores.find(RestoreId{subject.id});
    if (restore == state.restores.end()) return std::nullopt;
    return shown(restore->second);
  }
  const auto found = state.keys.find(KeyId{subject.id});
  if (subject.object != "secret_key" || found == state.keys.end()) return std::nullopt;
  return shown(found->second);
}

std::vector<Claim> claims_of(const AccessCommand& /*command*/) { return {}; }

void mark_taken(AccessCommand& /*command*/, std::size_t /*claim*/) {}

bool goes_on_when_taken(const AccessCommand& /*command*/, std::size_t /*claim*/) { return false; }

std::string_view action_of(const AccessCommand& command) { return type_of(command); }

void prune(KeyRing& /*state*/, Instant /*now*/) {
  // Revoked keys stay, so that a revoked secret can be told from an unknown one.
}

} // namespace portal

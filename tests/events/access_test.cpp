#include <gtest/gtest.h>

#include "events/access.hpp"
#include "tests/support/given.hpp"

namespace portal::testing {
namespace {

const KeyId key{"sk_1"};

TEST(SecretKey, IsCreatedAndRevoked) {
  Given<KeyRing> given;
  given.when(CreateKey{key, "Backend", Role::app, "d1"})
    .then({KeyCreated{key, "Backend", Role::app, "d1"}});
  EXPECT_FALSE(key_refusal(given.state.keys.at(key)));
  given.when(RevokeKey{key}).then({KeyRevoked{key}});
  const auto refusal = key_refusal(given.state.keys.at(key));
  ASSERT_TRUE(refusal);
  EXPECT_EQ(refusal->kind, RefusalKind::unknown_who);
  EXPECT_EQ(refusal->code, "key_revoked");
  given.when(RevokeKey{key}).then({});
}

TEST(SecretKey, IsRefusedByName) {
  Given<KeyRing> given;
  given.when(CreateKey{key, "", Role::app, "d"}).refused("parameter_empty", "name");
  given.when(RevokeKey{key}).refused(RefusalKind::not_found, "secret_key_not_found", "id");
  given.when(CreateKey{key, "One", Role::admin, "d"}).done();
  given.when(CreateKey{key, "Two", Role::app, "e"}).refused("resource_already_exists", "id");
  given.if_version(9).when(RevokeKey{key}).refused("version_mismatch", "If-Match");
}

TEST(SecretKey, NeverShowsItsDigest) {
  Given<KeyRing> given;
  given.when(CreateKey{key, "Backend", Role::auditor, "digest-of-secret"}).done();
  EXPECT_EQ(
    given.shown(),
    R"({"object":"secret_key","id":"sk_1","name":"Backend","role":"auditor","created":"2026-03-01T12:00:00.000Z","version":1})"
  );
  const auto row = row_of(given.state, {"secret_key", "sk_1"});
  ASSERT_TRUE(row);
  KeyRing other;
  EXPECT_TRUE(put_row(other, {"secret_key", "sk_1"}, *row));
  EXPECT_EQ(other, given.state);
}

TEST(BackupRequest, IsOnRecordOnceForEachBackup) {
  const BackupId backup{"bkp_1"};
  Given<KeyRing> given;
  given.when(RequestBackup{backup}).then({BackupRequested{backup}});
  EXPECT_EQ(
    given.shown(),
    R"({"object":"backup","id":"bkp_1","status":"running","created":"2026-03-01T12:00:00.000Z"})"
  );
  given.when(RequestBackup{backup}).refused("resource_already_exists", "id");
  given.when(RequestBackup{BackupId{"bkp_2"}}).then({BackupRequested{BackupId{"bkp_2"}}});
}

TEST(BackupRequest, IsReadFromRowsInAnyOrder) {
  Given<KeyRing> given;
  given.when(RequestBackup{BackupId{"bkp_1"}}).done();
  const auto first = row_of(given.state, {"backup", "bkp_1"});
  given.when(RequestBackup{BackupId{"bkp_2"}}).done();
  const auto second = row_of(given.state, {"backup", "bkp_2"});
  ASSERT_TRUE(first && second);
  KeyRing other;
  EXPECT_TRUE(put_row(other, {"backup", "bkp_2"}, *second));
  EXPECT_TRUE(put_row(other, {"backup", "bkp_1"}, *first));
  EXPECT_EQ(other, given.state);
}

TEST(Restore, IsOnRecordOnceHoweverOftenItIsTold) {
  const NoteRestore note{
    RestoreId{"rst_1"}, BackupId{"bkp_1"}, *parse_instant("2026-02-28T00:00:00Z"), "41",
    *parse_instant("2026-03-01T09:00:00Z")};
  Given<KeyRing> given;
  given.when(note).then({BackupRestored{
    note.id, note.backup, note.made, note.position, note.restored}});
  EXPECT_EQ(
    given.shown(),
    R"({"object":"restore","id":"rst_1","backup":"bkp_1","made":"2026-02-28T00:00:00.000Z",)"
    R"("position":"41","restored":"2026-03-01T09:00:00.000Z","version":1})"
  );
  given.when(note).then({});
}

TEST(Restore, IsReadFromItsRow) {
  Given<KeyRing> given;
  given.when(NoteRestore{RestoreId{"rst_1"}, BackupId{"bkp_1"}, {}, "41", {}}).done();
  const auto row = row_of(given.state, {"restore", "rst_1"});
  ASSERT_TRUE(row);
  KeyRing other;
  EXPECT_TRUE(put_row(other, {"restore", "rst_1"}, *row));
  EXPECT_EQ(other, given.state);
}

} // namespace
} // namespace portal::testing

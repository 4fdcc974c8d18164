#include <atomic>
#include <random>
#include <thread>

#include <gtest/gtest.h>

#include "events/access.hpp"
#include "store/backup.hpp"
#include "store/files.hpp"
#include "store/rocks_log.hpp"
#include "store/rocks_vault.hpp"
#include "store/verify.hpp"
#include "tests/store/scratch.hpp"
#include "tests/store/some_events.hpp"

namespace portal::test {
namespace {

/// A data folder with its log and keys open, as a running portal has them.
class Running {
 public:
  explicit Running(std::string folder) : layout_(std::move(folder)) {
    fs::create_directories(layout_.directory());
    vault = std::move(*open_rocks_vault({layout_.keys(), {}}));
    LogOpening opening;
    log = std::move(*open_rocks_log({layout_.log(), layout_.witness(), *vault}, opening));
  }

  Stored<Backup>
  back_up(const std::string& backups, const std::string& id, const GoOn& go_on = {}) {
    return make_backup(*log, *vault, layout_, backups, id, noon, go_on);
  }

  void add(const std::string& stream, Version expected, std::size_t count = 1) {
    const auto append = some_append(stream, expected, count);
    ASSERT_TRUE(log->append({&append, 1}, noon));
  }

  const Layout& layout() const { return layout_; }

 private:
  const Layout layout_;

 public:
  std::unique_ptr<Vault> vault;
  std::unique_ptr<EventLog> log; ///< uses the vault: goes first
};

class BackupTest : public ::testing::Test {
 protected:
  BackupTest() { portal_.add("customer/cus_1", 0, 20); }

  Stored<Backup> restore(const std::string& from, const std::string& to) {
    return restore_backup(from, Layout{to}, noon, {});
  }

  Scratch scratch_;
  std::string backups_ = scratch_ / "backups";
  Running portal_{scratch_ / "data"};
};

TEST_F(BackupTest, HoldsTheLogAndTheKeysAsTheyWere) {
  const CustomerId ada{"cus_1"};
  const auto sealed = (*portal_.vault->make_key(ada))->seal("Ada Lovelace");
  const auto lines = lines_of(*portal_.log);
  const auto made = portal_.back_up(backups_, "bkp_1");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->position, "20");
  EXPECT_EQ(made->root, to_hex(*portal_.log->root_at(20)));
  EXPECT_GT(made->files, 4);
  EXPECT_TRUE(fs::exists(portal_.layout().directory() + "/last-backup"));

  portal_.add("customer/cus_1", 20, 5);
  const auto restored = restore(backups_ + "/bkp_1", scratch_ / "new");
  ASSERT_TRUE(restored) << restored.error().message;
  Running again{scratch_ / "new"};
  EXPECT_EQ(*lines_of(*again.log), *lines);
  EXPECT_EQ((*again.vault->codec(ada))->open(sealed), "Ada Lovelace");
  EXPECT_EQ(again.vault->public_key(), portal_.vault->public_key());
  EXPECT_TRUE(verify(*again.log, again.vault->public_key())->sound());
  again.add("customer/cus_1", 20, 1);
  EXPECT_EQ(again.log->head(), 21U);
}

TEST_F(BackupTest, IsKeptUntilThereAreEnoughNewerOnes) {
  for (const char* const id : {"bkp_1", "bkp_2", "bkp_3", "bkp_4"}) {
    ASSERT_TRUE(portal_.back_up(backups_, id));
  }
  write_bytes(fs::path{backups_} / "notes.txt", "mine");
  EXPECT_EQ(*remove_old_backups(backups_, 4), std::vector<std::string>{});
  EXPECT_EQ(*remove_old_backups(backups_, 2), (std::vector<std::string>{"bkp_2", "bkp_1"}));
  EXPECT_EQ(*names_in(backups_), (std::vector<std::string>{"bkp_3", "bkp_4", "notes.txt"}));
  EXPECT_TRUE(restore(backups_ + "/bkp_3", scratch_ / "new")) << "its files are its own";
}

TEST_F(BackupTest, LeavesWordWhereItWasRestored) {
  ASSERT_TRUE(portal_.back_up(backups_, "bkp_1"));
  ASSERT_TRUE(restore(backups_ + "/bkp_1", scratch_ / "new"));
  const auto note = read_text<NoteRestore>(
    bytes_of(scratch_ / ("new/" + std::string{restore_note})), Strictness::lenient
  );
  ASSERT_TRUE(note) << note.error().message;
  EXPECT_EQ(note->backup, BackupId{"bkp_1"});
  EXPECT_EQ(note->position, "20");
  EXPECT_EQ(note->made, noon);
  EXPECT_EQ(note->restored, noon);
  EXPECT_FALSE(fs::exists(portal_.layout().directory() + "/" + std::string{restore_note}));
}

TEST_F(BackupTest, IsOfOneMomentWhileEventsAreAdded) {
  std::atomic<bool> over{false};
  std::thread writer{[&] {
    for (Version at = 0; !over; at += 3) portal_.add("customer/cus_2", at, 3);
  }};
  for (int round = 0; round < 8; ++round) {
    const Position before = portal_.log->head();
    const auto made = portal_.back_up(backups_, "bkp_" + std::to_string(round));
    ASSERT_TRUE(made) << made.error().message;
    const auto size = std::stoull(made->position);
    EXPECT_GE(size, before);
    EXPECT_LE(size, portal_.log->head());
    EXPECT_EQ((size - 20) % 3, 0U) << "half a group";
    EXPECT_EQ(made->root, to_hex(*portal_.log->root_at(size)));
    const std::string folder = scratch_ / ("new" + std::to_string(round));
    ASSERT_TRUE(restore(backups_ + "/" + made->id, folder));
    EXPECT_EQ(Running{folder}.log->head(), size);
  }
  over = true;
  writer.join();
  EXPECT_EQ(list_backups(backups_)->size(), 8U);
}

TEST_F(BackupTest, IsRefusedWithAnyBitOfItFlipped) {
  ASSERT_TRUE(portal_.back_up(backups_, "bkp_1"));
  const std::string folder = backups_ + "/bkp_1";
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator{folder}) {
    if (entry.is_regular_file() && entry.file_size() > 0) files.push_back(entry.path());
  }
  const auto seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 chance{seed};
  for (int round = 0; round < 200; ++round) {
    const fs::path& file = files[chance() % files.size()];
    const std::string bytes = bytes_of(file);
    std::string flipped = bytes;
    const std::size_t at = chance() % bytes.size();
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << chance() % 8));
    fs::remove(file); // it may be a link to the running portal's
    write_bytes(file, flipped);
    const auto restored = restore(folder, scratch_ / "new");
    ASSERT_FALSE(restored) << file << " at " << at;
    EXPECT_EQ(restored.error().kind, FaultKind::damaged) << restored.error().message;
    EXPECT_FALSE(fs::exists(scratch_ / "new/log"));
    write_bytes(file, bytes);
  }
  EXPECT_TRUE(restore(folder, scratch_ / "new"));
}

TEST_F(BackupTest, IsRefusedWithAFileTooFewOrTooMany) {
  ASSERT_TRUE(portal_.back_up(backups_, "bkp_1"));
  put_copy(backups_ + "/bkp_1", scratch_ / "few");
  fs::remove(scratch_ / "few/log/CURRENT");
  const auto few = restore(scratch_ / "few", scratch_ / "new");
  ASSERT_FALSE(few);
  EXPECT_NE(few.error().message.find("SHA256SUMS"), std::string::npos) << few.error().message;
  put_copy(backups_ + "/bkp_1", scratch_ / "many");
  write_bytes(scratch_ / "many/log/000099.sst", "x");
  const auto many = restore(scratch_ / "many", scratch_ / "new");
  ASSERT_FALSE(many);
  EXPECT_NE(many.error().message.find("log/000099.sst"), std::string::npos) << many.error().message;
  put_copy(backups_ + "/bkp_1", scratch_ / "cut");
  fs::remove(scratch_ / "cut/SHA256SUMS");
  const auto cut = restore(scratch_ / "cut", scratch_ / "new");
  ASSERT_FALSE(cut);
  EXPECT_EQ(cut.error().kind, FaultKind::misuse);
}

TEST_F(BackupTest, IsRestoredIntoAnEmptyFolderAlone) {
  ASSERT_TRUE(portal_.back_up(backups_, "bkp_1"));
  const auto refused = restore(backups_ + "/bkp_1", portal_.layout().directory());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, FaultKind::misuse);
  EXPECT_EQ(portal_.log->head(), 20U);
  fs::create_directories(scratch_ / "new/.unfinished-bkp_0/log");
  write_bytes(scratch_ / "new/lock", "");
  EXPECT_TRUE(restore(backups_ + "/bkp_1", scratch_ / "new"))
    << "what a killed restore left is no data";
  EXPECT_FALSE(fs::exists(scratch_ / "new/.unfinished-bkp_0"));
}

TEST_F(BackupTest, LeavesNothingWhenItIsStopped) {
  int files = 0;
  const auto stopped = portal_.back_up(backups_, "bkp_1", [&files] { return ++files < 3; });
  ASSERT_FALSE(stopped);
  EXPECT_TRUE(fs::is_empty(backups_));
  EXPECT_FALSE(fs::exists(portal_.layout().directory() + "/.unfinished-bkp_1"));
  EXPECT_FALSE(fs::exists(portal_.layout().directory() + "/last-backup"));
  EXPECT_TRUE(portal_.back_up(backups_, "bkp_2"));
  EXPECT_EQ(list_backups(backups_)->front().id, "bkp_2");
}

TEST_F(BackupTest, IsCopiedToAnotherFileSystem) {
  // Scratch folders are in memory where there is such a thing; the build folder is not.
  std::string pattern = (fs::current_path() / "portal-backups-XXXXXX").string();
  const std::string elsewhere = ::mkdtemp(pattern.data());
  const auto made = portal_.back_up(elsewhere, "bkp_1");
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_TRUE(restore(elsewhere + "/bkp_1", scratch_ / "new"));
  EXPECT_EQ(std::distance(fs::directory_iterator{elsewhere}, {}), 1);
  fs::remove_all(elsewhere);
}

TEST(Backup, IsListedNewestFirstAndOnlyWhenItIsWhole) {
  const Scratch scratch;
  EXPECT_TRUE(list_backups(scratch / "none")->empty());
  Running portal{scratch / "data"};
  const std::string backups = scratch / "backups";
  for (const auto& [id, minute] : {std::pair{"bkp_a", 2}, {"bkp_b", 3}, {"bkp_c", 1}}) {
    ASSERT_TRUE(make_backup(
      *portal.log, *portal.vault, portal.layout(), backups, id, Instant{noon.ms + minute * 60'000},
      {}
    ));
  }
  fs::create_directories(backups + "/.unfinished-bkp_d");
  fs::create_directories(backups + "/something-else");
  put_copy(backups + "/bkp_a", backups + "/bkp_e");
  write_bytes(backups + "/bkp_e/backup.json", "{");
  const auto all = list_backups(backups);
  ASSERT_TRUE(all);
  ASSERT_EQ(all->size(), 3U);
  EXPECT_EQ((*all)[0].id, "bkp_b");
  EXPECT_EQ((*all)[2].id, "bkp_c");
}

} // namespace
} // namespace portal::test

// What is done to a log on disk, and what may come of it: the same answers, a refusal to open, or a
// fault on reading. Never other answers.

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "store/verify.hpp"
#include "store/wal_scan.hpp"
#include "tests/store/rocks_data.hpp"
#include "tests/store/some_events.hpp"

namespace portal::test {

namespace {

/// Everything that a log can be asked, in one string; nothing if a read fails.
std::optional<std::string> answers_of(const EventLog& log, Version versions) {
  std::string all;
  const auto add_line = [&](Position, std::string_view line) {
    all += line;
    return true;
  };
  if (!log.read(1, add_line)) return std::nullopt;
  std::vector<std::string> names;
  const auto listed = log.streams([&](std::string_view name, Version version, Position) {
    names.emplace_back(name);
    all += std::to_string(version);
    return true;
  });
  if (!listed) return std::nullopt;
  for (const std::string& name : names) {
    if (!log.read_stream(name, 1, add_line)) return std::nullopt;
  }
  for (Version version = 0; version < versions; ++version) {
    const std::string key = std::to_string(version);
    const auto outcome = log.outcome(sha256(key));
    const auto claimed = log.claimed(std::vector<std::string>{"id/" + key});
    if (!outcome || !claimed) return std::nullopt;
    all += *outcome ? (*outcome)->outcome : std::string{"none"};
    all += (*claimed)[0] ? '1' : '0';
  }
  const auto root = log.root_at(log.head());
  const auto proof = log.consistency_proof(1, log.head());
  if (!root || !proof) return std::nullopt;
  all += to_hex(*root);
  for (const Hash& node : *proof) all += to_hex(node);
  return all;
}

} // namespace

class DamageTest : public testing::Test {
 protected:
  static constexpr Version versions = 90;

  /// A log with tables from earlier runs, and a write-ahead log of the last one.
  DamageTest() {
    for (Version version = 0; version < versions;) {
      auto log = *data_.open();
      for (int turn = 0; turn < 30; ++turn, ++version) {
        const std::string key = std::to_string(version);
        const std::vector<Append> group{
          with_claims(
            with_outcome(some_append("customer/cus_a", version * 3, 3), key, "outcome " + key),
            {"id/" + key}
          ),
          some_append("customer/cus_" + key, 0)};
        EXPECT_TRUE(log->append(group, Instant{noon.ms + static_cast<std::int64_t>(version)}));
      }
      if (version == versions) answers_ = *answers_of(*log, versions);
    }
    put_copy(data_.layout.directory(), original_);
  }

  void restore() { put_copy(original_, data_.layout.directory()); }

  enum class Outcome { same, refused, faulted, wrong };

  Outcome outcome() {
    const auto log = data_.open();
    if (!log) {
      refusal_ = log.error().message;
      return Outcome::refused;
    }
    const auto answers = answers_of(**log, versions);
    if (!answers) return Outcome::faulted;
    return *answers == answers_ ? Outcome::same : Outcome::wrong;
  }

  std::vector<fs::path> files() const {
    std::vector<fs::path> found;
    for (const auto& entry : fs::recursive_directory_iterator{original_}) {
      if (entry.is_regular_file() && entry.file_size() > 0) {
        found.push_back(fs::relative(entry.path(), original_));
      }
    }
    std::sort(found.begin(), found.end());
    return found;
  }

  fs::path in_place(const fs::path& file) const {
    return fs::path{data_.layout.directory()} / file;
  }

  static void flip(const fs::path& file, std::uint64_t bit) {
    std::string bytes = bytes_of(file);
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    write_bytes(file, bytes);
  }

  RocksData data_;
  std::string original_ = data_.scratch / "original";
  std::string answers_;
  std::string refusal_;
};

TEST_F(DamageTest, LeavesAnUntouchedLogAlone) {
  EXPECT_EQ(outcome(), Outcome::same) << refusal_;
  EXPECT_EQ(data_.opening.note, "");
}

TEST_F(DamageTest, NeverHidesThatTheWriteAheadLogWasCut) {
  constexpr unsigned seed = 1122;
  RecordProperty("seed", seed);
  std::mt19937_64 random{seed};
  const auto size = fs::file_size(data_.newest(".log"));
  const auto intact = scan_records(data_.newest(".log"))->intact_end;
  ASSERT_EQ(intact, size);
  for (int turn = 0; turn < 110; ++turn) {
    restore();
    const auto left = turn < 10 ? size - 1 - static_cast<std::uint64_t>(turn) : random() % size;
    fs::resize_file(data_.newest(".log"), left);
    ASSERT_EQ(outcome(), Outcome::refused) << "seed " << seed << ", cut at " << left;
    EXPECT_NE(refusal_.find("acknowledged events are lost"), std::string::npos) << refusal_;
  }
}

TEST_F(DamageTest, NeverAnswersWronglyAfterABitFlip) {
  constexpr unsigned seed = 2026;
  RecordProperty("seed", seed);
  std::mt19937_64 random{seed};
  const auto all = files();
  std::map<Outcome, int> seen;
  for (int turn = 0; turn < 220; ++turn) {
    restore();
    const fs::path file = in_place(all[random() % all.size()]);
    const auto size = fs::file_size(file);
    // The ends of files are where formats keep what matters, and where damage passes for an end.
    const auto bit = turn % 4 == 0
                       ? size * 8 - 1 - random() % std::min<std::uint64_t>(size * 8, 800)
                       : random() % (size * 8);
    flip(file, bit);
    const Outcome came = outcome();
    ++seen[came];
    ASSERT_NE(came, Outcome::wrong) << "seed " << seed << ", " << file << ", bit " << bit;
  }
  RecordProperty("refused", seen[Outcome::refused]);
  EXPECT_GT(seen[Outcome::refused], 20);
}

TEST_F(DamageTest, RefusesWhenAFileOfTheLogIsGone) {
  for (const fs::path& file : files()) {
    restore();
    fs::remove(in_place(file));
    const std::string name = file.filename().string();
    const bool needed = name.ends_with(".sst") || name.ends_with(".log") || name == "CURRENT" ||
                        name.starts_with("MANIFEST") || name == "witness";
    EXPECT_EQ(outcome(), needed ? Outcome::refused : Outcome::same) << name << ": " << refusal_;
  }
}

TEST_F(DamageTest, RefusesAnOlderCopyOfTheLog) {
  const std::string older = data_.scratch / "older";
  put_copy(data_.layout.log(), older);
  {
    auto log = *data_.open();
    ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", 0)}, noon));
  }
  put_copy(older, data_.layout.log());
  EXPECT_EQ(outcome(), Outcome::refused);
  EXPECT_NE(refusal_.find("older copy"), std::string::npos) << refusal_;
}

TEST_F(DamageTest, RefusesAnotherLogOfTheSameLength) {
  RocksData other;
  {
    auto log = *other.open();
    ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", 0, versions * 4)}, noon));
  }
  put_copy(other.layout.log(), data_.layout.log());
  EXPECT_EQ(outcome(), Outcome::refused);
  EXPECT_NE(refusal_.find("not those that the witness saw"), std::string::npos) << refusal_;
}

TEST_F(DamageTest, RefusesAWitnessWithoutItsLog) {
  fs::remove_all(data_.layout.log());
  EXPECT_EQ(outcome(), Outcome::refused);
  EXPECT_NE(refusal_.find("is missing"), std::string::npos) << refusal_;
  EXPECT_FALSE(fs::exists(data_.layout.log())) << "a refusal makes nothing";
}

TEST_F(DamageTest, DropsATornTailThatWasNeverAcknowledged) {
  const fs::path log = data_.newest(".log");
  // The beginning of a group whose write was cut short: the first bytes of one that exists.
  write_bytes(log, bytes_of(log) + bytes_of(log).substr(0, 300));
  EXPECT_EQ(outcome(), Outcome::same) << refusal_;
  EXPECT_TRUE(data_.opening.repaired);
  EXPECT_EQ(data_.opening.dropped_bytes, 300U);
  EXPECT_NE(data_.opening.note.find("unacknowledged tail of 300 bytes"), std::string::npos);
  EXPECT_EQ(outcome(), Outcome::same) << refusal_;
  EXPECT_FALSE(data_.opening.repaired);
}

TEST_F(DamageTest, CutsADamagedLastRecordThatNoWitnessSaw) {
  put_copy(data_.layout.witness(), data_.scratch / "witness-before");
  std::uint64_t whole = 0;
  {
    auto log = *data_.open();
    ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", 0)}, noon));
    whole = data_.end_of_records();
    answers_ = *answers_of(*log, versions);
    put_copy(data_.layout.witness(), data_.scratch / "witness-before");
    ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", 1, 30)}, noon));
  }
  const fs::path log = data_.newest(".log");
  flip(log, (whole + 500) * 8);
  put_copy(data_.layout.directory(), original_);
  EXPECT_EQ(outcome(), Outcome::refused) << "the witness saw what was damaged";
  EXPECT_NE(refusal_.find("was not cut off"), std::string::npos) << refusal_;

  restore();
  put_copy(data_.scratch / "witness-before", data_.layout.witness());
  EXPECT_EQ(outcome(), Outcome::same) << refusal_;
  EXPECT_TRUE(data_.opening.repaired);
  EXPECT_NE(data_.opening.note.find(".cut-tail"), std::string::npos);
  EXPECT_TRUE(fs::exists(data_.layout.log() + ".cut-tail"));
  EXPECT_FALSE(fs::exists(data_.layout.log() + ".probe"));
}

TEST_F(DamageTest, CutsNothingThatWholeRecordsFollow) {
  std::uint64_t whole = 0;
  {
    auto log = *data_.open();
    ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", 0)}, noon));
    put_copy(data_.layout.witness(), data_.scratch / "witness-before");
    whole = data_.end_of_records();
    ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", 1, 30)}, noon));
    ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", 31)}, noon));
  }
  flip(data_.newest(".log"), (whole + 500) * 8);
  put_copy(data_.scratch / "witness-before", data_.layout.witness());
  EXPECT_EQ(outcome(), Outcome::refused);
  EXPECT_NE(refusal_.find("whole records stand behind"), std::string::npos) << refusal_;
}

/// What a process leaves that is killed: its folder as it stands, its write-ahead log with zeros behind.
class KilledTest : public DamageTest {
 protected:
  KilledTest() {
    auto log = *data_.open();
    EXPECT_TRUE(log->append(std::vector<Append>{some_append("catalog", 0)}, noon));
    before_ = data_.end_of_records();
    put_copy(data_.layout.witness(), data_.scratch / "witness-before");
    answers_before_ = *answers_of(*log, versions);
    EXPECT_TRUE(log->append(std::vector<Append>{some_append("catalog", 1, 300)}, noon));
    after_ = data_.end_of_records();
    answers_ = *answers_of(*log, versions);
    put_copy(data_.layout.directory(), original_);
    log.reset();
    closed_size_ = fs::file_size(data_.newest(".log"));
    restore();
  }

  void zero(std::uint64_t from, std::uint64_t to) const {
    std::string bytes = bytes_of(data_.newest(".log"));
    std::fill(
      bytes.begin() + static_cast<std::ptrdiff_t>(from),
      bytes.begin() + static_cast<std::ptrdiff_t>(to), '\0'
    );
    write_bytes(data_.newest(".log"), bytes);
  }

  std::uint64_t before_ = 0; ///< where the last group's record begins
  std::uint64_t after_ = 0;  ///< where it ends
  std::uint64_t closed_size_ = 0;
  std::string answers_before_;
};

TEST_F(KilledTest, HasZerosBehindItsRecordsAndOpensWithoutRepair) {
  EXPECT_GT(fs::file_size(data_.newest(".log")), after_);
  EXPECT_EQ(outcome(), Outcome::same) << refusal_;
  EXPECT_FALSE(data_.opening.repaired);
  EXPECT_EQ(data_.opening.note, "");
}

TEST_F(KilledTest, HasNoneAfterAProperEnd) { EXPECT_EQ(closed_size_, after_); }

TEST_F(KilledTest, IsReadByOthersWhileItIsWritten) {
  auto log = *data_.open();
  const auto reader = data_.open(true);
  ASSERT_TRUE(reader) << reader.error().message;
  EXPECT_EQ(*answers_of(**reader, versions), answers_);
}

TEST_F(KilledTest, IsRefusedWhenAcknowledgedGroupsAreZeros) {
  zero(before_, after_);
  EXPECT_EQ(outcome(), Outcome::refused);
  EXPECT_NE(refusal_.find("acknowledged events are lost"), std::string::npos) << refusal_;
}

TEST_F(KilledTest, IsRefusedWhenThereIsAHoleInIt) {
  zero(before_ / 2, before_ / 2 + 5'000);
  EXPECT_EQ(outcome(), Outcome::refused);
}

TEST_F(KilledTest, LosesOfAGroupThatWasBeingWrittenAllOrNothing) {
  constexpr unsigned seed = 1123;
  RecordProperty("seed", seed);
  std::mt19937_64 random{seed};
  ASSERT_GT(after_ - before_, 65'536U) << "over more than one block of the file";
  for (int turn = 0; turn < 25; ++turn) {
    restore();
    put_copy(data_.scratch / "witness-before", data_.layout.witness());
    // Pages reach the disk in any order: some of the group's are there, others are zeros.
    for (std::uint64_t page = before_; page < after_; page += 4'096) {
      if (turn == 0 || random() % 2 == 0) zero(page, std::min(page + 4'096, after_));
    }
    std::swap(answers_, answers_before_);
    const Outcome came = outcome();
    std::swap(answers_, answers_before_);
    EXPECT_EQ(came, Outcome::same) << "seed " << seed << ", turn " << turn << ": " << refusal_;
  }
}

TEST_F(KilledTest, LosesOfThatGroupAllOrNothingThoughTheNextStartWasCutShortToo) {
  put_copy(data_.scratch / "witness-before", data_.layout.witness());
  zero(before_ + 4'096, before_ + 8'192);
  write_bytes(data_.newest(".log").replace_filename("900000.log"), "");
  std::swap(answers_, answers_before_);
  EXPECT_EQ(outcome(), Outcome::same) << refusal_;
}

TEST_F(DamageTest, BeginsAgainAfterAFirstStartThatMadeNoDatabaseYet) {
  RocksData fresh;
  ASSERT_TRUE(fresh.open().has_value());
  fs::remove(fresh.layout.witness());
  fs::remove_all(fresh.layout.log());
  fs::create_directory(fresh.layout.log());
  write_bytes(fs::path{fresh.layout.log()} / "MANIFEST-000001", "");
  write_bytes(fs::path{fresh.layout.log()} / "IDENTITY", "half");
  ASSERT_TRUE(fresh.open().has_value());
  EXPECT_TRUE(fresh.opening.created);
}

TEST_F(DamageTest, FinishesAFirstStartThatWasCutShort) {
  RocksData fresh;
  ASSERT_TRUE(fresh.open().has_value());
  fs::remove(fresh.layout.witness());
  ASSERT_TRUE(fresh.open().has_value());
  EXPECT_TRUE(fresh.opening.created);
}

} // namespace portal::test

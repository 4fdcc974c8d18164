#include <csignal>

#include <rocksdb/db.h>
#include <sys/resource.h>

#include "store/rocks_log.hpp"
#include "store/rocks_options.hpp"
#include "tests/store/event_log_contract.hpp"
#include "tests/store/rocks_data.hpp"

namespace portal::test {

namespace {

class RocksEngine {
 public:
  RocksEngine() { reopen(); }

  EventLog& log() { return *log_; }

  void reopen() {
    log_.reset();
    auto opened = data_.open();
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    if (opened) log_ = std::move(*opened);
  }

 private:
  RocksData data_;
  std::unique_ptr<EventLog> log_;
};

/// Writes until the file system refuses, then reports what the log says, as an exit code.
int append_on_a_full_disk() {
  std::signal(SIGXFSZ, SIG_IGN);
  RocksData data;
  auto log = *data.open();
  const rlimit limit{400'000, 400'000};
  if (::setrlimit(RLIMIT_FSIZE, &limit) != 0) return 2;
  Version version = 0;
  for (int turn = 0; turn < 100; ++turn) {
    const std::vector<Append> group{some_append("catalog", version, 10, std::string(1000, 'n'))};
    const auto appended = log->append(group, noon);
    if (appended) {
      version += 10;
      continue;
    }
    const auto again = log->append(std::vector<Append>{some_append("access", 0)}, noon);
    const bool stopped = appended.error().kind == FaultKind::indeterminate && !again &&
                         again.error().kind == FaultKind::indeterminate;
    return stopped && log->head() == version ? 0 : 3;
  }
  return 4;
}

} // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Rocks, EventLogContract, RocksEngine);

/// Makes a log what format 1 left of one whose appends have one event each.
void turn_into_format_1(const RocksData& data) {
  const auto database = *RocksDatabase::open(data.layout.log(), RocksUse::log, RocksMode::existing);
  auto* meta = database->family(LogFamily::meta);
  ASSERT_TRUE(database->db().Put({}, meta, "format", "1").ok());
  ASSERT_TRUE(database->db().Delete({}, meta, "appends").ok());
}

TEST(RocksLog, TakesOverALogOfFormat1) {
  RocksData data;
  {
    auto log = *data.open();
    for (Version version = 0; version < 5; ++version) {
      ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", version)}, noon));
    }
  }
  turn_into_format_1(data);
  ASSERT_TRUE(data.open(true).has_value());
  for (int turn = 0; turn < 3; ++turn) {
    auto log = data.open();
    ASSERT_TRUE(log) << log.error().message;
    const Version at = *(*log)->stream_head("catalog");
    EXPECT_EQ(at, 5U + static_cast<Version>(turn) * 7);
    ASSERT_TRUE((*log)->append(std::vector<Append>{some_append("catalog", at, 7)}, noon));
    EXPECT_TRUE(verify(**log)->sound()) << verify(**log)->finding;
  }
}

TEST(RocksLog, RefusesAFormatThatItDoesNotKnow) {
  RocksData data;
  ASSERT_TRUE(data.open().has_value());
  {
    const auto database =
      *RocksDatabase::open(data.layout.log(), RocksUse::log, RocksMode::existing);
    ASSERT_TRUE(database->db().Put({}, database->family(LogFamily::meta), "format", "3").ok());
  }
  const auto log = data.open();
  ASSERT_FALSE(log);
  EXPECT_NE(log.error().message.find("Use the program that wrote it"), std::string::npos);
}

TEST(RocksLog, GoesOnWhereItStoppedAfterEachReopening) {
  RocksData data;
  std::vector<std::string> expected;
  Version version = 0;
  for (int turn = 0; turn < 12; ++turn) {
    auto log = *data.open();
    EXPECT_EQ(data.opening.created, turn == 0);
    EXPECT_EQ(data.opening.size, version);
    EXPECT_EQ(data.opening.witnessed, version);
    EXPECT_EQ(data.opening.note, "");
    ASSERT_EQ(*lines_of(*log), expected);
    for (int group = 0; group < 3; ++group) {
      const auto append = some_append("catalog", version, 29);
      ASSERT_TRUE(log->append(std::vector<Append>{append}, noon));
      for (std::size_t at = 0; at < append.tails.size(); ++at) {
        expected.push_back(write_stored(version + at + 1, noon, append.tails[at]));
      }
      version += 29;
    }
  }
}

TEST(RocksLog, IsRefusedToASecondProcess) {
  RocksData data;
  const auto first = data.open();
  ASSERT_TRUE(first.has_value());
  const auto second = data.open();
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().kind, FaultKind::misuse) << second.error().message;
  EXPECT_NE(second.error().message.find("Another process"), std::string::npos);
}

TEST(RocksLog, CanBeReadWhileItIsWritten) {
  RocksData data;
  auto log = *data.open();
  for (Version version = 0; version < 500; version += 5) {
    ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", version, 5)}, noon));
  }
  auto reader = data.open(/*read_only=*/true);
  ASSERT_TRUE(reader.has_value()) << reader.error().message;
  EXPECT_EQ(data.opening.size, 500U);
  EXPECT_EQ(*lines_of(**reader), *lines_of(*log));
  EXPECT_TRUE(verify(**reader, data.vault->public_key())->sound());
  const auto refused = (*reader)->append(std::vector<Append>{some_append("catalog", 500)}, noon);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().kind, FaultKind::misuse);
  ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", 500)}, noon));
  EXPECT_EQ((*reader)->head(), 500U);
}

TEST(RocksLog, BelongsToTheKeysThatSignedIt) {
  RocksData data;
  {
    auto log = *data.open();
    ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", 0)}, noon));
  }
  data.vault = make_memory_vault("another");
  const auto opened = data.open();
  ASSERT_FALSE(opened.has_value());
  EXPECT_NE(opened.error().message.find("other keys"), std::string::npos);
}

TEST(RocksLogDeathTest, StopsForGoodWhenAWriteFails) {
  testing::GTEST_FLAG(death_test_style) = "threadsafe";
  EXPECT_EXIT(std::_Exit(append_on_a_full_disk()), testing::ExitedWithCode(0), "");
}

} // namespace portal::test

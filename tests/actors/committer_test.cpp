#include <algorithm>
#include <atomic>

#include "actors/committer.hpp"
#include "tests/actors/node_fixture.hpp"

namespace portal::test {
namespace {

/// A committer on a wilful log, and what came of its commits in the order of the answers.
class CommitterTest : public ::testing::Test {
 public:
  Committer::Ports ports() {
    Committer::Ports ports;
    ports.log = &log;
    ports.now = [this] { return now; };
    ports.follow = [this](std::vector<FreshEvents> fresh) {
      for (const FreshEvents& events : fresh) followed += events.tails.size();
    };
    ports.committed = [](Position) {};
    ports.fatal = [this](const Fault&) { ++fatals; };
    return ports;
  }

  /// Version `version` of a stream, as one commit.
  Commit event(const std::string& stream, Version version) {
    Envelope head;
    head.stream = stream;
    head.version = static_cast<std::int64_t>(version);
    head.type = "thing.happened.v1";
    Commit commit;
    commit.append.stream = stream;
    commit.append.expected = version - 1;
    commit.append.tails.push_back(write_tail(head, "{}"));
    commit.then = [this](const Stored<Durable>& durable) { note(durable); };
    return commit;
  }

  Commit fence() {
    Commit commit;
    commit.then = [this](const Stored<Durable>& durable) { note(durable); };
    return commit;
  }

  void note(const Stored<Durable>& durable) {
    durable ? answered.push_back(durable->last) : (void)++faults;
  }

  std::unique_ptr<Vault> vault = make_memory_vault();
  WilfulLog log{make_memory_log(*vault)};
  Instant now = noon;
  std::size_t followed = 0;
  std::atomic<int> fatals{0};
  std::vector<Position> answered; ///< 0: a fence
  int faults = 0;
};

TEST_F(CommitterTest, AnswersInOrderWithGaplessPositions) {
  Committer committer{ports(), {}};
  for (Version version = 1; version <= 500; ++version) {
    committer.enqueue(event("customer/cus_1", version));
    committer.enqueue(event("customer/cus_2", version));
  }
  committer.stop();
  ASSERT_EQ(answered.size(), 1000U);
  for (std::size_t at = 0; at < answered.size(); ++at) EXPECT_EQ(answered[at], at + 1);
  EXPECT_EQ(log.head(), 1000U);
  EXPECT_EQ(followed, 1000U);
  EXPECT_EQ(fatals, 0);
}

TEST_F(CommitterTest, WritesWhatQueuedUpMeanwhileAsOneGroup) {
  Committer committer{ports(), {}};
  log.hold();
  committer.enqueue(event("customer/cus_1", 1));
  log.wait_for_held_append();
  for (Version version = 2; version <= 100; ++version) {
    committer.enqueue(event("customer/cus_1", version));
  }
  log.release();
  committer.stop();
  EXPECT_EQ(log.group_sizes(), (std::vector<std::size_t>{1, 99}));
}

TEST_F(CommitterTest, KeepsGroupsWithinTheirBounds) {
  Committer committer{ports(), {}};
  log.hold();
  committer.enqueue(event("customer/cus_1", 1));
  log.wait_for_held_append();
  for (Version version = 2; version <= 4301; ++version) {
    committer.enqueue(event("customer/cus_1", version));
  }
  log.release();
  committer.stop();
  EXPECT_EQ(log.group_sizes(), (std::vector<std::size_t>{1, 2048, 2048, 204}));
}

TEST_F(CommitterTest, HoldsAFenceUntilWhatCameBeforeIsDurable) {
  Committer committer{ports(), {}};
  log.hold();
  committer.enqueue(event("customer/cus_1", 1));
  committer.enqueue(fence());
  log.wait_for_held_append();
  EXPECT_TRUE(answered.empty());
  log.release();
  committer.stop();
  EXPECT_EQ(answered, (std::vector<Position>{1, 0}));
}

TEST_F(CommitterTest, ClaimsNothingOnceAnAppendHasFailed) {
  Committer committer{ports(), {}};
  log.fail_with({FaultKind::indeterminate, "fdatasync failed"});
  committer.enqueue(event("customer/cus_1", 1));
  committer.enqueue(event("customer/cus_1", 2));
  committer.enqueue(fence());
  committer.stop();
  EXPECT_EQ(faults, 3);
  EXPECT_TRUE(answered.empty());
  EXPECT_EQ(fatals, 1);
}

TEST_F(CommitterTest, NeverLetsTimeRunBackwards) {
  Committer committer{ports(), noon + Millis{5'000}};
  committer.enqueue(event("customer/cus_1", 1));
  committer.stop();
  const auto recorded = RecordedEvent::parse(lines_of(log, "customer/cus_1").front());
  EXPECT_EQ(recorded->head().recorded_at, noon + Millis{5'000});
}

} // namespace
} // namespace portal::test

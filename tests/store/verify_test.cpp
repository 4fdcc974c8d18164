#include <gtest/gtest.h>

#include "store/memory_log.hpp"
#include "store/memory_vault.hpp"
#include "store/verify.hpp"
#include "tests/store/rocks_data.hpp"
#include "tests/store/some_events.hpp"

namespace portal::test {

namespace {

/// A log that lies: shows another's events after `change` had its hands on them.
class TamperedLog final : public EventLog {
 public:
  using Change = std::function<void(Position, std::string&)>;

  TamperedLog(const EventLog& log, Change change) : log_(log), change_(std::move(change)) {}

  Stored<std::vector<Appended>> append(std::span<const Append>, Instant) override {
    return fault(FaultKind::misuse, "not here");
  }

  Position head() const override { return log_.head(); }

  Stored<Version> stream_head(std::string_view stream) const override {
    return log_.stream_head(stream);
  }

  Stored<void> read(Position from, const Visit& visit) const override {
    return log_.read(from, changed(visit));
  }

  Stored<void>
  read_stream(std::string_view stream, Version from, const Visit& visit) const override {
    return log_.read_stream(stream, from, visit);
  }

  Stored<void> streams(const VisitStream& visit) const override {
    return log_.streams([&](std::string_view name, Version version, Position last) {
      return name == lost_stream || visit(name, version, last);
    });
  }

  Stored<std::optional<StoredOutcome>> outcome(std::string_view key) const override {
    return log_.outcome(key);
  }

  Stored<std::vector<bool>> claimed(std::span<const std::string> keys) const override {
    return log_.claimed(keys);
  }

  Stored<SignedHead> signed_head() const override {
    auto head = log_.signed_head();
    if (wrong_signature) head->signature[5] = static_cast<char>(head->signature[5] ^ 1);
    return head;
  }

  Stored<Hash> root_at(Position size) const override {
    auto root = log_.root_at(size);
    if (size == wrong_root) (*root)[0] ^= 1U;
    return root;
  }

  Stored<std::vector<Hash>> inclusion_proof(Position position, Position size) const override {
    return log_.inclusion_proof(position, size);
  }

  Stored<std::vector<Hash>> consistency_proof(Position from, Position to) const override {
    auto proof = log_.consistency_proof(from, to);
    if (from == wrong_node) proof->front()[0] ^= 1U;
    return proof;
  }

  std::string lost_stream;
  bool wrong_signature = false;
  Position wrong_root = 0;
  Position wrong_node = 0;

 private:
  Visit changed(const Visit& visit) const {
    return [this, &visit](Position position, std::string_view line) {
      std::string shown{line};
      if (change_) change_(position, shown);
      return shown.empty() || visit(position, shown);
    };
  }

  const EventLog& log_;
  Change change_;
};

void replace(std::string& line, std::string_view what, std::string_view with) {
  line.replace(line.find(what), what.size(), with);
}

} // namespace

class VerifyTest : public testing::Test {
 protected:
  VerifyTest() {
    for (Version version = 0; version < 500; ++version) {
      const std::vector<Append> group{
        some_append("customer/cus_a", version), some_append("customer/cus_b", version)};
      EXPECT_TRUE(log_->append(group, noon));
    }
  }

  VerifyReport report_of(const TamperedLog::Change& change) {
    return *verify(TamperedLog{*log_, change});
  }

  std::unique_ptr<Vault> vault_ = make_memory_vault();
  std::unique_ptr<EventLog> log_ = make_memory_log(*vault_);
};

TEST_F(VerifyTest, FindsASoundLogSound) {
  const auto report = *verify(*log_, vault_->public_key());
  EXPECT_TRUE(report.sound()) << report.finding;
  EXPECT_EQ(report.size, 1000U);
  EXPECT_EQ(report.streams, 2U);
}

TEST_F(VerifyTest, NamesTheFirstEventThatIsNotWhatItsPlaceAsks) {
  const std::vector<TamperedLog::Change> changes{
    [](Position position, std::string& line) {
      if (position >= 321) replace(line, R"("position":")", R"("position":"9)");
    },
    [](Position position, std::string& line) {
      if (position == 321) replace(line, R"("version":)", R"("version":9)");
    },
    [](Position position, std::string& line) {
      if (position == 321) replace(line, "cus_a", "cus_c");
    },
    [](Position position, std::string& line) {
      if (position == 321) line.clear();
    },
    [](Position position, std::string& line) {
      if (position == 321) line = "{}";
    },
    [](Position position, std::string& line) {
      if (position == 321) replace(line, "2023-11-14T22", "2023-11-14T21");
    }};
  for (const auto& change : changes) {
    const auto report = report_of(change);
    EXPECT_FALSE(report.sound());
    EXPECT_EQ(report.first_bad, 321U) << report.finding;
  }
}

TEST_F(VerifyTest, FindsOneChangedByteOfContent) {
  const auto report = report_of([](Position position, std::string& line) {
    if (position == 77) replace(line, R"("note":"x")", R"("note":"y")");
  });
  EXPECT_FALSE(report.sound());
  EXPECT_NE(report.root, report.head.root);
}

TEST_F(VerifyTest, FindsALostStreamAWrongNodeAndAWrongSignature) {
  TamperedLog lost{*log_, {}};
  lost.lost_stream = "customer/cus_b";
  EXPECT_FALSE(verify(lost)->sound());
  TamperedLog wrong_root{*log_, {}};
  wrong_root.wrong_root = 512;
  EXPECT_EQ(verify(wrong_root)->first_bad, 512U);
  TamperedLog wrong_node{*log_, {}};
  wrong_node.wrong_node = 256;
  EXPECT_EQ(verify(wrong_node)->first_bad, 256U);
  TamperedLog unsigned_head{*log_, {}};
  unsigned_head.wrong_signature = true;
  EXPECT_FALSE(verify(unsigned_head)->sound());
  EXPECT_FALSE(verify(*log_, make_memory_vault("another")->public_key())->sound());
}

TEST(Verify, ComparesALogWithItsWitness) {
  RocksData data;
  auto log = *data.open();
  ASSERT_TRUE(log->append(std::vector<Append>{some_append("catalog", 0, 300)}, noon));
  auto report = *verify(*log);
  ASSERT_TRUE(verify_witness(*log, data.layout.witness(), report));
  EXPECT_TRUE(report.sound()) << report.finding;
  EXPECT_EQ((*read_witness(data.layout.witness()))->size, 300U);

  const auto shorter = make_memory_log(*data.vault);
  ASSERT_TRUE(shorter->append(std::vector<Append>{some_append("catalog", 0, 299)}, noon));
  auto of_shorter = *verify(*shorter);
  ASSERT_TRUE(verify_witness(*shorter, data.layout.witness(), of_shorter));
  EXPECT_NE(of_shorter.finding.find("acknowledged events are lost"), std::string::npos);

  const auto other = make_memory_log(*data.vault);
  ASSERT_TRUE(other->append(std::vector<Append>{some_append("access", 0, 300)}, noon));
  auto of_other = *verify(*other);
  ASSERT_TRUE(verify_witness(*other, data.layout.witness(), of_other));
  EXPECT_NE(of_other.finding.find("not those that the witness saw"), std::string::npos);

  auto without = *verify(*log);
  ASSERT_TRUE(verify_witness(*log, data.scratch / "none", without));
  EXPECT_NE(without.finding.find("no witness"), std::string::npos);
}

} // namespace portal::test

#pragma once

// What every engine of the event log must do, whatever it is made of. An engine is a type with `log()`
// and `reopen()` (which may do nothing where there is nothing to reopen); its test file says
// INSTANTIATE_TYPED_TEST_SUITE_P(<Engine>, EventLogContract, <Engine>).

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "store/event_log.hpp"
#include "store/verify.hpp"
#include "tests/store/some_events.hpp"

namespace portal::test {

template <class Engine> class EventLogContract : public testing::Test {
 protected:
  EventLog& log() { return engine_.log(); }

  void reopen() { engine_.reopen(); }

  /// Appends, and expects to succeed.
  std::vector<Appended> append(std::vector<Append> group, Instant at = noon) {
    auto appended = log().append(group, at);
    EXPECT_TRUE(appended.has_value()) << appended.error().message;
    return appended.value_or(std::vector<Appended>{});
  }

  std::vector<Position> positions_of(std::string_view stream, Version from = 1) {
    std::vector<Position> positions;
    auto read = log().read_stream(stream, from, [&](Position position, std::string_view) {
      positions.push_back(position);
      return true;
    });
    EXPECT_TRUE(read.has_value());
    return positions;
  }

  /// Every stream with its version and last position, in order of name.
  std::map<std::string, std::pair<Version, Position>> streams() {
    std::map<std::string, std::pair<Version, Position>> found;
    auto read = log().streams([&](std::string_view name, Version version, Position last) {
      EXPECT_TRUE(found.try_emplace(std::string{name}, version, last).second) << name;
      return true;
    });
    EXPECT_TRUE(read.has_value());
    return found;
  }

  FaultKind fault_of(std::vector<Append> group) {
    auto appended = log().append(group, noon);
    EXPECT_FALSE(appended.has_value());
    return appended ? FaultKind::io : appended.error().kind;
  }

  Engine engine_;
};

TYPED_TEST_SUITE_P(EventLogContract);

TYPED_TEST_P(EventLogContract, BeginsEmptyWithASignedHead) {
  EXPECT_EQ(this->log().head(), 0U);
  EXPECT_EQ(lines_of(this->log())->size(), 0U);
  const auto head = this->log().signed_head();
  ASSERT_TRUE(head.has_value());
  EXPECT_EQ(head->size, 0U);
  EXPECT_EQ(head->root, empty_root());
  EXPECT_TRUE(verify_signature(*head));
}

TYPED_TEST_P(EventLogContract, GivesPositionsWithoutGaps) {
  const auto first = this->append({some_append("customer/cus_a", 0, 2), some_append("access", 0)});
  const auto second = this->append({some_append("customer/cus_a", 2)});
  ASSERT_EQ(first.size(), 2U);
  EXPECT_EQ(first[0].first, 1U);
  EXPECT_EQ(first[0].last, 2U);
  EXPECT_EQ(first[1].first, 3U);
  EXPECT_EQ(second[0].last, 4U);
  EXPECT_EQ(this->log().head(), 4U);
}

TYPED_TEST_P(EventLogContract, StoresTheLineThatTheTailAsksFor) {
  this->append({some_append("catalog", 0, 1, "hello")});
  EXPECT_EQ(
    lines_of(this->log())->front(), write_stored(1, noon, some_tail("catalog", 1, "hello"))
  );
}

TYPED_TEST_P(EventLogContract, ChainsAppendsOfOneStreamInAGroup) {
  this->append({some_append("catalog", 0, 2), some_append("access", 0), some_append("catalog", 2)});
  EXPECT_EQ(this->positions_of("catalog"), (std::vector<Position>{1, 2, 4}));
  EXPECT_EQ(*this->log().stream_head("catalog"), 3U);
}

TYPED_TEST_P(EventLogContract, RefusesTheWholeGroupOnOneConflict) {
  this->append({some_append("catalog", 0)});
  EXPECT_EQ(
    this->fault_of({some_append("access", 0), some_append("catalog", 0)}), FaultKind::conflict
  );
  EXPECT_EQ(this->log().head(), 1U);
  EXPECT_EQ(*this->log().stream_head("access"), 0U);
  this->append({some_append("catalog", 1)});
  EXPECT_EQ(this->log().head(), 2U);
}

TYPED_TEST_P(EventLogContract, RefusesATailThatNamesAnotherPlace) {
  auto append = some_append("catalog", 0);
  append.tails[0] = some_tail("catalog", 7);
  EXPECT_EQ(this->fault_of({append}), FaultKind::misuse);
  append.tails[0] = some_tail("access", 1);
  EXPECT_EQ(this->fault_of({append}), FaultKind::misuse);
  EXPECT_EQ(this->fault_of({Append{"catalog", 0, {}, {}, {}}}), FaultKind::misuse);
  EXPECT_EQ(this->log().head(), 0U);
}

TYPED_TEST_P(EventLogContract, TakesAnEmptyGroup) {
  EXPECT_TRUE(this->append({}).empty());
  EXPECT_EQ(this->log().head(), 0U);
}

TYPED_TEST_P(EventLogContract, NeverRecordsBackwardsInTime) {
  this->append({some_append("catalog", 0)}, noon);
  this->append({some_append("catalog", 1)}, Instant{noon.ms - 5000});
  this->reopen();
  this->append({some_append("catalog", 2)}, Instant{noon.ms - 9000});
  const auto lines = *lines_of(this->log());
  for (const std::string& line : lines) {
    EXPECT_NE(line.find(to_text(noon)), std::string::npos) << line;
  }
}

TYPED_TEST_P(EventLogContract, ReadsFromAPositionUntilTheVisitorHasEnough) {
  this->append({some_append("catalog", 0, 10)});
  std::vector<Position> seen;
  ASSERT_TRUE(this->log().read(4, [&](Position position, std::string_view) {
    seen.push_back(position);
    return seen.size() < 3;
  }));
  EXPECT_EQ(seen, (std::vector<Position>{4, 5, 6}));
  EXPECT_TRUE(lines_of(this->log(), 11)->empty());
  EXPECT_EQ(lines_of(this->log(), 0)->size(), 10U);
}

TYPED_TEST_P(EventLogContract, ReadsAStreamFromAVersion) {
  for (Version version = 0; version < 300; ++version) {
    this->append({some_append("customer/cus_a", version), some_append("customer/cus_ab", version)});
  }
  EXPECT_EQ(this->positions_of("customer/cus_a").size(), 300U);
  EXPECT_EQ(this->positions_of("customer/cus_a", 299), (std::vector<Position>{597, 599}));
  EXPECT_TRUE(this->positions_of("customer/cus_a", 301).empty());
  EXPECT_TRUE(this->positions_of("customer/cus_").empty());
  std::size_t seen = 0;
  ASSERT_TRUE(this->log().read_stream("customer/cus_ab", 1, [&](Position, std::string_view) {
    return ++seen < 40;
  }));
  EXPECT_EQ(seen, 40U);
}

TYPED_TEST_P(EventLogContract, ListsEveryStreamOnceWithItsHead) {
  this->append(
    {some_append("customer/cus_b", 0), some_append("access", 0),
     some_append("customer/cus_a", 0, 2), some_append("customer/cus_a", 2, 3),
     some_append("customers", 0)}
  );
  this->append({some_append("customer/cus_b", 1, 4)});
  const std::map<std::string, std::pair<Version, Position>> all{
    {"access", {1, 2}},
    {"customer/cus_a", {5, 7}},
    {"customer/cus_b", {5, 12}},
    {"customers", {1, 8}}};
  EXPECT_EQ(this->streams(), all);
  int visited = 0;
  ASSERT_TRUE(this->log().streams([&](std::string_view, Version, Position) {
    ++visited;
    return false;
  }));
  EXPECT_EQ(visited, 1);
}

TYPED_TEST_P(EventLogContract, ReadsAStreamFromAnyVersionOfARun) {
  this->append({some_append("catalog", 0, 3), some_append("access", 0, 2)});
  this->append({some_append("catalog", 3, 1), some_append("catalog", 4, 40)});
  for (Version from = 0; from <= 46; ++from) {
    std::vector<Position> expected;
    for (Version version = std::max<Version>(from, 1); version <= 44; ++version) {
      expected.push_back(version <= 3 ? version : version + 2);
    }
    EXPECT_EQ(this->positions_of("catalog", from), expected) << from;
  }
}

TYPED_TEST_P(EventLogContract, KeepsStreamsWithStrangeNamesApart) {
  const std::string strange = "customer/\"quoted\\\x01\xc3\xa9";
  this->append({some_append(strange, 0, 2), some_append(strange + "/", 0)});
  EXPECT_EQ(this->positions_of(strange), (std::vector<Position>{1, 2}));
  EXPECT_EQ(this->streams().size(), 2U);
  EXPECT_TRUE(verify(this->log())->sound()) << verify(this->log())->finding;
}

TYPED_TEST_P(EventLogContract, RemembersOutcomesWithTheirEvents) {
  this->append(
    {some_append("access", 0), with_outcome(some_append("catalog", 0, 2), "key", "201 created")}
  );
  this->reopen();
  const auto outcome = this->log().outcome(sha256("key"));
  ASSERT_TRUE(outcome.has_value() && outcome->has_value());
  EXPECT_EQ((*outcome)->outcome, "201 created");
  EXPECT_EQ((*outcome)->request_digest, sha256("request key"));
  EXPECT_EQ((*outcome)->position, 3U);
  EXPECT_FALSE(this->log().outcome(sha256("other"))->has_value());
}

TYPED_TEST_P(EventLogContract, RemembersAnOutcomeWithoutEvents) {
  const auto alone = [](const std::string& stream, Version version, const std::string& key) {
    return with_outcome(some_append(stream, version, 0), key, "nothing to do");
  };
  this->append({some_append("catalog", 0, 2)});
  const auto stored =
    this->append({alone("catalog", 2, "key"), some_append("catalog", 2), some_append("access", 0)});
  EXPECT_EQ(stored.at(0).last, 2U);
  EXPECT_EQ(stored.at(1).first, 3U);
  this->append({alone("access", 1, "later")});
  this->reopen();
  EXPECT_EQ(this->log().head(), 4U);
  EXPECT_EQ(this->log().outcome(sha256("key"))->value().position, 2U);
  EXPECT_EQ(this->log().outcome(sha256("later"))->value().position, 4U);
  EXPECT_TRUE(verify(this->log())->sound()) << verify(this->log())->finding;
  EXPECT_EQ(this->fault_of({alone("access", 0, "other")}), FaultKind::conflict);
  EXPECT_EQ(this->fault_of({some_append("access", 1, 0)}), FaultKind::misuse);
  EXPECT_EQ(this->fault_of({with_claims(alone("access", 1, "other"), {"id"})}), FaultKind::misuse);
}

TYPED_TEST_P(EventLogContract, RemembersClaims) {
  this->append({with_claims(some_append("catalog", 0), {"id/prod_1", "usage/a/1"})});
  this->reopen();
  const std::vector<std::string> asked{"id/prod_2", "usage/a/1", "id/prod_1", "id/prod_"};
  EXPECT_EQ(*this->log().claimed(asked), (std::vector<bool>{false, true, true, false}));
  EXPECT_TRUE(this->log().claimed({})->empty());
}

TYPED_TEST_P(EventLogContract, KeepsNothingOfAGroupThatConflicts) {
  auto append = with_claims(with_outcome(some_append("catalog", 5), "key", "done"), {"id/a"});
  EXPECT_EQ(this->fault_of({append}), FaultKind::conflict);
  EXPECT_FALSE(this->log().outcome(sha256("key"))->has_value());
  EXPECT_EQ(*this->log().claimed(std::vector<std::string>{"id/a"}), std::vector<bool>{false});
}

TYPED_TEST_P(EventLogContract, ProvesThatAnEventIsInTheLog) {
  for (Version version = 0; version < 600; version += 50) {
    this->append({some_append("catalog", version, 50)});
  }
  this->reopen();
  const auto lines = *lines_of(this->log());
  for (const Position size : {1U, 2U, 255U, 256U, 257U, 511U, 600U}) {
    const auto root = this->log().root_at(size);
    ASSERT_TRUE(root.has_value());
    for (const Position position : {Position{1}, size / 2 + 1, size}) {
      const auto proof = this->log().inclusion_proof(position, size);
      ASSERT_TRUE(proof.has_value()) << proof.error().message;
      EXPECT_TRUE(verify_inclusion(leaf_hash(lines[position - 1]), position, size, *proof, *root));
    }
  }
  EXPECT_FALSE(this->log().inclusion_proof(601, 600).has_value());
  EXPECT_FALSE(this->log().inclusion_proof(1, 601).has_value());
  EXPECT_FALSE(this->log().inclusion_proof(0, 600).has_value());
}

TYPED_TEST_P(EventLogContract, ProvesThatTheLogOnlyGrew) {
  this->append({some_append("catalog", 0, 300)});
  const auto before = *this->log().signed_head();
  this->append({some_append("catalog", 300, 400)}, Instant{noon.ms + 1});
  this->reopen();
  const auto after = *this->log().signed_head();
  EXPECT_EQ(before.size, 300U);
  EXPECT_EQ(after.size, 700U);
  EXPECT_EQ(after.at, (Instant{noon.ms + 1}));
  EXPECT_TRUE(verify_signature(before));
  EXPECT_TRUE(verify_signature(after));
  EXPECT_EQ(*this->log().root_at(300), before.root);
  EXPECT_EQ(*this->log().root_at(700), after.root);
  const auto proof = this->log().consistency_proof(300, 700);
  ASSERT_TRUE(proof.has_value());
  EXPECT_TRUE(verify_consistency(300, before.root, 700, after.root, *proof));
  EXPECT_FALSE(verify_consistency(299, before.root, 700, after.root, *proof));
}

TYPED_TEST_P(EventLogContract, IsFoundSoundByAFullCheck) {
  for (Version version = 0; version < 1100; version += 10) {
    const auto name = "customer/cus_" + std::to_string(version % 70);
    this->append({some_append(name, *this->log().stream_head(name), 10)});
  }
  this->reopen();
  const auto report = verify(this->log());
  ASSERT_TRUE(report.has_value());
  EXPECT_TRUE(report->sound()) << report->finding;
  EXPECT_EQ(report->size, 1100U);
  EXPECT_EQ(report->streams, 7U);
  EXPECT_EQ(report->root, *this->log().root_at(1100));
}

REGISTER_TYPED_TEST_SUITE_P(
  EventLogContract, BeginsEmptyWithASignedHead, GivesPositionsWithoutGaps,
  StoresTheLineThatTheTailAsksFor, ChainsAppendsOfOneStreamInAGroup,
  RefusesTheWholeGroupOnOneConflict, RefusesATailThatNamesAnotherPlace, TakesAnEmptyGroup,
  NeverRecordsBackwardsInTime, ReadsFromAPositionUntilTheVisitorHasEnough, ReadsAStreamFromAVersion,
  ListsEveryStreamOnceWithItsHead, ReadsAStreamFromAnyVersionOfARun,
  KeepsStreamsWithStrangeNamesApart, RemembersOutcomesWithTheirEvents,
  RemembersAnOutcomeWithoutEvents, RemembersClaims, KeepsNothingOfAGroupThatConflicts,
  ProvesThatAnEventIsInTheLog, ProvesThatTheLogOnlyGrew, IsFoundSoundByAFullCheck
);

} // namespace portal::test

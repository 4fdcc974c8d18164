#include "tests/actors/node_fixture.hpp"

namespace portal::test {
namespace {

constexpr std::int64_t hour_ms = 3'600'000;

class ClockTest : public NodeFixture {
 public:
  static Stored<Instant> advance(Node& node, Instant to) {
    auto promise = std::make_shared<std::promise<Stored<Instant>>>();
    auto answer = promise->get_future();
    node.advance_clock(to, [promise](Stored<Instant> at) { promise->set_value(at); });
    return answer.get();
  }

  /// Credit that expires `hours` from noon.
  static Submission grant_until(const std::string& customer, int hours) {
    GrantCredit command;
    command.amount = 500;
    command.currency = *Currency::parse("usd");
    command.expires_at = noon + Millis{hours * hour_ms};
    return to_customer(customer, command);
  }

  /// What the clock did, in log order: stream and time of effect.
  std::vector<std::pair<std::string, Instant>> ticks() const {
    std::vector<std::pair<std::string, Instant>> found;
    const auto read = log.read(1, [&](Position, std::string_view line) {
      const auto event = RecordedEvent::parse(std::string{line});
      const Envelope& head = event->head();
      if (head.principal.kind == PrincipalKind::system) {
        found.emplace_back(head.stream, head.effective_at);
      }
      return true;
    });
    EXPECT_TRUE(read);
    return found;
  }
};

TEST_F(ClockTest, WalksThroughWhatFallsDueInOrder) {
  Node& node = start();
  for (const char* id : {"cus_1", "cus_2", "cus_3"}) ask(node, create_customer(id));
  ask(node, grant_until("cus_1", 30));
  ask(node, grant_until("cus_1", 10));
  ask(node, grant_until("cus_2", 20));
  ask(node, grant_until("cus_3", 99));
  const Instant to = noon + Millis{48 * hour_ms};
  EXPECT_EQ(*advance(node, to), to);
  EXPECT_EQ(node.now(), to);
  const std::vector<std::pair<std::string, Instant>> wanted{
    {"customer/cus_1", noon + Millis{10 * hour_ms}},
    {"customer/cus_2", noon + Millis{20 * hour_ms}},
    {"customer/cus_1", noon + Millis{30 * hour_ms}},
  };
  EXPECT_EQ(ticks(), wanted);
}

TEST_F(ClockTest, GoesOnAfterARestartFromWhereTheLogEnds) {
  {
    Node& node = start();
    ask(node, create_customer("cus_1"));
    ASSERT_TRUE(advance(node, noon + Millis{5 * hour_ms}));
    ask(node, grant_until("cus_1", 10));
  }
  Node& node = start();
  EXPECT_EQ(node.now(), noon + Millis{5 * hour_ms});
  ASSERT_TRUE(advance(node, noon + Millis{12 * hour_ms}));
  EXPECT_EQ(ticks().size(), 1U);
}

TEST_F(ClockTest, IsNotMovedBack) {
  Node& node = start();
  const auto moved = advance(node, noon - Millis{1});
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().kind, FaultKind::misuse);
}

TEST_F(ClockTest, IsNotMovedWhenItIsTheMachines) {
  auto settings = calm_settings();
  settings.test_clock = false;
  const auto moved = advance(start(settings), noon);
  ASSERT_FALSE(moved);
  EXPECT_EQ(moved.error().kind, FaultKind::misuse);
}

TEST_F(ClockTest, DoesWhatIsOverdueBeforeACommandOfTheSameCustomer) {
  {
    Node& node = start();
    ask(node, create_customer("cus_1"));
    ask(node, grant_until("cus_1", 10));
  }
  auto settings = calm_settings();
  settings.test_clock_start = noon + Millis{20 * hour_ms};
  ask(start(settings), note("cus_1", "later"));
  const auto types = types_of(log, "customer/cus_1");
  ASSERT_EQ(types.size(), 4U);
  EXPECT_EQ(types.back(), "customer.updated.v1");
  EXPECT_EQ(ticks().front().second, noon + Millis{10 * hour_ms});
}

} // namespace
} // namespace portal::test

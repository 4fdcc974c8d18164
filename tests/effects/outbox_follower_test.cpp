#include <algorithm>
#include <future>

#include "effects/outbox_follower.hpp"
#include "tests/actors/node_fixture.hpp"

namespace portal::test {
namespace {

TEST(RetryDelay, DoublesUpToSixHoursGiveOrTakeAFifth) {
  EXPECT_EQ(retry_delay(1, 0.5).count(), 1'000);
  EXPECT_EQ(retry_delay(2, 0.5).count(), 2'000);
  EXPECT_EQ(retry_delay(5, 0.0).count(), 12'800);
  EXPECT_EQ(retry_delay(5, 1.0).count(), 19'200);
  EXPECT_EQ(retry_delay(100, 0.5), std::chrono::hours{6});
}

/// Does what it is told, and notes it.
class Worker {
 public:
  bool operator()(const OutboxItem& item, int attempts) {
    const std::lock_guard lock{mutex_};
    done_.push_back(item.stream + " " + item.id + " " + std::to_string(attempts));
    if (failing > 0) {
      --failing;
      return false;
    }
    return true;
  }

  std::vector<std::string> done() {
    const std::lock_guard lock{mutex_};
    return done_;
  }

  std::atomic<int> failing{0};

 private:
  std::mutex mutex_;
  std::vector<std::string> done_;
};

class OutboxFollowerTest : public NodeFixture {
 public:
  static NodeSettings at_stripe() {
    auto settings = calm_settings();
    settings.gateway = "stripe";
    return settings;
  }

  static Submission attach(const std::string& customer, const std::string& id) {
    AttachPaymentMethod command;
    command.id = PaymentMethodId{id};
    command.token = "pm_1AbC";
    return to_customer(customer, command);
  }

  std::unique_ptr<OutboxFollower> follow(Node& node) {
    return std::make_unique<OutboxFollower>(OutboxFollower::Ports{
      &node, std::string{payments_outbox}, 3,
      [this](const OutboxItem& item, int attempts) { return worker(item, attempts); }});
  }

  static Stored<Instant> advance(Node& node, Instant to) {
    auto promise = std::make_shared<std::promise<Stored<Instant>>>();
    auto answer = promise->get_future();
    node.advance_clock(to, [promise](Stored<Instant> at) { promise->set_value(at); });
    return answer.get();
  }

  Worker worker;
};

TEST_F(OutboxFollowerTest, DoesAStreamsWorkInOrder) {
  Node& node = start(at_stripe());
  const auto follower = follow(node);
  ask(node, create_customer("cus_1"));
  ask(node, attach("cus_1", "pm_1"));
  ask(node, attach("cus_1", "pm_2"));
  ask(node, attach("cus_1", "pm_3"));
  EXPECT_FALSE(follower->work_off(std::chrono::seconds{10}));
  EXPECT_EQ(
    worker.done(), (std::vector<std::string>{
                     "customer/cus_1 pm_1 0", "customer/cus_1 pm_2 0", "customer/cus_1 pm_3 0"})
  );
}

TEST_F(OutboxFollowerTest, TriesAgainByTheNodesClockAndKeepsTheOrder) {
  Node& node = start(at_stripe());
  worker.failing = 2;
  const auto follower = follow(node);
  ask(node, create_customer("cus_1"));
  ask(node, attach("cus_1", "pm_1"));
  ask(node, attach("cus_1", "pm_2"));
  const auto next = follower->work_off(std::chrono::seconds{10});
  ASSERT_TRUE(next);
  EXPECT_EQ(worker.done(), (std::vector<std::string>{"customer/cus_1 pm_1 0"}));
  ASSERT_TRUE(advance(node, *next));
  EXPECT_EQ(worker.done().size(), 2U);
  ASSERT_TRUE(advance(node, noon + std::chrono::hours{1}));
  EXPECT_EQ(
    worker.done(), (std::vector<std::string>{
                     "customer/cus_1 pm_1 0", "customer/cus_1 pm_1 1", "customer/cus_1 pm_1 2",
                     "customer/cus_1 pm_2 0"})
  );
}

TEST_F(OutboxFollowerTest, FindsAfterARestartWhatHasNoOutcomeThoughTheViewsAreGone) {
  {
    Node& node = start(at_stripe());
    ask(node, create_customer("cus_1"));
    ask(node, attach("cus_1", "pm_1"));
    ask(node, attach("cus_1", "pm_2"));
    SettleSetup settle;
    settle.id = PaymentMethodId{"pm_1"};
    settle.status = PaymentMethodStatus::ready;
    ask(node, to_customer("cus_1", settle));
  }
  stop();
  forget_views();
  Node& node = start(at_stripe());
  const auto follower = follow(node);
  follower->work_off(std::chrono::seconds{10});
  EXPECT_EQ(worker.done(), (std::vector<std::string>{"customer/cus_1 pm_2 0"}));
}

} // namespace
} // namespace portal::test

// The passivation hand-shake under random interleavings: actors here are mailboxes that a seeded
// scheduler lets run one message at a time.

#include <deque>
#include <map>
#include <random>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "actors/directory.hpp"
#include "actors/work.hpp"

namespace portal {
namespace {

struct RetireSign {};

using Mail = std::variant<std::shared_ptr<Work>, RetireSign>;

/// What one simulated actor has yet to read, and whether it lives.
struct Mailbox {
  std::string stream;
  std::deque<Mail> mail;
  bool ended = false;
};

class SimulatedActor final : public Resident {
 public:
  explicit SimulatedActor(std::shared_ptr<Mailbox> box) : box_(std::move(box)) {}

  void execute(std::shared_ptr<Work> work) override { box_->mail.emplace_back(std::move(work)); }

  void retire() override { box_->mail.emplace_back(RetireSign{}); }

 private:
  std::shared_ptr<Mailbox> box_;
};

/// The world around a directory: all actors ever started, and what was done in which order.
class World {
 public:
  explicit World(std::size_t resident_max)
      : directory(resident_max, [this](const std::string& stream) { return start(stream); }) {}

  std::shared_ptr<Resident> start(const std::string& stream) {
    EXPECT_EQ(live[stream], 0) << "two live actors of " << stream;
    ++live[stream];
    auto box = std::make_shared<Mailbox>();
    box->stream = stream;
    boxes.push_back(box);
    return std::make_shared<SimulatedActor>(box);
  }

  /// Sends the next command of the stream; they are numbered.
  void send(const std::string& stream) {
    Submission submission;
    submission.stream = stream;
    submission.if_version = ++sent[stream];
    directory.deliver(
      stream, std::make_shared<Work>(
                std::move(submission), [](Outcome) {}, nullptr
              )
    );
  }

  /// Lets the actor at `index` read one message, if it has one.
  void step(std::size_t index) {
    const std::shared_ptr<Mailbox> box = boxes[index];
    if (box->mail.empty()) return;
    const Mail mail = std::move(box->mail.front());
    box->mail.pop_front();
    if (const auto* work = std::get_if<std::shared_ptr<Work>>(&mail)) {
      in_order = in_order && (*work)->submission.if_version == ++done[box->stream];
      return;
    }
    EXPECT_TRUE(box->mail.empty()) << "something came after the sign to retire";
    box->ended = true;
    --live[box->stream];
    directory.gone(box->stream);
  }

  void forget_ended() {
    std::erase_if(boxes, [](const auto& box) { return box->ended; });
  }

  std::map<std::string, int> live;
  std::map<std::string, Version> sent;
  std::map<std::string, Version> done;
  bool in_order = true;
  std::vector<std::shared_ptr<Mailbox>> boxes;
  Directory directory;
};

TEST(Directory, LosesNoCommandAndStartsNoSecondActorWhileResidentsComeAndGo) {
  static constexpr std::uint64_t seed = 20'261'122;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random{seed};
  World world{4};
  for (int step = 0; step < 1'000'000; ++step) {
    if (random() % 3 == 0) {
      world.send("customer/cus_" + std::to_string(random() % 9));
    } else if (!world.boxes.empty()) {
      world.step(random() % world.boxes.size());
    }
    if (step % 64 == 0) world.forget_ended();
  }
  for (bool busy = true; busy;) {
    busy = false;
    world.forget_ended();
    for (std::size_t index = 0; index < world.boxes.size(); ++index) {
      busy = busy || !world.boxes[index]->mail.empty();
      world.step(index);
    }
  }
  EXPECT_EQ(world.sent, world.done);
  EXPECT_TRUE(world.in_order);
  EXPECT_LE(world.directory.resident(), 4U);
}

TEST(Directory, RetiresTheLeastRecentlyUsed) {
  World world{2};
  world.send("customer/cus_1");
  world.send("customer/cus_2");
  world.send("customer/cus_1");
  world.send("customer/cus_3");
  EXPECT_EQ(world.boxes[0]->mail.size(), 2U);
  EXPECT_EQ(world.boxes[1]->mail.size(), 2U) << "cus_2 is to leave";
  EXPECT_TRUE(std::holds_alternative<RetireSign>(world.boxes[1]->mail.back()));
}

TEST(Directory, StartsNobodyOnceClosed) {
  World world{2};
  world.send("customer/cus_1");
  world.directory.close();
  EXPECT_TRUE(std::holds_alternative<RetireSign>(world.boxes[0]->mail.back()));
  world.send("customer/cus_2");
  EXPECT_EQ(world.boxes.size(), 1U);
}

} // namespace
} // namespace portal

#include <algorithm>
#include <array>
#include <csignal>
#include <future>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <poll.h>
#include <unistd.h>

#include "cli/logging.hpp"

namespace portal {
namespace {

using namespace std::chrono_literals;

/// A log whose reader is the test. Lines that may wait do so for an hour: what comes out was sent at once.
class Logging : public ::testing::Test {
 protected:
  void SetUp() override {
    std::signal(SIGPIPE, SIG_IGN);
    ASSERT_EQ(::pipe(ends_.data()), 0);
    start_log({LogLevel::info, ends_[1], 1h});
  }

  void TearDown() override {
    stop_log();
    ::close(ends_[0]);
    ::close(ends_[1]);
  }

  /// What comes until that is in it; what came so far when nothing more does.
  std::string read_until(std::string_view last) {
    std::string text;
    while (text.find(last) == std::string::npos || text.back() != '\n') {
      pollfd readable{ends_[0], POLLIN, 0};
      if (::poll(&readable, 1, 10'000) != 1) break;
      std::array<char, 65536> some{};
      const auto count = ::read(ends_[0], some.data(), some.size());
      if (count <= 0) break;
      text.append(some.data(), static_cast<std::size_t>(count));
    }
    return text;
  }

  static std::vector<std::string> messages_in(const std::string& text) {
    static constexpr std::string_view before = "\"message\":\"";
    std::vector<std::string> found;
    for (auto at = text.find(before); at != std::string::npos; at = text.find(before, at)) {
      at += before.size();
      found.push_back(text.substr(at, text.find('"', at) - at));
    }
    return found;
  }

  std::array<int, 2> ends_{};
};

using Messages = std::vector<std::string>;

TEST_F(Logging, WritesAWarningAtOnceAndWhatWaitsBeforeIt) {
  log_line(LogLevel::info, "one");
  log_line(LogLevel::debug, "nobody asked");
  log_line(LogLevel::info, "two");
  log_line(LogLevel::warn, "three");
  EXPECT_EQ(messages_in(read_until("three")), (Messages{"one", "two", "three"}));
}

TEST_F(Logging, IsWrittenWhenFlushed) {
  log_line(LogLevel::info, "last words");
  EXPECT_TRUE(flush_log(10s));
  pollfd readable{ends_[0], POLLIN, 0};
  EXPECT_EQ(::poll(&readable, 1, 0), 1);
  EXPECT_EQ(messages_in(read_until("last words")), Messages{"last words"});
}

TEST_F(Logging, IsWrittenWhenStopped) {
  log_line(LogLevel::info, "last words");
  stop_log();
  EXPECT_EQ(messages_in(read_until("last words")), Messages{"last words"});
}

/// Lines of 1 kB, more than the log keeps.
void log_six_thousand(LogLevel level, int first) {
  const std::string text(1000, 'x');
  for (int number = first; number < first + 6000; ++number) {
    log_line(level, std::to_string(number), [&](Members& more) { more.text("text", text); });
  }
}

TEST_F(Logging, HoldsNobodyBackWhereTheReaderStalls) {
  auto writing = std::async(std::launch::async, [] {
    log_six_thousand(LogLevel::info, 0);
    log_six_thousand(LogLevel::error, 6000);
    const bool written = flush_log(1ms);
    stop_log();
    return written;
  });
  const bool held_back = writing.wait_for(60s) == std::future_status::timeout;
  if (held_back) ::close(std::exchange(ends_[0], -1)); // sets it free
  EXPECT_FALSE(writing.get());
  EXPECT_FALSE(held_back);
}

TEST_F(Logging, SaysHowMuchWasDroppedAndKeepsTheOrderOfTheRest) {
  log_six_thousand(LogLevel::info, 0);
  log_six_thousand(LogLevel::error, 6000);
  auto reading = std::async(std::launch::async, [this] { return read_until("the end"); });
  EXPECT_TRUE(flush_log(60s));
  log_line(LogLevel::error, "the end");
  std::vector<int> kept;
  int dropped = 0;
  for (const std::string& message : messages_in(reading.get())) {
    if (message.find("log lines were dropped") != std::string::npos) {
      dropped += std::stoi(message);
    } else if (message != "the end") {
      kept.push_back(std::stoi(message));
    }
  }
  EXPECT_GT(dropped, 0);
  EXPECT_EQ(static_cast<int>(kept.size()) + dropped, 12'000);
  EXPECT_TRUE(std::is_sorted(kept.begin(), kept.end()));
  ASSERT_FALSE(kept.empty());
  EXPECT_GE(kept.back(), 6000) << "there is room for errors that other lines leave";
}

} // namespace
} // namespace portal

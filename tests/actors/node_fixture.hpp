#pragma once

// A node on engines in memory that outlive it, so that a test can stop it and start the next one on
// what was stored; and how to ask it.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "actors/engines.hpp"
#include "store/memory_log.hpp"
#include "store/memory_vault.hpp"
#include "store/memory_views.hpp"
#include "tests/actors/lent_engines.hpp"

namespace portal::test {

inline constexpr Instant noon{1'795'348'800'000};

inline NodeSettings calm_settings() {
  NodeSettings settings;
  settings.test_clock = true;
  settings.test_clock_start = noon;
  settings.actor_threads = 2; // actors run beside each other on any machine
  return settings;
}

/// A node, and what it stands on.
class NodeFixture : public ::testing::Test {
 public:
  Node& start(NodeSettings settings = calm_settings()) {
    node_.reset();
    if (!settings.on_fatal) {
      settings.on_fatal = [this](const Fault& fault) { fatal_.set_value(fault); };
    }
    Engines engines;
    engines.vault = std::make_unique<LentVault>(*vault, vault_gate);
    engines.log = std::make_unique<LentLog>(static_cast<EventLog&>(log));
    engines.views = std::make_unique<LentViews>(*views);
    auto started = start_node(std::move(settings), std::move(engines));
    EXPECT_TRUE(started) << started.error().message;
    node_ = std::move(*started);
    return *node_;
  }

  void stop() { node_.reset(); }

  void forget_views() { views = make_memory_views(); }

  /// What the node said when it had to stop.
  Fault fatal() { return fatal_.get_future().get(); }

  std::unique_ptr<Vault> vault = make_memory_vault();
  VaultGate vault_gate;
  WilfulLog log{make_memory_log(*vault)};
  std::unique_ptr<Views> views = make_memory_views();

 private:
  std::promise<Fault> fatal_;
  std::unique_ptr<Node> node_;
};

// -- asking -------------------------------------------------------------------------------------------

inline std::future<Outcome> send(Node& node, Submission submission) {
  auto promise = std::make_shared<std::promise<Outcome>>();
  auto answer = promise->get_future();
  node.submit(std::move(submission), [promise](Outcome outcome) {
    promise->set_value(std::move(outcome));
  });
  return answer;
}

inline Outcome ask(Node& node, Submission submission) {
  return send(node, std::move(submission)).get();
}

/// True once the views show everything committed so far.
inline bool settled(Node& node) {
  auto promise = std::make_shared<std::promise<bool>>();
  auto answer = promise->get_future();
  node.when_visible(0, std::chrono::seconds{20}, [promise](bool seen) {
    promise->set_value(seen);
  });
  return answer.get();
}

inline Origin by_key() { return {{PrincipalKind::key, "sk_test"}, "req_test", {}, {}, {}}; }

inline Submission to_customer(const std::string& id, CustomerCommand command) {
  Submission submission;
  submission.stream = "customer/" + id;
  submission.command = std::move(command);
  submission.origin = by_key();
  return submission;
}

inline Submission to_catalog(CatalogCommand command) {
  Submission submission;
  submission.stream = "catalog";
  submission.command = std::move(command);
  submission.origin = by_key();
  return submission;
}

inline Submission create_customer(const std::string& id) {
  CreateCustomer command;
  command.id = CustomerId{id};
  command.email = Personal<std::string>{"ada@example.com"};
  auto submission = to_customer(id, command);
  submission.status = 201;
  return submission;
}

/// Changes the customer's note to `text`.
inline Submission note(const std::string& id, const std::string& text) {
  UpdateCustomer command;
  command.name = Patch<Personal<std::string>>{Personal<std::string>{text}};
  return to_customer(id, command);
}

inline Submission with_key(
  Submission submission, const Vault& vault, const std::string& key,
  const std::string& request = "request"
) {
  submission.idempotency =
    IdempotencyKey{vault.digest("idempotency", "sk_test/" + key), sha256(request), key};
  return submission;
}

/// The stored lines of a stream.
inline std::vector<std::string> lines_of(const EventLog& log, const std::string& stream) {
  std::vector<std::string> lines;
  const auto read = log.read_stream(stream, 1, [&](Position, std::string_view line) {
    lines.emplace_back(line);
    return true;
  });
  EXPECT_TRUE(read);
  return lines;
}

inline std::vector<std::string> types_of(const EventLog& log, const std::string& stream) {
  std::vector<std::string> types;
  for (std::string& line : lines_of(log, stream)) {
    types.push_back(RecordedEvent::parse(std::move(line))->head().type);
  }
  return types;
}

} // namespace portal::test

#pragma once

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "actors/node.hpp"
#include "effects/courier.hpp"
#include "effects/outbound.hpp"
#include "effects/payments.hpp"

namespace portal {

/// The event as it is delivered: name, number of its shape, time, place in the log and in its stream,
/// customer, and data with personal values in clear.
PreparedEvent prepare_event(const RecordedEvent& event, Vault& vault);

/// The same id for every attempt to deliver the event, whenever and however often: `evt_42`.
std::string delivery_id(Position position);

/// Delivers events to webhook endpoints: one thread that follows the log for all of them, hands requests
/// to `outbound` and writes what came of them into the log in batches. An endpoint that is slow or dead
/// holds back nothing but itself.
class WebhookSender final : public Follower {
 public:
  struct Ports {
    Node* node = nullptr;
    Outbound* outbound = nullptr;
    Warn warn;
  };

  explicit WebhookSender(Ports ports);
  ~WebhookSender() override;

  std::optional<Instant> work_off(std::chrono::milliseconds at_most) override;

 private:
  struct Answer {
    std::string endpoint;
    Position position = 0;
    Instant at;
    HttpAnswer came;
  };

  struct Told {
    std::string endpoint;
    bool fine = false;
  };

  struct Served {
    explicit Served(WebhookEndpoint endpoint) : courier(std::move(endpoint)) {}

    Courier courier;
    bool telling = false;
    std::chrono::steady_clock::time_point last_told{};
  };

  /// What others bring in; outlives the sender, for answers that come while it goes.
  struct Inbox {
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Answer> answers;
    std::vector<Told> told;
    bool committed = true;
    bool stopping = false;
    std::uint64_t asked = 0; ///< calls of work_off
    std::uint64_t heard = 0; ///< the last of them that the thread knows of
    std::uint64_t done = 0;  ///< the last of them that nothing was left to do for
    std::optional<Instant> next;
  };

  void run();
  bool load();
  bool wait();
  void hear(const std::vector<Answer>& answers, const std::vector<Told>& told);
  void follow_changes();
  void change(const RecordedEvent& event);
  bool read_for(Served& served);
  const PreparedEvent* event_at(Position position);
  void send_for(const std::string& id, Served& served);
  HttpCall call_for(const Courier& courier, const PreparedEvent& event) const;
  void tell_for(const std::string& id, Served& served, bool at_once);
  bool round(bool at_once);

  Ports ports_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  std::shared_ptr<void> hears_commits_;

  // The thread's own.
  std::map<std::string, Served> served_;
  Position changes_up_to_ = 0;
  bool more_to_read_ = false;
  std::map<Position, PreparedEvent> prepared_;

  std::thread thread_;
};

} // namespace portal

#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "events/envelope.hpp"
#include "events/webhooks.hpp"

namespace portal {

/// An event as endpoints get to see it.
struct PreparedEvent {
  Position position = 0;
  std::string name; ///< `subscription.paused`
  std::string lane; ///< whose order it keeps: its stream
  std::string body; ///< empty for what is nobody's business outside
};

/// One endpoint's deliveries in memory: what is to be sent next, in each lane in order and one at a time,
/// what came of it, and what the log has yet to be told. Knows no thread, no network and no clock.
class Courier {
 public:
  static constexpr std::size_t under_way_max = 4;
  static constexpr std::size_t held_max = 1'000;

  /// From the endpoint as the rows have it.
  explicit Courier(WebhookEndpoint endpoint);

  /// Takes over what someone has changed about the endpoint.
  void apply(const WebhookEvent& event, Version version, Instant now);

  const WebhookEndpoint& endpoint() const { return endpoint_; }

  bool deleted() const { return deleted_; }

  // -- reading
  /// The position to read next; nothing while it is to read no more: it is at the end, has enough to
  /// send, or is switched off.
  std::optional<Position> wants_position(Position head) const;

  /// Takes up the event at that position, or passes it by.
  void take(const PreparedEvent& event, Instant now);

  // -- sending
  /// What to send now, if anything; it is then under way until result().
  std::optional<Position> next(Instant now);

  void result(Position position, DeliveryReport report);

  std::size_t under_way() const { return under_way_.size(); }

  /// When there is something to send next.
  std::optional<Instant> next_due() const;

  // -- telling the log
  bool has_news() const;

  /// What the log is to be told; told() or not_told() says what became of it.
  RecordDeliveries news();
  void told();
  void not_told();

 private:
  struct Pending {
    Position position = 0;
    std::int64_t attempts = 0;
    Instant due;
  };

  struct Lane {
    std::deque<Pending> waiting;
    bool under_way = false;
  };

  void add(Position position, const std::string& lane, std::int64_t attempts, Instant due);
  void make_ready(const std::string& name);
  void drop_head(const std::string& name);
  void start_anew(Instant now);
  void hurry(Position position, Instant now);

  WebhookEndpoint endpoint_;
  bool deleted_ = false;
  std::int64_t recorded_up_to_;
  int failures_in_a_row_ = 0;

  std::map<std::string, Lane> lanes_;
  std::map<Position, std::string> lane_of_; ///< everything that waits or is under way
  std::set<std::pair<Instant, std::string>> ready_;
  std::set<Position> under_way_;

  std::map<Position, DeliveryReport> untold_taken_; ///< taken up, not in the log yet
  std::vector<DeliveryReport> untold_;
  std::vector<DeliveryReport> telling_;
  std::map<Position, DeliveryReport> telling_taken_;
};

} // namespace portal

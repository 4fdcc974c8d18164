#pragma once

#include <functional>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "actors/node.hpp"
#include "http/message.hpp"

namespace portal {

/// Which events someone wants: of these types (all, when empty), of this customer (all, when none).
struct EventFilter {
  std::vector<std::string> types; ///< whole names, or a prefix with `*`: `subscription.*`
  std::optional<CustomerId> customer;

  bool takes(const Envelope& head) const;
};

/// The API's event: the stored members, `schema` (the version of the type's shape) and `leafHash`.
/// Personal values are still sealed.
std::string event_json(const RecordedEvent& event);

/// Opens personal values for those who may see them: JSON and whose values they are, to JSON.
using Opener = std::function<std::string(std::string json, const std::optional<CustomerId>& whose)>;

/// The event streams that clients listen to: each follows the log from its own position.
class EventStreams {
 public:
  /// Begins a stream after `position`; `writer` answers false when the client has gone.
  void add(Response::Writer writer, Position after, EventFilter filter, Opener opener);

  /// Sends what is new, up to a bounded amount each; true when some stream has more to send. One
  /// thread at a time.
  bool pump(const EventLog& log);

  bool empty();

  /// Sends a comment to all, so that proxies and clients know that the stream lives.
  void heartbeat();

  /// Ends all streams and refuses new ones.
  void end_all();

 private:
  struct Listener {
    Response::Writer writer;
    Position after;
    EventFilter filter;
    Opener opener;
    bool gone = false;
  };

  static bool advance(Listener& listener, const EventLog& log);

  std::mutex pumping_;
  std::mutex mutex_; ///< guards the list; never held while writing
  std::list<std::shared_ptr<Listener>> listeners_;
  bool ended_ = false;
};

} // namespace portal

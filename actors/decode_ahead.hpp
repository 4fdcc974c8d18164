#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "store/event_log.hpp"

namespace portal {

/// Decodes one stored line; the fault says which position is damaged.
Stored<RecordedEvent> decode_line(Position position, std::string line);

/// Reads a stretch of the log and decodes it on a thread of its own, a few chunks ahead of whoever
/// folds it.
class DecodeAhead {
 public:
  using Events = std::vector<RecordedEvent>;

  /// From `first` to `last`, both included.
  DecodeAhead(const EventLog& log, Position first, Position last);
  ~DecodeAhead();
  DecodeAhead(const DecodeAhead&) = delete;
  DecodeAhead& operator=(const DecodeAhead&) = delete;

  /// The next events in order; empty at the end.
  Stored<Events> next();

 private:
  static constexpr std::size_t chunk_events = 2048;
  static constexpr std::size_t chunks_ahead = 4;

  void read(const EventLog& log, Position first, Position last);
  bool put(Stored<Events> chunk);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Stored<Events>> chunks_;
  bool ended_ = false;
  bool abandoned_ = false;
  std::thread thread_;
};

} // namespace portal

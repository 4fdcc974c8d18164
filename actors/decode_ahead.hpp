#pragma once

#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "projections/occurrence.hpp"
#include "store/event_log.hpp"

namespace portal {

/// Decodes one stored line; the fault says which position is damaged.
Stored<RecordedEvent> decode_line(Position position, std::string line);

/// Reads part of the log and decodes it on a thread of its own, a few chunks ahead of whoever folds it.
class DecodeAhead {
 public:
  /// From `first` to `last`, both included.
  DecodeAhead(const EventLog& log, Position first, Position last);
  ~DecodeAhead();
  DecodeAhead(const DecodeAhead&) = delete;
  DecodeAhead& operator=(const DecodeAhead&) = delete;

  /// The next events in order; empty at the end. `folded` are those that it answered before: taking
  /// them apart again is work that this thread does as well.
  Stored<Stretch> next(Stretch folded = {});

 private:
  static constexpr std::size_t chunk_events = 4096; ///< the more, the fewer rows are written twice
  static constexpr std::size_t chunks_ahead = 2;

  void read(const EventLog& log, Position first, Position last);
  bool put(Stored<Stretch> chunk);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Stored<Stretch>> chunks_;
  std::vector<Stretch> folded_;
  bool ended_ = false;
  bool abandoned_ = false;
  std::thread thread_;
};

} // namespace portal

#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "http/message.hpp"

namespace portal {

/// Between a handler that writes a stream, from any thread, and the connection that sends it: bounded,
/// so that a client who reads slowly holds its writer up and not the memory. Chunks are framed here.
class StreamQueue {
 public:
  struct Settings {
    bool is_chunked = true; ///< false for HTTP/1.0, where the end of the connection ends the body
    std::size_t backlog_max = std::size_t{1024} * 1024;
    std::chrono::milliseconds patience{15'000}; ///< how long a writer waits for room
    std::function<bool()> may_wait;             ///< false on threads that must not wait
    std::function<void()> wake; ///< there is something to take; called without a lock
  };

  explicit StreamQueue(Settings settings) : settings_(std::move(settings)) {}

  /// False once the client is gone. The last chunk may be empty; what follows it is dropped.
  bool push(std::string_view chunk, bool is_last);

  /// The stream ends here although its last chunk has not been written.
  void abandon();

  enum class End { open, whole, abandoned };

  /// Moves what is queued into `bytes` and says whether more may come.
  End take(std::string& bytes);

  /// The client is gone: writers are told, those that wait too.
  void close();

  /// The writer to hand out. When all its copies are gone before the last chunk, the stream is abandoned.
  static Response::Writer writer_of(std::shared_ptr<StreamQueue> queue);

 private:
  void append(std::string_view chunk, bool is_last);

  const Settings settings_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::string queued_;
  End end_ = End::open;
  bool is_closed_ = false;
  bool is_woken_ = false;
};

} // namespace portal

#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "http/reader.hpp"
#include "http/server.hpp"
#include "http/wire.hpp"

namespace portal {

using Moment = std::chrono::steady_clock::time_point;

/// The kernel's coarse monotonic clock: right to 4 ms and nearly free.
Moment coarse_now();

/// How a connection is received.
enum class Reception { welcome, server_full, address_full, unanswered };

/// Open connections of each address. Thread-safe.
class OpenByAddress {
 public:
  /// Counts one more, unless that is more than are even answered.
  Reception enter(const std::string& address, std::size_t most);
  void leave(const std::string& address);

 private:
  std::mutex mutex_;
  std::unordered_map<std::string, std::size_t> open_;
};

/// What all loops of one server share; only what locks itself is written after the start.
struct Site {
  Site(ServerSettings its_settings, Handler its_handler);

  void report(const std::string& what) const;

  /// Tells of what was thrown on an I/O thread, which goes on.
  void report(const std::exception& error) const;

  /// Counts one more open connection, in all and for `counted_as` (empty: of nobody in particular).
  Reception enter(const std::string& counted_as);
  void leave(const std::string& counted_as);

  /// What the connections of a peer are counted as; empty when they are not.
  std::string counted_as(const std::string& peer) const;

  /// Whose request it is. Says once that a proxy is not known.
  std::string client_of(const Request& request);

  ServerSettings settings;
  Handler handler;
  ReaderLimits limits;
  std::atomic<std::size_t> open{0};
  OpenByAddress by_address;
  std::atomic<bool> has_told_of_proxy{false};
  std::atomic<bool> is_draining{false};
  std::atomic<bool> has_ended{false};
  std::mutex emptied_mutex;
  std::condition_variable emptied; ///< told when `open` has become 0
};

/// One I/O thread with connections of its own. A connection never changes loops, so that it needs
/// neither strand nor lock. Its deadlines are times that the loop's sweep looks at, not timers.
class Loop : public std::enable_shared_from_this<Loop> {
 public:
  struct Engine;

  explicit Loop(std::shared_ptr<Site> site);
  ~Loop();
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;

  void start();

  /// Closes all connections and ends the thread. Jobs posted before are run, later ones refused.
  void finish();

  /// Runs `job` on this loop's thread; false once the loop has ended. From any thread.
  bool post(std::function<void()> job);
  bool runs_here() const;

  Engine& engine() { return *engine_; }

  Site& site() { return *site_; }

  // -- on the loop's thread only ---------------------------------------------------------------------

  void add(Link wire, Reception reception, std::string counted_as);
  void remove(Connection& connection);
  void sweep();
  void close_all();

  /// The value of Date, at most a sweep old.
  const std::string& date() const { return date_; }

  // -- counted here, read by anyone ------------------------------------------------------------------

  alignas(64) std::atomic<std::size_t> open{0};
  std::atomic<std::uint64_t> accepted{0}, refused{0}, requests{0};
  std::atomic<std::uint64_t> framing_refused{0}, deadlines_passed{0};

 private:
  void run_jobs();

  const std::shared_ptr<Site> site_;
  const std::unique_ptr<Engine> engine_;
  std::thread thread_;
  std::string date_;
  std::vector<std::shared_ptr<Connection>> connections_;
  std::mutex gate_;
  std::vector<std::function<void()>> jobs_;
  bool has_ended_ = false;
};

} // namespace portal

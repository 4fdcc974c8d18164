#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "actors/node.hpp"
#include "http/server.hpp"

namespace portal {

/// Counts answers by route and status, and how long they took; writes the Prometheus text format.
/// Thread-safe.
class Metrics {
 public:
  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// `route`: the pattern (never the path, which the client chooses).
  void answered(
    std::string_view method, std::string_view route, int status, std::chrono::microseconds took
  );

  /// Authentications refused and requests turned away for their rate.
  void refused_login();
  void limited();

  std::string text(const NodeStatus& node, const ServerCounts& server) const;

 private:
  struct Families;
  std::unique_ptr<Families> families_;
};

} // namespace portal

#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "actors/node.hpp"
#include "http/message.hpp"
#include "http/server.hpp"

namespace portal {

/// A token bucket: `burst` at once, refilled by `per_minute`. `per_minute` 0: no limit.
struct Rate {
  int per_minute = 0;
  int burst = 0;
};

struct RateSettings {
  Rate keys{0, 0};            ///< per secret key; off unless set
  Rate customers{600, 120};   ///< per customer, whatever session or token
  Rate failed_logins{20, 20}; ///< failed authentications per address
  Rate link_openings{60, 60}; ///< openings of portal links (POST) per address
};

/// One line for the request log. Holds no secret: the path is the route's pattern, not the target.
struct RequestLine {
  std::string request_id;
  std::string method;
  std::string route; ///< `/subscriptions/{id}`; empty when no route fits
  int status = 0;
  std::string principal; ///< `key sk_…`, `token cst_…`; empty for none
  std::chrono::microseconds took{0};
};

struct EdgeSettings {
  std::string public_url = "http://127.0.0.1:8080"; ///< what links begin with; no trailing slash
  /// Origins that `returnUrl` may lead to; empty: any https origin, and http on a loopback name.
  std::vector<std::string> allowed_origins;
  std::string data_directory;   ///< for GET /status and backups; empty: there are none of either
  std::size_t backups_keep = 0; ///< so many are left when another is complete; 0: all
  std::string backup_folder;    ///< where backups are made; empty: `backups` in the data folder
  std::string admin_key;        ///< PORTAL_ADMIN_KEY: a secret key with role admin; empty: none
  std::string version = "0.1.0";
  /// May webhooks lead to private addresses? The operator's word.
  bool webhooks_inside = false;
  bool test_clock = false; ///< offers POST /test/clock
  RateSettings rates;
  std::chrono::milliseconds read_deadline{5'000}; ///< how long a read waits for the views
  int workers = 2; ///< threads for streams and for reads that had to wait
  std::function<void(const RequestLine&)> log; ///< called after each answer; may be empty
  std::function<ServerCounts()> server_counts; ///< for /metrics; may be empty
  /// Told, for the operator's log, what failed without anyone waiting for an answer; may be empty.
  std::function<void(std::string_view what)> report;
};

/// Everything between a framed request and the node: principals, the route table, rights, conventions,
/// pages. Thread-safe; one per node. Destroy it after the server and before the node.
class Edge {
 public:
  Edge(Node& node, EdgeSettings settings);
  ~Edge();
  Edge(const Edge&) = delete;
  Edge& operator=(const Edge&) = delete;

  /// Answers exactly once, possibly from another thread.
  void handle(Request request, Respond respond);

  /// For ServerSettings::body_limit_of.
  static std::size_t body_limit_of(const Request& head);

  /// `/readyz` answers 503 from now on and event streams end; call before Server::drain.
  void drain();

 private:
  class Running;
  std::unique_ptr<Running> running_;
};

} // namespace portal

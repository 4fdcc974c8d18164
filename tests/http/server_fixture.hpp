#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "http/server.hpp"
#include "raw_client.hpp"

namespace portal {

using namespace std::chrono_literals;
using Statuses = std::vector<int>;

inline constexpr auto last_canary = "GET /canary HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";

inline std::string get(const std::string& path, const std::string& headers = "") {
  return "GET " + path + " HTTP/1.1\r\nHost: a\r\n" + headers + "\r\n";
}

inline Response text(std::string body) {
  Response response;
  response.body = std::move(body);
  return response;
}

/// Answers each request with its path.
inline void answer_with_path(const Request& request, const Respond& respond) {
  respond(text(request.path));
}

inline std::unique_ptr<Server> started(Handler handler, ServerSettings settings = {}) {
  settings.port = 0;
  std::string error;
  auto server = Server::start(std::move(settings), std::move(handler), error);
  EXPECT_NE(server, nullptr) << error;
  return server;
}

/// Yields until `is_so`, or ten seconds have passed.
template <class Predicate> bool eventually(Predicate is_so) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::yield();
  }
  return true;
}

/// Holds what a handler was asked, until the test answers it.
class Held {
 public:
  Handler handler() {
    return [this](const Request&, Respond respond) {
      const std::lock_guard lock{mutex_};
      waiting_.push_back(std::move(respond));
    };
  }

  bool has(std::size_t count) {
    return eventually([&] {
      const std::lock_guard lock{mutex_};
      return waiting_.size() >= count;
    });
  }

  Respond take() {
    const std::lock_guard lock{mutex_};
    auto respond = std::move(waiting_.back());
    waiting_.pop_back();
    return respond;
  }

 private:
  std::mutex mutex_;
  std::vector<Respond> waiting_;
};

} // namespace portal

#pragma once

#include <atomic>
#include <filesystem>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "actors/node.hpp"
#include "events/json.hpp"
#include "http/edge.hpp"

namespace portal {

/// A request as a test writes it.
struct Ask {
  std::string method;
  std::string path;
  std::string body = {};
  std::string key = {}; ///< bearer
  std::vector<Header> headers = {};
};

/// An answer with its body parsed.
struct Answered {
  Response response;
  std::shared_ptr<JsonDocument> json;

  int status() const { return response.status; }

  std::string header(std::string_view name) const {
    for (const auto& header : response.headers) {
      if (header.name == name) return header.value;
    }
    return {};
  }

  /// The member at a path such as `error.code` or `data.0.id`, as text; `-` when there is none.
  std::string at(std::string_view path) const {
    if (!json) return "-";
    Json value = json->root();
    while (!path.empty()) {
      const auto name = path.substr(0, path.find('.'));
      path.remove_prefix(std::min(path.size(), name.size() + 1));
      std::optional<Json> next;
      if (value.kind() == JsonKind::array) {
        std::size_t left = std::stoul(std::string{name});
        for (const Json element : value) {
          if (left-- == 0) {
            next = element;
            break;
          }
        }
      } else {
        next = value.member(name);
      }
      if (!next) return "-";
      value = *next;
    }
    if (value.kind() == JsonKind::text || value.kind() == JsonKind::integer || value.kind() == JsonKind::number) {
      return std::string{value.text()};
    }
    std::string text;
    write_json(text, value);
    return text;
  }

  std::size_t count(std::string_view member) const {
    const auto array = json ? json->root().member(member) : std::nullopt;
    std::size_t elements = 0;
    if (array) {
      for ([[maybe_unused]] const Json element : *array) ++elements;
    }
    return elements;
  }
};

/// A node in a directory of its own, with the test clock, and an edge over it: text in, text out.
class EdgeTest : public ::testing::Test {
 protected:
  static constexpr std::string_view admin_key =
    "sk_root_0123456789012345678901234567890123456789012";

  void SetUp() override {
    directory_ = std::filesystem::temp_directory_path() /
                 ("portal_edge_" + std::to_string(::getpid()) + "_" + std::to_string(next_++));
    std::filesystem::create_directories(directory_);
    NodeSettings settings;
    settings.data_directory = directory_.string();
    settings.test_clock = true;
    settings.test_clock_start = parse_instant("2026-01-15T12:00:00Z");
    settings.on_fatal = [](const Fault& fault) { ADD_FAILURE() << fault.message; };
    auto node = Node::start(std::move(settings));
    ASSERT_TRUE(node) << node.error().message;
    node_ = std::move(*node);
    start_edge({});
  }

  void TearDown() override {
    edge_.reset();
    if (node_) node_->drain(std::chrono::seconds{5});
    node_.reset();
    std::filesystem::remove_all(directory_);
  }

  void start_edge(RateSettings rates) {
    edge_.reset();
    EdgeSettings settings;
    settings.admin_key = std::string{admin_key};
    settings.data_directory = directory_.string();
    settings.test_clock = true;
    settings.rates = rates;
    settings.log = [this](const RequestLine& line) {
      const std::lock_guard lock{lines_mutex_};
      lines_.push_back(line);
    };
    edge_ = std::make_unique<Edge>(*node_, std::move(settings));
  }

  Answered ask(Ask asked) {
    Request request;
    request.method = std::move(asked.method);
    request.target = asked.path;
    const auto question = asked.path.find('?');
    request.path = asked.path.substr(0, question);
    if (question != std::string::npos) request.query = asked.path.substr(question + 1);
    request.headers = std::move(asked.headers);
    request.peer = "192.0.2.1";
    if (!asked.key.empty()) request.headers.push_back({"authorization", "Bearer " + asked.key});
    if (!asked.body.empty() && request.header("content-type") == nullptr) {
      request.headers.push_back({"content-type", "application/json"});
    }
    request.body = std::move(asked.body);
    auto promise = std::make_shared<std::promise<Response>>();
    auto future = promise->get_future();
    edge_->handle(std::move(request), [promise](Response response) {
      promise->set_value(std::move(response));
    });
    if (future.wait_for(std::chrono::seconds{20}) != std::future_status::ready) {
      ADD_FAILURE() << "no answer";
      return {};
    }
    Answered answered{future.get(), nullptr};
    if (auto parsed = JsonDocument::parse(answered.response.body)) {
      answered.json = std::make_shared<JsonDocument>(std::move(*parsed));
    }
    return answered;
  }

  /// As the admin.
  Answered admin(std::string method, std::string path, std::string body = {}) {
    return ask({std::move(method), std::move(path), std::move(body), std::string{admin_key}});
  }

  Answered as(const std::string& key, std::string method, std::string path, std::string body = {}) {
    return ask({std::move(method), std::move(path), std::move(body), key});
  }

  std::string token_for(const std::string& customer, const std::string& scopes) {
    const auto made =
      admin("POST", "/customers/" + customer + "/tokens", R"({"scopes":[)" + scopes + "]}");
    EXPECT_EQ(made.status(), 201) << made.response.body;
    return made.at("secret");
  }

  std::string key_with_role(const std::string& role) {
    const auto made =
      admin("POST", "/keys", R"({"name":")" + role + R"(","role":")" + role + "\"}");
    EXPECT_EQ(made.status(), 201) << made.response.body;
    return made.at("secret");
  }

  /// Opens a portal session of the customer; answers its cookie header.
  Header session_of(const std::string& customer) {
    const auto made = admin(
      "POST", "/portal/sessions",
      R"({"customer":")" + customer + R"(","returnUrl":"https://app.example.com/back"})"
    );
    EXPECT_EQ(made.status(), 201) << made.response.body;
    const std::string url = made.at("url");
    const auto opened = ask({"POST", url.substr(url.find("/session/"))});
    EXPECT_EQ(opened.status(), 303) << opened.response.body;
    const std::string cookie = opened.header("set-cookie");
    return {"cookie", cookie.substr(0, cookie.find(';'))};
  }

  static inline std::atomic<int> next_{0};
  std::filesystem::path directory_;
  std::unique_ptr<Node> node_;
  std::unique_ptr<Edge> edge_;
  std::mutex lines_mutex_;
  std::vector<RequestLine> lines_;
};

} // namespace portal

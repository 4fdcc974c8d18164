#include <atomic>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include "framing_corpus.hpp"
#include "http/server.hpp"
#include "server_fixture.hpp"

namespace portal {
namespace {

Statuses expected_of(const RawCase& raw) {
  switch (raw.after) {
  case After::closed: return {raw.status};
  case After::goes_on: return raw.status == 0 ? Statuses{200} : Statuses{raw.status, 200};
  case After::swallowed: return {raw.status, 400};
  case After::silent: return {};
  }
  return {};
}

TEST(ServerFraming, NeverAnswersWhatStandsBehindARefusedRequest) {
  const auto server = started(answer_with_path);
  for (const RawCase& raw : framing_corpus()) {
    RawClient client{server->port()};
    client.send(raw.bytes + last_canary);
    client.end_sending();
    const std::string& answer = client.read_to_end();
    EXPECT_EQ(statuses_in(answer), expected_of(raw)) << raw.name << "\n" << answer.substr(0, 500);
    const bool has_canary = answer.find("\r\n\r\n/canary") != std::string::npos;
    EXPECT_EQ(has_canary, raw.after == After::goes_on) << raw.name;
  }
}

TEST(ServerFraming, RefusesInTheShapeOfTheApi) {
  const auto server = started(answer_with_path);
  RawClient client{server->port()};
  client.send("GET / HTTP/1.1\r\n\r\n");
  const std::string& answer = client.read_to_end();
  EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
  EXPECT_NE(answer.find("content-type: application/json"), std::string::npos);
  EXPECT_NE(
    answer.find(R"({"error":{"type":"invalid_request_error","code":"malformed_request",)"
                R"("message":"Host is missing)"),
    std::string::npos
  );
  EXPECT_NE(answer.find(R"("requestId":"req_)"), std::string::npos);
  EXPECT_TRUE(eventually([&] { return server->counts().framing_refused == 1; }));
}

TEST(Server, AnswersPipelinedRequestsInOrder) {
  std::vector<std::thread> threads;
  std::mutex mutex;
  auto server = started([&](const Request& request, Respond respond) {
    if (request.path.size() % 2 == 0) return respond(text(request.path));
    const std::lock_guard lock{mutex};
    threads.emplace_back([path = request.path, respond = std::move(respond)] {
      respond(text(path));
    });
  });
  std::string requests, expected;
  std::string path = "/";
  for (int count = 0; count < 100; ++count) requests += get(path += 'a');
  RawClient client{server->port()};
  client.send(requests + last_canary);
  const std::string& answers = client.read_to_end();
  server.reset();
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(statuses_in(answers), Statuses(101, 200));
  std::size_t at = 0;
  path = "/";
  for (int count = 0; count < 100; ++count) {
    at = answers.find("\r\n\r\n" + (path += 'a') + "HTTP/1.1", at);
    ASSERT_NE(at, std::string::npos) << "answer " << count;
  }
}

TEST(Server, AnswersHeadWithTheLengthAndNoBody) {
  const auto server = started(answer_with_path);
  RawClient client{server->port()};
  client.send("HEAD /abc HTTP/1.1\r\nHost: a\r\n\r\n" + std::string{last_canary});
  const std::string& answers = client.read_to_end();
  EXPECT_NE(answers.find("Content-Length: 4\r\n\r\nHTTP/1.1 200"), std::string::npos) << answers;
}

TEST(Server, WritesTheHeadersThatAreItsOwn) {
  const auto server = started([](const Request&, const Respond& respond) {
    Response response = text("x");
    response.with("server", "x").with("Content-Length", "7").with("transfer-encoding", "chunked");
    response.with("set-cookie", "a=1").with("set-cookie", "b=2");
    respond(std::move(response));
  });
  RawClient client{server->port()};
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string& answer = client.read_until("\r\n\r\nx");
  EXPECT_EQ(answer.find("server:"), std::string::npos);
  EXPECT_EQ(answer.find("chunked"), std::string::npos);
  EXPECT_NE(answer.find("Content-Length: 1\r\n"), std::string::npos);
  EXPECT_NE(answer.find("Connection: keep-alive\r\n"), std::string::npos);
  EXPECT_NE(answer.find("Date: "), std::string::npos);
  EXPECT_NE(answer.find("set-cookie: a=1\r\nset-cookie: b=2\r\n"), std::string::npos) << answer;
}

TEST(Server, SendsNoBodyWith204) {
  const auto server = started([](const Request&, const Respond& respond) {
    Response response = text("x");
    response.status = 204;
    respond(std::move(response));
  });
  RawClient client{server->port()};
  client.send(last_canary);
  const std::string& answer = client.read_to_end();
  EXPECT_EQ(answer.find("Content-Length"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(Server, SaysContinueOnceTheLimitsAreChecked) {
  const auto server = started(answer_with_path);
  RawClient client{server->port()};
  const std::string head =
    "POST /a HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: ";
  client.send(head + "2\r\n\r\n");
  EXPECT_EQ(statuses_in(client.read_until("\r\n\r\n")), Statuses{100});
  client.send("{}" + head + "70000\r\n\r\n");
  EXPECT_EQ(statuses_in(client.read_to_end()), (Statuses{100, 200, 413}));
}

TEST(Server, Answers500ForAHandlerThatThrowsOrDropsAndGoesOn) {
  std::mutex mutex;
  std::vector<std::string> reports;
  ServerSettings settings;
  settings.report = [&](std::string_view what) {
    const std::lock_guard lock{mutex};
    reports.emplace_back(what);
  };
  const auto server = started(
    [](const Request& request, const Respond& respond) {
      if (request.path == "/throw") throw std::runtime_error{"broken"};
      if (request.path == "/throw-seven") throw 7;
      if (request.path == "/drop") return;
      respond(text(request.path));
    },
    settings
  );
  RawClient client{server->port()};
  client.send(get("/throw") + get("/drop") + get("/throw-seven") + last_canary);
  const std::string& answers = client.read_to_end();
  EXPECT_EQ(statuses_in(answers), (Statuses{500, 500, 500, 200}));
  EXPECT_NE(answers.find(R"("type":"api_error","code":"internal_error")"), std::string::npos);
  EXPECT_EQ(answers.find("broken"), std::string::npos);
  const std::lock_guard lock{mutex};
  ASSERT_EQ(reports.size(), 3U);
  EXPECT_NE(reports.front().find("broken (req_"), std::string::npos);
}

TEST(Server, TakesTheFirstOfTwoAnswers) {
  const auto server = started([](const Request&, const Respond& respond) {
    respond(text("first"));
    respond(text("second"));
  });
  RawClient client{server->port()};
  client.send(get("/") + last_canary);
  const std::string& answers = client.read_to_end();
  EXPECT_EQ(statuses_in(answers), (Statuses{200, 200}));
  EXPECT_EQ(answers.find("second"), std::string::npos);
}

TEST(Server, NeverSendsAHeaderThatSplitsTheResponse) {
  const std::vector<Header> split{
    {"x-a", "b\r\nx-c: d"},
    {"x-a", "b\nc"},
    {"x-a", std::string{"b\0c", 3}},
    {"x-a\r\n", "b"},
    {"", "b"}};
  std::size_t at = 0;
  const auto server = started([&](const Request&, const Respond& respond) {
    Response response = text("secret");
    if (at < split.size()) response.headers.push_back(split[at++]);
    respond(std::move(response));
  });
  RawClient client{server->port()};
  std::string requests;
  for (std::size_t count = 0; count < split.size(); ++count) requests += get("/");
  client.send(requests + last_canary);
  const std::string& answers = client.read_to_end();
  EXPECT_EQ(statuses_in(answers), (Statuses{500, 500, 500, 500, 500, 200}));
  EXPECT_EQ(answers.find("x-a"), std::string::npos);
}

TEST(Server, GivesHandlersTheClientsAddress) {
  const auto server =
    started([](const Request& request, const Respond& respond) { respond(text(request.peer)); });
  RawClient client{server->port()};
  client.send(last_canary);
  EXPECT_TRUE(client.read_to_end().ends_with("\r\n\r\n127.0.0.1"));
}

TEST(Server, GivesHandlersTheAddressThatATrustedProxyNames) {
  ServerSettings settings;
  settings.trusted_proxies = *AddressRanges::parse("127.0.0.1");
  const auto server = started(
    [](const Request& request, const Respond& respond) { respond(text(request.peer)); }, settings
  );
  RawClient client{server->port()};
  client.send(get("/", "X-Forwarded-For: 192.0.2.1, 198.51.100.7\r\nConnection: close\r\n"));
  EXPECT_TRUE(client.read_to_end().ends_with("\r\n\r\n198.51.100.7"));
}

TEST(Server, SaysOnceThatAProxyIsNotKnown) {
  std::vector<std::string> said;
  ServerSettings settings;
  settings.report = [&](std::string_view what) { said.emplace_back(what); };
  const auto server = started(
    [](const Request& request, const Respond& respond) { respond(text(request.peer)); }, settings
  );
  RawClient client{server->port()};
  const std::string named = "X-Forwarded-For: 198.51.100.7\r\n";
  client.send(get("/", named) + get("/", named + "Connection: close\r\n"));
  EXPECT_TRUE(client.read_to_end().ends_with("\r\n\r\n127.0.0.1"));
  ASSERT_EQ(said.size(), 1U);
  EXPECT_TRUE(said.front().starts_with("A request from 127.0.0.1 has X-Forwarded-For"));
}

TEST(Server, ClosesAfterTheMostRequestsOfAConnection) {
  ServerSettings settings;
  settings.requests_per_connection_max = 2;
  const auto server = started(answer_with_path, settings);
  RawClient client{server->port()};
  client.send(get("/a") + get("/b") + get("/c"));
  const std::string& answers = client.read_to_end();
  EXPECT_EQ(statuses_in(answers), (Statuses{200, 200}));
  EXPECT_TRUE(answers.ends_with("Connection: close\r\n\r\n/b"));
}

TEST(Server, TurnsConnectionsOverTheCapAwayWithAnAnswer) {
  ServerSettings settings;
  settings.connections_max = 1;
  const auto server = started(answer_with_path, settings);
  RawClient first{server->port()};
  first.send(get("/"));
  first.read_until("\r\n\r\n/");
  RawClient second{server->port()};
  const std::string& answer = second.read_to_end();
  EXPECT_EQ(statuses_in(answer), Statuses{503});
  EXPECT_NE(answer.find("retry-after: 1"), std::string::npos);
  EXPECT_EQ(server->counts().connections_refused, 1U);
  first.send(last_canary);
  EXPECT_TRUE(first.read_to_end().ends_with("/canary"));
}

TEST(Server, TurnsAnAddressAwayThatHasTooManyConnections) {
  ServerSettings settings;
  settings.connections_per_address_max = 1;
  const auto server = started(answer_with_path, settings);
  RawClient first{server->port()};
  first.send(get("/"));
  first.read_until("\r\n\r\n/");
  RawClient second{server->port()};
  const std::string& answer = second.read_to_end();
  EXPECT_EQ(statuses_in(answer), Statuses{429});
  EXPECT_NE(answer.find("too_many_connections"), std::string::npos);
  first.send(last_canary);
  EXPECT_TRUE(first.read_to_end().ends_with("/canary"));
  EXPECT_TRUE(eventually([&] { return server->counts().connections_open == 0; }));
  RawClient third{server->port()};
  third.send(last_canary);
  EXPECT_TRUE(third.read_to_end().ends_with("/canary"));
}

TEST(Server, CountsNoConnectionsOfATrustedProxy) {
  ServerSettings settings;
  settings.connections_per_address_max = 1;
  settings.trusted_proxies = *AddressRanges::parse("127.0.0.0/8");
  const auto server = started(answer_with_path, settings);
  RawClient first{server->port()};
  first.send(get("/"));
  first.read_until("\r\n\r\n/");
  RawClient second{server->port()};
  second.send(last_canary);
  EXPECT_TRUE(second.read_to_end().ends_with("/canary"));
}

TEST(Server, PausesAcceptingWhenDescriptorsRunOutAndGoesOn) {
  std::atomic<bool> is_paused{false};
  ServerSettings settings;
  settings.report = [&](std::string_view what) {
    if (what.starts_with("Accepting is paused")) is_paused = true;
  };
  const auto server = started(answer_with_path, settings);
  RawClient client;
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit none{0, before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &none), 0);
  const bool is_connected = client.connect(server->port());
  const bool has_paused = eventually([&] { return is_paused.load(); });
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_TRUE(is_connected);
  EXPECT_TRUE(has_paused);
  client.send(last_canary);
  EXPECT_TRUE(client.read_to_end().ends_with("/canary"));
}

TEST(Server, SaysWhyItCannotListen) {
  const auto server = started(answer_with_path);
  ServerSettings settings;
  settings.port = server->port();
  std::string error;
  EXPECT_EQ(Server::start(settings, answer_with_path, error), nullptr);
  EXPECT_TRUE(error.starts_with(
    "Cannot listen on 127.0.0.1:" + std::to_string(settings.port) + ": Address already in use"
  )) << error;
}

} // namespace
} // namespace portal

// What the server does about clients that are slow, streams that are long, and its own end.

#include <array>
#include <atomic>
#include <future>
#include <string>
#include <thread>
#include <utility>

#include <gtest/gtest.h>

#include "server_fixture.hpp"

namespace portal {
namespace {

/// Sends `byte` every few milliseconds until the server has said something; the bytes it took.
int trickle(const RawClient& client, std::string_view byte) {
  int sent = 0;
  while (!client.has_something(2) && sent < 5000 && client.send(byte)) ++sent;
  return sent;
}

ServerSettings quick(std::chrono::milliseconds ServerSettings::*deadline) {
  ServerSettings settings;
  settings.*deadline = 60ms;
  return settings;
}

TEST(ServerDeadline, OfAHeadIsNotMovedByBytesThatTrickleIn) {
  const auto server = started(answer_with_path, quick(&ServerSettings::header_deadline));
  RawClient client{server->port()};
  client.send("GET / HTTP/1.1\r\nHost: a\r\nX: ");
  EXPECT_LT(trickle(client, "x"), 5000);
  const std::string& answer = client.read_to_end();
  EXPECT_EQ(statuses_in(answer), Statuses{408});
  EXPECT_NE(answer.find(R"("code":"request_timeout")"), std::string::npos);
  EXPECT_EQ(server->counts().deadlines_passed, 1U);
}

TEST(ServerDeadline, OfABodyIsNotMovedByBytesThatTrickleIn) {
  const auto server = started(answer_with_path, quick(&ServerSettings::body_deadline));
  RawClient client{server->port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
  EXPECT_LT(trickle(client, "x"), 5000);
  EXPECT_EQ(statuses_in(client.read_to_end()), Statuses{408});
}

TEST(ServerDeadline, OfABodyComesSoonerBelowTheLeastRate) {
  auto settings = quick(&ServerSettings::body_rate_grace);
  settings.body_bytes_per_second_min = 60'000;
  const auto server = started(answer_with_path, settings);
  RawClient client{server->port()};
  client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
  trickle(client, "x");
  EXPECT_EQ(statuses_in(client.read_to_end()), Statuses{408});
}

TEST(ServerDeadline, OfAnIdleConnectionClosesItWithoutAWord) {
  const auto server = started(answer_with_path, quick(&ServerSettings::idle_deadline));
  RawClient silent{server->port()};
  EXPECT_EQ(silent.read_to_end(), "");
  RawClient client{server->port()};
  client.send(get("/"));
  EXPECT_EQ(statuses_in(client.read_to_end()), Statuses{200});
  EXPECT_EQ(server->counts().deadlines_passed, 0U);
}

TEST(ServerDeadline, DoesNotCutAHandlerOff) {
  Held held;
  ServerSettings settings;
  settings.header_deadline = settings.body_deadline = settings.idle_deadline =
    settings.write_deadline = 20ms;
  const auto server = started(held.handler(), settings);
  RawClient client{server->port()};
  client.send(last_canary);
  ASSERT_TRUE(held.has(1));
  EXPECT_FALSE(client.has_something(100));
  held.take()(text("late"));
  EXPECT_TRUE(client.read_to_end().ends_with("late"));
}

TEST(ServerDeadline, EndsAClientThatDoesNotRead) {
  const std::string large(std::size_t{32} * 1024 * 1024, 'x');
  const auto server = started(
    [&](const Request&, const Respond& respond) { respond(text(large)); },
    quick(&ServerSettings::write_deadline)
  );
  RawClient client{server->port()};
  client.send(get("/"));
  EXPECT_TRUE(eventually([&] { return server->counts().deadlines_passed == 1; }));
  EXPECT_TRUE(eventually([&] { return server->counts().connections_open == 0; }));
  EXPECT_LT(client.read_to_end().size(), large.size());
}

TEST(ServerStream, SendsChunksFromAnotherThreadInOrder) {
  std::thread producer;
  auto server = started([&](const Request& request, const Respond& respond) {
    if (request.path == "/canary") return respond(text("after"));
    Response response;
    response.stream = [&](const Response::Writer& write) {
      producer = std::thread{[write] {
        for (const auto* chunk : {"one", "", "two"}) EXPECT_TRUE(write(chunk, false));
        EXPECT_TRUE(write("three", true));
      }};
    };
    respond(std::move(response));
  });
  RawClient client{server->port()};
  client.send(get("/stream") + last_canary);
  const std::string& answers = client.read_to_end();
  producer.join();
  EXPECT_NE(answers.find("Transfer-Encoding: chunked\r\n"), std::string::npos);
  EXPECT_NE(
    answers.find("\r\n\r\n3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\nHTTP/1.1 200"),
    std::string::npos
  ) << answers;
  EXPECT_TRUE(answers.ends_with("after"));
}

TEST(ServerStream, EndsWithTheConnectionInHttp10) {
  const auto server = started([](const Request&, const Respond& respond) {
    Response response;
    response.stream = [](const Response::Writer& write) { write("all", true); };
    respond(std::move(response));
  });
  RawClient client{server->port()};
  client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  const std::string& answer = client.read_to_end();
  EXPECT_EQ(answer.find("chunked"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("\r\n\r\nall"));
}

TEST(ServerStream, IsBrokenOffWhenItsWriterIsDropped) {
  const auto server = started([](const Request&, const Respond& respond) {
    Response response;
    response.stream = [](const Response::Writer& write) { write("half", false); };
    respond(std::move(response));
  });
  RawClient client{server->port()};
  client.send(get("/"));
  const std::string& answer = client.read_to_end();
  EXPECT_TRUE(answer.ends_with("4\r\nhalf\r\n")) << answer;
}

TEST(ServerStream, HoldsItsWriterBackAndTellsItWhenTheClientHasGone) {
  std::atomic<std::size_t> written{0};
  std::promise<void> ended;
  std::thread producer;
  auto server = started([&](const Request&, const Respond& respond) {
    Response response;
    response.stream = [&](const Response::Writer& write) {
      producer = std::thread{[&, write] {
        while (write(std::string(65536, 'x'), false)) written += 65536;
        ended.set_value();
      }};
    };
    respond(std::move(response));
  });
  const auto end = ended.get_future();
  {
    RawClient client{server->port()};
    client.send(get("/"));
    client.read_until("10000\r\n");
    EXPECT_EQ(end.wait_for(100ms), std::future_status::timeout);
    EXPECT_LT(written, 64U * 1024 * 1024);
  }
  EXPECT_EQ(end.wait_for(10s), std::future_status::ready);
  producer.join();
}

TEST(ServerStream, GivesUpOnAClientThatReadsTooSlowly) {
  ServerSettings settings;
  settings.write_deadline = 60ms;
  std::promise<void> ended;
  std::thread producer;
  const auto server = started(
    [&](const Request&, const Respond& respond) {
      Response response;
      response.stream = [&](const Response::Writer& write) {
        producer = std::thread{[&, write] {
          while (write(std::string(65536, 'x'), false)) {
          }
          ended.set_value();
        }};
      };
      respond(std::move(response));
    },
    settings
  );
  RawClient client{server->port()};
  client.send(get("/"));
  EXPECT_EQ(ended.get_future().wait_for(10s), std::future_status::ready);
  producer.join();
  client.read_to_end();
}

TEST(ServerDrain, ClosesIdleConnectionsAndLetsRunningRequestsFinish) {
  Held held;
  const auto server = started(held.handler());
  RawClient idle{server->port()};
  RawClient running{server->port()};
  running.send(get("/") + last_canary);
  ASSERT_TRUE(held.has(1));
  auto drained = std::async(std::launch::async, [&] { server->drain(10s); });
  EXPECT_EQ(idle.read_to_end(), "");
  held.take()(text("done"));
  const std::string& answer = running.read_to_end();
  EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
  EXPECT_TRUE(answer.ends_with("done"));
  EXPECT_EQ(statuses_in(answer), Statuses{200});
  running.end_sending();
  drained.get();
  EXPECT_EQ(server->counts().connections_open, 0U);
  EXPECT_FALSE(RawClient{}.connect(server->port()));
}

TEST(ServerDrain, ReturnsAtTheDeadlineAndAnswersAfterItAreDropped) {
  Held held;
  auto server = started(held.handler());
  RawClient client{server->port()};
  client.send(get("/"));
  ASSERT_TRUE(held.has(1));
  server->drain(30ms);
  EXPECT_EQ(client.read_to_end(), "");
  const auto late = held.take();
  late(text("late"));
  server.reset();
}

TEST(ServerDrain, EndsWithRequestsInHandAndWithoutOne) {
  Held held;
  {
    const auto server = started(held.handler());
    RawClient client{server->port()};
    client.send(get("/"));
    ASSERT_TRUE(held.has(1));
  }
  held.take();
  const auto unused = started(answer_with_path);
}

} // namespace
} // namespace portal

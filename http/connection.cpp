#include "http/connection.hpp"

#include <atomic>
#include <exception>
#include <utility>

#include "http/reply.hpp"

namespace portal {
namespace {

using namespace std::chrono_literals;

constexpr auto linger_deadline = 2s; // how long a client may go on sending that has its last answer

/// A request's right to be answered once. Dropped without an answer, it answers 500.
class Ticket {
 public:
  explicit Ticket(std::shared_ptr<Connection> connection) : connection_(std::move(connection)) {}

  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

  ~Ticket() {
    try {
      fail("A handler dropped its request without an answer");
    } catch (const std::exception&) {
      is_used_ = true; // no memory to say so; the connection ends with its server
    }
  }

  void answer(Response response) {
    if (is_used_.exchange(true)) return;
    Loop& loop = connection_->loop();
    if (loop.runs_here()) return connection_->answer(std::move(response));
    loop.post([connection = connection_, given = std::move(response)]() mutable {
      connection->answer(std::move(given));
    });
  }

  void fail(const std::string& what) {
    Site& site = connection_->loop().site();
    if (is_used_ || site.has_ended) return;
    std::string request_id;
    auto problem = handler_failed(&request_id);
    site.report(what + " (" + request_id + ").");
    answer(std::move(problem));
  }

 private:
  std::shared_ptr<Connection> connection_;
  std::atomic<bool> is_used_{false};
};

} // namespace

Connection::Connection(std::shared_ptr<Loop> loop, Link wire)
    : loop_(std::move(loop)), wire_(std::move(wire)), reader_(loop_->site().limits) {}

/// An exception here ends this connection and nothing else.
template <class Step> void Connection::guarded(Step step) {
  try {
    if (phase_ != Phase::closed) step();
  } catch (const std::exception& error) {
    loop_->site().report(std::string{"A connection ended by an error: "} + error.what());
    close();
  }
}

// -- reading ---------------------------------------------------------------------------------------

void Connection::start(Reception reception) {
  guarded([&] {
    peer_ = wire_.peer();
    if (peer_.empty() || loop_->site().is_draining) return close();
    enter(Phase::idle, coarse_now() + settings().idle_deadline);
    if (reception == Reception::welcome) return wait_to_read();
    const bool is_full = reception == Reception::server_full;
    constexpr auto full = "The server has as many connections as it takes. Try again shortly.";
    constexpr auto many =
      "This address has as many connections open as it may. Close some, or use them again.";
    refuse(server_problem(is_full ? 503 : 429, "too_many_connections", is_full ? full : many)
             .with("retry-after", "1"));
  });
}

void Connection::wait_to_read() {
  if (!std::exchange(waits_to_read_, true)) wire_.wait_to_read(shared_from_this());
}

void Connection::may_read() {
  waits_to_read_ = false;
  if (is_reading() || phase_ == Phase::lingering) guarded([&] { read(); });
}

void Connection::read() {
  std::string_view bytes;
  switch (wire_.receive(bytes)) {
  case Moved::blocked: return wait_to_read();
  case Moved::broken: return close();
  case Moved::done: break;
  }
  if (phase_ == Phase::lingering) return wait_to_read(); // what still comes is not looked at
  consume(bytes);
}

/// Reads requests off `bytes` and has them handled until one has to be waited for.
void Connection::consume(std::string_view bytes) {
  is_consuming_ = true;
  while (is_reading()) {
    const auto step = reader_.feed(bytes);
    if (step == RequestReader::Step::complete) {
      handle(reader_.take());
    } else if (step == RequestReader::Step::wants_continue) {
      go_on();
    } else if (step == RequestReader::Step::refused) {
      ++loop_->framing_refused;
      const auto& refusal = reader_.refusal();
      refuse(server_problem(refusal.status, refusal.code, refusal.message));
    } else {
      note_progress();
      wait_to_read();
      break;
    }
  }
  is_consuming_ = false;
  keep(bytes);
}

/// Keeps what cannot be read yet; where it is the end of the backlog, it stays there.
void Connection::keep(std::string_view bytes) {
  if (backlog_at_ < backlog_.size()) {
    backlog_at_ = backlog_.size() - bytes.size();
  } else if (phase_ < Phase::lingering && !bytes.empty()) {
    backlog_.assign(bytes);
  }
  if (backlog_at_ < backlog_.size()) return;
  backlog_ = {};
  backlog_at_ = 0;
}

/// Deadlines are absolute: set when a phase begins, and not moved by bytes that trickle in.
void Connection::note_progress() {
  const auto now = coarse_now();
  if (reader_.is_within_body()) {
    if (phase_ == Phase::reading_body) return;
    body_since_ = now;
    enter(Phase::reading_body, now + settings().body_deadline);
  } else if (reader_.is_within_request()) {
    if (phase_ != Phase::reading_head) enter(Phase::reading_head, now + settings().header_deadline);
  } else if (phase_ != Phase::idle) {
    enter(Phase::idle, now + settings().idle_deadline);
  }
}

void Connection::go_on() {
  std::string_view interim = "HTTP/1.1 100 Continue\r\n\r\n";
  wire_.send(interim);
  if (!interim.empty()) close();
}

void Connection::handle(Head head) {
  ++loop_->requests;
  keeps_alive_ = head.keeps_alive && ++requests_ < settings().requests_per_connection_max;
  is_head_ = head.request.method == "HEAD";
  is_http_1_0_ = head.is_http_1_0;
  head.request.peer = peer_;
  head.request.peer = loop_->site().client_of(head.request);
  enter(Phase::handling);
  const auto ticket = std::make_shared<Ticket>(shared_from_this());
  try {
    const auto& handler = loop_->site().handler;
    handler(std::move(head.request), [ticket](Response response) {
      ticket->answer(std::move(response));
    });
  } catch (const std::exception& error) {
    ticket->fail(std::string{"A handler threw: "} + error.what());
  } catch (...) {
    ticket->fail("A handler threw something that is no std::exception");
  }
}

// -- writing ---------------------------------------------------------------------------------------

/// Answers with a problem of the server's own; nothing more is read as a request afterwards.
void Connection::refuse(Response problem) {
  keeps_alive_ = false;
  enter(Phase::handling);
  answer(std::move(problem));
}

void Connection::answer(Response response) {
  guarded([&] {
    if (phase_ != Phase::handling) return;
    if (!is_sendable(response)) {
      std::string request_id;
      response = handler_failed(&request_id);
      loop_->site().report("A response had a bad header or status (" + request_id + ").");
    }
    const auto stream = std::exchange(response.stream, nullptr);
    const bool has_body = !is_head_ && !is_bodiless(response.status);
    if (loop_->site().is_draining || (stream && is_http_1_0_)) keeps_alive_ = false;
    enter(Phase::writing);
    const bool is_streamed = stream != nullptr;
    wire_.begin_response(
      std::move(response),
      {keeps_alive_, is_http_1_0_, is_streamed, is_streamed || !has_body, loop_->date()}
    );
    if (is_streamed && has_body) begin_stream(stream);
    pump();
  });
}

void Connection::begin_stream(const std::function<void(Response::Writer)>& stream) {
  StreamQueue::Settings how;
  how.is_chunked = !is_http_1_0_;
  how.backlog_max = settings().stream_backlog_max;
  how.patience = settings().write_deadline;
  how.may_wait = [loop = loop_] { return !loop->runs_here(); };
  how.wake = [self = shared_from_this()] {
    self->loop_->post([self] { self->guarded([&] { self->pump(); }); });
  };
  stream_ = std::make_shared<StreamQueue>(std::move(how));
  stream(StreamQueue::writer_of(stream_));
}

/// Sends what there is to send, as far as the socket takes it.
void Connection::pump() {
  if (phase_ != Phase::writing || waits_to_write_) return;
  if (is_held_up(wire_.send_response())) return;
  if (stream_) return pump_stream();
  finish_response();
}

void Connection::pump_stream() {
  for (auto end = StreamQueue::End::open;;) {
    if (!unsent_.empty() && is_held_up(wire_.send(unsent_))) return;
    if (end == StreamQueue::End::whole) return finish_response();
    if (end == StreamQueue::End::abandoned) return close();
    end = stream_->take(sending_);
    unsent_ = sending_;
    if (unsent_.empty() && end == StreamQueue::End::open) return; // the writer wakes us
  }
}

bool Connection::is_held_up(Moved moved) {
  if (moved == Moved::done) return false;
  if (moved == Moved::broken) {
    close();
    return true;
  }
  // Each time the socket has room again is progress, and the client's time begins anew.
  deadline_ = coarse_now() + settings().write_deadline;
  waits_to_write_ = true;
  wire_.wait_to_write(shared_from_this());
  return true;
}

void Connection::may_write() {
  waits_to_write_ = false;
  deadline_ = Moment::max();
  guarded([&] { pump(); });
}

void Connection::finish_response() {
  wire_.end_response();
  stream_.reset();
  if (!keeps_alive_) {
    wire_.shut_down_sending();
    enter(Phase::lingering, coarse_now() + linger_deadline);
    return wait_to_read();
  }
  enter(Phase::idle, coarse_now() + settings().idle_deadline);
  if (is_consuming_) return;
  if (backlog_at_ == backlog_.size()) return wait_to_read();
  consume(std::string_view{backlog_}.substr(backlog_at_));
}

// -- the end ---------------------------------------------------------------------------------------

void Connection::sweep(Moment now) {
  guarded([&] {
    const auto seconds = static_cast<std::size_t>((now - body_since_) / 1s);
    const bool is_slow = phase_ == Phase::reading_body &&
                         now - body_since_ > settings().body_rate_grace &&
                         reader_.body_bytes() < settings().body_bytes_per_second_min * seconds;
    if (now < deadline_ && !is_slow) return;
    if (phase_ == Phase::idle || phase_ == Phase::lingering) return close();
    ++loop_->deadlines_passed;
    if (!is_reading()) return close();
    constexpr auto slow = "The request came too slowly. Send it again, without pauses.";
    refuse(server_problem(408, "request_timeout", slow));
  });
}

void Connection::close() {
  if (phase_ == Phase::closed) return;
  enter(Phase::closed);
  wire_.close();
  if (const auto stream = std::exchange(stream_, nullptr)) stream->close();
  loop_->remove(*this);
}

} // namespace portal

#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "http/loop.hpp"
#include "http/reader.hpp"
#include "http/stream_queue.hpp"
#include "http/wire.hpp"

namespace portal {

/// One client from its first byte to the last of its responses: reads a request, has it handled, sends
/// the answer, and only then looks at the next. All of it runs on its loop's thread.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Loop> loop, Link wire);

  /// Who is not welcome is told why, and the connection closed.
  void start(Reception reception);

  /// The answer to the request in hand; without one in hand it is dropped.
  void answer(Response response);

  void may_read();
  void may_write();

  /// Looks at the deadlines.
  void sweep(Moment now);
  void close();

  bool is_idle() const { return phase_ == Phase::idle; }

  Loop& loop() { return *loop_; }

  std::size_t place = 0;  ///< in the loop's list
  std::string counted_as; ///< Site::counted_as of its peer

 private:
  enum class Phase { idle, reading_head, reading_body, handling, writing, lingering, closed };

  bool is_reading() const { return phase_ <= Phase::reading_body; }

  void enter(Phase phase, Moment deadline = Moment::max()) { phase_ = phase, deadline_ = deadline; }

  const ServerSettings& settings() const { return loop_->site().settings; }

  void wait_to_read();
  void read();
  void consume(std::string_view bytes);
  void keep(std::string_view bytes);
  void note_progress();
  void go_on();
  void handle(Head head);
  void refuse(Response problem);
  void begin_stream(const std::function<void(Response::Writer)>& stream);
  void pump();
  void pump_stream();
  bool is_held_up(Moved moved);
  void finish_response();
  template <class Step> void guarded(Step step);

  const std::shared_ptr<Loop> loop_;
  Link wire_;
  std::string peer_;
  RequestReader reader_;
  Phase phase_ = Phase::idle;
  Moment deadline_ = Moment::max();
  Moment body_since_;
  std::size_t requests_ = 0;
  bool keeps_alive_ = true, is_head_ = false, is_http_1_0_ = false;
  bool is_consuming_ = false, waits_to_read_ = false, waits_to_write_ = false;
  std::string backlog_; ///< requests that came before the one in hand was answered
  std::size_t backlog_at_ = 0;
  std::shared_ptr<StreamQueue> stream_;
  std::string sending_; ///< of the stream
  std::string_view unsent_;
};

} // namespace portal

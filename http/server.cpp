#include "http/server.hpp"

// The only file with Boost.Beast and Asio: sockets that never wait, one io_context a thread, the acceptor,
// and Beast's serializer between a Response and its bytes. What is said over the sockets is decided in
// connection.cpp, what a request is in framing.cpp.

#include <algorithm>
#include <array>
#include <cstddef>
#include <exception>
#include <memory_resource>
#include <optional>
#include <tuple>
#include <utility>

#include <boost/asio.hpp>
#include <boost/beast/core/span.hpp>
#include <boost/beast/http.hpp>

#include "http/connection.hpp"
#include "http/loop.hpp"
#include "http/reply.hpp"
#include "http/wire.hpp"
#include "store/thread_name.hpp"

namespace portal {
namespace {

namespace net = boost::asio;
namespace beast = boost::beast;
using boost::system::error_code;
using net::ip::tcp;
using namespace std::chrono_literals;

constexpr std::size_t scratch_bytes = 65'536;
constexpr auto accept_pause = 100ms; // after descriptors or memory ran out
constexpr unsigned http_version = 11;

Moved moved(const error_code& ec) {
  if (!ec) return Moved::done;
  return ec == net::error::would_block || ec == net::error::try_again ? Moved::blocked
                                                                      : Moved::broken;
}

/// The other side's address; empty when it has gone.
std::string peer_of(const tcp::socket& stream) {
  error_code ec;
  const auto address = stream.remote_endpoint(ec).address();
  if (ec) return {};
  if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address.to_string();
  return net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6()).to_string();
}

/// A response in Beast's hands: the message over the handler's body, with room of its own for fields.
struct Outgoing {
  using Fields = beast::http::basic_fields<std::pmr::polymorphic_allocator<char>>;
  using Body = beast::http::span_body<const char>;

  Response response;
  std::array<std::byte, 1536> bytes;
  std::pmr::monotonic_buffer_resource room{bytes.data(), bytes.size()};
  std::optional<beast::http::message<false, Body, Fields>> message;
  std::optional<beast::http::serializer<false, Body, Fields>> writer;
  bool is_head_only = false;
};

} // namespace

struct Loop::Engine {
  net::io_context context{1};
  net::steady_timer sweep_timer{context};
  net::executor_work_guard<net::io_context::executor_type> guard{context.get_executor()};
  std::array<char, scratch_bytes> scratch{};
};

struct Link::Socket {
  tcp::socket stream;
  char* scratch;
  std::unique_ptr<Outgoing> outgoing{};
};

// -- one client's socket ---------------------------------------------------------------------------

Link::Link(std::unique_ptr<Socket> socket) : socket_(std::move(socket)) {
  error_code ec;
  socket_->stream.non_blocking(true, ec);
  socket_->stream.set_option(tcp::no_delay{true}, ec);
}

Link::~Link() = default;
Link::Link(Link&&) noexcept = default;

std::string Link::peer() const { return peer_of(socket_->stream); }

Moved Link::receive(std::string_view& bytes) {
  error_code ec;
  const auto size = socket_->stream.read_some(net::buffer(socket_->scratch, scratch_bytes), ec);
  bytes = {socket_->scratch, size};
  return moved(ec);
}

Moved Link::send(std::string_view& bytes) {
  error_code ec;
  while (!bytes.empty() && !ec) {
    bytes.remove_prefix(socket_->stream.write_some(net::buffer(bytes), ec));
  }
  return moved(ec);
}

void Link::begin_response(Response response, const ResponseFrame& frame) {
  using beast::http::field;
  if (!socket_->outgoing) socket_->outgoing = std::make_unique<Outgoing>();
  Outgoing& out = *socket_->outgoing;
  out.writer.reset();
  out.message.reset();
  out.room.release();
  out.response = std::move(response);
  const Response& given = out.response;
  auto& message = out.message.emplace(
    std::piecewise_construct,
    std::make_tuple(beast::span<const char>{given.body.data(), given.body.size()}),
    std::make_tuple(std::pmr::polymorphic_allocator<char>{&out.room})
  );
  message.version(http_version);
  message.result(static_cast<unsigned>(given.status));
  for (const Header& header : given.headers) {
    if (!is_servers_own(header.name)) message.insert(header.name, header.value);
  }
  message.insert(field::date, beast::string_view{frame.date.data(), frame.date.size()});
  if (!is_bodiless(given.status)) {
    if (!frame.is_streamed) message.content_length(given.body.size());
    if (frame.is_streamed && !frame.is_http_1_0) message.chunked(true);
  }
  if (!frame.keeps_alive) {
    message.insert(field::connection, "close");
  } else if (frame.is_http_1_0) {
    message.insert(field::connection, "keep-alive");
  }
  out.is_head_only = frame.is_head_only;
  out.writer.emplace(message).split(frame.is_head_only);
}

Moved Link::send_response() {
  Outgoing& out = *socket_->outgoing;
  error_code ec;
  while (!ec && !(out.is_head_only ? out.writer->is_header_done() : out.writer->is_done())) {
    beast::http::write_some(socket_->stream, *out.writer, ec);
  }
  return moved(ec);
}

void Link::end_response() {
  if (socket_->outgoing) socket_->outgoing->response.body = {};
}

void Link::wait_to_read(std::shared_ptr<Connection> connection) {
  socket_->stream.async_wait(
    tcp::socket::wait_read, [kept = std::move(connection)](const error_code&) { kept->may_read(); }
  );
}

void Link::wait_to_write(std::shared_ptr<Connection> connection) {
  socket_->stream.async_wait(
    tcp::socket::wait_write,
    [kept = std::move(connection)](const error_code&) { kept->may_write(); }
  );
}

void Link::shut_down_sending() {
  error_code ec;
  socket_->stream.shutdown(tcp::socket::shutdown_send, ec);
}

void Link::close() {
  error_code ec;
  socket_->stream.close(ec);
}

// -- an I/O thread ---------------------------------------------------------------------------------

Loop::Loop(std::shared_ptr<Site> site)
    : site_(std::move(site)), engine_(std::make_unique<Engine>()) {}

Loop::~Loop() = default;

bool Loop::runs_here() const { return engine_->context.get_executor().running_in_this_thread(); }

bool Loop::post(std::function<void()> job) {
  bool is_first = false;
  {
    const std::lock_guard lock{gate_};
    if (has_ended_) return false;
    is_first = jobs_.empty();
    jobs_.push_back(std::move(job));
  }
  // Answers come by the group: the loop is woken for the first of those that wait.
  if (is_first) net::post(engine_->context, [self = shared_from_this()] { self->run_jobs(); });
  return true;
}

namespace {

/// Sweeps, and again in a quarter of the shortest deadline.
void keep_sweeping(Loop& loop, Loop::Engine& engine, std::chrono::milliseconds pause) {
  loop.sweep();
  engine.sweep_timer.expires_after(pause);
  engine.sweep_timer.async_wait([&loop, &engine, pause](const error_code& ec) {
    // A wait that is over already cannot be cancelled: the end has to be asked for too.
    if (!ec && !loop.site().has_ended) keep_sweeping(loop, engine, pause);
  });
}

} // namespace

void Loop::start() {
  const ServerSettings& settings = site_->settings;
  const auto shortest = std::min(
    {settings.header_deadline, settings.body_deadline, settings.idle_deadline,
     settings.write_deadline, settings.body_rate_grace}
  );
  keep_sweeping(*this, *engine_, std::clamp<std::chrono::milliseconds>(shortest / 4, 2ms, 250ms));
  thread_ = std::thread{[self = shared_from_this()] {
    name_this_thread("portal-io");
    for (;;) {
      try {
        self->engine_->context.run();
        return;
      } catch (const std::exception& error) {
        self->site_->report(error);
      }
    }
  }};
}

void Loop::finish() {
  post([this] {
    {
      const std::lock_guard lock{gate_};
      has_ended_ = true;
    }
    close_all();
    engine_->sweep_timer.cancel();
    engine_->guard.reset();
  });
  if (thread_.joinable()) return thread_.join();
  engine_->context.run(); // never started: the job above has to be run here
}

// -- the server ------------------------------------------------------------------------------------

namespace {

class RunningServer final : public Server {
 public:
  RunningServer(ServerSettings settings, Handler handler)
      : site_(std::make_shared<Site>(std::move(settings), std::move(handler))) {
    const auto threads = std::max(1, site_->settings.threads);
    for (int made = 0; made < threads; ++made) loops_.push_back(std::make_shared<Loop>(site_));
    acceptor_.emplace(loops_.front()->engine().context);
    pause_.emplace(loops_.front()->engine().context);
  }

  RunningServer(const RunningServer&) = delete;
  RunningServer& operator=(const RunningServer&) = delete;

  ~RunningServer() override { stop(0ms); }

  void listen() {
    tcp::resolver resolver{loops_.front()->engine().context};
    const auto port = std::to_string(site_->settings.port);
    const tcp::endpoint endpoint = *resolver.resolve(site_->settings.host, port).begin();
    acceptor_->open(endpoint.protocol());
    acceptor_->set_option(tcp::acceptor::reuse_address{true});
    acceptor_->bind(endpoint);
    acceptor_->listen();
    port_ = acceptor_->local_endpoint().port();
    accept();
    for (const auto& loop : loops_) loop->start();
  }

  std::uint16_t port() const override { return port_; }

  ServerCounts counts() const override {
    ServerCounts sum;
    for (const auto& loop : loops_) {
      sum.connections_open += loop->open;
      sum.connections_accepted += loop->accepted;
      sum.connections_refused += loop->refused;
      sum.requests += loop->requests;
      sum.framing_refused += loop->framing_refused;
      sum.deadlines_passed += loop->deadlines_passed;
    }
    return sum;
  }

  void drain(std::chrono::milliseconds deadline) override { stop(deadline); }

 private:
  void accept() {
    const auto fewer = [](const auto& left, const auto& right) { return left->open < right->open; };
    Loop& loop = **std::min_element(loops_.begin(), loops_.end(), fewer);
    const auto taken = [this, &loop](error_code ec, tcp::socket socket) {
      if (!acceptor_->is_open()) return;
      try {
        if (!ec) admit(loop, std::move(socket));
      } catch (const std::exception&) {
        ec = net::error::no_memory;
      }
      if (ec && ec != net::error::connection_aborted) return pause(ec);
      is_paused_ = false;
      accept();
    };
    acceptor_->async_accept(loop.engine().context, taken);
  }

  /// Descriptors or memory ran out: who waits to be accepted waits a little longer.
  void pause(const error_code& ec) {
    if (!std::exchange(is_paused_, true)) {
      site_->report("Accepting is paused: " + ec.message() + ". Raise the limit of open files.");
    }
    pause_->expires_after(accept_pause);
    pause_->async_wait([this](const error_code&) {
      if (acceptor_->is_open()) accept();
    });
  }

  void admit(Loop& loop, tcp::socket socket) {
    auto link =
      std::make_unique<Link::Socket>(Link::Socket{std::move(socket), loop.engine().scratch.data()});
    const std::string counted_as = site_->counted_as(peer_of(link->stream));
    const auto reception = site_->enter(counted_as);
    ++(reception == Reception::welcome ? loop.accepted : loop.refused);
    if (reception == Reception::unanswered) return;
    const auto held = std::make_shared<std::unique_ptr<Link::Socket>>(std::move(link));
    ++loop.open;
    const auto add = [&loop, reception, counted_as, held] {
      loop.add(Link{std::move(*held)}, reception, counted_as);
    };
    if (loop.post(add)) return;
    --loop.open;
    site_->leave(counted_as);
  }

  void stop(std::chrono::milliseconds deadline) {
    const std::lock_guard once{stop_mutex_};
    if (site_->has_ended) return;
    site_->is_draining = true;
    loops_.front()->post([this] {
      error_code ec;
      acceptor_->close(ec);
      pause_->cancel();
    });
    for (const auto& loop : loops_) loop->post([kept = loop] { kept->sweep(); });
    {
      std::unique_lock lock{site_->emptied_mutex};
      site_->emptied.wait_for(lock, deadline, [&] { return site_->open == 0; });
    }
    site_->has_ended = true;
    for (const auto& loop : loops_) loop->finish();
  }

  const std::shared_ptr<Site> site_;
  std::vector<std::shared_ptr<Loop>> loops_;
  std::optional<tcp::acceptor> acceptor_;
  std::optional<net::steady_timer> pause_;
  std::uint16_t port_ = 0;
  bool is_paused_ = false;
  std::mutex stop_mutex_;
};

} // namespace

std::unique_ptr<Server>
Server::start(ServerSettings settings, Handler handler, std::string& error) {
  const auto where = settings.host + ":" + std::to_string(settings.port);
  try {
    auto server = std::make_unique<RunningServer>(std::move(settings), std::move(handler));
    server->listen();
    return server;
  } catch (const boost::system::system_error& failure) {
    error = "Cannot listen on " + where + ": " + failure.code().message() +
            ". Choose another address or port, or stop what holds it.";
  } catch (const std::exception& failure) {
    error = "Cannot listen on " + where + ": " + failure.what() + ".";
  }
  return nullptr;
}

} // namespace portal

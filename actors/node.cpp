#include <cstdio>
#include <cstdlib>
#include <thread>
#include <utility>

#include "actors/history.hpp"
#include "actors/load.hpp"
#include "actors/running_node.hpp"

namespace portal {
namespace {

constexpr int loader_threads = 6;
constexpr std::chrono::seconds fold_deadline{30};
constexpr std::chrono::seconds stop_deadline{5};
constexpr int follower_rounds = 5;

/// EX_SOFTWARE of sysexits.h: a supervisor starts the process anew, and recovery decides.
constexpr int exit_code_of_failure = 70;

TimeSource time_of(const NodeSettings& settings, Instant last_recorded) {
  if (!settings.test_clock) return TimeSource::real(last_recorded);
  const Instant wanted = settings.test_clock_start.value_or(wall_clock());
  return TimeSource::standing(std::max(wanted, last_recorded));
}

/// With two processors a second thread of actors takes from the committer and the sockets more than it gives:
/// a fifth of the commands a second at 64 connections.
int actor_threads(int wanted) {
  if (wanted > 0) return wanted;
  return std::thread::hardware_concurrency() < 4 ? 1 : 2;
}

void stop_process(const Fault& fault) {
  std::fprintf(
    stderr, "{\"level\":\"critical\",\"msg\":\"stopping: an append failed\",\"fault\":\"%s\"}\n",
    fault.message.c_str()
  );
  std::fflush(stderr);
  std::_Exit(exit_code_of_failure);
}

} // namespace

Stored<std::unique_ptr<Node>> start_node(NodeSettings settings, Engines engines) {
  const auto last_recorded = last_recorded_at(*engines.log);
  if (!last_recorded) return tl::unexpected<Fault>(last_recorded.error());
  const LoadSources sources{*engines.log, *engines.views, *engines.vault};
  const auto catalog = load<CatalogDecider>(sources, "catalog", false);
  if (catalog->fault) return tl::unexpected<Fault>(*catalog->fault);
  return std::make_unique<RunningNode>(
    std::move(settings), std::move(engines), std::move(catalog->state), *last_recorded
  );
}

RunningNode::RunningNode(
  NodeSettings settings, Engines engines, Catalog catalog, Instant last_recorded
)
    : settings_(std::move(settings)), engines_(std::move(engines)),
      time_(time_of(settings_, last_recorded)),
      disk_(
        settings_.disk_free_min,
        settings_.disk_free ? settings_.disk_free : free_beside(settings_.data_directory)
      ),
      permits_(settings_.in_flight_max, settings_.in_flight_per_customer_max),
      coupons_([this](std::span<const std::string> names) { return engines_.log->claimed(names); }),
      board_(std::move(catalog)),
      eraser_(*engines_.vault, [this](const CustomerId& customer) { projector_.erased(customer); }),
      projector_(
        {engines_.log.get(), engines_.views.get(), engines_.vault.get(),
         [this](const CustomerId& customer) { eraser_.erase(customer); }}
      ),
      committer_(committer_ports(), last_recorded), aside_(loader_threads), around_(surroundings()),
      system_(actor_threads(settings_.actor_threads)),
      directory_(
        settings_.resident_max,
        [this](const std::string& stream) { return system_.start(stream, around_); }
      ),
      clock_(clock_ports()) {}

RunningNode::~RunningNode() { drain(std::chrono::milliseconds{0}); }

Committer::Ports RunningNode::committer_ports() {
  Committer::Ports ports;
  ports.log = engines_.log.get();
  ports.now = [this] { return time_.now(); };
  ports.follow = [this](std::vector<FreshEvents> fresh) { projector_.follow(std::move(fresh)); };
  ports.committed = [this](Position head) { listeners_.tell(head); };
  ports.fatal = [this](const Fault& fault) { stop_on(fault); };
  return ports;
}

ClockThread::Ports RunningNode::clock_ports() {
  ClockThread::Ports ports;
  ports.time = &time_;
  ports.rows = [this] { return engines_.views->snapshot(); };
  ports.tick = [this](const std::string& stream, std::function<void(bool)> then) {
    tick(stream, std::move(then));
  };
  ports.when_settled = [this](std::function<void(bool)> then) {
    projector_.when_visible(engines_.log->head(), fold_deadline, std::move(then));
  };
  ports.let_followers_work = [this] {
    // What one does may be work for another: a payment's outcome is delivered to webhooks.
    std::optional<Instant> next;
    for (int round = 0; round < follower_rounds; ++round) {
      const Position before = engines_.log->head();
      next = followers_.work_off();
      if (engines_.log->head() == before) break;
    }
    return next;
  };
  return ports;
}

Surroundings RunningNode::surroundings() {
  return {
    {*engines_.log, *engines_.views, *engines_.vault},
    committer_,
    aside_,
    board_,
    time_,
    settings_.snapshot_every,
    settings_.gateway,
    [this](std::string key, std::string row) {
      projector_.put_beside(std::move(key), std::move(row));
    },
    [this](Position position, std::function<void(bool)> then) {
      projector_.when_visible(position, fold_deadline, [this, then = std::move(then)](bool folded) {
        folded ? eraser_.when_done(then) : then(false);
      });
    },
    [this](const std::shared_ptr<Work>& work, const LimitedRedemption& redemption) {
      redeem(work, redemption);
    },
    [this](const std::string& stream) { directory_.gone(stream); },
    [this](std::string_view stream, std::string_view what) {
      if (settings_.on_trouble) settings_.on_trouble(stream, what);
    },
  };
}

void RunningNode::stop_on(const Fault& fault) {
  failed_ = true;
  if (settings_.on_fatal) {
    settings_.on_fatal(fault);
  } else {
    stop_process(fault);
  }
}

void RunningNode::when_visible(
  Position at_least, std::chrono::milliseconds deadline, std::function<void(bool)> then
) {
  const Position head = engines_.log->head();
  if (at_least > head) return then(false);
  projector_.when_visible(head, deadline, std::move(then));
}

std::unique_ptr<ViewReader> RunningNode::rows() const { return engines_.views->snapshot(); }

Stored<std::unique_ptr<ViewReader>>
RunningNode::rows_as_of(const std::string& stream, Position position) const {
  return fold_history(*engines_.log, stream, position);
}

Stored<Position> RunningNode::position_at(Instant at) const {
  return last_recorded_by(*engines_.log, at);
}

std::shared_ptr<const Catalog> RunningNode::catalog() const { return board_.current(); }

const EventLog& RunningNode::log() const { return *engines_.log; }

Vault& RunningNode::vault() { return *engines_.vault; }

Instant RunningNode::now() const { return time_.now(); }

NodeStatus RunningNode::status() const {
  const ViewsProgress views = projector_.progress();
  const CommitCounts commits = committer_.counts();
  NodeStatus status;
  status.head = engines_.log->head();
  status.views_at = views.visible;
  status.rebuild_done = views.done;
  status.rebuild_eta = views.eta;
  status.resident = directory_.resident();
  status.in_flight = permits_.in_flight();
  status.commands = commands_;
  status.refusals = refusals_;
  status.overloaded = overloaded_;
  status.commits = commits.commits;
  status.events = commits.events;
  status.commit_seconds_p50 = commits.seconds_p50;
  status.commit_seconds_sum = commits.seconds_sum;
  status.commit_seconds_p99 = commits.seconds_p99;
  if (failed_) {
    status.not_ready_because = "An append to the log failed; the process must be restarted.";
  } else if (draining_) {
    status.not_ready_because = "The server is shutting down.";
  } else if (!views.trouble.empty()) {
    status.not_ready_because = "The views cannot follow the log: " + views.trouble;
  } else if (!views.caught_up) {
    status.not_ready_because = "The views are being built from the log.";
  }
  status.reads_ready = status.not_ready_because.empty();
  if (disk_.is_short() && status.reads_ready)
    status.not_ready_because = no_room_left(disk_).message;
  status.disk_free = disk_.free();
  status.ready = status.not_ready_because.empty();
  return status;
}

void RunningNode::advance_clock(Instant to, std::function<void(Stored<Instant>)> then) {
  if (!settings_.test_clock) {
    return then(
      fault(FaultKind::misuse, "The clock is the machine's; start with the test clock to move it.")
    );
  }
  clock_.advance(to, std::move(then));
}

std::shared_ptr<void> RunningNode::on_commit(std::function<void(Position)> hear) {
  return listeners_.add(std::move(hear));
}

void RunningNode::follow(Follower& follower) { followers_.add(follower); }

void RunningNode::unfollow(Follower& follower) { followers_.remove(follower); }

void RunningNode::drain(std::chrono::milliseconds deadline) {
  draining_ = true;
  const std::lock_guard once{stop_mutex_};
  if (std::exchange(stopped_, true)) return;
  {
    std::unique_lock lock{idle_mutex_};
    idle_.wait_for(lock, deadline, [this] { return open_works_ == 0; });
  }
  clock_.stop();
  directory_.close();
  system_.stop(stop_deadline);
  aside_.stop();
  committer_.stop();
  eraser_.stop();
  projector_.stop();
}

} // namespace portal

// The committer alone: how many events a second it makes durable when commands do not wait for anything
// else. As in production: personal fields sealed, envelopes encoded (by two threads, where production
// has its actors), one batch and one fsync a group, tree of hashes, signed head, witness.

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "actors/committer.hpp"
#include "actors/engines.hpp"
#include "bench/business.hpp"
#include "bench/scratch.hpp"

namespace portal::bench {
namespace {

constexpr std::size_t in_flight_max = 4'096; // the node's permits
constexpr std::size_t streams = 1'000;

/// Holds back who would have more in flight than the node's permits allow.
class Window {
 public:
  void enter() {
    std::unique_lock lock{mutex_};
    left_.wait(lock, [this] { return in_flight_ < in_flight_max; });
    ++in_flight_;
  }

  void leave() {
    const std::lock_guard lock{mutex_};
    if (in_flight_-- == in_flight_max || in_flight_ == 0) left_.notify_all();
  }

  void wait_for_none() {
    std::unique_lock lock{mutex_};
    left_.wait(lock, [this] { return in_flight_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable left_;
  std::size_t in_flight_ = 0;
};

/// One customer's stream, as its actor knows it.
struct Stream {
  std::string name;
  std::shared_ptr<const PersonalCodec> codec;
  Version version = 0;
};

std::vector<Stream> make_streams(Vault& vault, std::size_t first, std::size_t count) {
  std::vector<Stream> made;
  for (std::size_t at = first; at < first + count; ++at) {
    const CustomerId id{customer_name(at)};
    auto codec = vault.make_key(id);
    if (!codec) give_up(codec.error().message);
    made.push_back({stream_of(id), std::move(*codec)});
  }
  return made;
}

CustomerEvent event_of(std::size_t number) {
  if (number % 2 == 0) {
    return ActionRecorded{
      "invoice.download",
      "in_01m821qxjjqr2kbgp509j0vqs2",
      ActionOutcome::done,
      {},
      SessionId{"ps_01m821qxk4kwfh4tr65h8nwt4q"},
      {}};
  }
  return UsageRecorded{
    CustomerId{customer_name(number % streams)},
    "gateway-eu-1",
    std::to_string(number),
    "api.call",
    Instant{1'795'348'800'000 + static_cast<std::int64_t>(number)},
    RawJson{R"({"calls":17,"endpoint":"/v1/search","status":"200"})"}};
}

/// What an actor does between a decision and the queue.
Append append_of(Stream& stream, std::size_t number, std::size_t events) {
  static const Submission typical = view_page(0, 0);
  Append append;
  append.stream = stream.name;
  append.expected = stream.version;
  Envelope head;
  head.stream = stream.name;
  head.principal = typical.origin.principal;
  head.request_id = typical.origin.request_id;
  head.ip = typical.origin.ip;
  head.user_agent = typical.origin.user_agent;
  head.effective_at = Instant{1'795'348'800'000};
  seal_value(head.ip, *stream.codec);
  seal_value(head.user_agent, *stream.codec);
  for (std::size_t at = 0; at < events; ++at) {
    CustomerEvent event = event_of(number * events + at);
    seal_variant(event, *stream.codec);
    head.version = static_cast<std::int64_t>(++stream.version);
    head.type = type_of(event);
    head.action = "action.record";
    head.index = static_cast<std::int64_t>(at);
    append.tails.push_back(write_tail(head, encode_variant(event)));
    // Usage claims its id, so that it counts once for ever.
    if (const auto* usage = get_if<UsageRecorded>(&event)) {
      append.claims.push_back("usage/12/gateway-eu-1/" + usage->id);
    }
  }
  return append;
}

/// Commands of `events` events each; the rate of events.
double measure(const std::string& directory, std::size_t events, std::size_t commands) {
  auto engines = open_engines(directory);
  if (!engines) give_up(engines.error().message);
  Committer::Ports ports;
  ports.log = engines->log.get();
  ports.now = [] { return Instant{1'795'348'800'000}; };
  ports.follow = [](const std::vector<FreshEvents>&) {};
  ports.committed = [](Position) {};
  ports.fatal = [](const Fault& fault) { give_up(fault.message); };
  Committer committer{std::move(ports), Instant{}};
  auto all = make_streams(*engines->vault, 0, streams);
  Window window;
  const auto produce = [&](std::size_t half) {
    for (std::size_t number = half; number < commands; number += 2) {
      window.enter();
      committer.enqueue(
        {append_of(all[number % streams], number, events),
         [&](const Stored<Durable>& durable) {
           if (!durable) give_up(durable.error().message);
           window.leave();
         }}
      );
    }
  };
  const Stopwatch watch;
  std::thread other{produce, 1};
  produce(0);
  other.join();
  window.wait_for_none();
  const double seconds = watch.seconds();
  const CommitCounts counts = committer.counts();
  figure(
    "committer.group_" + std::to_string(events),
    static_cast<double>(counts.events) / static_cast<double>(counts.commits)
  );
  figure("committer.group_ms_p50_" + std::to_string(events), counts.seconds_p50 * 1000);
  committer.stop();
  return static_cast<double>(commands * events) / seconds;
}

} // namespace
} // namespace portal::bench

int main() {
  using namespace portal::bench;
  const Scratch scratch{"committer"};
  figure("sync_ms", sync_ms(scratch.directory()));
  figure("committer.events_per_s_single", measure(scratch.data() + "1", 1, 800'000));
  figure(
    "committer.bytes_per_event",
    static_cast<double>(bytes_on_disk(scratch.data() + "1/log")) / 800'000
  );
  figure("committer.events_per_s_batched", measure(scratch.data() + "10", 10, 100'000));
}

#include "effects/webhook_sender.hpp"

#include <algorithm>
#include <future>
#include <utility>

#include "actors/time_source.hpp"
#include "projections/objects.hpp"
#include "store/thread_name.hpp"
#include "store/webhook_signature.hpp"

namespace portal {
namespace {

using namespace std::chrono_literals;

constexpr auto look_every = 200ms; ///< at the machine's clock, for what falls due
/// Commits come by the thousand; reading what they added once in so long is enough.
constexpr auto follow_at_most_every = 5ms;
/// How often the log is told what came of deliveries: less often the more endpoints there are.
constexpr auto tell_at_most_every = 50ms;
constexpr auto and_for_each_endpoint = 1ms;
constexpr auto views_follow_within = 30s;
constexpr std::size_t prepared_max = 4'096;
constexpr std::size_t prepared_at_once = 256;
constexpr std::size_t read_in_a_round = 1'000;
constexpr auto answer_within = 10s;

bool is_for_outside(std::string_view stream) {
  return stream == "catalog" || customer_of(stream).has_value();
}

DeliveryReport report_of(const HttpAnswer& came, Instant at) {
  DeliveryReport report;
  report.at = at;
  const bool arrived = came.status >= 200 && came.status < 300;
  report.result = arrived ? DeliveryResult::delivered : DeliveryResult::failed;
  if (came.status != 0) report.response_status = came.status;
  if (came.status == 0) report.error = came.error;
  if (came.status == 410) report.gone = true;
  return report;
}

} // namespace

std::string delivery_id(Position position) { return "evt_" + std::to_string(position); }

PreparedEvent prepare_event(const RecordedEvent& event, Vault& vault) {
  const Envelope& head = event.head();
  PreparedEvent made;
  made.position = head.position_number();
  made.name = event_name(head.type);
  made.lane = head.stream;
  if (!is_for_outside(head.stream)) return made;
  const auto customer = customer_of(head.stream);
  std::string data;
  write_json(data, event.data());
  if (customer && data.find("\"$sealed\"") != std::string::npos) {
    if (const auto codec = vault.codec(*customer)) data = open_personal(data, **codec);
  }
  {
    Members members{made.body};
    members.text("id", delivery_id(made.position)).text("type", made.name);
    members.text("schema", head.type.substr(made.name.size() + 1));
    members.text("timestamp", to_text(head.effective_at)).text("position", head.position);
    members.text("stream", head.stream).integer("version", head.version);
    if (customer) members.text("customer", customer->text());
    members.raw("data", data);
  }
  return made;
}

WebhookSender::WebhookSender(Ports ports) : ports_(std::move(ports)) {
  hears_commits_ = ports_.node->on_commit([inbox = inbox_](Position /*head*/) {
    const std::lock_guard lock{inbox->mutex};
    if (!std::exchange(inbox->committed, true)) inbox->changed.notify_all();
  });
  thread_ = std::thread{[this] { run(); }};
  ports_.node->follow(*this);
}

WebhookSender::~WebhookSender() {
  ports_.node->unfollow(*this);
  {
    const std::lock_guard lock{inbox_->mutex};
    inbox_->stopping = true;
  }
  inbox_->changed.notify_all();
  thread_.join();
}

std::optional<Instant> WebhookSender::work_off(std::chrono::milliseconds at_most) {
  std::unique_lock lock{inbox_->mutex};
  const std::uint64_t wanted = ++inbox_->asked;
  inbox_->changed.notify_all();
  inbox_->changed.wait_for(lock, at_most, [&] {
    return inbox_->stopping || inbox_->done >= wanted;
  });
  return inbox_->next;
}

void WebhookSender::run() {
  name_this_thread("portal-webhooks");
  if (!load()) return;
  while (wait()) {
    std::vector<Answer> answers;
    std::vector<Told> told;
    std::uint64_t asked = 0;
    bool at_once = false;
    {
      const std::lock_guard lock{inbox_->mutex};
      answers.swap(inbox_->answers);
      told.swap(inbox_->told);
      inbox_->committed = false;
      inbox_->heard = asked = inbox_->asked;
      at_once = inbox_->done < asked;
    }
    hear(answers, told);
    const bool idle = round(at_once);
    const std::lock_guard lock{inbox_->mutex};
    const bool grown = ports_.node->log().head() > changes_up_to_;
    inbox_->committed = inbox_->committed || more_to_read_ || grown;
    if (idle && !inbox_->committed) inbox_->done = asked;
    inbox_->next.reset();
    for (const auto& [id, served] : served_) {
      const auto due = served.courier.next_due();
      if (due && (!inbox_->next || *due < *inbox_->next)) inbox_->next = due;
    }
    inbox_->changed.notify_all();
  }
}

/// The endpoints as the rows have them, once those are there; false when all is to end.
bool WebhookSender::load() {
  for (;;) {
    auto promise = std::make_shared<std::promise<bool>>();
    auto seen = promise->get_future();
    ports_.node->when_visible(0, views_follow_within, [promise](bool visible) {
      promise->set_value(visible);
    });
    {
      const std::lock_guard lock{inbox_->mutex};
      if (inbox_->stopping) return false;
    }
    if (!seen.get()) continue;
    changes_up_to_ = ports_.node->status().views_at;
    const auto rows = ports_.node->rows();
    ListQuery query;
    query.object = "webhook_endpoint";
    query.limit = 1'000;
    for (bool more = true; more;) {
      const auto page = list_objects(*rows, query);
      if (!page || !*page) return false;
      for (const ObjectRow& row : (*page)->rows) {
        auto endpoint = read_text<WebhookEndpoint>(row.json, Strictness::lenient);
        if (endpoint) served_.emplace(row.subject.id, Served{std::move(*endpoint)});
        query.starting_after = row.subject.id;
      }
      more = (*page)->has_more;
    }
    return true;
  }
}

/// Until there may be something to do; false when all is to end.
bool WebhookSender::wait() {
  std::unique_lock lock{inbox_->mutex};
  const auto is_pressing = [this] {
    return inbox_->stopping || more_to_read_ || !inbox_->answers.empty() || !inbox_->told.empty() ||
           inbox_->heard < inbox_->asked;
  };
  inbox_->changed.wait_for(lock, follow_at_most_every, is_pressing);
  inbox_->changed.wait_for(lock, look_every, [&] { return inbox_->committed || is_pressing(); });
  return !inbox_->stopping;
}

void WebhookSender::hear(const std::vector<Answer>& answers, const std::vector<Told>& told) {
  for (const Answer& answer : answers) {
    const auto found = served_.find(answer.endpoint);
    if (found == served_.end()) continue;
    auto report = report_of(answer.came, answer.at);
    if (const PreparedEvent* event = event_at(answer.position)) report.event = event->name;
    if (report.result == DeliveryResult::failed) {
      const std::string why = report.response_status
                                ? "HTTP " + std::to_string(*report.response_status)
                                : answer.came.error;
      ports_.warn("a webhook was not delivered", answer.endpoint, why);
    }
    found->second.courier.result(answer.position, std::move(report));
  }
  for (const Told& one : told) {
    const auto found = served_.find(one.endpoint);
    if (found == served_.end()) continue;
    found->second.telling = false;
    one.fine ? found->second.courier.told() : found->second.courier.not_told();
  }
}

/// Goes once through everything; true when nothing is left to do at the node's present time.
bool WebhookSender::round(bool at_once) {
  follow_changes();
  more_to_read_ = false;
  bool idle = true;
  for (auto& [id, served] : served_) {
    const bool at_end = read_for(served);
    more_to_read_ = more_to_read_ || !at_end;
    send_for(id, served);
    tell_for(id, served, at_once);
    const auto due = served.courier.next_due();
    idle = idle && at_end && served.courier.under_way() == 0 && !served.telling &&
           !served.courier.has_news() && (!due || *due > ports_.node->now());
  }
  while (prepared_.size() > prepared_max) prepared_.erase(prepared_.begin());
  return idle;
}

// -- following the log --------------------------------------------------------------------------------

void WebhookSender::follow_changes() {
  const auto read =
    ports_.node->log().read(changes_up_to_ + 1, [this](Position at, std::string_view stored) {
      changes_up_to_ = at;
      if (stored.find("\"stream\":\"webhooks/") == std::string_view::npos) return true;
      if (const auto event = RecordedEvent::parse(std::string{stored})) change(*event);
      return true;
    });
  if (!read) ports_.warn("webhooks cannot read the log", "log", read.error().message);
}

void WebhookSender::change(const RecordedEvent& event) {
  const Envelope& head = event.head();
  if (!is_webhook_stream(head.stream)) return;
  const auto happened = decode_variant<WebhookEvent>(head.type, event.data());
  if (!happened) return;
  const std::string id = std::visit([](const auto& one) { return one.id.text(); }, *happened);
  const auto version = static_cast<Version>(head.version);
  if (std::holds_alternative<EndpointCreated>(*happened)) {
    WebhookState state;
    evolve(state, *happened, EventMeta{version, head.effective_at});
    served_.try_emplace(id, std::move(*state.endpoint));
    return;
  }
  const auto found = served_.find(id);
  if (found == served_.end()) return;
  found->second.courier.apply(*happened, version, ports_.node->now());
  if (found->second.courier.deleted()) served_.erase(found);
}

/// True once the endpoint wants no more of the log.
bool WebhookSender::read_for(Served& served) {
  const Position head = ports_.node->log().head();
  const Instant now = ports_.node->now();
  for (std::size_t count = 0; count < read_in_a_round; ++count) {
    const auto position = served.courier.wants_position(head);
    if (!position) return true;
    const PreparedEvent* event = event_at(*position);
    if (event == nullptr) return true;
    served.courier.take(*event, now);
  }
  return false;
}

/// The event, from those that were prepared before or from the log.
const PreparedEvent* WebhookSender::event_at(Position position) {
  const auto known = prepared_.find(position);
  if (known != prepared_.end()) return &known->second;
  std::size_t count = 0;
  const auto read = ports_.node->log().read(position, [&](Position at, std::string_view stored) {
    if (const auto event = RecordedEvent::parse(std::string{stored})) {
      prepared_.insert_or_assign(at, prepare_event(*event, ports_.node->vault()));
    }
    return ++count < prepared_at_once;
  });
  if (!read) ports_.warn("webhooks cannot read the log", "log", read.error().message);
  const auto made = prepared_.find(position);
  return made == prepared_.end() ? nullptr : &made->second;
}

// -- sending and telling ------------------------------------------------------------------------------

void WebhookSender::send_for(const std::string& id, Served& served) {
  const Instant now = ports_.node->now();
  while (const auto position = served.courier.next(now)) {
    const PreparedEvent* event = event_at(*position);
    if (event == nullptr) {
      DeliveryReport report;
      report.result = DeliveryResult::failed;
      report.error = "the event could not be read";
      report.at = now;
      served.courier.result(*position, std::move(report));
      continue;
    }
    ports_.outbound->send(
      call_for(served.courier, *event),
      [inbox = inbox_, id, position = *position, now](HttpAnswer came) {
        const std::lock_guard lock{inbox->mutex};
        inbox->answers.push_back({id, position, now, std::move(came)});
        inbox->changed.notify_all();
      }
    );
  }
}

HttpCall WebhookSender::call_for(const Courier& courier, const PreparedEvent& event) const {
  const WebhookEndpoint& endpoint = courier.endpoint();
  std::vector<std::int64_t> generations{endpoint.secret_generation};
  const auto& both_until = endpoint.previous_secret_expires_at;
  if (both_until && *both_until > ports_.node->now()) {
    generations.push_back(endpoint.secret_generation - 1);
  }
  // Receivers compare it with their own clock, which no test clock moves.
  const std::string timestamp = std::to_string(wall_clock().ms / 1'000);
  const std::string id = delivery_id(event.position);
  HttpCall call;
  call.url = endpoint.url;
  call.body = event.body;
  call.timeout = answer_within;
  call.headers = {
    "Content-Type: application/json", "webhook-id: " + id, "webhook-timestamp: " + timestamp,
    "webhook-signature: " +
      webhook_signature(
        ports_.node->vault(), endpoint.id, generations, {id, timestamp, event.body}
      )};
  return call;
}

void WebhookSender::tell_for(const std::string& id, Served& served, bool at_once) {
  const auto now = std::chrono::steady_clock::now();
  if (served.telling || !served.courier.has_news()) return;
  const auto rest = tell_at_most_every + and_for_each_endpoint * served_.size();
  if (!at_once && now - served.last_told < rest) return;
  served.telling = true;
  served.last_told = now;
  Submission submission;
  submission.stream = stream_of(served.courier.endpoint().id);
  submission.command = WebhookCommand{served.courier.news()};
  submission.origin.principal = {PrincipalKind::system, "webhooks"};
  submission.origin.request_id = "req_" + new_mint(ports_.node->now()).next_suffix();
  ports_.node->submit(std::move(submission), [inbox = inbox_, id](const Outcome& outcome) {
    const std::lock_guard lock{inbox->mutex};
    inbox->told.push_back({id, outcome.status != 0});
    inbox->changed.notify_all();
  });
}

} // namespace portal

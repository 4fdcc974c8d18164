#include "bench/business.hpp"

#include <atomic>
#include <future>
#include <string_view>
#include <utility>

#include "bench/scratch.hpp"
#include "events/codec.hpp"
#include "store/vault.hpp"

namespace portal::bench {

namespace {

constexpr std::size_t in_flight_max = 16'384;
constexpr std::int64_t ms_per_minute = 60'000;

template <class Command> Command command_from(const std::string& json) {
  auto command = read_text<Command>(json, Strictness::strict);
  if (!command) give_up(json + ": " + command.error().message);
  return std::move(*command);
}

std::string why_not(const Outcome& outcome) {
  if (outcome.fault) return outcome.fault->message;
  return outcome.refusal ? outcome.refusal->message : "no answer";
}

/// One customer's way through its script.
class Errand : public std::enable_shared_from_this<Errand> {
 public:
  Errand(Node& node, const Script& script, std::size_t customer, std::function<void()> done)
      : node_(node), script_(script), customer_(customer), done_(std::move(done)) {}

  void go_on() {
    auto next = script_(customer_, step_++);
    if (!next) return done_();
    node_.submit(std::move(*next), [self = shared_from_this()](const Outcome& outcome) {
      if (outcome.status == 0) give_up("A command failed: " + why_not(outcome));
      self->go_on();
    });
  }

 private:
  Node& node_;
  const Script& script_;
  std::size_t customer_;
  std::size_t step_ = 0;
  std::function<void()> done_;
};

void to_catalog(Node& node, CatalogCommand command) {
  Submission submission;
  submission.stream = "catalog";
  submission.command = std::move(command);
  submission.origin = {{PrincipalKind::key, "sk_bench"}, "req_bench", {}, {}, {}};
  std::promise<void> done;
  node.submit(std::move(submission), [&](const Outcome& outcome) {
    if (outcome.status == 0) give_up("The catalog refused: " + why_not(outcome));
    done.set_value();
  });
  done.get_future().wait();
}

std::string digits(std::size_t number) {
  std::string text = std::to_string(number);
  return std::string(text.size() < 8 ? 8 - text.size() : 0, '0') + text;
}

} // namespace

std::unique_ptr<Node> start_node_on(const std::string& data_directory, std::size_t resident_max) {
  NodeSettings settings;
  settings.data_directory = data_directory;
  settings.in_flight_max = in_flight_max;
  settings.resident_max = resident_max;
  auto node = Node::start(std::move(settings));
  if (!node) give_up(node.error().message);
  return std::move(*node);
}

void send_all(Node& node, std::size_t customers, std::size_t at_once, const Script& script) {
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> left{customers};
  std::promise<void> all_done;
  std::function<void()> begin = [&] {
    const std::size_t customer = next++;
    if (customer >= customers) return;
    std::make_shared<Errand>(node, script, customer, [&] {
      begin();
      if (--left == 0) all_done.set_value();
    })->go_on();
  };
  for (std::size_t at = 0; at < std::min(at_once, customers); ++at) begin();
  all_done.get_future().wait();
}

void settle(Node& node) {
  std::promise<bool> seen;
  node.when_visible(0, std::chrono::minutes{5}, [&](bool visible) { seen.set_value(visible); });
  if (!seen.get_future().get()) give_up("The views did not catch up.");
}

std::string customer_name(std::size_t customer) { return "cus_bench" + digits(customer); }

Submission to_customer(std::size_t customer, CustomerCommand command) {
  Submission submission;
  submission.stream = "customer/" + customer_name(customer);
  submission.command = std::move(command);
  submission.origin = {
    {PrincipalKind::key, "sk_01m821qxhz9r78m8z2bxk29g1c"},
    "req_01m821qxjjqr2kbgp509" + digits(customer),
    Personal<std::string>{"203.0.113.77"},
    Personal<std::string>{"Mozilla/5.0 (X11; Linux x86_64; rv:131.0) Gecko/20100101 Firefox/131.0"},
    {}};
  return submission;
}

void fill_catalog(Node& node) {
  to_catalog(node, command_from<CreateProduct>(R"({"id":"prod_pro","name":"Pro"})"));
  to_catalog(
    node, command_from<CreateMeter>(
            R"({"id":"mtr_calls","name":"api_calls","eventType":"api.call","unit":"call",)"
            R"("aggregation":{"type":"sum","property":"calls"},"groupBy":["endpoint"]})"
          )
  );
  to_catalog(
    node, command_from<CreatePrice>(
            R"({"id":"price_pro","product":"prod_pro","currency":"usd","unitAmount":4900,)"
            R"("recurring":{"interval":"month","intervalCount":1}})"
          )
  );
}

Submission create_customer(std::size_t customer) {
  const std::string number = digits(customer);
  auto submission = to_customer(
    customer, command_from<CreateCustomer>(
                R"({"id":")" + customer_name(customer) + R"(","email":"person)" + number +
                R"(@example.com","name":"Person )" + number + R"(","metadata":{"userId":"u)" +
                number + R"("}})"
              )
  );
  submission.status = 201;
  return submission;
}

Submission record_usage(std::size_t customer, std::size_t batch, std::size_t events) {
  static constexpr std::int64_t began =
    1'763'812'800'000; // long past: usage of the future is refused
  RecordUsage usage;
  usage.events.reserve(events);
  for (std::size_t at = 0; at < events; ++at) {
    const std::size_t number = batch * events + at;
    UsageItem item;
    item.source = "gateway-eu-1";
    item.id = digits(customer) + "-" + digits(number);
    item.type = "api.call";
    item.time = Instant{began + static_cast<std::int64_t>(number) * ms_per_minute};
    item.properties = RawJson{
      R"({"calls":)" + std::to_string(1 + number % 17) +
      R"(,"endpoint":"/v1/search","status":"200"})"};
    usage.events.push_back(std::move(item));
  }
  return to_customer(customer, std::move(usage));
}

Submission view_page(std::size_t customer, std::size_t time) {
  RecordAction action;
  action.action = time % 2 == 0 ? "invoice.list" : "subscription.view";
  action.resource = "in_bench" + digits(time);
  return to_customer(customer, std::move(action));
}

Submission change_customer(std::size_t customer, std::size_t time) {
  return to_customer(
    customer, command_from<UpdateCustomer>(
                R"({"name":"Person )" + digits(customer) + R"(","metadata":{"seen":")" +
                digits(time) + R"("}})"
              )
  );
}

std::optional<Submission> month_of_business(std::size_t customer, std::size_t step) {
  static constexpr std::size_t signing_up = 4;
  static constexpr std::size_t daily = 16;
  switch (step) {
  case 0: return create_customer(customer);
  case 1:
    return to_customer(customer, command_from<AttachPaymentMethod>(R"({"token":"pm_card_visa"})"));
  case 2:
    return to_customer(customer, command_from<CreateSubscription>(R"({"price":"price_pro"})"));
  case 3: {
    CreateSession session;
    session.id = SessionId{"ps_bench" + digits(customer)};
    session.link_digest = std::string(43, 'd');
    session.return_url = "https://app.example.com/billing";
    return to_customer(customer, std::move(session));
  }
  default: break;
  }
  if (step >= signing_up + daily) return std::nullopt;
  const std::size_t day = step - signing_up;
  if (day % 5 == 0) return record_usage(customer, day / 5, 10);
  if (day % 5 == 1) return change_customer(customer, day);
  return view_page(customer, day);
}

} // namespace portal::bench

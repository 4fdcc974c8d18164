// Reports over a million cancellations: three years of stories of ten thousand customers, folded by all
// projections, and the reports asked of a whole portal, with rights, JSON and opened comments; without a
// socket.

#include <cstdint>

#include "actors/engines.hpp"
#include "bench/business.hpp"
#include "bench/scratch.hpp"
#include "cli/local_api.hpp"
#include "events/codec.hpp"
#include "store/event_log.hpp"
#include "store/vault.hpp"

namespace portal::bench {
namespace {

constexpr std::size_t customers = 10'000;
constexpr std::size_t rounds = 100;
constexpr std::size_t group_size = 500;
constexpr Instant began{1'660'000'000'000};
constexpr std::int64_t days = 1'095;
constexpr std::int64_t day_ms = 86'400'000;

constexpr std::array<std::string_view, 5> products{
  "prod_basic", "prod_pro", "prod_team", "prod_scale", "prod_max"};
constexpr std::array<std::string_view, 8> countries{"DE", "US", "FR", "GB", "JP", "BR", "IN", "ES"};

/// The stories of one customer, one a round, as events of its stream.
class Writer {
 public:
  Writer(std::size_t customer, std::shared_ptr<const PersonalCodec> codec)
      : customer_(customer), codec_(std::move(codec)) {}

  Append story(std::size_t round) {
    const std::size_t number = round * customers + customer_;
    const auto share = static_cast<std::int64_t>(number) * days / std::int64_t{customers * rounds};
    at_ = Instant{began.ms + share * day_ms};
    Append append;
    append.stream = "customer/" + customer_name(customer_);
    append.expected = version_;
    if (round == 0) add(append, created());
    const CancellationId id{"can_" + std::to_string(number)};
    const SubscriptionId subscription{"sub_" + std::to_string(number)};
    add(append, CustomerEvent{CancellationStarted{begun(id, subscription, number)}});
    CancellationOfferShown shown;
    shown.id = id;
    shown.offer.offer = "half";
    add(append, CustomerEvent{std::move(shown)});
    if (number % 4 == 0) {
      add(
        append,
        CustomerEvent{CancellationOfferAccepted{id, subscription, "half", OfferType::discount, at_}}
      );
    } else {
      add(append, CustomerEvent{confirmed(id, subscription, number)});
    }
    return append;
  }

 private:
  CustomerEvent created() const {
    CustomerCreated event;
    event.id = CustomerId{customer_name(customer_)};
    return event;
  }

  Cancellation
  begun(const CancellationId& id, const SubscriptionId& subscription, std::size_t number) const {
    Cancellation story;
    story.id = id;
    story.customer = CustomerId{customer_name(customer_)};
    story.subscription = subscription;
    story.configuration = {ConfigurationId{"pc_1"}, 1};
    const std::string product{products[number % products.size()]};
    story.product = ProductId{product};
    story.price = PriceId{"price_" + product + (number % 2 == 0 ? "_month" : "_year")};
    story.country = std::string{countries[customer_ % countries.size()]};
    story.eligible = {"half"};
    story.assignment = Assignment{
      "exp_half", customer_ % 2 == 0 ? "control" : "half",
      static_cast<std::int64_t>(1 + customer_ % 100), 100};
    story.created = at_;
    story.last_step_at = at_;
    return story;
  }

  CustomerEvent confirmed(
    const CancellationId& id, const SubscriptionId& subscription, std::size_t number
  ) const {
    CancellationConfirmed event;
    event.id = id;
    event.subscription = subscription;
    ExitSurvey survey;
    survey.reason =
      number % 3 == 0 ? CancellationReason::too_expensive : CancellationReason::unused;
    survey.would_recommend = static_cast<std::int64_t>(number % 11);
    if (number % 20 == 1) {
      survey.feedback =
        Personal<std::string>{"It was good while it lasted, number " + std::to_string(number)};
    }
    event.survey = std::move(survey);
    event.ends_at = at_;
    event.confirmed_at = at_;
    return event;
  }

  void add(Append& append, CustomerEvent event) {
    seal_variant(event, *codec_);
    Envelope head;
    head.stream = append.stream;
    head.version = static_cast<std::int64_t>(++version_);
    head.type = type_of(event);
    head.action = "cancellation.step";
    head.index = static_cast<std::int64_t>(append.tails.size());
    head.effective_at = at_;
    head.principal = {PrincipalKind::key, "sk_bench"};
    head.request_id = "req_bench";
    append.tails.push_back(write_tail(head, encode_variant(event)));
  }

  std::size_t customer_;
  std::shared_ptr<const PersonalCodec> codec_;
  Version version_ = 0;
  Instant at_;
};

void fill(const std::string& directory) {
  const auto engines = open_engines(directory);
  if (!engines) give_up(engines.error().message);
  std::vector<Writer> writers;
  for (std::size_t customer = 0; customer < customers; ++customer) {
    auto codec = engines->vault->codec(CustomerId{customer_name(customer)});
    if (!codec) give_up(codec.error().message);
    writers.emplace_back(customer, std::move(*codec));
  }
  std::vector<Append> group;
  for (std::size_t round = 0; round < rounds; ++round) {
    for (Writer& writer : writers) {
      group.push_back(writer.story(round));
      if (group.size() < group_size) continue;
      if (const auto done = engines->log->append(group, began); !done)
        give_up(done.error().message);
      group.clear();
    }
  }
  figure("analytics.events", static_cast<double>(engines->log->head()));
}

/// Milliseconds that the report takes: median and slowest of many.
void ask(Api& api, const std::string& name, const std::string& target) {
  std::vector<double> took;
  for (int round = 0; round < 101; ++round) {
    const Stopwatch watch;
    const auto answer = api.send({"GET", target, {}, {}});
    took.push_back(watch.seconds() * 1000);
    if (!answer || answer->status != 200) give_up(answer ? answer->body : answer.error());
  }
  figure("analytics." + name + "_ms_p50", quantile(took, 0.5));
  figure("analytics." + name + "_ms_p99", quantile(took, 0.99));
}

/// A filter must name a product that there is.
void make_products(Api& api) {
  for (const std::string_view product : products) {
    std::string body;
    Members{body}.text("id", product).text("name", product);
    const auto made = api.send({"POST", "/products", body, {}});
    if (!made || made->status != 201) give_up(made ? made->body : made.error());
  }
}

void report(const std::string& directory) {
  const auto opened = local_api({directory});
  if (!opened) give_up(opened.error());
  Api& api = **opened;
  make_products(api);
  // The clock is the real one, the history from 2022 to 2025.
  const std::string month = "from=2024-06-01&to=2024-07-01";
  const std::string year = "from=2024-01-01&to=2025-01-01";
  const std::string all = "from=2022-08-01&to=2025-09-01";
  ask(api, "cancellations_month", "/analytics/cancellations?" + month);
  ask(api, "cancellations_year", "/analytics/cancellations?" + year);
  ask(api, "cancellations_all", "/analytics/cancellations?" + all);
  ask(api, "cancellations_by_product", "/analytics/cancellations?product=prod_pro&" + year);
  ask(api, "cancellations_by_two", "/analytics/cancellations?product=prod_pro&country=DE&" + month);
  ask(api, "offers_month", "/analytics/offers?" + month);
  ask(api, "offers_all", "/analytics/offers?" + all);
}

} // namespace
} // namespace portal::bench

int main() {
  using namespace portal::bench;
  const Scratch scratch{"analytics"};
  const Stopwatch watch;
  in_child([&] { fill(scratch.data()); });
  figure("analytics.fill_seconds", watch.seconds());
  in_child([&] {
    const Stopwatch folding;
    const auto node = start_node_on(scratch.data());
    settle(*node);
    figure("analytics.fold_seconds", folding.seconds());
    node->drain(std::chrono::seconds{10});
  });
  in_child([&] { report(scratch.data()); });
}

// Random commands on one customer. After every event the rows that a projection would keep, built from
// the touched objects alone, must equal the full state's; and the log replayed from its text must give
// the same state again.

#include <map>
#include <random>

#include <gtest/gtest.h>

#include "tests/events/open_codec.hpp"
#include "tests/events/portal_world.hpp"

namespace portal::testing {
namespace {

using Rows = std::map<std::pair<std::string, std::string>, std::string>;

/// What the objects' projection does with one event of the log.
void project(Rows& rows, const CustomerEvent& event, const EventMeta& meta) {
  CustomerState partial;
  const auto subjects = touched(event);
  for (const Subject& subject : subjects) {
    const auto row = rows.find({subject.object, subject.id});
    if (row == rows.end()) continue;
    ASSERT_TRUE(put_row(partial, subject, row->second)) << subject.object << " " << subject.id;
  }
  evolve(partial, event, meta);
  for (const Subject& subject : subjects) {
    const auto row = row_of(partial, subject);
    ASSERT_TRUE(row) << type_of(event) << " left no " << subject.object << " " << subject.id;
    rows[{subject.object, subject.id}] = *row;
  }
}

/// Every object of the state, as rows.
Rows rows_of(const CustomerState& state) {
  Rows rows;
  const auto add = [&](const char* object, const auto& map) {
    for (const auto& [id, one] : map) rows[{object, id.text()}] = write_message(one);
  };
  if (state.customer)
    rows[{"customer", state.customer->id.text()}] = write_message(*state.customer);
  add("payment_method", state.payment_methods);
  add("portal_session", state.sessions);
  add("customer_token", state.tokens);
  add("subscription", state.billing.subscriptions);
  add("invoice", state.billing.invoices);
  add("payment", state.billing.payments);
  add("credit_grant", state.billing.credit_grants);
  return rows;
}

class Life {
 public:
  explicit Life(std::uint64_t seed) : random_(seed), world_(given_customer()) {
    add_configuration(world_.catalog, "pc_1", PortalFeatures{});
    state_ = CustomerState{};
    run(from_json<CreateCustomer>(
      R"({"id":"cus_1","email":"ada@example.com","name":"Ada","metadata":{"userId":"u"}})"
    ));
  }

  void step() {
    now_ = now_ + Millis{static_cast<std::int64_t>(random_() % (36ULL * 3'600'000))};
    origin_.principal = {PrincipalKind::key, "sk_1"};
    if (below(3) == 0) origin_.principal = {PrincipalKind::session, any(state_.sessions)};
    if (below(6) == 0) origin_.principal = {PrincipalKind::token, any(state_.tokens)};
    run(command());
    while (true) {
      const auto due = next_due(state_);
      if (!due || *due > now_ || below(4) == 0) break;
      origin_.principal = {PrincipalKind::system, "clock"};
      ASSERT_TRUE(run(Tick{})) << "what is due must happen";
    }
  }

  void check() const {
    EXPECT_EQ(rows_, rows_of(state_));
    EXPECT_EQ(write_state(replayed_), write_state(state_));
    EXPECT_EQ(replayed_, state_);
    const auto again = read_state<CustomerState>(write_state(state_));
    ASSERT_TRUE(again);
    EXPECT_EQ(*again, state_);
    for (const auto& [subject, row] : rows_) {
      EXPECT_TRUE(render(state_, {subject.first, subject.second}, now_)) << subject.first;
    }
  }

  std::size_t events() const { return version_; }

 private:
  std::uint64_t below(std::uint64_t end) { return random_() % end; }

  template <class Map> std::string any(const Map& map) {
    if (map.empty()) return std::string{Map::key_type::prefix} + "none";
    auto at = map.begin();
    std::advance(at, static_cast<std::ptrdiff_t>(below(map.size())));
    return at->first.text();
  }

  template <class IdType> IdType fresh() {
    return IdType{std::string{IdType::prefix} + std::to_string(++made_)};
  }

  CustomerCommand command() {
    static constexpr std::array<std::string_view, 5> cards{
      "pm_card_visa", "pm_card_amex", "pm_card_chargeCustomerFail",
      "pm_card_authenticationRequired", "pm_card_chargeDeclinedExpiredCard"};
    const auto& billing = state_.billing;
    switch (below(16)) {
    case 0: return from_json<UpdateCustomer>(R"({"name":"B","metadata":{"a":"1"}})");
    case 1:
      return from_json<UpdateCustomer>(
        R"({"name":null,"email":"b@example.com","metadata":{"a":null}})"
      );
    case 2:
    case 3: return AttachPaymentMethod{{}, std::string{cards[below(5)]}, {}, below(2) == 0, {}};
    case 4: return DetachPaymentMethod{PaymentMethodId{any(state_.payment_methods)}};
    case 5: return SetDefaultPaymentMethod{PaymentMethodId{any(state_.payment_methods)}};
    case 6: return session_request({}, fresh<SessionId>().text());
    case 7: return OpenSession{SessionId{any(state_.sessions)}, "aa", "bb"};
    case 8: return RevokeSession{SessionId{any(state_.sessions)}};
    case 9: return CreateToken{fresh<TokenId>(), "dd", {Scope::usage_read}, 86'400};
    case 10: return RevokeToken{TokenId{any(state_.tokens)}};
    case 11: return RecordAction{"portal.view", {}, ActionOutcome::done, {}};
    case 12:
      return RecordUsage{
        {{"s", std::to_string(below(20)), "api.call", now_, RawJson{R"({"n":1})"}, {}}}};
    case 13: {
      CreateSubscription ask;
      ask.price = PriceId{below(2) == 0 ? "price_basic" : "price_pro"};
      return ask;
    }
    case 14: return CancelSubscription{SubscriptionId{any(billing.subscriptions)}, CancelWhen::now};
    default:
      if (below(40) == 0) return DeleteCustomer{};
      if (below(40) == 0) return EraseCustomer{};
      return PayInvoice{InvoiceId{any(billing.invoices)}, {}};
    }
  }

  bool run(const CustomerCommand& command) {
    const auto due = next_due(state_);
    const Instant when = holds_alternative<Tick>(command) ? due.value_or(now_) : now_;
    IdMint mint{when, 0, ++commands_ << 20U};
    const auto decision =
      decide(state_, command, Context{when, origin_, &mint, &world_.catalog, std::nullopt});
    std::vector<CustomerEvent> events;
    if (decision) {
      events = decision->events;
    } else {
      events.push_back(refused_event(command, decision.error()));
    }
    for (CustomerEvent& event : events) {
      seal_variant(event, codec_);
      const EventMeta meta{++version_, when};
      evolve(state_, event, meta);
      const auto document = JsonDocument::parse(encode_variant(event));
      const auto decoded = decode_variant<CustomerEvent>(type_of(event), document->root());
      EXPECT_TRUE(decoded) << described(event);
      if (!decoded) return false;
      EXPECT_EQ(*decoded, event) << described(event);
      evolve(replayed_, *decoded, meta);
      project(rows_, *decoded, meta);
    }
    return decision.has_value();
  }

  std::mt19937_64 random_;
  Given<CustomerState> world_;
  OpenCodec codec_;
  CustomerState state_;
  CustomerState replayed_;
  Rows rows_;
  Instant now_ = moment("2026-01-31T10:00:00Z");
  Origin origin_{Principal{PrincipalKind::key, "sk_1"}, "req_1", {}, {}, {}};
  Version version_ = 0;
  std::uint64_t commands_ = 0;
  std::uint64_t made_ = 0;
};

TEST(Customer, RowsAndReplaysEqualTheLiveStateThroughRandomLives) {
  std::size_t events = 0;
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Life life{seed};
    for (int step = 0; step < 60; ++step) life.step();
    life.check();
    if (::testing::Test::HasFailure()) return;
    events += life.events();
  }
  EXPECT_GT(events, 2'000U);
}

TEST(Customer, PruningDropsWhatNoDecisionNeeds) {
  auto given = given_subscriber();
  given.when(session_request()).done();
  given.when(CreateToken{TokenId{"cst_1"}, "dd", {Scope::usage_read}, 60}).done();
  given.when(from_json<AttachPaymentMethod>(R"({"id":"pm_2","token":"pm_card_amex"})")).done();
  given.when(DetachPaymentMethod{PaymentMethodId{"pm_2"}}).done();
  prune(given.state, given.now + std::chrono::hours{24 * 29});
  EXPECT_EQ(given.state.sessions.size(), 1U);
  prune(given.state, given.now + std::chrono::hours{24 * 32});
  EXPECT_TRUE(given.state.sessions.empty());
  EXPECT_TRUE(given.state.tokens.empty());
  EXPECT_EQ(given.state.payment_methods.size(), 1U);
  EXPECT_EQ(given.state.billing.subscriptions.size(), 1U);
}

} // namespace
} // namespace portal::testing

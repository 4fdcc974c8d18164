#include <gtest/gtest.h>

#include "projections/audit.hpp"
#include "projections/objects.hpp"
#include "projections/projector.hpp"
#include "projections/usage.hpp"
#include "tests/projections/written_log.hpp"

namespace portal {
namespace {

using test::WrittenLog;

/// Something of everything: catalog, keys, customers, commands of several events, usage, refusals.
WrittenLog mixed_log() {
  WrittenLog log;
  log.command<AccessEvent>(
    "access", "secret_key.create", {KeyCreated{KeyId{"sk_app"}, "app", Role::app, "d"}}
  );
  for (int round = 0; round < 12; ++round) {
    const std::string number = std::to_string(round);
    const std::string customer = "cus_" + std::to_string(round % 3);
    log.catalog(ProductCreated{ProductId{"prod_" + number}, "Product", {}, round % 2 == 0, {}});
    if (round < 3) {
      CustomerCreated created;
      created.id = CustomerId{customer};
      log.customer(customer, created);
    }
    log.command<CustomerEvent>(
      "customer/" + customer, "customer_token.create",
      {TokenCreated{TokenId{"cst_" + number + "a"}, CustomerId{customer}, "d", {}, test::epoch},
       TokenCreated{TokenId{"cst_" + number + "b"}, CustomerId{customer}, "d", {}, test::epoch},
       TokenRevoked{TokenId{"cst_" + number + "a"}}}
    );
    log.usage(customer, "call", test::epoch, R"({"n":1})");
    log.customer(
      customer, ActionRefused{"invoice.pay", "in_1", "nothing_due", {}, "Nothing is due."}
    );
  }
  return log;
}

TEST(Projector, StartsAtNothing) {
  const auto views = make_memory_views();
  EXPECT_EQ(*Projector{}.checkpoint(*views->snapshot()), 0U);
  EXPECT_EQ(*Projector{}.visible(*views->snapshot()), 0U);
}

TEST(Projector, RaisesTheCheckpointWithTheRows) {
  const WrittenLog log = mixed_log();
  const auto views = test::rows_after(log.events(), 10);
  EXPECT_EQ(*Projector{}.checkpoint(*views->snapshot()), log.events().size());
  EXPECT_EQ(*Projector{}.visible(*views->snapshot()), log.events().size());
}

TEST(Projector, MakesTheSameRowsWhateverTheBatches) {
  const WrittenLog log = mixed_log();
  const std::string whole =
    test::dump(*test::rows_after(log.events(), log.events().size())->snapshot());
  for (const std::size_t batch : {1U, 2U, 3U, 7U, 20U, 64U}) {
    EXPECT_EQ(test::dump(*test::rows_after(log.events(), batch)->snapshot()), whole) << batch;
  }
}

TEST(Projector, RemembersNothingThatTheRowsDoNotSay) {
  const WrittenLog log = mixed_log();
  const auto views = make_memory_views();
  for (std::size_t at = 0; at < log.events().size(); ++at) {
    auto batch = views->begin();
    ASSERT_TRUE(Projector{}.apply(log.events().subspan(at, 1), *batch));
    ASSERT_TRUE(views->commit(*batch));
  }
  const auto in_one_go = test::rows_after(log.events(), log.events().size());
  EXPECT_EQ(test::dump(*views->snapshot()), test::dump(*in_one_go->snapshot()));
}

TEST(Projector, FoldsEachEventOnceThroughACrashAtEveryOne) {
  const WrittenLog log = mixed_log();
  const std::string expected = test::dump(*test::rows_after(log.events())->snapshot());
  for (std::size_t crash = 0; crash <= log.events().size(); ++crash) {
    const auto views = make_memory_views();
    Projector projector;
    for (const std::size_t from : {std::size_t{0}, crash / 2}) {
      auto batch = views->begin();
      ASSERT_TRUE(projector.apply(log.events().subspan(from, crash - from), *batch));
      // The first is committed up to half of the way, the second one is lost.
      if (from == 0) {
        batch = views->begin();
        ASSERT_TRUE(projector.apply(log.events().first(crash / 2), *batch));
        ASSERT_TRUE(views->commit(*batch));
      }
    }
    Projector after_restart;
    auto batch = views->begin();
    ASSERT_EQ(*after_restart.checkpoint(*batch), crash / 2);
    ASSERT_TRUE(after_restart.apply(log.events(), *batch)); // what is folded already is skipped
    ASSERT_TRUE(views->commit(*batch));
    ASSERT_EQ(test::dump(*views->snapshot()), expected) << "crash at " << crash;
  }
}

TEST(Projector, RefusesAGap) {
  const WrittenLog log = mixed_log();
  const auto views = make_memory_views();
  Projector projector;
  auto batch = views->begin();
  const auto folded = projector.apply(log.events().subspan(1), *batch);
  ASSERT_FALSE(folded);
  EXPECT_EQ(folded.error().kind, FaultKind::misuse);
}

TEST(Projector, NamesTheEventThatItCannotRead) {
  Envelope head;
  head.stream = "catalog";
  head.version = 1;
  head.type = "product.teleported.v9";
  const auto event = RecordedEvent::parse(write_stored(1, test::epoch, write_tail(head, "{}")));
  const auto views = make_memory_views();
  Projector projector;
  auto batch = views->begin();
  const auto folded = projector.apply(std::span{&*event, 1}, *batch);
  ASSERT_FALSE(folded);
  EXPECT_NE(folded.error().message.find("position 1 (product.teleported.v9)"), std::string::npos);
}

// -- a raised version
// -------------------------------------------------------------------------------

/// Counts events under one key; its version decides what a count is worth.
class Counting final : public Projection {
 public:
  explicit Counting(std::uint8_t version) : version_(version) {}

  std::string_view name() const override { return "counting"; }

  RowsOf rows_of() const override { return RowsOf::audit; }

  std::uint8_t version() const override { return version_; }

  void begin() override {}

  Stored<void> fold(const Occurrence& /*event*/, ViewWriter& rows) override {
    const auto stored = *rows.get("count");
    rows.put("count", Key{}.number((stored ? Pieces{*stored}.number() : 0) + version_));
    return {};
  }

  Stored<void> finish(ViewWriter& /*rows*/) override { return {}; }

 private:
  std::uint8_t version_;
};

Projector counting(std::uint8_t version) {
  std::vector<std::unique_ptr<Projection>> all;
  all.push_back(std::make_unique<Counting>(version));
  return Projector{std::move(all)};
}

std::uint64_t shown_count(const Views& views) {
  const auto rows = views.snapshot();
  const auto stored = *ScopedReader{*rows, *serving_prefix(*rows, RowsOf::audit)}.get("count");
  return stored ? Pieces{*stored}.number() : 0;
}

void feed(Views& views, Projector& projector, std::span<const RecordedEvent> events) {
  auto batch = views.begin();
  ASSERT_TRUE(projector.apply(events, *batch));
  ASSERT_TRUE(views.commit(*batch));
}

TEST(Projector, BuildsARaisedVersionBesideTheOldOneAndSwaps) {
  const WrittenLog log = mixed_log();
  const auto views = make_memory_views();
  Projector old = counting(1);
  feed(*views, old, log.events().first(20));
  EXPECT_EQ(shown_count(*views), 20U);

  Projector raised = counting(2);
  EXPECT_EQ(*raised.checkpoint(*views->snapshot()), 0U);
  EXPECT_EQ(*raised.visible(*views->snapshot()), 20U);
  feed(*views, raised, log.events().first(19));
  EXPECT_EQ(shown_count(*views), 20U) << "readers still use the old rows";
  feed(*views, raised, log.events().subspan(19, 1));
  EXPECT_EQ(shown_count(*views), 40U) << "caught up: swapped";
  EXPECT_EQ(*raised.visible(*views->snapshot()), 20U);

  const auto fresh = make_memory_views();
  feed(*fresh, raised, log.events().first(20));
  EXPECT_EQ(test::dump(*views->snapshot()), test::dump(*fresh->snapshot()))
    << "the old rows are gone";
}

TEST(Projector, ForgetsAVersionThatWasNeverFinished) {
  const WrittenLog log = mixed_log();
  const auto views = make_memory_views();
  Projector first = counting(1);
  feed(*views, first, log.events().first(20));
  Projector second = counting(2);
  feed(*views, second, log.events().first(5));
  Projector third = counting(3);
  feed(*views, third, log.events().first(20));
  EXPECT_EQ(shown_count(*views), 60U);
  const auto fresh = make_memory_views();
  feed(*fresh, third, log.events().first(20));
  EXPECT_EQ(test::dump(*views->snapshot()), test::dump(*fresh->snapshot()));
}

TEST(FoldInto, MakesTheRowsOfOneCustomersHistory) {
  const WrittenLog log = mixed_log();
  std::vector<RecordedEvent> chosen;
  for (const RecordedEvent& event : log.events()) {
    const bool early = event.head().position_number() <= 40;
    if (early && (event.head().stream == "customer/cus_1" || event.head().stream == "catalog")) {
      chosen.push_back(event);
    }
  }
  const auto views = make_memory_views();
  auto batch = views->begin();
  ASSERT_TRUE(fold_into(*batch, chosen));
  const auto full = test::rows_after(log.events().first(40));
  const ListQuery query{"customer_token", CustomerId{"cus_1"}, {}, 100, {}, {}};
  const auto expected = list_objects(*full->snapshot(), query);
  const auto made = list_objects(*batch, query);
  ASSERT_TRUE(made && *made);
  ASSERT_EQ((*made)->rows.size(), (*expected)->rows.size());
  ASSERT_FALSE((*made)->rows.empty());
  for (std::size_t at = 0; at < (*made)->rows.size(); ++at) {
    EXPECT_EQ((**made).rows[at].json, (**expected).rows[at].json);
  }
  EXPECT_TRUE(*find_object(*batch, {"product", "prod_3"}));
  EXPECT_FALSE(*find_object(*batch, {"customer", "cus_2"}));
}

} // namespace
} // namespace portal

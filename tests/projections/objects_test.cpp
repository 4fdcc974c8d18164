#include <algorithm>
#include <random>

#include <gtest/gtest.h>

#include "projections/objects.hpp"
#include "tests/projections/written_log.hpp"

namespace portal {
namespace {

using test::WrittenLog;
using Ids = std::vector<std::string>;

ProductCreated product(const std::string& id, bool active = true) {
  return {ProductId{id}, "Product " + id, {}, active, {}};
}

ProductUpdated archived(const std::string& id) {
  return {ProductId{id}, "Product " + id, {}, false, {}};
}

TokenCreated token(const std::string& id, const std::string& customer) {
  return {TokenId{id}, CustomerId{customer}, "digest of " + id, {}, test::epoch};
}

CustomerCreated customer(const std::string& id) {
  CustomerCreated created;
  created.id = CustomerId{id};
  created.email = Personal<std::string>{Sealed{"c2VhbGVk"}};
  return created;
}

/// The ids of a page and whether there are more: `{"b", "a", "more"}`; or the refusal's param.
Ids page(const Views& views, const ListQuery& query) {
  const auto answer = list_objects(*views.snapshot(), query);
  if (!answer) return {answer.error().message};
  if (!*answer) return {answer->error().param};
  Ids ids;
  for (const ObjectRow& row : (*answer)->rows) ids.push_back(row.subject.id);
  if ((*answer)->has_more) ids.emplace_back("more");
  return ids;
}

ListQuery products(std::size_t limit = 20) { return {"product", {}, {}, limit, {}, {}}; }

std::optional<ObjectRow> row(const Views& views, const Subject& subject) {
  return *find_object(*views.snapshot(), subject);
}

TEST(ObjectRows, ShowWhatTheDeciderSays) {
  WrittenLog log;
  log.catalog(product("prod_a"));
  log.catalog(product("prod_b"));
  log.catalog(archived("prod_a"));
  const auto views = test::rows_after(log.events());
  const auto shown = row(*views, {"product", "prod_a"});
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->created, 1U);
  EXPECT_EQ(shown->updated, 3U);
  EXPECT_EQ(shown->version, 3U);
  EXPECT_FALSE(shown->customer);
  Catalog catalog;
  ASSERT_TRUE(put_row(catalog, shown->subject, shown->json));
  EXPECT_FALSE(catalog.products.at(ProductId{"prod_a"}).active);
  EXPECT_FALSE(row(*views, {"product", "prod_c"}));
  EXPECT_FALSE(row(*views, {"price", "prod_a"}));
}

TEST(ObjectRows, EqualTheStateThatTheDeciderFolds) {
  WrittenLog log;
  log.customer("cus_a", customer("cus_a"));
  log.customer("cus_a", token("cst_1", "cus_a"));
  log.customer("cus_a", token("cst_2", "cus_a"));
  log.customer("cus_a", TokenRevoked{TokenId{"cst_1"}});
  CustomerState state;
  for (const RecordedEvent& event : log.events()) {
    const auto happened = decode_variant<CustomerEvent>(event.head().type, event.data());
    evolve(
      state, *happened, {static_cast<Version>(event.head().version), event.head().effective_at}
    );
  }
  const auto views = test::rows_after(log.events());
  for (const Subject& subject : std::vector<Subject>{
         {"customer", "cus_a"}, {"customer_token", "cst_1"}, {"customer_token", "cst_2"}}) {
    const auto shown = row(*views, subject);
    ASSERT_TRUE(shown) << subject.id;
    EXPECT_EQ(shown->json, row_of(state, subject));
    EXPECT_EQ(shown->customer, CustomerId{"cus_a"});
  }
}

TEST(ObjectRows, HoldPersonalValuesSealed) {
  WrittenLog log;
  log.customer("cus_a", customer("cus_a"));
  const auto shown = row(*test::rows_after(log.events()), {"customer", "cus_a"});
  ASSERT_TRUE(shown);
  EXPECT_NE(shown->json.find(R"({"$sealed":"c2VhbGVk"})"), std::string::npos);
}

TEST(ObjectRows, RememberEachStateOfASmallObject) {
  WrittenLog log;
  log.catalog(product("prod_a"));
  log.catalog(product("prod_b"));
  log.catalog(archived("prod_a"));
  const auto views = test::rows_after(log.events());
  const auto rows = views->snapshot();
  const Subject subject{"product", "prod_a"};
  EXPECT_FALSE(*object_at(*rows, subject, 0));
  EXPECT_EQ(*object_at(*rows, subject, 1), *object_at(*rows, subject, 2));
  EXPECT_NE(*object_at(*rows, subject, 2), *object_at(*rows, subject, 3));
  EXPECT_EQ(*object_at(*rows, subject, 3), row(*views, subject)->json);
}

TEST(ObjectRows, AreCountedByKind) {
  WrittenLog log;
  for (const char* id : {"prod_a", "prod_b", "prod_c"}) log.catalog(product(id));
  log.catalog(archived("prod_a"));
  const auto views = test::rows_after(log.events());
  EXPECT_EQ(*count_objects(*views->snapshot(), "product"), 3U);
  EXPECT_EQ(*count_objects(*views->snapshot(), "price"), 0U);
}

TEST(ObjectLists, AreNewestFirst) {
  WrittenLog log;
  for (const char* id : {"prod_b", "prod_a", "prod_c"}) log.catalog(product(id));
  const auto views = test::rows_after(log.events());
  EXPECT_EQ(page(*views, products()), (Ids{"prod_c", "prod_a", "prod_b"}));
  EXPECT_EQ(page(*views, products(2)), (Ids{"prod_c", "prod_a", "more"}));
}

TEST(ObjectLists, GoOnAfterACursorInBothDirections) {
  WrittenLog log;
  for (const char* id : {"prod_1", "prod_2", "prod_3", "prod_4", "prod_5"})
    log.catalog(product(id));
  const auto views = test::rows_after(log.events());
  ListQuery query = products(2);
  query.starting_after = "prod_4";
  EXPECT_EQ(page(*views, query), (Ids{"prod_3", "prod_2", "more"}));
  query.starting_after = "prod_1";
  EXPECT_EQ(page(*views, query), Ids{});
  query.starting_after.reset();
  query.ending_before = "prod_2";
  EXPECT_EQ(page(*views, query), (Ids{"prod_4", "prod_3", "more"}));
  query.ending_before = "prod_4";
  EXPECT_EQ(page(*views, query), (Ids{"prod_5"}));
}

TEST(ObjectLists, StayPutWhileObjectsAreAddedAndChanged) {
  WrittenLog log;
  for (const char* id : {"prod_1", "prod_2", "prod_3"}) log.catalog(product(id));
  ListQuery query = products(2);
  query.starting_after = "prod_3";
  const auto before = page(*test::rows_after(log.events()), query);
  log.catalog(product("prod_4"));
  log.catalog(archived("prod_3"));
  log.catalog(archived("prod_1"));
  EXPECT_EQ(page(*test::rows_after(log.events()), query), before);
}

TEST(ObjectLists, FollowFiltersAsObjectsChange) {
  WrittenLog log;
  for (const char* id : {"prod_1", "prod_2", "prod_3"}) log.catalog(product(id));
  log.catalog(archived("prod_2"));
  const auto views = test::rows_after(log.events());
  ListQuery query = products();
  query.filters = {{"active", "true"}};
  EXPECT_EQ(page(*views, query), (Ids{"prod_3", "prod_1"}));
  query.filters = {{"active", "false"}};
  EXPECT_EQ(page(*views, query), (Ids{"prod_2"}));
  query.starting_after = "prod_3"; // does not pass the filter itself
  EXPECT_EQ(page(*views, query), (Ids{"prod_2"}));
}

TEST(ObjectLists, ShowACustomersOwnAlone) {
  WrittenLog log;
  log.customer("cus_a", customer("cus_a"));
  log.customer("cus_ab", customer("cus_ab"));
  log.customer("cus_a", token("cst_1", "cus_a"));
  log.customer("cus_ab", token("cst_2", "cus_ab"));
  log.customer("cus_a", token("cst_3", "cus_a"));
  const auto views = test::rows_after(log.events());
  ListQuery query{"customer_token", CustomerId{"cus_a"}, {}, 20, {}, {}};
  EXPECT_EQ(page(*views, query), (Ids{"cst_3", "cst_1"}));
  query.starting_after = "cst_2";
  EXPECT_EQ(page(*views, query), (Ids{"startingAfter"}));
  query.customer.reset();
  EXPECT_EQ(page(*views, query), (Ids{"cst_1"}));
}

TEST(ObjectLists, RefuseWhatCannotBeMeant) {
  WrittenLog log;
  log.catalog(product("prod_1"));
  const auto views = test::rows_after(log.events());
  ListQuery query = products();
  query.starting_after = "prod_9";
  EXPECT_EQ(page(*views, query), (Ids{"startingAfter"}));
  query.ending_before = "prod_1";
  EXPECT_EQ(page(*views, query), (Ids{"endingBefore"}));
  query = products();
  query.filters = {{"colour", "red"}};
  EXPECT_EQ(page(*views, query), (Ids{"colour"}));
}

TEST(ObjectLists, AreEmptyBeforeAnythingIsFolded) {
  const auto views = make_memory_views();
  EXPECT_EQ(page(*views, products()), Ids{});
  EXPECT_FALSE(row(*views, {"product", "prod_a"}));
}

// -- against a naive model
// --------------------------------------------------------------------------

struct Listed {
  std::string id;
  bool active = true;
};

/// All products, oldest first, and the same pages by definition.
struct ListModel {
  std::vector<Listed> products;

  Ids page(const ListQuery& query) const {
    std::vector<Listed> newest_first{products.rbegin(), products.rend()};
    const auto place = [&](const std::string& id) {
      return std::find_if(newest_first.begin(), newest_first.end(), [&](const Listed& one) {
        return one.id == id;
      });
    };
    auto from = newest_first.begin();
    auto to = newest_first.end();
    if (query.starting_after) from = place(*query.starting_after) + 1;
    if (query.ending_before) to = place(*query.ending_before);
    Ids ids;
    for (auto at = from; at != to; ++at) {
      const bool passes =
        query.filters.empty() || query.filters.front().value == (at->active ? "true" : "false");
      if (passes) ids.push_back(at->id);
    }
    const bool more = ids.size() > query.limit;
    if (more && query.ending_before)
      ids.erase(ids.begin(), ids.end() - static_cast<std::ptrdiff_t>(query.limit));
    if (more) ids.resize(query.limit);
    if (more) ids.emplace_back("more");
    return ids;
  }
};

TEST(ObjectLists, AgreeWithANaiveModelOnRandomPages) {
  constexpr std::uint32_t seed = 4'711;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 chance{seed};
  const auto below = [&](std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>{0, limit - 1}(chance);
  };
  WrittenLog log;
  ListModel model;
  for (int count = 0; count < 300; ++count) {
    if (model.products.empty() || below(3) != 0) {
      // Ids in no order of time, as callers choose them.
      const std::string id =
        "prod_" + std::to_string(below(90'000) + 10'000) + "x" + std::to_string(count);
      model.products.push_back({id, true});
      log.catalog(product(id));
    } else {
      Listed& one = model.products[below(model.products.size())];
      one.active = false;
      log.catalog(archived(one.id));
    }
  }
  const auto views = test::rows_after(log.events(), 7);
  for (int count = 0; count < 500; ++count) {
    ListQuery query = products(below(9) + 1);
    const auto& cursor = model.products[below(model.products.size())].id;
    const auto direction = below(3);
    if (direction == 1) query.starting_after = cursor;
    if (direction == 2) query.ending_before = cursor;
    if (below(2) == 0) query.filters = {{"active", below(2) == 0 ? "true" : "false"}};
    ASSERT_EQ(page(*views, query), model.page(query)) << "query " << count;
  }
}

} // namespace
} // namespace portal

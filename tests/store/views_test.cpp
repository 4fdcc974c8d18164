// One contract for both engines of the views, and what belongs to the one on disk.

#include <map>
#include <random>

#include <gtest/gtest.h>

#include "store/memory_views.hpp"
#include "store/rocks_views.hpp"
#include "tests/store/scratch.hpp"

namespace portal::test {

namespace {

using Rows = std::vector<std::pair<std::string, std::string>>;

Rows rows_of(
  const ViewReader& reader, std::string_view from = {}, std::string_view to = {},
  Order order = Order::ascending
) {
  Rows rows;
  auto scanned = reader.scan(from, to, order, [&](std::string_view key, std::string_view value) {
    rows.emplace_back(key, value);
    return true;
  });
  EXPECT_TRUE(scanned.has_value());
  return rows;
}

class MemoryEngine {
 public:
  Views& views() { return *views_; }

  void reopen() {}

 private:
  std::unique_ptr<Views> views_ = make_memory_views();
};

class RocksEngine {
 public:
  explicit RocksEngine(LayeringSettings layering = {}) : layering_(layering) { reopen(); }

  Views& views() { return *views_; }

  void reopen() {
    views_.reset();
    auto opened = open_rocks_views({scratch_ / "views", false, layering_}, opening_);
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    if (opened) views_ = std::move(*opened);
  }

 private:
  LayeringSettings layering_;
  Scratch scratch_;
  ViewsOpening opening_;
  std::unique_ptr<Views> views_;
};

/// Writes every batch out as soon as it can, while the next ones come.
class HastyRocksEngine : public RocksEngine {
 public:
  HastyRocksEngine() : RocksEngine(LayeringSettings{2, {}, {}}) {}
};

} // namespace

template <class Engine> class ViewsContract : public testing::Test {
 protected:
  Views& views() { return engine_.views(); }

  void put(const Rows& rows) {
    auto batch = views().begin();
    for (const auto& [key, value] : rows) batch->put(key, value);
    EXPECT_TRUE(views().commit(*batch).has_value());
  }

  Engine engine_;
};

using Engines = testing::Types<MemoryEngine, RocksEngine, HastyRocksEngine>;
TYPED_TEST_SUITE(ViewsContract, Engines);

TYPED_TEST(ViewsContract, AnswersWhatWasCommitted) {
  this->put({{"a", "1"}, {"b", ""}});
  this->put({{"a", "2"}});
  this->engine_.reopen();
  const auto reader = this->views().snapshot();
  EXPECT_EQ(*reader->get("a"), "2");
  EXPECT_EQ(*reader->get("b"), "");
  EXPECT_FALSE(reader->get("c")->has_value());
}

TYPED_TEST(ViewsContract, ScansInBothOrdersWithinBounds) {
  this->put({{"a", "1"}, {"b", "2"}, {"c", "3"}, {"d", "4"}});
  const auto reader = this->views().snapshot();
  EXPECT_EQ(rows_of(*reader, "b", "d"), (Rows{{"b", "2"}, {"c", "3"}}));
  EXPECT_EQ(rows_of(*reader, "b", "d", Order::descending), (Rows{{"c", "3"}, {"b", "2"}}));
  EXPECT_EQ(rows_of(*reader, "c").size(), 2U);
  EXPECT_EQ(rows_of(*reader, "", "", Order::descending).front().first, "d");
  EXPECT_TRUE(rows_of(*reader, "d", "b").empty());
  EXPECT_TRUE(rows_of(*reader, "b", "b").empty());
}

TYPED_TEST(ViewsContract, StopsScanningWhenTheVisitorHasEnough) {
  this->put({{"a", "1"}, {"b", "2"}, {"c", "3"}});
  for (const Order order : {Order::ascending, Order::descending}) {
    int seen = 0;
    const auto reader = this->views().snapshot();
    ASSERT_TRUE(reader->scan("", "", order, [&](auto, auto) { return ++seen < 2; }));
    EXPECT_EQ(seen, 2);
  }
}

TYPED_TEST(ViewsContract, KeepsASnapshotAsItWas) {
  this->put({{"a", "1"}, {"b", "1"}});
  const auto before = this->views().snapshot();
  this->put({{"a", "2"}, {"c", "2"}});
  auto batch = this->views().begin();
  batch->remove("b");
  ASSERT_TRUE(this->views().commit(*batch));
  EXPECT_EQ(rows_of(*before), (Rows{{"a", "1"}, {"b", "1"}}));
  EXPECT_EQ(rows_of(*this->views().snapshot()), (Rows{{"a", "2"}, {"c", "2"}}));
}

TYPED_TEST(ViewsContract, ShowsABatchItsOwnWritesAndNobodyElse) {
  this->put({{"a", "1"}, {"b", "1"}, {"d", "1"}});
  auto batch = this->views().begin();
  batch->put("c", "2");
  batch->put("a", "2");
  batch->remove("b");
  EXPECT_EQ(*batch->get("a"), "2");
  EXPECT_FALSE(batch->get("b")->has_value());
  EXPECT_EQ(rows_of(*batch), (Rows{{"a", "2"}, {"c", "2"}, {"d", "1"}}));
  EXPECT_EQ(rows_of(*this->views().snapshot()).size(), 3U);
  EXPECT_EQ(*this->views().snapshot()->get("a"), "1");
}

TYPED_TEST(ViewsContract, ForgetsABatchThatIsNotCommitted) {
  this->put({{"a", "1"}});
  this->views().begin()->put("a", "2");
  EXPECT_EQ(*this->views().snapshot()->get("a"), "1");
}

TYPED_TEST(ViewsContract, RemovesRangesInTheOrderOfWriting) {
  this->put({{"a", "1"}, {"b", "1"}, {"c", "1"}, {"d", "1"}});
  auto batch = this->views().begin();
  batch->put("b", "before");
  batch->remove_range("b", "d");
  batch->put("c", "after");
  const Rows expected{{"a", "1"}, {"c", "after"}, {"d", "1"}};
  EXPECT_EQ(rows_of(*batch), expected);
  ASSERT_TRUE(this->views().commit(*batch));
  EXPECT_EQ(rows_of(*this->views().snapshot()), expected);
  auto all = this->views().begin();
  all->remove_range("b", "");
  EXPECT_EQ(rows_of(*all), (Rows{{"a", "1"}}));
  ASSERT_TRUE(this->views().commit(*all));
  EXPECT_EQ(rows_of(*this->views().snapshot()), (Rows{{"a", "1"}}));
}

TYPED_TEST(ViewsContract, DoesWhatAMapDoes) {
  constexpr unsigned seed = 20'261'122;
  this->RecordProperty("seed", static_cast<int>(seed));
  std::mt19937 random{seed};
  const auto key = [&random] { return "k" + std::to_string(random() % 40); };
  std::map<std::string, std::string> model;
  for (int turn = 0; turn < 60; ++turn) {
    auto batch = this->views().begin();
    for (int change = 0; change < 12; ++change) {
      const auto kind = random() % 10;
      if (kind < 6) {
        const auto at = key();
        batch->put(at, std::to_string(turn));
        model[at] = std::to_string(turn);
      } else if (kind < 9) {
        const auto at = key();
        batch->remove(at);
        model.erase(at);
      } else {
        const auto [from, to] = std::minmax({key(), key()});
        batch->remove_range(from, to);
        model.erase(model.lower_bound(from), model.lower_bound(to));
      }
    }
    const Rows expected{model.begin(), model.end()};
    const Rows backwards{model.rbegin(), model.rend()};
    ASSERT_EQ(rows_of(*batch), expected) << "seed " << seed << ", turn " << turn;
    ASSERT_EQ(rows_of(*batch, "", "", Order::descending), backwards);
    ASSERT_TRUE(this->views().commit(*batch));
    ASSERT_EQ(rows_of(*this->views().snapshot()), expected);
    batch.reset();
    if (turn % 20 == 19) this->engine_.reopen();
  }
}

// -- on disk ------------------------------------------------------------------------------------------

class RocksViewsTest : public testing::Test {
 protected:
  std::unique_ptr<Views> open() {
    opening_ = {};
    auto opened = open_rocks_views({directory_, false}, opening_);
    EXPECT_TRUE(opened.has_value()) << opened.error().message;
    return opened ? std::move(*opened) : nullptr;
  }

  void fill() {
    auto views = open();
    for (int at = 0; at < 3; ++at) {
      auto batch = views->begin();
      for (int row = 0; row < 500; ++row) batch->put("k" + std::to_string(row), std::to_string(at));
      ASSERT_TRUE(views->commit(*batch));
    }
  }

  Scratch scratch_;
  std::string directory_ = scratch_ / "views";
  ViewsOpening opening_;
};

TEST_F(RocksViewsTest, MayBeDeletedAndBeginAnew) {
  fill();
  EXPECT_TRUE(opening_.created);
  open();
  EXPECT_FALSE(opening_.created);
  ASSERT_TRUE(delete_rocks_views(directory_));
  const auto views = open();
  EXPECT_TRUE(opening_.created);
  EXPECT_EQ(opening_.note, "");
  EXPECT_TRUE(rows_of(*views->snapshot()).empty());
}

TEST_F(RocksViewsTest, AreThrownAwayWhenAFileIsMissing) {
  for (const std::string gone : {"CURRENT", "MANIFEST", ".sst"}) {
    fill();
    open(); // leaves tables behind
    for (const auto& entry : fs::directory_iterator{directory_}) {
      if (entry.path().filename().string().find(gone) != std::string::npos) fs::remove(entry);
    }
    const auto views = open();
    EXPECT_TRUE(opening_.created) << gone;
    EXPECT_NE(opening_.note, "") << gone;
    EXPECT_TRUE(rows_of(*views->snapshot()).empty());
  }
}

TEST_F(RocksViewsTest, NeverShowWrongRowsAfterABitFlip) {
  fill();
  open();
  const std::string original = scratch_ / "original";
  put_copy(directory_, original);
  constexpr unsigned seed = 4711;
  RecordProperty("seed", seed);
  std::mt19937_64 random{seed};
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator{original}) {
    if (entry.file_size() > 0) files.push_back(entry.path().filename());
  }
  std::sort(files.begin(), files.end());
  for (int turn = 0; turn < 60; ++turn) {
    put_copy(original, directory_);
    fs::remove(directory_ + ".damaged");
    const fs::path file = fs::path{directory_} / files[random() % files.size()];
    std::string bytes = bytes_of(file);
    const auto bit = random() % (bytes.size() * 8);
    bytes[bit / 8] = static_cast<char>(bytes[bit / 8] ^ (1 << bit % 8));
    write_bytes(file, bytes);
    auto views = open();
    ASSERT_NE(views, nullptr);
    std::size_t rows = 0;
    const auto scanned =
      views->snapshot()->scan("", "", Order::ascending, [&](auto, std::string_view value) {
        EXPECT_EQ(value, "2");
        ++rows;
        return true;
      });
    if (opening_.created) {
      EXPECT_EQ(rows, 0U);
    } else if (scanned) {
      EXPECT_EQ(rows, 500U) << "seed " << seed << ", turn " << turn << ", " << file;
    } else {
      views.reset();
      open();
      EXPECT_TRUE(opening_.created) << "damage that a read met is thrown away at the next start";
    }
  }
}

TEST_F(RocksViewsTest, CanBeReadBesideTheirWriter) {
  fill();
  const auto views = open();
  ViewsOpening opening;
  auto reader = open_rocks_views({directory_, true}, opening);
  ASSERT_TRUE(reader.has_value()) << reader.error().message;
  EXPECT_EQ(rows_of(*(*reader)->snapshot()).size(), 500U);
  auto batch = (*reader)->begin();
  batch->put("a", "b");
  EXPECT_FALSE((*reader)->commit(*batch).has_value());
}

} // namespace portal::test

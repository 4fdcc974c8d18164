// What the layers add to the contract of the views: when rows reach the base, and what happens when
// they do not.

#include <condition_variable>
#include <map>
#include <mutex>
#include <random>

#include <gtest/gtest.h>

#include "store/layered_views.hpp"
#include "store/memory_views.hpp"

namespace portal::test {
namespace {

using namespace std::chrono_literals;

using Rows = std::map<std::string, std::string>;

Rows rows_of(const ViewReader& reader) {
  Rows rows;
  const auto scanned = reader.scan({}, {}, Order::ascending, [&](auto key, auto value) {
    rows.emplace(key, value);
    return true;
  });
  EXPECT_TRUE(scanned.has_value());
  return rows;
}

/// A base in memory whose writes the test holds back or lets fail.
class Disk {
 public:
  enum class Mood { writes, waits, fails };

  void set(Mood mood) {
    const std::lock_guard lock{mutex_};
    mood_ = mood;
    changed_.notify_all();
  }

  void wait_for_tries(int tries) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return tries_ >= tries; });
  }

  void wait_for_writes(int writes) {
    std::unique_lock lock{mutex_};
    changed_.wait(lock, [&] { return writes_ >= writes; });
  }

  int writes() const {
    const std::lock_guard lock{mutex_};
    return writes_;
  }

  Rows rows() const { return rows_of(*views_->snapshot()); }

 private:
  friend class RowsOnDisk;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  Mood mood_ = Mood::writes;
  int tries_ = 0;
  int writes_ = 0;
  std::unique_ptr<Views> views_ = make_memory_views();
};

class RowsOnDisk final : public SettledRows {
 public:
  explicit RowsOnDisk(std::shared_ptr<Disk> disk) : disk_(std::move(disk)) {}

  std::shared_ptr<const ViewReader> as_of_now() const override { return disk_->views_->snapshot(); }

  Stored<void> write(const Layer& changes) override {
    std::unique_lock lock{disk_->mutex_};
    ++disk_->tries_;
    disk_->changed_.notify_all();
    disk_->changed_.wait(lock, [this] { return disk_->mood_ != Disk::Mood::waits; });
    if (disk_->mood_ == Disk::Mood::fails) return fault(FaultKind::no_space, "The disk is full.");
    const auto batch = disk_->views_->begin();
    for (const auto& [from, to] : changes.removed_ranges()) batch->remove_range(from, to);
    for (const RowChange* change : changes.sorted()) {
      change->value ? batch->put(change->key, *change->value) : batch->remove(change->key);
    }
    auto written = disk_->views_->commit(*batch);
    ++disk_->writes_;
    disk_->changed_.notify_all();
    return written;
  }

 private:
  std::shared_ptr<Disk> disk_;
};

class LayeredViewsTest : public testing::Test {
 protected:
  /// Rows are written as soon as there are `rows_max` of them, never for their age.
  void open(std::size_t rows_max) {
    views_ = std::make_unique<LayeredViews>(
      std::make_unique<RowsOnDisk>(disk_), LayeringSettings{rows_max, 24h, 0ms}
    );
  }

  Stored<void> put(const std::string& key, const std::string& value) {
    const auto batch = views_->begin();
    batch->put(key, value);
    return views_->commit(*batch);
  }

  Rows seen() const { return rows_of(*views_->snapshot()); }

  std::shared_ptr<Disk> disk_ = std::make_shared<Disk>();
  std::unique_ptr<LayeredViews> views_;
};

TEST_F(LayeredViewsTest, AreSeenBeforeTheyAreWritten) {
  open(100);
  ASSERT_TRUE(put("a", "1"));
  EXPECT_EQ(seen(), (Rows{{"a", "1"}}));
  EXPECT_EQ(disk_->rows(), Rows{});
}

TEST_F(LayeredViewsTest, AreWrittenOnceHoweverOftenARowChanged) {
  open(5);
  ASSERT_TRUE(put("a", "1"));
  ASSERT_TRUE(put("a", "2"));
  ASSERT_TRUE(put("a", "3"));
  ASSERT_TRUE(put("b", "1"));
  EXPECT_EQ(disk_->writes(), 0);
  ASSERT_TRUE(put("a", "4"));
  disk_->wait_for_writes(1);
  EXPECT_EQ(disk_->writes(), 1) << "what changed often counts each time, so that memory is bounded";
  EXPECT_EQ(disk_->rows(), (Rows{{"a", "4"}, {"b", "1"}}));
}

TEST_F(LayeredViewsTest, AreWrittenAtTheEnd) {
  open(100);
  ASSERT_TRUE(put("a", "1"));
  ASSERT_TRUE(put("b", "1"));
  views_.reset();
  EXPECT_EQ(disk_->rows(), (Rows{{"a", "1"}, {"b", "1"}}));
}

TEST_F(LayeredViewsTest, KeepTheirSnapshotsWhileRowsAreWrittenBehindThem) {
  open(1);
  ASSERT_TRUE(put("a", "1"));
  disk_->wait_for_writes(1);
  const auto before = views_->snapshot();
  ASSERT_TRUE(put("a", "2"));
  ASSERT_TRUE(put("b", "2"));
  disk_->wait_for_writes(2);
  EXPECT_EQ(rows_of(*before), (Rows{{"a", "1"}}));
  EXPECT_EQ(seen(), (Rows{{"a", "2"}, {"b", "2"}}));
}

TEST_F(LayeredViewsTest, TakeNewBatchesWhileOldOnesAreWritten) {
  disk_->set(Disk::Mood::waits);
  open(2);
  ASSERT_TRUE(put("a", "1"));
  ASSERT_TRUE(put("b", "1"));
  disk_->wait_for_tries(1);
  ASSERT_TRUE(put("a", "2"));
  const auto batch = views_->begin();
  batch->remove("b");
  ASSERT_TRUE(views_->commit(*batch));
  EXPECT_EQ(seen(), (Rows{{"a", "2"}}));
  disk_->set(Disk::Mood::writes);
  views_.reset();
  EXPECT_EQ(disk_->rows(), (Rows{{"a", "2"}}));
}

TEST_F(LayeredViewsTest, TellTheNextCommitThatTheyCouldNotBeWritten) {
  disk_->set(Disk::Mood::fails);
  open(1);
  ASSERT_TRUE(put("a", "1"));
  disk_->wait_for_tries(1);
  auto refused = put("b", "1");
  // The first try may still be on its way to its end.
  for (int turn = 2; refused; ++turn) refused = put("b", std::to_string(turn));
  EXPECT_EQ(refused.error().kind, FaultKind::no_space);
  EXPECT_EQ(seen().at("a"), "1") << "what was committed stays";
}

TEST_F(LayeredViewsTest, GoOnOnceTheyCanBeWrittenAgain) {
  disk_->set(Disk::Mood::fails);
  open(1);
  ASSERT_TRUE(put("a", "1"));
  disk_->wait_for_tries(1);
  disk_->set(Disk::Mood::writes);
  disk_->wait_for_writes(1);
  auto done = put("b", "1");
  while (!done) done = put("b", "1");
  views_.reset();
  EXPECT_EQ(disk_->rows(), (Rows{{"a", "1"}, {"b", "1"}}));
}

TEST_F(LayeredViewsTest, DoWhatAMapDoesWhateverTheSizesOfBatches) {
  constexpr unsigned seed = 20'261'123;
  RecordProperty("seed", static_cast<int>(seed));
  std::mt19937 random{seed};
  open(random() % 40);
  std::map<std::string, std::string> model;
  const auto key = [&] { return "k" + std::to_string(random() % 90); };
  for (int turn = 0; turn < 400; ++turn) {
    const auto batch = views_->begin();
    for (auto change = random() % (turn % 7 == 0 ? 60 : 4) + 1; change > 0; --change) {
      const auto kind = random() % 40;
      const auto at = key();
      if (kind < 28) {
        batch->put(at, std::to_string(turn));
        model[at] = std::to_string(turn);
      } else if (kind < 39) {
        batch->remove(at);
        model.erase(at);
      } else {
        const auto [from, to] = std::minmax({at, key()});
        batch->remove_range(from, to);
        model.erase(model.lower_bound(from), model.lower_bound(to));
      }
    }
    ASSERT_TRUE(views_->commit(*batch));
    const auto reader = views_->snapshot();
    ASSERT_EQ(rows_of(*reader), model) << "seed " << seed << ", turn " << turn;
    const auto wanted = key();
    const auto there = model.find(wanted);
    const auto found = reader->get(wanted);
    ASSERT_TRUE(found.has_value());
    ASSERT_EQ(found->has_value(), there != model.end());
    ASSERT_EQ(found->value_or(""), there == model.end() ? "" : there->second);
  }
  views_.reset();
  EXPECT_EQ(disk_->rows(), model);
}

} // namespace
} // namespace portal::test

#include "store/rocks_views.hpp"

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <shared_mutex>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "store/files.hpp"
#include "store/layered_views.hpp"
#include "store/overlay.hpp"
#include "store/rocks_options.hpp"
#include "store/wal_scan.hpp"

namespace portal {

namespace {

/// An open database of rows; notes on disk when a read meets damage, so that the next start throws the
/// rows away.
class Rows {
 public:
  Rows(std::unique_ptr<RocksDatabase> database, std::string damage_note)
      : database_(std::move(database)), damage_note_(std::move(damage_note)) {}

  rocksdb::DB& db() const { return database_->db(); }

  Fault fault_of(const rocksdb::Status& status) const {
    Fault made = rocks_fault(status, "read the views");
    if (made.kind == FaultKind::damaged && !damage_noted_.exchange(true)) {
      made.message += " The views are rebuilt from the log at the next start.";
      // Failing to note it leaves the damage to be met again.
      (void)write_file(damage_note_, made.message);
    }
    return made;
  }

 private:
  std::unique_ptr<RocksDatabase> database_;
  std::string damage_note_;
  mutable std::atomic<bool> damage_noted_ = false;
};

/// Reads as of a moment; without a snapshot, as of each call (for rows that nobody changes).
class RocksReader final : public ViewReader {
 public:
  RocksReader(std::shared_ptr<const Rows> rows, bool as_of_now)
      : rows_(std::move(rows)), snapshot_(as_of_now ? rows_->db().GetSnapshot() : nullptr) {}

  RocksReader(const RocksReader&) = delete;
  RocksReader& operator=(const RocksReader&) = delete;

  ~RocksReader() override {
    if (snapshot_ != nullptr) rows_->db().ReleaseSnapshot(snapshot_);
  }

  Stored<std::optional<std::string>> get(std::string_view key) const override {
    // The few rows about the rows themselves are asked for with every read, and the snapshot is shared.
    if (snapshot_ == nullptr || !key.starts_with('\0')) return look_up(key);
    {
      const std::shared_lock lock{noted_mutex_};
      const auto known = noted_.find(key);
      if (known != noted_.end()) return known->second;
    }
    auto found = look_up(key);
    if (!found) return found;
    const std::unique_lock lock{noted_mutex_};
    if (noted_.size() < noted_max) noted_.emplace(key, *found);
    return found;
  }

  Stored<void>
  scan(std::string_view from, std::string_view to, Order order, const Visit& visit) const override {
    if (!to.empty() && from >= to) return {};
    const rocksdb::Slice lower = slice_of(from);
    const rocksdb::Slice upper = slice_of(to);
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    options.iterate_lower_bound = &lower;
    if (!to.empty()) options.iterate_upper_bound = &upper;
    const std::unique_ptr<rocksdb::Iterator> at{rows_->db().NewIterator(options)};
    if (order == Order::ascending) {
      at->SeekToFirst();
    } else {
      at->SeekToLast();
    }
    while (at->Valid() && visit(at->key().ToStringView(), at->value().ToStringView())) {
      if (order == Order::ascending) {
        at->Next();
      } else {
        at->Prev();
      }
    }
    // An iterator that met a damaged block looks as if it had reached the end.
    if (!at->status().ok()) return tl::unexpected<Fault>(rows_->fault_of(at->status()));
    return {};
  }

 private:
  static constexpr std::size_t noted_max = 32;

  Stored<std::optional<std::string>> look_up(std::string_view key) const {
    rocksdb::ReadOptions options;
    options.snapshot = snapshot_;
    std::optional<std::string> value{std::in_place};
    const auto status = rows_->db().Get(options, slice_of(key), &*value);
    if (status.IsNotFound()) return std::nullopt;
    if (!status.ok()) return tl::unexpected<Fault>(rows_->fault_of(status));
    return value;
  }

  std::shared_ptr<const Rows> rows_;
  const rocksdb::Snapshot* snapshot_;
  mutable std::shared_mutex noted_mutex_;
  mutable std::map<std::string, std::optional<std::string>, std::less<>> noted_;
};

class RocksRows final : public SettledRows {
 public:
  explicit RocksRows(std::shared_ptr<const Rows> rows) : rows_(std::move(rows)) {}

  std::shared_ptr<const ViewReader> as_of_now() const override {
    return std::make_shared<RocksReader>(rows_, true);
  }

  Stored<void> write(const Layer& changes) override {
    const auto sorted = changes.sorted();
    std::size_t size = 64;
    for (const RowChange* change : sorted) {
      size += change->key.size() + (change->value ? change->value->size() : 0) + 12;
    }
    rocksdb::WriteBatch rows{size};
    auto status = rocksdb::Status::OK();
    for (const auto& [from, to] : changes.removed_ranges()) {
      if (status.ok()) status = remove_range(rows, from, to);
    }
    // In order of key, so that each goes into the memtable beside the one before.
    for (const RowChange* change : sorted) {
      if (!status.ok()) break;
      status = change->value ? rows.Put(slice_of(change->key), slice_of(*change->value))
                             : rows.Delete(slice_of(change->key));
    }
    if (status.ok()) status = rows_->db().Write({}, &rows);
    if (!status.ok()) return tl::unexpected<Fault>(rocks_fault(status, "write the views"));
    return {};
  }

 private:
  /// RocksDB's ranges have an end; an open one ends behind the last key there is.
  rocksdb::Status
  remove_range(rocksdb::WriteBatch& batch, const std::string& from, const std::string& to) const {
    if (!to.empty()) {
      return from < to ? batch.DeleteRange(slice_of(from), slice_of(to)) : rocksdb::Status::OK();
    }
    const std::unique_ptr<rocksdb::Iterator> at{rows_->db().NewIterator({})};
    at->SeekToLast();
    if (!at->Valid()) return at->status();
    const std::string last = at->key().ToString() + '\0';
    return from < last ? batch.DeleteRange(slice_of(from), slice_of(last)) : rocksdb::Status::OK();
  }

  std::shared_ptr<const Rows> rows_;
};

/// The rows of another process, for reading.
class ReadOnlyViews final : public Views {
 public:
  explicit ReadOnlyViews(std::shared_ptr<const Rows> rows) : rows_(std::move(rows)) {}

  std::unique_ptr<ViewReader> snapshot() const override {
    return std::make_unique<RocksReader>(rows_, false);
  }

  std::unique_ptr<ViewWriter> begin() override {
    return std::make_unique<OverlayWriter>(snapshot());
  }

  Stored<void> commit(ViewWriter& /*batch*/) override {
    return fault(FaultKind::misuse, "These views were opened for reading alone.");
  }

 private:
  std::shared_ptr<const Rows> rows_;
};

std::string damage_note_of(const std::string& directory) { return directory + ".damaged"; }

/// Why the rows on disk cannot be trusted, if so.
std::optional<std::string> distrust(const std::string& directory) {
  if (exists(damage_note_of(directory))) return "a read met damaged rows";
  if (!has_current(directory)) return "the file CURRENT is missing";
  // A damaged last record of the manifest looks to RocksDB like one that was never finished.
  const auto manifest = scan_manifest(directory);
  if (!manifest) return manifest.error().message;
  if (manifest->intact_end != manifest->size) return "the end of its manifest is damaged";
  return std::nullopt;
}

} // namespace

Stored<void> delete_rocks_views(const std::string& directory) {
  std::error_code error;
  std::filesystem::remove_all(directory, error);
  if (!error) std::filesystem::remove(damage_note_of(directory), error);
  if (error) return tl::unexpected<Fault>(file_fault("delete", directory, error.value()));
  return {};
}

Stored<std::unique_ptr<Views>>
open_rocks_views(const ViewsSettings& settings, ViewsOpening& opening) {
  const std::string& directory = settings.directory;
  const auto wrap = [&](std::unique_ptr<RocksDatabase> database) -> std::unique_ptr<Views> {
    auto rows = std::make_shared<const Rows>(std::move(database), damage_note_of(directory));
    if (settings.read_only) return std::make_unique<ReadOnlyViews>(std::move(rows));
    auto base = std::make_unique<RocksRows>(std::move(rows));
    return std::make_unique<LayeredViews>(std::move(base), settings.layering);
  };
  if (settings.read_only) {
    auto opened = RocksDatabase::open(directory, RocksUse::views, RocksMode::read_only);
    if (!opened) return tl::unexpected<Fault>(std::move(opened.error()));
    return wrap(std::move(*opened));
  }
  std::optional<std::string> damage;
  if (has_database(directory)) {
    damage = distrust(directory);
    if (!damage) {
      auto opened = RocksDatabase::open(directory, RocksUse::views, RocksMode::existing);
      if (opened) return wrap(std::move(*opened));
      if (opened.error().kind != FaultKind::damaged) {
        return tl::unexpected<Fault>(std::move(opened.error()));
      }
      damage = opened.error().message;
    }
  }
  if (auto deleted = delete_rocks_views(directory); !deleted) {
    return tl::unexpected<Fault>(std::move(deleted.error()));
  }
  opening.created = true;
  if (damage) {
    opening.note =
      "The views were thrown away and are rebuilt from the log, because " + *damage + ".";
  }
  auto made = RocksDatabase::open(directory, RocksUse::views, RocksMode::unfinished);
  if (!made) return tl::unexpected<Fault>(std::move(made.error()));
  return wrap(std::move(*made));
}

} // namespace portal

// Copies of the databases for backups: each is taken while nobody writes, so that it holds no half of a
// group, and what it holds is looked at before anything is said of it.

#include <limits>

#include <rocksdb/db.h>
#include <rocksdb/utilities/checkpoint.h>

#include "store/big_endian.hpp"
#include "store/files.hpp"
#include "store/rocks_log_engine.hpp"
#include "store/rocks_vault_engine.hpp"

namespace portal {

Stored<void> RocksDatabase::flush() const {
  const auto status = database_->Flush({}, families_);
  if (!status.ok()) return tl::unexpected<Fault>(rocks_fault(status, "write table files"));
  return {};
}

Stored<void> RocksDatabase::copy_to(const std::string& directory) const {
  static constexpr auto never_flush = std::numeric_limits<std::uint64_t>::max();
  rocksdb::Checkpoint* made = nullptr;
  auto status = rocksdb::Checkpoint::Create(database_.get(), &made);
  const std::unique_ptr<rocksdb::Checkpoint> checkpoint{made};
  if (status.ok()) status = checkpoint->CreateCheckpoint(directory, never_flush);
  if (!status.ok()) {
    return tl::unexpected<Fault>(rocks_fault(status, "copy the database to " + directory));
  }
  return {};
}

Stored<SignedHead> RocksLog::copy_to(const Layout& folder) const {
  const auto failed = [](Fault& why) { return tl::unexpected<Fault>(std::move(why)); };
  if (auto writable = check_writable(); !writable) return failed(writable.error());
  if (auto flushed = database_->flush(); !flushed) return failed(flushed.error());
  {
    const std::lock_guard alone{writing_};
    if (auto copied = database_->copy_to(folder.log()); !copied) return failed(copied.error());
  }
  auto copy = RocksDatabase::open(folder.log(), RocksUse::log, RocksMode::read_only);
  if (!copy) return failed(copy.error());
  auto checked = check_log(**copy, vault_, std::nullopt);
  if (!checked) return failed(checked.error());
  auto witness = Witness::open(folder.witness(), write_head(checked->head));
  if (!witness) return failed(witness.error());
  return std::move(checked->head);
}

Stored<void> RocksVault::copy_to(const Layout& folder) {
  const KeyPlaces to{folder.keys()};
  if (auto made = make_directory(to.directory); !made) return made;
  if (auto flushed = database_->flush(); !flushed) return flushed;
  std::unique_lock lock{mutex_};
  turn_.wait(lock, [&] { return !writing_; });
  writing_ = true;
  lock.unlock();
  auto copied = copy_alone(to);
  lock.lock();
  writing_ = false;
  turn_.notify_all();
  return copied;
}

/// While no other thread writes.
Stored<void> RocksVault::copy_alone(const KeyPlaces& to) const {
  if (auto copied = database_->copy_to(to.database()); !copied) return copied;
  if (exists(places_.master())) {
    if (auto copied = copy_file(places_.master(), to.master()); !copied) return copied;
  }
  auto witness = Witness::open(to.witness(), u64_bytes(sequence_));
  if (!witness) return tl::unexpected<Fault>(std::move(witness.error()));
  return {};
}

} // namespace portal

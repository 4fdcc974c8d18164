// Many threads make keys at a time; whoever finds no one writing becomes the writer and takes all that
// wait into one batch, so that they share one sync.

#include <map>
#include <utility>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "store/big_endian.hpp"
#include "store/rocks_vault_engine.hpp"

namespace portal {

namespace {

std::string key_row(const std::string& customer) { return "c/" + customer; }

std::string erased_row(const std::string& customer) { return "e/" + customer; }

} // namespace

Stored<std::optional<std::string>> key_value(const RocksDatabase& database, std::string_view row) {
  std::optional<std::string> value{std::in_place};
  const auto status = database.db().Get({}, slice_of(row), &*value);
  if (status.IsNotFound()) return std::nullopt;
  if (!status.ok()) return tl::unexpected<Fault>(rocks_fault(status, "read the keys"));
  return value;
}

RocksVault::RocksVault(Parts parts)
    : SecretVault(parts.pepper, parts.signing_seed), places_(std::move(parts.places)),
      database_(std::move(parts.database)), witness_(std::move(parts.witness)),
      master_(std::move(parts.master)), cache_(parts.cached_codecs), sequence_(parts.sequence) {
  wipe(parts.pepper);
  wipe(parts.signing_seed);
}

Stored<std::shared_ptr<const PersonalCodec>> RocksVault::codec(const CustomerId& customer) {
  if (auto cached = cache_.find(customer.text())) return cached;
  const std::uint64_t erasures = erased_->count();
  auto found = read_codec(customer.text());
  if (!found) return tl::unexpected<Fault>(std::move(found.error()));
  if (*found == nullptr) return make_closed_codec();
  // A codec that was read before an erasure must not be kept behind it.
  if (erased_->count() == erasures) cache_.keep(customer.text(), *found);
  return std::move(*found);
}

Stored<std::shared_ptr<const PersonalCodec>> RocksVault::make_key(const CustomerId& customer) {
  if (auto cached = cache_.find(customer.text()); cached && !is_erased(customer.text()))
    return cached;
  Request request{customer.text(), {}, {}, false};
  std::unique_lock lock{mutex_};
  waiting_.push_back(&request);
  turn_.wait(lock, [&] { return request.done || !writing_; });
  if (!request.done) {
    writing_ = true;
    std::vector<Request*> batch;
    batch.swap(waiting_);
    lock.unlock();
    write_keys(batch);
    lock.lock();
    for (Request* each : batch) each->done = true;
    writing_ = false;
    turn_.notify_all();
  }
  if (request.fault) return tl::unexpected<Fault>(std::move(*request.fault));
  return std::move(request.codec);
}

Stored<void> RocksVault::erase(const CustomerId& customer) {
  std::unique_lock lock{mutex_};
  turn_.wait(lock, [&] { return !writing_; });
  writing_ = true;
  lock.unlock();
  auto erased = destroy(customer.text());
  lock.lock();
  writing_ = false;
  turn_.notify_all();
  return erased;
}

Stored<std::shared_ptr<const PersonalCodec>> RocksVault::read_codec(const std::string& customer
) const {
  auto wrapped = key_value(*database_, key_row(customer));
  if (!wrapped) return tl::unexpected<Fault>(std::move(wrapped.error()));
  if (!*wrapped) return Codec{};
  auto data_key = decrypt(*master_, **wrapped, key_row(customer));
  if (!data_key || data_key->size() != CipherKey::size) {
    return fault(
      FaultKind::damaged, "The key of customer " + customer +
                            " does not open with the master key. Restore the keys from a backup."
    );
  }
  auto made = make_codec(customer, *data_key, erased_);
  wipe(*data_key);
  return made;
}

/// Finds or makes the key of each request; new ones in one batch.
void RocksVault::write_keys(const std::vector<Request*>& requests) {
  auto batch = protected_batch(requests.size() * 128);
  std::map<std::string_view, Codec> fresh;
  for (Request* request : requests) {
    if (const auto known = fresh.find(request->customer); known != fresh.end()) {
      request->codec = known->second;
      continue;
    }
    auto answered = find_or_make(request->customer, batch);
    if (!answered) {
      request->fault = std::move(answered.error());
      continue;
    }
    request->codec = answered->codec;
    if (answered->is_new) fresh.emplace(request->customer, answered->codec);
  }
  auto written = fresh.empty() ? Stored<void>{} : write(batch);
  for (Request* request : requests) {
    if (request->fault) continue;
    if (!written && fresh.contains(request->customer)) {
      request->fault = written.error();
    } else {
      cache_.keep(request->customer, request->codec);
    }
  }
}

Stored<RocksVault::Answer>
RocksVault::find_or_make(const std::string& customer, rocksdb::WriteBatch& batch) const {
  auto erased = key_value(*database_, erased_row(customer));
  if (!erased) return tl::unexpected<Fault>(std::move(erased.error()));
  if (*erased) {
    return fault(FaultKind::misuse, "Customer " + customer + " was erased and gets no key again.");
  }
  auto known = read_codec(customer);
  if (!known) return tl::unexpected<Fault>(std::move(known.error()));
  if (*known) return Answer{std::move(*known), false};
  std::string data_key = random_bytes(CipherKey::size);
  const auto status = batch.Put(key_row(customer), encrypt(*master_, data_key, key_row(customer)));
  if (!status.ok()) return tl::unexpected<Fault>(rocks_fault(status, "make a key"));
  Answer made{make_codec(customer, data_key, erased_), true};
  wipe(data_key);
  return made;
}

/// Adds the sequence and makes the batch durable. Called by one thread at a time.
Stored<void> RocksVault::write(rocksdb::WriteBatch& batch) {
  if (!witness_) return fault(FaultKind::misuse, "The keys were opened for reading alone.");
  if (failed_) {
    return fault(
      FaultKind::indeterminate, "An earlier write to the keys failed: stop and start again."
    );
  }
  const std::string sequence = u64_bytes(sequence_ + 1);
  auto status = batch.Put(slice_of(sequence_row), sequence);
  if (status.ok()) status = database_->db().Write(synced_write(), &batch);
  auto witnessed = status.ok() ? witness_->write(sequence) : Stored<void>{};
  failed_ = !status.ok() || !witnessed;
  if (!failed_) ++sequence_;
  if (!witnessed) return witnessed;
  if (status.ok()) return {};
  Fault made = rocks_fault(status, "write the keys");
  made.kind = FaultKind::indeterminate;
  return tl::unexpected<Fault>(std::move(made));
}

Stored<void> RocksVault::destroy(const std::string& customer) {
  auto batch = protected_batch(256);
  auto status = batch.Delete(key_row(customer));
  if (status.ok()) status = batch.Put(erased_row(customer), "1");
  if (status.ok()) status = batch.Put(slice_of(scrub_row), "1");
  if (!status.ok()) return tl::unexpected<Fault>(rocks_fault(status, "erase a key"));
  if (auto written = write(batch); !written) return written;
  erased_->add(customer);
  cache_.forget(customer);
  return scrub();
}

Stored<void> RocksVault::finish_erasures() {
  auto begun = key_value(*database_, scrub_row);
  if (!begun) return tl::unexpected<Fault>(std::move(begun.error()));
  return *begun ? scrub() : Stored<void>{};
}

/// Rewrites every table and drops every old file, so that deleted bytes are nowhere any more.
Stored<void> RocksVault::scrub() {
  rocksdb::DB& db = database_->db();
  rocksdb::CompactRangeOptions everything;
  everything.bottommost_level_compaction = rocksdb::BottommostLevelCompaction::kForce;
  everything.exclusive_manual_compaction = true;
  auto status = db.Flush({});
  if (status.ok()) status = db.CompactRange(everything, nullptr, nullptr);
  // Old files go in the background; this does it here and now.
  if (status.ok()) status = db.DisableFileDeletions();
  if (status.ok()) status = db.EnableFileDeletions(/*force=*/true);
  auto done = protected_batch(128);
  if (status.ok()) status = done.Delete(slice_of(scrub_row));
  if (status.ok()) return write(done);
  return tl::unexpected<Fault>(
    rocks_fault(status, "rewrite the keys after an erasure (it is repeated at the next start)")
  );
}

bool RocksVault::is_erased(const std::string& customer) const {
  return erased_->count() > 0 && erased_->contains(customer);
}

} // namespace portal

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "store/big_endian.hpp"
#include "store/files.hpp"
#include "store/key_file.hpp"
#include "store/rocks_vault.hpp"
#include "store/rocks_vault_engine.hpp"

namespace portal {

namespace {

/// A secret of the instance, unwrapped.
Stored<std::string>
unwrap(const RocksDatabase& database, const CipherKey& master, std::string_view row) {
  auto wrapped = key_value(database, row);
  if (!wrapped) return tl::unexpected<Fault>(std::move(wrapped.error()));
  if (!*wrapped) {
    return fault(
      FaultKind::damaged,
      "The keys hold no " + std::string{row} + ": rows are missing. Restore the keys from a backup."
    );
  }
  auto secret = decrypt(master, **wrapped, row);
  if (secret && secret->size() == CipherKey::size) return std::move(*secret);
  return fault(
    FaultKind::misuse,
    "The master key is not the one that these keys were wrapped with (or the keys "
    "are damaged): nothing personal could be read. Give the right master key."
  );
}

/// Fills an empty database with the instance's own secrets.
Stored<void> found(const RocksDatabase& database, const CipherKey& master) {
  auto batch = protected_batch(512);
  auto status = rocksdb::Status::OK();
  for (const std::string_view row : {pepper_row, signing_row}) {
    std::string secret = random_bytes(CipherKey::size);
    if (status.ok()) {
      status = batch.Put(slice_of(row), encrypt(master, secret, row));
    }
    wipe(secret);
  }
  if (status.ok()) {
    status = batch.Put(slice_of(sequence_row), u64_bytes(1));
  }
  if (status.ok()) status = database.db().Write(synced_write(), &batch);
  if (!status.ok()) return tl::unexpected<Fault>(rocks_fault(status, "make the keys"));
  return {};
}

tl::unexpected<Fault> incomplete(const KeyPlaces& places, std::string_view missing) {
  return fault(
    FaultKind::damaged,
    "The keys in " + places.directory + " are incomplete: " + std::string{missing} +
      ". Going on would make new keys, and what the old ones sealed could never "
      "be read. Restore the directory from a backup."
  );
}

tl::unexpected<Fault> missing(const KeyPlaces& places) {
  return fault(
    FaultKind::damaged,
    "There are no keys in " + places.directory +
      ": the folder is missing, or what was in it. Without the keys nothing that the log holds "
      "sealed can be read, and new ones would not fit it. Restore the folder from a backup."
  );
}

Stored<std::unique_ptr<CipherKey>>
find_master_key(const VaultSettings& settings, const KeyPlaces& places, bool is_new) {
  if (settings.master_key) {
    if (settings.master_key->size() != CipherKey::size) {
      return fault(
        FaultKind::misuse, "The master key that was given has " +
                             std::to_string(settings.master_key->size()) +
                             " bytes; it must have 32."
      );
    }
    return std::make_unique<CipherKey>(*settings.master_key);
  }
  if (exists(places.master())) return read_master_key(places.master());
  if (!is_new) return incomplete(places, "master.key is missing, and none was given");
  return make_master_key(places.master());
}

/// Refuses keys that are older than what their witness saw.
Stored<std::uint64_t>
check_sequence(const RocksDatabase& database, const std::optional<std::string>& witnessed) {
  auto row = key_value(database, sequence_row);
  if (!row) return tl::unexpected<Fault>(std::move(row.error()));
  const std::uint64_t sequence = *row && (*row)->size() == 8 ? get_u64(**row) : 0;
  const std::uint64_t seen = witnessed && witnessed->size() == 8 ? get_u64(*witnessed) : 0;
  if (sequence >= seen && sequence > 0) return sequence;
  return fault(
    FaultKind::damaged,
    "The keys are at write " + std::to_string(sequence) + ", but their witness saw " +
      std::to_string(seen) +
      ": keys that were made are lost, or an older copy was put back. Restore the "
      "keys from a backup."
  );
}

} // namespace

Stored<std::unique_ptr<Vault>> open_rocks_vault(const VaultSettings& settings) {
  const auto failed = [](Fault& why) { return tl::unexpected<Fault>(std::move(why)); };
  const KeyPlaces places{settings.directory};
  if (auto chance = check_chance(); !chance) return failed(chance.error());
  // A folder that cannot be looked into must not be taken for one that holds nothing.
  if (auto names = names_in(places.directory); !names) return failed(names.error());
  auto witnessed = Witness::read(places.witness());
  if (!witnessed) return failed(witnessed.error());
  const bool is_new = !*witnessed && !has_current(places.database());
  if (*witnessed && !has_current(places.database())) {
    return incomplete(places, "there is a witness, but the database is missing");
  }
  if (is_new && (settings.read_only || settings.must_exist)) return missing(places);
  if (auto made = settings.read_only ? Stored<void>{} : make_directory(places.directory); !made) {
    return failed(made.error());
  }
  auto master = find_master_key(settings, places, is_new);
  if (!master) return failed(master.error());
  const RocksMode mode = settings.read_only ? RocksMode::read_only
                         : *witnessed       ? RocksMode::existing
                                            : RocksMode::unfinished;
  auto database = RocksDatabase::open(places.database(), RocksUse::keys, mode);
  if (!database) return failed(database.error());
  if (!*witnessed && !settings.read_only) {
    // The witness is made last: without one, the keys either hold nothing yet or their secrets alone.
    auto sequence = key_value(**database, sequence_row);
    if (!sequence) return failed(sequence.error());
    if (*sequence && get_u64(**sequence) > 1) return incomplete(places, "the witness is missing");
    auto founded = *sequence ? Stored<void>{} : found(**database, **master);
    if (!founded) return failed(founded.error());
  }
  auto sequence = check_sequence(**database, *witnessed);
  if (!sequence) return failed(sequence.error());
  auto pepper = unwrap(**database, **master, pepper_row);
  if (!pepper) return failed(pepper.error());
  auto seed = unwrap(**database, **master, signing_row);
  if (!seed) return failed(seed.error());
  std::unique_ptr<Witness> witness;
  if (!settings.read_only) {
    auto opened = Witness::open(places.witness(), u64_bytes(*sequence));
    if (!opened) return failed(opened.error());
    witness = std::move(*opened);
  }
  auto vault = std::make_unique<RocksVault>(RocksVault::Parts{
    std::move(*database), std::move(witness), std::move(*master), std::move(*pepper),
    std::move(*seed), *sequence, places, settings.cached_codecs});
  auto finished = settings.read_only ? Stored<void>{} : vault->finish_erasures();
  if (!finished) return failed(finished.error());
  return vault;
}

} // namespace portal

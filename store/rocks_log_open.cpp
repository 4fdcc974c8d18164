#include <thread>

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "store/files.hpp"
#include "store/rocks_log_engine.hpp"
#include "store/verify.hpp"

namespace portal {

namespace {

using OpenedLog = Stored<std::unique_ptr<EventLog>>;

tl::unexpected<Fault> passed_on(Fault& why) { return tl::unexpected<Fault>(std::move(why)); }

SignedHead first_head(const Vault& vault) {
  SignedHead head{0, empty_root(), Instant{}, {}, vault.public_key()};
  head.signature = vault.sign(head.signed_text());
  return head;
}

/// Fills a database that holds nothing.
Stored<void> found(const RocksDatabase& database, const Vault& vault) {
  auto batch = protected_batch(512);
  auto* meta = database.family(LogFamily::meta);
  auto status = batch.Put(meta, std::string{format_key}, std::string{log_format});
  if (status.ok()) status = batch.Put(meta, std::string{head_key}, write_head(first_head(vault)));
  if (status.ok()) status = database.db().Write(synced_write(), &batch);
  if (!status.ok()) return tl::unexpected<Fault>(rocks_fault(status, "make the log"));
  return {};
}

/// Marks a log of format 1 as one of today's: what it holds can be read as it is, but the program that wrote
/// it could not read what is added from now on.
Stored<void> take_over(const RocksDatabase& database, const CheckedLog& checked) {
  const auto format = log_value(database, LogFamily::meta, format_key);
  if (!format) return tl::unexpected<Fault>(format.error());
  if (*format && **format == log_format) return {};
  auto batch = protected_batch(512);
  auto* meta = database.family(LogFamily::meta);
  auto status = batch.Put(meta, std::string{format_key}, std::string{log_format});
  if (status.ok()) status = batch.Put(meta, std::string{appends_key}, u64_bytes(checked.appends));
  if (status.ok()) status = database.db().Write(synced_write(), &batch);
  if (!status.ok())
    return tl::unexpected<Fault>(rocks_fault(status, "take over a log of format 1"));
  return {};
}

/// No witness: either there is no log yet, or one that holds nothing and whose making was cut short.
OpenedLog open_new(const LogSettings& settings, LogOpening& opening) {
  // RocksDB names a new database's manifest in CURRENT before it makes anything that holds rows.
  if (!has_current(settings.directory) && has_rows(settings.directory)) {
    return damaged_log("the file CURRENT in " + settings.directory + " is missing");
  }
  auto database = RocksDatabase::open(settings.directory, RocksUse::log, RocksMode::unfinished);
  if (!database) return passed_on(database.error());
  const auto head = log_value(**database, LogFamily::meta, head_key);
  if (!head) return tl::unexpected<Fault>(head.error());
  if (!*head) {
    if (auto founded = found(**database, settings.vault); !founded)
      return passed_on(founded.error());
  }
  auto checked = check_log(**database, settings.vault, std::nullopt);
  if (!checked) return passed_on(checked.error());
  if (checked->head.size > 0) {
    return fault(
      FaultKind::damaged, "The log in " + settings.directory + " holds " +
                            std::to_string(checked->head.size) + " events, but its witness " +
                            settings.witness_path +
                            " is missing: nothing tells whether events are lost. Put the witness "
                            "back, or restore log and "
                            "witness together from a backup."
    );
  }
  auto witness = Witness::open(settings.witness_path, write_head(checked->head));
  if (!witness) return passed_on(witness.error());
  opening.created = true;
  return std::make_unique<RocksLog>(
    std::move(*database), std::move(*witness), settings.vault, std::move(*checked)
  );
}

Stored<std::unique_ptr<RocksDatabase>>
open_or_repair(const LogSettings& settings, const SignedHead& witnessed, LogOpening& opening) {
  const auto tail = scan_tail(settings.directory);
  if (!tail) return tl::unexpected<Fault>(tail.error());
  auto database = RocksDatabase::open(settings.directory, RocksUse::log, RocksMode::existing);
  if (!database) {
    if (database.error().kind != FaultKind::damaged) return passed_on(database.error());
    auto cut = cut_damaged_tail(settings, witnessed, *tail, database.error());
    if (!cut) return passed_on(cut.error());
    opening.note = " What was cut off is kept in " + cut_tail_path(settings) + ".";
    database = RocksDatabase::open(settings.directory, RocksUse::log, RocksMode::existing);
  }
  if (database && tail->loose_bytes > 0) {
    opening.repaired = true;
    opening.dropped_bytes = tail->loose_bytes;
  }
  return database;
}

OpenedLog
open_existing(const LogSettings& settings, const SignedHead& witnessed, LogOpening& opening) {
  auto database = open_or_repair(settings, witnessed, opening);
  if (!database) return passed_on(database.error());
  auto checked = check_log(**database, settings.vault, witnessed);
  if (!checked) return passed_on(checked.error());
  if (opening.repaired) {
    opening.note =
      "Repaired: dropped an unacknowledged tail of " + std::to_string(opening.dropped_bytes) +
      " bytes from the write-ahead log. Everything that was acknowledged is there." + opening.note;
  }
  if (auto taken = take_over(**database, *checked); !taken) return passed_on(taken.error());
  auto witness = Witness::open(settings.witness_path, write_head(checked->head));
  if (!witness) return passed_on(witness.error());
  opening.size = checked->head.size;
  return std::make_unique<RocksLog>(
    std::move(*database), std::move(*witness), settings.vault, std::move(*checked)
  );
}

/// Beside a writer, files may go between being listed and being opened: some tries are worth it.
OpenedLog open_for_reading(const LogSettings& settings, LogOpening& opening) {
  static constexpr int tries = 8;
  for (int tried = 1;; ++tried) {
    // Before the database: what the witness has seen by now must be in it.
    auto witnessed = read_witness(settings.witness_path);
    if (!witnessed) return passed_on(witnessed.error());
    auto database = RocksDatabase::open(settings.directory, RocksUse::log, RocksMode::read_only);
    auto checked = database ? check_log(**database, settings.vault, *witnessed)
                            : Stored<CheckedLog>{tl::unexpected<Fault>(database.error())};
    if (checked) {
      opening.size = checked->head.size;
      opening.witnessed = *witnessed ? (*witnessed)->size : 0;
      if (!*witnessed) opening.note = "There is no witness: nothing tells whether events are lost.";
      return std::make_unique<RocksLog>(
        std::move(*database), nullptr, settings.vault, std::move(*checked)
      );
    }
    if (tried == tries) return passed_on(checked.error());
    std::this_thread::sleep_for(std::chrono::milliseconds{20} * tried);
  }
}

} // namespace

OpenedLog open_rocks_log(const LogSettings& settings, LogOpening& opening) {
  opening = {};
  if (settings.read_only) {
    if (!has_database(settings.directory)) {
      return fault(
        FaultKind::misuse, "There is no log in " + settings.directory + ". Name a data directory."
      );
    }
    return open_for_reading(settings, opening);
  }
  const auto witnessed = read_witness(settings.witness_path);
  if (!witnessed) return tl::unexpected<Fault>(witnessed.error());
  if (!*witnessed) return open_new(settings, opening);
  opening.witnessed = (*witnessed)->size;
  if (!has_current(settings.directory)) {
    return fault(
      FaultKind::damaged,
      "The witness " + settings.witness_path + " saw " + std::to_string((*witnessed)->size) +
        " events, but the log in " + settings.directory +
        " is missing or has no file CURRENT. Put the log back, or restore log and "
        "witness together from a backup."
    );
  }
  return open_existing(settings, **witnessed, opening);
}

} // namespace portal

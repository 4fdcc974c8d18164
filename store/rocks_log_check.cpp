#include <rocksdb/db.h>
#include <rocksdb/table_properties.h>

#include "store/big_endian.hpp"
#include "store/rocks_log_engine.hpp"

namespace portal {

namespace {

tl::unexpected<Fault> passed_on(Fault& why) { return tl::unexpected<Fault>(std::move(why)); }

/// The head that the last group left in the database.
Stored<SignedHead> read_stored_head(const RocksDatabase& database) {
  const auto format = log_value(database, LogFamily::meta, format_key);
  if (!format) return tl::unexpected<Fault>(format.error());
  if (*format && **format != log_format && **format != log_format_before) {
    return fault(
      FaultKind::misuse, "The log has format " + **format + ", this program reads formats " +
                           std::string{log_format_before} + " and " + std::string{log_format} +
                           ". Use the program that wrote it."
    );
  }
  const auto row = log_value(database, LogFamily::meta, head_key);
  if (!row) return tl::unexpected<Fault>(row.error());
  const auto head = *row ? read_head(**row) : std::nullopt;
  if (!*format || !head) return damaged_log("its signed head is missing");
  return *head;
}

Stored<Position> last_position(const RocksDatabase& database) {
  const std::unique_ptr<rocksdb::Iterator> at{
    database.db().NewIterator({}, database.family(LogFamily::log))};
  at->SeekToLast();
  if (!at->status().ok()) {
    return tl::unexpected<Fault>(rocks_fault(at->status(), "find the last event"));
  }
  if (!at->Valid()) return Position{0};
  if (at->key().size() != 8) return damaged_log("a key of the log is not a position");
  return get_u64(at->key().ToStringView());
}

/// Rows of a family whose rows are never written twice nor deleted: no hole can hide in them.
Stored<std::uint64_t> count_rows(const RocksDatabase& database, LogFamily family) {
  rocksdb::TablePropertiesCollection tables;
  const auto status = database.db().GetPropertiesOfAllTables(database.family(family), &tables);
  if (!status.ok()) return tl::unexpected<Fault>(rocks_fault(status, "count the rows of the log"));
  std::uint64_t count = 0;
  for (const auto& [file, properties] : tables) count += properties->num_entries;
  for (const auto& property :
       {rocksdb::DB::Properties::kNumEntriesActiveMemTable,
        rocksdb::DB::Properties::kNumEntriesImmMemTables}) {
    std::uint64_t in_memory = 0;
    database.db().GetIntProperty(database.family(family), property, &in_memory);
    count += in_memory;
  }
  return count;
}

std::uint64_t stored_nodes(Position size) {
  std::uint64_t count = 0;
  for (std::uint64_t nodes = size >> stored_level; nodes > 0; nodes >>= 1U) count += nodes;
  return count;
}

/// How many rows the index of streams is to have; in format 1 that was one for each event.
Stored<std::uint64_t> known_appends(const RocksDatabase& database, Position size) {
  const auto row = log_value(database, LogFamily::meta, appends_key);
  if (!row) return tl::unexpected<Fault>(row.error());
  if (!*row) return size;
  if ((*row)->size() != 8) return damaged_log("its number of appends cannot be read");
  return get_u64(**row);
}

Stored<void> check_counts(const RocksDatabase& database, Position size, std::uint64_t appends) {
  struct Expected {
    LogFamily family;
    std::uint64_t rows;
  };

  for (const auto& [family, expected] :
       {Expected{LogFamily::log, size}, Expected{LogFamily::stream, appends},
        Expected{LogFamily::tree, stored_nodes(size)}}) {
    auto count = count_rows(database, family);
    if (!count) return passed_on(count.error());
    if (*count != expected) {
      return damaged_log(
        "its family \"" + std::string{log_family_names[static_cast<std::size_t>(family)]} +
        "\" has " + std::to_string(*count) + " rows where " + std::to_string(size) +
        " events make " + std::to_string(expected)
      );
    }
  }
  for (const LogFamily family : watermarked_families) {
    const auto row = log_value(database, family, watermark_key);
    if (!row) return tl::unexpected<Fault>(row.error());
    const Position written = *row && (*row)->size() == 8 ? get_u64(**row) : 0;
    if (written != size) {
      return damaged_log(
        "its family \"" + std::string{log_family_names[static_cast<std::size_t>(family)]} +
        "\" ends at event " + std::to_string(written) + " of " + std::to_string(size)
      );
    }
  }
  return {};
}

/// Rebuilds the right edge of the tree: stored peaks, and the lines behind the last of them.
Stored<CompactRange> rebuild_range(const RocksDatabase& database, Position size) {
  const Position stored = size / leaves_per_stored_node * leaves_per_stored_node;
  const NodeAt node_at = tree_nodes(database);
  std::vector<Hash> peaks;
  for (const NodeName& peak : peaks_of(stored)) {
    auto node = node_at(peak);
    if (!node) return passed_on(node.error());
    peaks.push_back(*node);
  }
  CompactRange range{stored, std::move(peaks)};
  auto read = read_lines(database, stored + 1, size, [&](Position, std::string_view line) {
    range.add(leaf_hash(line));
    return true;
  });
  if (!read) return passed_on(read.error());
  return range;
}

/// The last lines say of themselves what their keys and the stream index say.
Stored<void> check_last_lines(const RocksDatabase& database, const SignedHead& head) {
  const Position size = head.size;
  const Position first = size > leaves_per_stored_node ? size - leaves_per_stored_node + 1 : 1;
  std::optional<std::string> wrong;
  Instant before{0};
  auto read = read_lines(database, first, size, [&](Position position, std::string_view line) {
    const auto told = read_line_head(line);
    if (!told || told->position != position || told->recorded_at < before) {
      wrong = "event " + std::to_string(position) + " is not what its place asks for";
      return false;
    }
    before = told->recorded_at;
    const auto run = run_up_to(database, told->stream, told->version);
    const bool is_within = run && *run && (*run)->last_version() >= told->version;
    if (!is_within || (*run)->position + (told->version - (*run)->version) != position) {
      wrong = "the index of stream " + told->stream + " does not lead to event " +
              std::to_string(position);
    }
    return !wrong;
  });
  if (!read) return read;
  if (wrong) return damaged_log(*wrong);
  if (before != head.at && size > 0) return damaged_log("its last event is not of its head's time");
  return {};
}

/// The log holds everything that the witness vouches for.
Stored<void>
check_witness(const RocksDatabase& database, const SignedHead& head, const SignedHead& witnessed) {
  if (!verify_signature(witnessed) || witnessed.public_key != head.public_key) {
    return damaged_log("its witness is signed by other keys than the log");
  }
  if (witnessed.size > head.size) {
    return fault(
      FaultKind::damaged,
      "The log ends at event " + std::to_string(head.size) + ", but its witness saw " +
        std::to_string(witnessed.size) + ", up to " + to_text(witnessed.at) +
        ": acknowledged events are lost (a file was shortened or deleted, or an older copy was put "
        "back). Put the newest files back, or restore log and witness together from a backup."
    );
  }
  const auto root = merkle_root(witnessed.size, tree_nodes(database));
  if (!root) return tl::unexpected<Fault>(root.error());
  if (*root == witnessed.root) return {};
  return fault(
    FaultKind::damaged, "The first " + std::to_string(witnessed.size) +
                          " events are not those that the witness saw: the log was changed, or is "
                          "another one. Restore log and witness together from a backup."
  );
}

} // namespace

Stored<CheckedLog> check_log(
  const RocksDatabase& database, const Vault& vault, const std::optional<SignedHead>& witnessed
) {
  auto head = read_stored_head(database);
  if (!head) return passed_on(head.error());
  const auto size = last_position(database);
  if (!size) return tl::unexpected<Fault>(size.error());
  if (!verify_signature(*head)) return damaged_log("the signature of its head is wrong");
  if (head->public_key != vault.public_key()) {
    return fault(
      FaultKind::misuse,
      "The log was signed by other keys than those in the keys directory: log and "
      "keys do not belong together. Restore both from the same backup."
    );
  }
  if (*size != head->size) {
    return damaged_log(
      "its head says " + std::to_string(head->size) + " events, the last one is " +
      std::to_string(*size)
    );
  }
  if (witnessed && witnessed->size > head->size) {
    return check_witness(database, *head, *witnessed).map([] { return CheckedLog{}; });
  }
  const auto appends = known_appends(database, *size);
  if (!appends) return tl::unexpected<Fault>(appends.error());
  if (auto counted = check_counts(database, *size, *appends); !counted) {
    return passed_on(counted.error());
  }
  if (auto checked = check_last_lines(database, *head); !checked) return passed_on(checked.error());
  auto range = rebuild_range(database, *size);
  if (!range) return passed_on(range.error());
  if (range->root() != head->root) return damaged_log("its Merkle root is not that of its head");
  if (witnessed) {
    if (auto same = check_witness(database, *head, *witnessed); !same) {
      return passed_on(same.error());
    }
  }
  return CheckedLog{std::move(*head), std::move(*range), *appends};
}

} // namespace portal

#pragma once

#include <iosfwd>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <tl/expected.hpp>

#include "cli/commands.hpp"
#include "events/envelope.hpp"

namespace portal {

/// What a Selection lets through, with its texts read.
class LogFilter {
 public:
  /// The error names the option at fault.
  static tl::expected<LogFilter, std::string> make(const Selection& selection);

  bool takes(const Envelope& event) const;

  /// True once no later event can be taken.
  bool past(Position position) const { return to_ && position > *to_; }

  /// The position to begin at.
  Position first() const { return after_ + 1; }

 private:
  /// Why no event can be taken; empty where one may.
  std::string takes_nothing(const Selection& selection) const;

  std::optional<std::string> stream_;
  std::vector<std::string> types_;
  Position after_ = 0;
  std::optional<Position> to_;
  std::optional<Instant> from_;
  std::optional<Instant> until_;
};

/// Writes rows of named cells in one of the formats. `flush` ends the output.
class RowWriter {
 public:
  RowWriter() = default;
  RowWriter(const RowWriter&) = delete;
  RowWriter& operator=(const RowWriter&) = delete;
  virtual ~RowWriter() = default;

  virtual void row(const std::vector<std::string>& cells, std::string_view json) = 0;
};

struct Column {
  std::string_view name;
  std::size_t width; ///< in a table; 0: as wide as it is
};

/// Nothing when there is no such format. `out` must outlive the writer.
std::unique_ptr<RowWriter>
row_writer(std::string_view format, std::vector<Column> columns, std::ostream& out);

/// A CSV cell: quoted where needed; text that a spreadsheet would take for a formula is led by `'`.
std::string csv_cell(std::string_view text);

/// The columns of replay, and an event's cells for them.
std::vector<Column> event_columns(std::string_view format);
std::vector<std::string> event_cells(const RecordedEvent& event, std::string_view format);

} // namespace portal

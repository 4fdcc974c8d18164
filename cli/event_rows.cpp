#include "cli/event_rows.hpp"

#include <algorithm>
#include <charconv>
#include <ostream>

#include "http/query.hpp"
#include "projections/event_types.hpp"

namespace portal {

namespace {

tl::expected<std::optional<Position>, std::string>
read_position(std::string_view option, std::string_view text) {
  if (text.empty()) return std::optional<Position>{};
  Position value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return tl::unexpected(
      std::string{option} + " must be a position, a number from 1, not \"" + std::string{text} +
      "\"."
    );
  }
  return std::optional<Position>{value};
}

tl::expected<std::optional<Instant>, std::string>
read_time(std::string_view option, const std::string& text) {
  if (text.empty()) return std::optional<Instant>{};
  const auto at = parse_instant(text.size() == 10 ? text + "T00:00:00Z" : text);
  if (!at) {
    return tl::unexpected(
      std::string{option} + " must be a time such as 2026-11-22 or 2026-11-22T14:00:00Z, not \"" +
      text + "\"."
    );
  }
  return at;
}

class Table final : public RowWriter {
 public:
  Table(std::vector<Column> columns, std::ostream& out) : columns_(std::move(columns)), out_(out) {
    std::vector<std::string> names;
    for (const Column& column : columns_) {
      std::string name{column.name};
      for (char& c : name) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      names.push_back(std::move(name));
    }
    row(names, {});
  }

  void row(const std::vector<std::string>& cells, std::string_view /*json*/) override {
    std::string line;
    for (std::size_t at = 0; at < cells.size(); ++at) {
      if (at > 0) line += "  ";
      line += cells[at];
      if (at + 1 < cells.size() && cells[at].size() < columns_[at].width) {
        line.append(columns_[at].width - cells[at].size(), ' ');
      }
    }
    for (char& c : line) c = static_cast<unsigned char>(c) < 0x20 ? ' ' : c;
    out_ << line << '\n';
  }

 private:
  std::vector<Column> columns_;
  std::ostream& out_;
};

class Csv final : public RowWriter {
 public:
  Csv(const std::vector<Column>& columns, std::ostream& out) : out_(out) {
    for (std::size_t at = 0; at < columns.size(); ++at)
      out_ << (at > 0 ? "," : "") << columns[at].name;
    out_ << "\r\n";
  }

  void row(const std::vector<std::string>& cells, std::string_view /*json*/) override {
    for (std::size_t at = 0; at < cells.size(); ++at) {
      out_ << (at > 0 ? "," : "") << csv_cell(cells[at]);
    }
    out_ << "\r\n";
  }

 private:
  std::ostream& out_;
};

class JsonLines final : public RowWriter {
 public:
  explicit JsonLines(std::ostream& out) : out_(out) {}

  void row(const std::vector<std::string>& /*cells*/, std::string_view json) override {
    out_ << json << '\n';
  }

 private:
  std::ostream& out_;
};

std::string data_of(const RecordedEvent& event) {
  std::string data;
  write_json(data, event.data());
  return data;
}

} // namespace

tl::expected<LogFilter, std::string> LogFilter::make(const Selection& selection) {
  LogFilter made;
  if (!selection.customer.empty()) {
    const auto customer = CustomerId::parse(selection.customer);
    if (!customer) {
      return tl::unexpected(
        "--customer must be a customer's id, cus_…, not \"" + selection.customer + "\"."
      );
    }
    made.stream_ = stream_of(*customer);
  }
  made.types_ = split_commas(selection.type);
  if (const auto unknown = check_type_patterns(made.types_, "--type")) {
    return tl::unexpected("--type: " + unknown->message);
  }
  const auto after = read_position("--after", selection.after);
  if (!after) return tl::unexpected(after.error());
  made.after_ = after->value_or(0);
  const auto to = read_position("--to", selection.to);
  if (!to) return tl::unexpected(to.error());
  made.to_ = *to;
  const auto from = read_time("--from", selection.from);
  if (!from) return tl::unexpected(from.error());
  made.from_ = *from;
  const auto until = read_time("--until", selection.until);
  if (!until) return tl::unexpected(until.error());
  made.until_ = *until;
  if (auto empty = made.takes_nothing(selection); !empty.empty()) return tl::unexpected(empty);
  return made;
}

std::string LogFilter::takes_nothing(const Selection& selection) const {
  if (to_ && after_ >= *to_) {
    return "No position is after --after " + std::to_string(after_) + " and up to --to " +
           selection.to + ": --to must be the greater one.";
  }
  if (from_ && until_ && *from_ >= *until_) {
    return "No time is from --from " + selection.from + " on and before --until " +
           selection.until + ": --until must be the later one.";
  }
  return {};
}

bool LogFilter::takes(const Envelope& event) const {
  const Position position = event.position_number();
  if (position <= after_ || past(position)) return false;
  if (stream_ && event.stream != *stream_) return false;
  if (from_ && event.recorded_at < *from_) return false;
  if (until_ && event.recorded_at >= *until_) return false;
  if (types_.empty()) return true;
  return std::any_of(types_.begin(), types_.end(), [&](const std::string& pattern) {
    return fits_type(pattern, event.type);
  });
}

std::unique_ptr<RowWriter>
row_writer(std::string_view format, std::vector<Column> columns, std::ostream& out) {
  if (format == "table") return std::make_unique<Table>(std::move(columns), out);
  if (format == "csv") return std::make_unique<Csv>(columns, out);
  if (format == "ndjson") return std::make_unique<JsonLines>(out);
  return nullptr;
}

std::string csv_cell(std::string_view text) {
  std::string cell;
  if (!text.empty() && std::string_view{"=+-@\t\r"}.find(text.front()) != std::string_view::npos) {
    cell += '\'';
  }
  cell += text;
  if (cell.find_first_of(",\"\r\n'") == std::string::npos) return cell;
  std::string quoted = "\"";
  for (const char c : cell) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + '"';
}

std::vector<Column> event_columns(std::string_view format) {
  if (format == "table") {
    return {{"position", 9}, {"recorded", 24}, {"stream", 32},
            {"type", 32},    {"who", 34},      {"data", 0}};
  }
  return {{"position", 0},  {"recordedAt", 0},    {"effectiveAt", 0}, {"stream", 0},
          {"version", 0},   {"type", 0},          {"action", 0},      {"index", 0},
          {"principal", 0}, {"principalKind", 0}, {"requestId", 0},   {"cause", 0},
          {"data", 0}};
}

std::vector<std::string> event_cells(const RecordedEvent& event, std::string_view format) {
  const Envelope& head = event.head();
  if (format == "table") {
    std::string data = data_of(event);
    constexpr std::size_t shown = 120;
    if (data.size() > shown) {
      data.resize(shown);
      while (!data.empty() && (static_cast<unsigned char>(data.back()) & 0x80U) != 0)
        data.pop_back();
      data += "…";
    }
    return {
      head.position,
      to_text(head.recorded_at),
      head.stream,
      head.type,
      std::string{name_of(head.principal.kind)} + " " + head.principal.id,
      std::move(data)};
  }
  return {
    head.position,
    to_text(head.recorded_at),
    to_text(head.effective_at),
    head.stream,
    std::to_string(head.version),
    head.type,
    head.action,
    std::to_string(head.index),
    head.principal.id,
    std::string{name_of(head.principal.kind)},
    head.request_id,
    head.cause.value_or(""),
    data_of(event)};
}

} // namespace portal

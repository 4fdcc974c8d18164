#include "projections/rows.hpp"

namespace portal {

Key& Key::number(std::uint64_t value) {
  for (int shift = 56; shift >= 0; shift -= 8) {
    bytes_ += static_cast<char>(static_cast<std::uint8_t>(value >> static_cast<unsigned>(shift)));
  }
  return *this;
}

std::uint8_t Pieces::byte() {
  if (rest_.empty()) return 0;
  const auto value = static_cast<std::uint8_t>(rest_.front());
  rest_.remove_prefix(1);
  return value;
}

std::uint64_t Pieces::number() {
  std::uint64_t value = 0;
  for (int count = 0; count < 8; ++count) value = value << 8U | byte();
  return value;
}

std::string_view Pieces::text() {
  const auto end = rest_.find('\0');
  const auto text = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  return text;
}

std::string after_prefix(std::string_view prefix) {
  std::string after{prefix};
  while (!after.empty() && static_cast<std::uint8_t>(after.back()) == 0xffU) after.pop_back();
  if (!after.empty()) {
    after.back() = static_cast<char>(static_cast<std::uint8_t>(after.back()) + 1U);
  }
  return after;
}

Stored<std::optional<std::string>> ScopedReader::get(std::string_view key) const {
  std::string full = prefix_;
  full += key;
  return rows_.get(full);
}

Stored<void> ScopedReader::scan(
  std::string_view from, std::string_view to, Order order, const Visit& visit
) const {
  std::string full_from = prefix_;
  full_from += from;
  std::string full_to = prefix_;
  full_to += to;
  return rows_.scan(
    full_from, full_to, order,
    [&, size = prefix_.size()](std::string_view key, std::string_view value) {
      return visit(key.substr(size), value);
    }
  );
}

std::string_view ScopedWriter::full(std::string_view key) {
  key_.resize(prefix_size_);
  key_ += key;
  return key_;
}

void ScopedWriter::put(std::string_view key, std::string_view value) {
  rows_.put(full(key), value);
}

void ScopedWriter::remove(std::string_view key) { rows_.remove(full(key)); }

void ScopedWriter::remove_range(std::string_view from, std::string_view to) {
  std::string full_from{full(from)};
  rows_.remove_range(full_from, full(to));
}

std::string prefix_of(RowsOf projection, std::uint8_t version) {
  Key prefix;
  prefix.byte(static_cast<std::uint8_t>(projection)).byte(version);
  return prefix.bytes();
}

Stored<std::string> serving_prefix(const ViewReader& rows, RowsOf projection) {
  Key key{'\0'};
  key.byte('v').byte(static_cast<std::uint8_t>(projection));
  auto version = rows.get(key);
  if (!version) return tl::unexpected<Fault>(version.error());
  const std::string_view stored = *version ? std::string_view{**version} : std::string_view{};
  return prefix_of(projection, Pieces{stored}.byte());
}

} // namespace portal

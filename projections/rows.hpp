#pragma once

// The keys of all projections. The first two bytes of every key name the projection and the version
// of its shape; below them each projection lays out its own. Meta rows stand under the byte 0:
//   \0 'v' <projection>            → the version that readers use
//   \0 'c' <projection> <version>  → the last position folded into that version's rows
// Texts inside keys end in NUL (no text of ours holds one), numbers are big-endian: keys sort as
// meant.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "events/envelope.hpp"
#include "store/views.hpp"

namespace portal {

/// Which projection a row belongs to. Numbers are never reused.
enum class RowsOf : std::uint8_t {
  objects = 1,
  usage = 2,
  audit = 3,
  outbox = 4,
  deliveries = 5,
  analytics = 6
};

/// Builds a key piece by piece: `Key{'l'}.text("invoice").number(position)`.
class Key {
 public:
  Key() { bytes_.reserve(usual_size); }

  explicit Key(char kind) : Key() { bytes_ += kind; }

  Key& text(std::string_view part) {
    bytes_ += part;
    bytes_ += '\0';
    return *this;
  }

  /// Text at the end of a key, without the closing NUL.
  Key& last(std::string_view part) {
    bytes_ += part;
    return *this;
  }

  Key& number(std::uint64_t value);

  Key& byte(std::uint8_t value) {
    bytes_ += static_cast<char>(value);
    return *this;
  }

  const std::string& bytes() const { return bytes_; }

  operator std::string_view() const { return bytes_; } // NOLINT(google-explicit-constructor)

 private:
  static constexpr std::size_t usual_size = 95; ///< one allocation for most keys

  std::string bytes_;
};

/// Takes a key or a value apart again, in the order in which it was put together.
class Pieces {
 public:
  explicit Pieces(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t byte();
  std::uint64_t number();
  std::string_view text();

  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// The first key after all keys that begin with `prefix`.
std::string after_prefix(std::string_view prefix);

/// The rows of one projection in one version, with its two bytes taken off the keys.
class ScopedReader final : public ViewReader {
 public:
  ScopedReader(const ViewReader& rows, std::string prefix)
      : rows_(rows), prefix_(std::move(prefix)) {}

  Stored<std::optional<std::string>> get(std::string_view key) const override;
  Stored<void>
  scan(std::string_view from, std::string_view to, Order order, const Visit& visit) const override;

 private:
  const ViewReader& rows_;
  std::string prefix_;
};

/// The same for a batch.
class ScopedWriter final : public ViewWriter {
 public:
  ScopedWriter(ViewWriter& rows, const std::string& prefix)
      : rows_(rows), reader_(rows, prefix), key_(prefix), prefix_size_(prefix.size()) {}

  Stored<std::optional<std::string>> get(std::string_view key) const override {
    return reader_.get(key);
  }

  Stored<void>
  scan(std::string_view from, std::string_view to, Order order, const Visit& visit) const override {
    return reader_.scan(from, to, order, visit);
  }

  void put(std::string_view key, std::string_view value) override;
  void remove(std::string_view key) override;
  void remove_range(std::string_view from, std::string_view to) override;

 private:
  std::string_view full(std::string_view key);

  ViewWriter& rows_;
  ScopedReader reader_;
  std::string key_; ///< the prefix, and behind it the key at hand: no allocation a row
  std::size_t prefix_size_;
};

/// The two bytes in front of a version's rows.
std::string prefix_of(RowsOf projection, std::uint8_t version);

/// The prefix of the rows that readers are to use now; rows that do not exist when none were built.
Stored<std::string> serving_prefix(const ViewReader& rows, RowsOf projection);

} // namespace portal

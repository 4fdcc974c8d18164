#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "store/fault.hpp"

namespace portal {

enum class Order { ascending, descending };

/// Read access to rows: ordered bytes → bytes. A reader is a consistent snapshot.
class ViewReader {
 public:
  ViewReader() = default;
  ViewReader(const ViewReader&) = delete;
  ViewReader& operator=(const ViewReader&) = delete;
  virtual ~ViewReader() = default;

  virtual Stored<std::optional<std::string>> get(std::string_view key) const = 0;

  /// Visits keys in [from, to), in the order asked, until `visit` answers false. An empty `to` is
  /// the end of all keys.
  using Visit = std::function<bool(std::string_view key, std::string_view value)>;
  virtual Stored<void>
  scan(std::string_view from, std::string_view to, Order order, const Visit& visit) const = 0;
};

/// Rows being changed by a batch of events: reads see the batch's own writes.
class ViewWriter : public ViewReader {
 public:
  virtual void put(std::string_view key, std::string_view value) = 0;
  virtual void remove(std::string_view key) = 0;
  /// Removes [from, to). An empty `to` is the end of all keys.
  virtual void remove_range(std::string_view from, std::string_view to) = 0;
};

/// The rows of all projections: may be deleted at any time, is then rebuilt from the log.
class Views {
 public:
  Views() = default;
  Views(const Views&) = delete;
  Views& operator=(const Views&) = delete;
  virtual ~Views() = default;

  /// A consistent view of the rows as of now; cheap.
  virtual std::unique_ptr<ViewReader> snapshot() const = 0;

  /// Starts a batch. One writer thread at a time.
  virtual std::unique_ptr<ViewWriter> begin() = 0;

  /// Writes the batch atomically (not synced: the log is the truth).
  virtual Stored<void> commit(ViewWriter& batch) = 0;
};

} // namespace portal

#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "events/codec.hpp"
#include "events/envelope.hpp"
#include "store/merkle.hpp"
#include "store/views.hpp"

namespace portal {

/// A stream's state at one of its versions, kept beside the views so that loading need not read the
/// whole stream. Disposable: ignored unless the state still has the same shape and the log still holds
/// the very event that it was taken after.
struct Snapshot {
  Version version = 0;
  std::string leaf; ///< hex of the leaf hash of the event at `version`
  bool erased = false;
  std::string state; ///< from write_state()
};

/// Raise when evolve() gives the same events another meaning: older snapshots are then ignored.
inline constexpr int snapshot_revision = 1;

std::string snapshot_key(std::string_view stream);
std::string write_snapshot(const Snapshot& snapshot, std::string_view shape);

/// Nothing when there is none, or one of another shape.
Stored<std::optional<Snapshot>>
read_snapshot(const ViewReader& rows, std::string_view stream, std::string_view shape);

// -- the shape of a state, from its field declarations -----------------------------------------------

template <class T> struct Shape {
  static void write(std::string& out) {
    if constexpr (Message<T>) {
      out += '{';
      for_each_field<T>([&](const auto& field) {
        out += field.name.view();
        out += ':';
        using Member = std::remove_cvref_t<decltype(std::declval<T&>().*(field.member))>;
        Shape<Member>::write(out);
      });
      out += '}';
    } else if constexpr (NamedEnum<T>) {
      for (const std::string_view name : names_of(T{})) {
        out += name;
        out += '|';
      }
    } else {
      out += typeid(T).name();
    }
  }
};

template <class T> struct Shape<std::optional<T>> {
  static void write(std::string& out) {
    out += '?';
    Shape<T>::write(out);
  }
};

template <class T> struct Shape<std::vector<T>> {
  static void write(std::string& out) {
    out += '*';
    Shape<T>::write(out);
  }
};

template <class K, class V> struct Shape<std::map<K, V>> {
  static void write(std::string& out) {
    out += typeid(K).name();
    out += '>';
    Shape<V>::write(out);
  }
};

/// A digest of all that write_message(T) may write: equal shapes read each other's snapshots.
std::string shape_digest(std::string_view shape);

template <class T> const std::string& shape_of() {
  static const std::string digest = [] {
    std::string shape;
    Shape<T>::write(shape);
    return shape_digest(shape);
  }();
  return digest;
}

} // namespace portal

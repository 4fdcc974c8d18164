#pragma once

// Values on the wire: how each type of field is read and written (codec.hpp does whole messages).
// A message's wire format is its `fields`, read for the log, HTTP, views,
// snapshots and fixtures alike. `Wire<T>` says how one type of field is read and written; messages,
// enumerations (through `names_of`) and ids are covered once for all.

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "events/fields.hpp"
#include "events/ids.hpp"
#include "events/json.hpp"
#include "events/money.hpp"
#include "events/one_of.hpp"
#include "events/personal.hpp"
#include "events/time.hpp"

namespace portal {

/// Strict for what comes from outside (unknown fields are refused), lenient for our own log.
enum class Strictness { strict, lenient };

/// Carries the path to the value being read and the first fault found.
class Reader {
 public:
  explicit Reader(Strictness strictness) : strict_(strictness == Strictness::strict) {}

  bool strict() const { return strict_; }

  /// Notes the first fault; always false, so that `return reader.fail(…)` reads well.
  bool fail(std::string code, const std::string& message);

  /// `"quantity" must be an integer, not a string.`
  bool fail_type(std::string_view wanted, const Json& got);

  const std::optional<Refusal>& fault() const { return fault_; }

  const std::string& path() const { return path_; }

  /// Steps into a member or element while alive.
  class Step {
   public:
    Step(Reader& reader, std::string_view name);
    Step(Reader& reader, std::size_t index);
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

    ~Step() { reader_.path_.resize(size_before_); }

   private:
    Reader& reader_;
    std::size_t size_before_;
  };

 private:
  bool strict_;
  std::string path_;
  std::optional<Refusal> fault_;
};

/// The known name nearest to `name`, if one is near enough to be what was meant.
std::optional<std::string_view>
nearest(std::string_view name, const std::vector<std::string_view>& known);

/// Notes that `name` is no field here, with the nearest known one.
bool fail_unknown(
  Reader& reader, std::string_view name, const std::vector<std::string_view>& known
);

/// Free-form strings by name: at most 50 keys of 40 characters, values of 500.
using Metadata = std::map<std::string, std::string>;

/// JSON kept as text (compact). Keys that begin with `$` are ours and refused from outside.
struct RawJson {
  std::string text = "{}";
  bool operator==(const RawJson&) const = default;
};

/// A member of a PATCH body: left out, set to null, or given.
template <class T> class Patch {
 public:
  Patch() = default;

  Patch(T value)
      : state_(State::given), value_(std::move(value)) {} // NOLINT(google-explicit-constructor)

  static Patch null() {
    Patch made;
    made.state_ = State::null;
    return made;
  }

  bool absent() const { return state_ == State::absent; }

  bool is_null() const { return state_ == State::null; }

  const T* given() const { return state_ == State::given ? &value_ : nullptr; }

  T* given() { return state_ == State::given ? &value_ : nullptr; }

  /// Puts this on `target`: nothing, cleared, or set.
  void apply_to(std::optional<T>& target) const {
    if (state_ == State::given) target = value_;
    if (state_ == State::null) target.reset();
  }

  bool operator==(const Patch&) const = default;

 private:
  enum class State : std::uint8_t { absent, null, given };
  State state_ = State::absent;
  T value_{};
};

// -- which types may be left out ------------------------------------------------------------------

template <class T> struct Omittable : std::false_type {};

template <class T> struct Omittable<std::optional<T>> : std::true_type {};

template <class T> struct Omittable<Patch<T>> : std::true_type {};

template <class T> struct Omittable<std::vector<T>> : std::true_type {};

template <class K, class V> struct Omittable<std::map<K, V>> : std::true_type {};

// -- Wire<T> ----------------------------------------------------------------------------------------

/// `read(into, json, reader)` and `write(value, out)`; `absent(value)` where it may be left out.
template <class T> struct Wire;

template <class T>
concept NamedEnum = std::is_enum_v<T> && requires(T value) {
  names_of(value);
};

template <NamedEnum T> constexpr std::string_view name_of(T value) {
  return names_of(value)[static_cast<std::size_t>(value)];
}

template <NamedEnum T> constexpr std::optional<T> parse_enum(std::string_view text) {
  constexpr auto names = names_of(T{});
  for (std::size_t at = 0; at < names.size(); ++at) {
    if (names[at] == text) return static_cast<T>(at);
  }
  return std::nullopt;
}

template <> struct Wire<bool> {
  static bool read(bool& into, const Json& json, Reader& reader);

  static void write(bool value, std::string& out) { out += value ? "true" : "false"; }
};

template <> struct Wire<std::int64_t> {
  static bool read(std::int64_t& into, const Json& json, Reader& reader);

  static void write(std::int64_t value, std::string& out) { write_integer(out, value); }
};

template <> struct Wire<std::string> {
  static bool read(std::string& into, const Json& json, Reader& reader);

  static void write(const std::string& value, std::string& out) { write_text(out, value); }
};

template <> struct Wire<Instant> {
  static bool read(Instant& into, const Json& json, Reader& reader);

  static void write(Instant value, std::string& out) { write_text(out, to_text(value)); }
};

/// Read from a number (as written) or a decimal string; written as a number, or as a string when it
/// has more digits than a double keeps.
template <> struct Wire<Decimal> {
  static bool read(Decimal& into, const Json& json, Reader& reader);
  static void write(Decimal value, std::string& out);
};

template <> struct Wire<Currency> {
  static bool read(Currency& into, const Json& json, Reader& reader);

  static void write(Currency value, std::string& out) { write_text(out, value.text()); }
};

template <> struct Wire<Metadata> {
  static bool read(Metadata& into, const Json& json, Reader& reader);
  static void write(const Metadata& value, std::string& out);

  static bool absent(const Metadata& /*value*/) { return false; }
};

template <> struct Wire<RawJson> {
  static bool read(RawJson& into, const Json& json, Reader& reader);

  static void write(const RawJson& value, std::string& out) { out += value.text; }
};

template <class Tag> struct Wire<Id<Tag>> {
  static bool read(Id<Tag>& into, const Json& json, Reader& reader) {
    if (json.kind() != JsonKind::text) return reader.fail_type("a string", json);
    auto parsed = Id<Tag>::parse(json.text());
    if (!parsed) {
      return reader.fail(
        "parameter_invalid", "must be the id of a " + std::string{Tag::what} + ": \"" +
                               std::string{Tag::prefix} +
                               "\" and then 1 to 64 letters, digits, _ or -."
      );
    }
    into = std::move(*parsed);
    return true;
  }

  static void write(const Id<Tag>& value, std::string& out) { write_text(out, value.text()); }
};

template <NamedEnum T> struct Wire<T> {
  static bool read(T& into, const Json& json, Reader& reader) {
    if (json.kind() != JsonKind::text) return reader.fail_type("a string", json);
    const auto parsed = parse_enum<T>(json.text());
    if (!parsed) {
      std::string choices;
      for (const std::string_view name : names_of(T{})) {
        if (!choices.empty()) choices += ", ";
        choices += name;
      }
      return reader.fail(
        "parameter_invalid",
        "must be one of: " + choices + "; not \"" + std::string{json.text()} + "\"."
      );
    }
    into = *parsed;
    return true;
  }

  static void write(T value, std::string& out) { write_text(out, name_of(value)); }
};

template <class T> struct Wire<std::optional<T>> {
  static bool read(std::optional<T>& into, const Json& json, Reader& reader) {
    if (json.is_null()) {
      into.reset();
      return true;
    }
    return Wire<T>::read(into.emplace(), json, reader);
  }

  static void write(const std::optional<T>& value, std::string& out) {
    if (value) {
      Wire<T>::write(*value, out);
    } else {
      out += "null";
    }
  }

  static bool absent(const std::optional<T>& value) { return !value; }
};

template <class T> struct Wire<Patch<T>> {
  static bool read(Patch<T>& into, const Json& json, Reader& reader) {
    if (json.is_null()) {
      into = Patch<T>::null();
      return true;
    }
    T value{};
    if (!Wire<T>::read(value, json, reader)) return false;
    into = Patch<T>{std::move(value)};
    return true;
  }

  static void write(const Patch<T>& value, std::string& out) {
    if (value.given() != nullptr) {
      Wire<T>::write(*value.given(), out);
    } else {
      out += "null";
    }
  }

  static bool absent(const Patch<T>& value) { return value.absent(); }
};

template <class T> struct Wire<std::vector<T>> {
  static bool read(std::vector<T>& into, const Json& json, Reader& reader) {
    if (json.kind() != JsonKind::array) return reader.fail_type("an array", json);
    into.clear();
    for (const Json element : json) {
      const Reader::Step step{reader, into.size()};
      if (!Wire<T>::read(into.emplace_back(), element, reader)) return false;
    }
    return true;
  }

  static void write(const std::vector<T>& value, std::string& out) {
    out += '[';
    bool first = true;
    for (const auto& element : value) {
      if (!first) out += ',';
      first = false;
      Wire<T>::write(element, out);
    }
    out += ']';
  }

  static bool absent(const std::vector<T>& /*value*/) { return false; }
};

/// Maps from an id or text to a message: state and snapshots.
template <class K, class V> struct Wire<std::map<K, V>> {
  static bool read(std::map<K, V>& into, const Json& json, Reader& reader) {
    if (json.kind() != JsonKind::object) return reader.fail_type("an object", json);
    into.clear();
    for (const Json member : json) {
      const Reader::Step step{reader, member.key()};
      if (!Wire<V>::read(into[K{std::string{member.key()}}], member, reader)) return false;
    }
    return true;
  }

  static void write(const std::map<K, V>& value, std::string& out) {
    Members members{out};
    for (const auto& [key, element] : value) {
      if constexpr (std::is_same_v<K, std::string>) {
        Wire<V>::write(element, members.key(key));
      } else {
        Wire<V>::write(element, members.key(key.text()));
      }
    }
  }

  static bool absent(const std::map<K, V>& /*value*/) { return false; }
};

template <class T> struct Wire<Personal<T>> {
  static bool read(Personal<T>& into, const Json& json, Reader& reader) {
    if (!reader.strict() && json.kind() == JsonKind::object) {
      if (const auto sealed = json.member("$sealed")) {
        into.become(Sealed{std::string{sealed->text()}});
        return true;
      }
    }
    T clear{};
    if (!Wire<T>::read(clear, json, reader)) return false;
    into = Personal<T>{std::move(clear)};
    return true;
  }

  static void write(const Personal<T>& value, std::string& out) {
    if (value.sealed() != nullptr) {
      out += R"({"$sealed":")";
      out += value.sealed()->text;
      out += "\"}";
    } else {
      Wire<T>::write(*value.clear(), out);
    }
  }
};

} // namespace portal

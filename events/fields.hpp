#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

namespace portal {

/// A wire name, made at compile time from the C++ name: `resume_at` → `resumeAt`.
struct WireName {
  std::array<char, 48> letters{};
  std::size_t size = 0;

  template <std::size_t N>
  consteval WireName(const char (&snake)[N]) { // NOLINT(google-explicit-constructor)
    static_assert(N <= 48);
    bool raise = false;
    for (std::size_t at = 0; at + 1 < N; ++at) {
      if (snake[at] == '_') {
        raise = true;
        continue;
      }
      const char c = snake[at];
      letters[size++] = raise && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
      raise = false;
    }
  }

  constexpr std::string_view view() const { return {letters.data(), size}; }
};

/// May the field be left out? Optionals, patches, lists and maps always may; others only when
/// `defaulted`: the member's initialiser then stands.
enum class Presence { required, defaulted };

/// One field of a message: wire name, member, one sentence. The single declaration that JSON in both
/// directions, the log, OpenAPI and the sealing of personal data read.
template <class Owner, class Type> struct Field {
  WireName name;
  Type Owner::*member;
  std::string_view doc;
  Presence presence;

  consteval Field(
    WireName wire_name, Type Owner::*where, std::string_view sentence,
    Presence may_be = Presence::required
  )
      : name(wire_name), member(where), doc(sentence), presence(may_be) {}
};

template <std::size_t N, class Owner, class Type>
Field(const char (&)[N], Type Owner::*, std::string_view) -> Field<Owner, Type>;
template <std::size_t N, class Owner, class Type>
Field(const char (&)[N], Type Owner::*, std::string_view, Presence) -> Field<Owner, Type>;

namespace detail {

struct Anything {
  template <class T> operator T() const; // NOLINT(google-explicit-constructor)
};

template <class T, std::size_t... I> constexpr bool takes(std::index_sequence<I...> /*count*/) {
  return requires { T{((void)I, Anything{})...}; };
}

template <class T, std::size_t N = 0> constexpr std::size_t members_of() {
  if constexpr (N <= 48 && takes<T>(std::make_index_sequence<N + 1>{})) {
    return members_of<T, N + 1>();
  } else {
    return N;
  }
}

} // namespace detail

/// The fields of a message, in order: `static constexpr Fields fields{Field{…}, Field{…}}`. A flat
/// aggregate: std::tuple's checks of its constructors made up most of the compile time of a message.
template <std::size_t Place, class FieldType> struct FieldAt { FieldType field; };

template <class Places, class... FieldType> struct FieldList;

template <std::size_t... Place, class... FieldType>
struct FieldList<std::index_sequence<Place...>, FieldType...> : FieldAt<Place, FieldType>... {
  static constexpr std::size_t count = sizeof...(FieldType);

  consteval explicit FieldList(FieldType... field) : FieldAt<Place, FieldType>{field}... {}

  template <class Visit> constexpr void for_each(Visit& visit) const {
    (visit(static_cast<const FieldAt<Place, FieldType>&>(*this).field), ...);
  }
};

template <class... FieldType>
struct Fields : FieldList<std::index_sequence_for<FieldType...>, FieldType...> {
  consteval explicit Fields(FieldType... field)
      : FieldList<std::index_sequence_for<FieldType...>, FieldType...>{field...} {}
};

template <class... FieldType> Fields(FieldType...) -> Fields<FieldType...>;

/// A struct that declares its fields. Forgetting one of its members is a compile error where the
/// message is first read or written.
template <class T>
concept Message = requires {
  std::remove_cvref_t<decltype(T::fields)>::count;
};

template <Message T> constexpr bool declares_every_member() {
  return std::remove_cvref_t<decltype(T::fields)>::count == detail::members_of<T>();
}

/// Calls `visit(field)` for each declared field, in order.
template <Message T, class Visit> constexpr void for_each_field(Visit&& visit) {
  T::fields.for_each(visit);
}

} // namespace portal

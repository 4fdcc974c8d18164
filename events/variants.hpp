#pragma once

// Variants of messages: joining those of several areas into one, and the parts of a decider that are
// the same for every command.

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

#include "events/decider.hpp"

namespace portal {

namespace detail {

template <class... V> struct Join;

template <class... A> struct Join<std::variant<A...>> {
  using type = std::variant<A...>;
  using boxed = OneOf<A...>;
};

template <class... A, class... B, class... Rest>
struct Join<std::variant<A...>, std::variant<B...>, Rest...> {
  using type = typename Join<std::variant<A..., B...>, Rest...>::type;
  using boxed = typename Join<std::variant<A..., B...>, Rest...>::boxed;
};

template <class T> struct IsOptionalId : std::false_type {};

template <class Tag> struct IsOptionalId<std::optional<Id<Tag>>> : std::true_type {};

} // namespace detail

/// One list of all the alternatives of several.
template <class... V> using JoinedVariant = typename detail::Join<V...>::type;

/// One choice among all the alternatives of several.
template <class... V> using JoinedChoice = typename detail::Join<V...>::boxed;

/// A command that lets the caller choose the id of what it creates.
template <class T>
concept ChoosesId = requires(const T& ask) {
  ask.id;
}

&&detail::IsOptionalId<std::remove_cvref_t<decltype(T::id)>>::value;

/// The claim on a caller-chosen id, if the command has one.
template <class T> std::vector<Claim> id_claims(const T& ask) {
  if constexpr (ChoosesId<T>) {
    if (ask.id) return {Claim{"id/" + ask.id->text(), "id"}};
  }
  return {};
}

/// The API object: `"object"` first, then its fields without those named `hidden`.
template <Message T>
std::string write_object(
  std::string_view kind, const T& value, std::initializer_list<std::string_view> hidden = {}
) {
  std::string out;
  {
    Members members{out};
    members.text("object", kind);
    for_each_field<T>([&](const auto& field) {
      using Type = std::remove_cvref_t<decltype(value.*(field.member))>;
      const std::string_view name = field.name.view();
      if (std::find(hidden.begin(), hidden.end(), name) != hidden.end()) return;
      if constexpr (Omittable<Type>::value) {
        if (Wire<Type>::absent(value.*(field.member))) return;
      }
      Wire<Type>::write(value.*(field.member), members.key(name));
    });
  }
  return out;
}

/// The API object with what `more(members)` computes beside its fields.
template <Message T, class More>

requires std::is_invocable_v<More, Members&> std::string
write_object(std::string_view kind, const T& value, More&& more) {
  std::string out;
  {
    Members members{out};
    members.text("object", kind);
    Wire<T>::write_members(value, members);
    more(members);
  }
  return out;
}

/// A state as a snapshot keeps it, and back: `read_state<Catalog>(text)`.
template <Message State> std::string write_state(const State& state) {
  return write_message(state);
}

template <Message State> Result<State> read_state(std::string_view text) {
  return read_text<State>(text, Strictness::lenient);
}

} // namespace portal

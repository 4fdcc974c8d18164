#pragma once

// A closed choice among many message types. Like std::variant, but the value is kept in a box: the type
// costs a compiler (and an object file) the same for ninety alternatives as for one, because nothing
// about an alternative is instantiated until a translation unit makes, copies or visits one. A
// std::variant of all of a customer's events made every file that named it eight seconds slower.

#include <array>
#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>
#include <variant>

namespace portal {

template <class... T> class OneOf;

/// The alternatives of a std::variant or a OneOf.
template <class V> struct Alternatives;

template <class... T> struct Alternatives<std::variant<T...>> {
  static constexpr std::size_t size = sizeof...(T);

  /// Calls `visit(std::type_identity<T>{})` for each, in order.
  template <class Visit> static constexpr void for_each(Visit&& visit) {
    (visit(std::type_identity<T>{}), ...);
  }
};

template <class... T> struct Alternatives<OneOf<T...>> : Alternatives<std::variant<T...>> {};

template <class T, class V> struct IsAlternative;

template <class T, class... All>
struct IsAlternative<T, std::variant<All...>> : std::disjunction<std::is_same<T, All>...> {};

template <class T, class... All>
struct IsAlternative<T, OneOf<All...>> : std::disjunction<std::is_same<T, All>...> {};

/// `T` is one of the alternatives of the std::variant or OneOf `V`.
template <class T, class V>
concept AlternativeOf = IsAlternative<T, V>::value;

namespace detail {

template <class T, class... All> constexpr std::size_t place_of() {
  constexpr bool same[] = {std::is_same_v<T, All>...};
  for (std::size_t at = 0; at < sizeof...(All); ++at) {
    if (same[at]) return at;
  }
  return sizeof...(All);
}

/// What a box needs to know of its content.
struct BoxOps {
  void (*destroy)(void*);
  void* (*clone)(const void*);
  bool (*equal)(const void*, const void*);
};

template <class T>
inline constexpr BoxOps box_ops{
  [](void* value) { delete static_cast<T*>(value); },
  [](const void* value) -> void* { return new T(*static_cast<const T*>(value)); },
  [](const void* left, const void* right) {
    if constexpr (std::equality_comparable<T>) {
      return *static_cast<const T*>(left) == *static_cast<const T*>(right);
    } else {
      return left == right;
    }
  },
};

} // namespace detail

/// One value of one of the types `T`. Never empty, but when moved from. Moving is three words.
template <class... T> class OneOf {
 public:
  static constexpr std::size_t size = sizeof...(T);

  template <class One>
  static constexpr std::size_t place = detail::place_of<std::remove_cvref_t<One>, T...>();

  template <class One>

  requires(place<One> < size)
    OneOf(One&& value) // NOLINT(google-explicit-constructor,bugprone-forwarding-reference-overload)
      : value_(new std::remove_cvref_t<One>(std::forward<One>(value))),
        ops_(&detail::box_ops<std::remove_cvref_t<One>>), index_(place<One>) {}

  OneOf(const OneOf& other)
      : value_(other.value_ == nullptr ? nullptr : other.ops_->clone(other.value_)),
        ops_(other.ops_), index_(other.index_) {}

  OneOf(OneOf&& other) noexcept
      : value_(std::exchange(other.value_, nullptr)), ops_(other.ops_), index_(other.index_) {}

  OneOf& operator=(OneOf other) noexcept {
    std::swap(value_, other.value_);
    std::swap(ops_, other.ops_);
    std::swap(index_, other.index_);
    return *this;
  }

  ~OneOf() {
    if (value_ != nullptr) ops_->destroy(value_);
  }

  std::size_t index() const { return index_; }

  /// The content, untyped; for visit().
  void* content() { return value_; }

  const void* content() const { return value_; }

  friend bool operator==(const OneOf& left, const OneOf& right) {
    return left.index_ == right.index_ && left.ops_->equal(left.value_, right.value_);
  }

 private:
  void* value_;
  const detail::BoxOps* ops_;
  std::size_t index_;
};

template <class One, class... T> const One* get_if(const OneOf<T...>* choice) {
  static_assert(OneOf<T...>::template place<One> < sizeof...(T), "not an alternative");
  const bool holds = choice != nullptr && choice->index() == OneOf<T...>::template place<One>;
  return holds ? static_cast<const One*>(choice->content()) : nullptr;
}

template <class One, class... T> One* get_if(OneOf<T...>* choice) {
  return const_cast<One*>(get_if<One>(static_cast<const OneOf<T...>*>(choice))); // NOLINT
}

template <class One, class... T> bool holds_alternative(const OneOf<T...>& choice) {
  return get_if<One>(&choice) != nullptr;
}

/// The content as `One`; throws std::bad_variant_access when it is another alternative.
template <class One, class... T> const One& get(const OneOf<T...>& choice) {
  const One* found = get_if<One>(&choice);
  if (found == nullptr) throw std::bad_variant_access{};
  return *found;
}

/// Calls `visitor` with the content; every alternative must give the same type.
template <class Visitor, class... T>
decltype(auto) visit(Visitor&& visitor, const OneOf<T...>& choice) {
  using First = std::variant_alternative_t<0, std::variant<T...>>;
  using Answer = std::invoke_result_t<Visitor&, const First&>;
  using Call = Answer (*)(Visitor&, const void*);
  static constexpr std::array<Call, sizeof...(T)> calls{
    [](Visitor& visitor_, const void* value) -> Answer {
      return visitor_(*static_cast<const T*>(value));
    }...};
  return calls[choice.index()](visitor, choice.content());
}

template <class Visitor, class... T> decltype(auto) visit(Visitor&& visitor, OneOf<T...>& choice) {
  using First = std::variant_alternative_t<0, std::variant<T...>>;
  using Answer = std::invoke_result_t<Visitor&, First&>;
  using Call = Answer (*)(Visitor&, void*);
  static constexpr std::array<Call, sizeof...(T)> calls{
    [](Visitor& visitor_, void* value) -> Answer { return visitor_(*static_cast<T*>(value)); }...};
  return calls[choice.index()](visitor, choice.content());
}

} // namespace portal

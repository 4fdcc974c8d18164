#pragma once

// The one codec: messages, variants of messages, and the sealing of personal data, on top of wire.hpp.

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "events/wire.hpp"

namespace portal {

// -- messages ---------------------------------------------------------------------------------------

template <Message T> std::vector<std::string_view> field_names() {
  std::vector<std::string_view> names;
  for_each_field<T>([&](const auto& field) { names.push_back(field.name.view()); });
  return names;
}

template <Message T> struct Wire<T> {
  static_assert(
    declares_every_member<T>(),
    "a member of this message is missing from its `fields` (or one is listed twice)"
  );

  static bool read(T& into, const Json& json, Reader& reader) {
    if (json.kind() != JsonKind::object) return reader.fail_type("an object", json);
    if (reader.strict()) {
      for (const Json member : json) {
        bool known = false;
        for_each_field<T>([&](const auto& field) { known |= field.name.view() == member.key(); });
        if (!known) return fail_unknown(reader, member.key(), field_names<T>());
      }
    }
    bool fine = true;
    for_each_field<T>([&](const auto& field) {
      if (fine) fine = read_field(into.*(field.member), field, json, reader);
    });
    return fine;
  }

  static void write(const T& value, std::string& out) {
    Members members{out};
    write_members(value, members);
  }

  /// The fields without the braces, for objects that get computed members beside them.
  static void write_members(const T& value, Members& members) {
    for_each_field<T>([&](const auto& field) {
      const auto& member = value.*(field.member);
      using Type = std::remove_cvref_t<decltype(member)>;
      if constexpr (Omittable<Type>::value) {
        if (Wire<Type>::absent(member)) return;
      }
      Wire<Type>::write(member, members.key(field.name.view()));
    });
  }

 private:
  template <class Type, class FieldType>
  static bool read_field(Type& into, const FieldType& field, const Json& json, Reader& reader) {
    const Reader::Step step{reader, field.name.view()};
    const auto member = json.member(field.name.view());
    if (!member) {
      if (Omittable<Type>::value || field.presence == Presence::defaulted) return true;
      return reader.fail("parameter_missing", "is required: " + std::string{field.doc});
    }
    return Wire<Type>::read(into, *member, reader);
  }
};

/// Reads a message from outside or from the log. The refusal's `param` is the path of the fault.
template <class T> Result<T> read_message(const Json& json, Strictness strictness) {
  Reader reader{strictness};
  T made{};
  if (!Wire<T>::read(made, json, reader)) return tl::unexpected<Refusal>(*reader.fault());
  return made;
}

template <class T> Result<T> read_text(std::string_view text, Strictness strictness) {
  const auto document = JsonDocument::parse(text);
  if (!document) return tl::unexpected<Refusal>(document.error());
  return read_message<T>(document->root(), strictness);
}

template <class T> std::string write_message(const T& value) {
  std::string out;
  Wire<T>::write(value, out);
  return out;
}

/// The event of variant `V` whose `type` is `type`, read leniently. Refused with code `unknown_type`
/// when no alternative has that name.
template <class V> Result<V> decode_variant(std::string_view type, const Json& data) {
  std::optional<Result<V>> made;
  Alternatives<V>::for_each([&]<class T>(std::type_identity<T> /*alternative*/) {
    if (made || T::type != type) return;
    auto message = read_message<T>(data, Strictness::lenient);
    if (message) {
      made.emplace(V{std::move(*message)});
    } else {
      made.emplace(tl::unexpected<Refusal>(message.error()));
    }
  });
  if (made) return std::move(*made);
  return refuse(
    RefusalKind::invalid, "unknown_type", "type",
    "No event type \"" + std::string{type} + "\" is known to this version."
  );
}

template <class V> std::string_view type_of(const V& event) {
  using std::visit;
  return visit([](const auto& one) { return std::string_view{one.type}; }, event);
}

template <class V> std::string encode_variant(const V& event) {
  using std::visit;
  return visit([](const auto& one) { return write_message(one); }, event);
}

// -- personal data ------------------------------------------------------------------------------------

template <class T> void seal_value(T& value, const PersonalCodec& codec);

template <class T> void seal_value(std::optional<T>& value, const PersonalCodec& codec) {
  if (value) seal_value(*value, codec);
}

template <class T> void seal_value(std::vector<T>& value, const PersonalCodec& codec) {
  for (auto& element : value) seal_value(element, codec);
}

template <class T> void seal_value(Patch<T>& value, const PersonalCodec& codec) {
  if (value.given() != nullptr) seal_value(*value.given(), codec);
}

template <class T> void seal_value(Personal<T>& value, const PersonalCodec& codec) {
  if (value.clear() == nullptr) return;
  std::string json;
  Wire<T>::write(*value.clear(), json);
  value.become(Sealed{codec.seal(json)});
}

/// Seals every personal field inside `value`, however deep; other types are left alone.
template <class T> void seal_value(T& value, const PersonalCodec& codec) {
  if constexpr (Message<T>) {
    for_each_field<T>([&](const auto& field) { seal_value(value.*(field.member), codec); });
  }
}

template <class V> void seal_variant(V& event, const PersonalCodec& codec) {
  using std::visit;
  visit([&](auto& one) { seal_value(one, codec); }, event);
}

} // namespace portal

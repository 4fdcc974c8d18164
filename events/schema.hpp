#pragma once

// JSON Schema (2020-12, as OpenAPI 3.1 uses it) from the same field declarations that the codec reads
// and writes by: names, sentences, enumerations, what may be left out. No second list of fields.

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "events/checks.hpp"
#include "events/codec.hpp"
#include "events/portal_features.hpp"
#include "events/prices.hpp"

namespace portal {

/// The unqualified name of a type, for `#/components/schemas/…`.
template <class T> constexpr std::string_view type_name() {
  constexpr std::string_view text = __PRETTY_FUNCTION__;
  constexpr auto begin = text.find("T = ") + 4;
  constexpr auto end = text.find_first_of(";]", begin);
  constexpr auto whole = text.substr(begin, end - begin);
  constexpr auto colons = whole.rfind("::");
  return colons == std::string_view::npos ? whole : whole.substr(colons + 2);
}

/// The named schemas of a document under construction: each message once, by its type's name.
struct SchemaBook {
  std::map<std::string, std::string> components;
};

/// `write(out, book)` appends the schema of a wire type and puts the messages it needs into the book.
template <class T> struct Schema;

template <> struct Schema<bool> {
  static void write(std::string& out, SchemaBook& /*book*/) { out += R"({"type":"boolean"})"; }
};

template <> struct Schema<std::int64_t> {
  static void write(std::string& out, SchemaBook& /*book*/) {
    out += R"({"type":"integer","format":"int64"})";
  }
};

template <> struct Schema<std::string> {
  static void write(std::string& out, SchemaBook& /*book*/) { out += R"({"type":"string"})"; }
};

template <> struct Schema<Instant> {
  static void write(std::string& out, SchemaBook& /*book*/) {
    out += R"({"type":"string","format":"date-time"})";
  }
};

template <> struct Schema<Decimal> {
  static void write(std::string& out, SchemaBook& /*book*/) {
    out += R"({"type":["number","string"]})";
  }
};

template <> struct Schema<DecimalText> {
  static void write(std::string& out, SchemaBook& /*book*/) {
    out += R"({"type":["string","number"]})";
  }
};

template <> struct Schema<Currency> {
  static void write(std::string& out, SchemaBook& /*book*/) {
    out += R"({"type":"string","pattern":"^[a-z]{3}$"})";
  }
};

template <> struct Schema<RawJson> {
  static void write(std::string& out, SchemaBook& /*book*/) { out += "{}"; }
};

template <> struct Schema<MetadataPatch> {
  static void write(std::string& out, SchemaBook& /*book*/) {
    out += R"({"type":"object","additionalProperties":{"type":["string","null"]}})";
  }
};

template <class Tag> struct Schema<Id<Tag>> {
  static void write(std::string& out, SchemaBook& /*book*/) {
    out +=
      R"({"type":"string","pattern":"^)" + std::string{Tag::prefix} + R"([0-9A-Za-z_-]{1,64}$"})";
  }
};

template <NamedEnum T> struct Schema<T> {
  static void write(std::string& out, SchemaBook& /*book*/) {
    out += R"({"type":"string","enum":[)";
    bool first = true;
    for (const std::string_view name : names_of(T{})) {
      if (!first) out += ',';
      first = false;
      write_text(out, name);
    }
    out += "]}";
  }
};

/// `T`, or null.
template <class T> struct NullableSchema {
  static void write(std::string& out, SchemaBook& book) {
    out += R"({"anyOf":[)";
    Schema<T>::write(out, book);
    out += R"(,{"type":"null"}]})";
  }
};

template <class T> struct Schema<std::optional<T>> : NullableSchema<T> {};

template <class T> struct Schema<Patch<T>> : NullableSchema<T> {};

/// Null once the person was erased, or for readers who may not see it.
template <class T> struct Schema<Personal<T>> : NullableSchema<T> {};

template <class T> struct Schema<std::vector<T>> {
  static void write(std::string& out, SchemaBook& book) {
    out += R"({"type":"array","items":)";
    Schema<T>::write(out, book);
    out += '}';
  }
};

template <class K, class V> struct Schema<std::map<K, V>> {
  static void write(std::string& out, SchemaBook& book) {
    out += R"({"type":"object","additionalProperties":)";
    Schema<V>::write(out, book);
    out += '}';
  }
};

template <Message T> struct Schema<T> {
  static void write(std::string& out, SchemaBook& book) {
    const std::string name{type_name<T>()};
    if (!book.components.contains(name)) {
      book.components[name]; // taken first: a message may hold itself
      book.components[name] = object(book);
    }
    out += R"({"$ref":"#/components/schemas/)" + name + "\"}";
  }

  /// The schema itself; members named in `without` are left out.
  static std::string object(SchemaBook& book, std::span<const std::string_view> without = {}) {
    std::string properties;
    std::string required;
    {
      Members members{properties};
      for_each_field<T>([&](const auto& field) {
        using Type = std::remove_cvref_t<decltype(std::declval<T&>().*(field.member))>;
        if (std::find(without.begin(), without.end(), field.name.view()) != without.end()) return;
        members.raw(field.name.view(), described<Type>(field.doc, book));
        if (Omittable<Type>::value || field.presence == Presence::defaulted) return;
        if (!required.empty()) required += ',';
        write_text(required, field.name.view());
      });
    }
    std::string out = R"({"type":"object","properties":)" + properties;
    if (!required.empty()) out += R"(,"required":[)" + required + "]";
    return out + "}";
  }

 private:
  template <class Type> static std::string described(std::string_view doc, SchemaBook& book) {
    std::string schema;
    Schema<Type>::write(schema, book);
    if (doc.empty()) return schema;
    std::string description = "{\"description\":";
    write_text(description, doc);
    if (schema != "{}") description += ',';
    return description.append(schema, 1);
  }
};

/// Puts `T` into the book and answers the schema that refers to it.
template <class T> std::string schema_of(SchemaBook& book) {
  std::string out;
  Schema<T>::write(out, book);
  return out;
}

/// The same for a body, where the path or the server gives some members: the caller may not.
template <class T>
std::string schema_without(SchemaBook& book, std::span<const std::string_view> given) {
  const std::string name{type_name<T>()};
  book.components[name] = Schema<T>::object(book, given);
  return R"({"$ref":"#/components/schemas/)" + name + "\"}";
}

/// A product's id alone, or with the prices and quantities to choose from.
template <> struct Schema<AllowedProduct> {
  static void write(std::string& out, SchemaBook& book) {
    out += R"({"anyOf":[)";
    Schema<ProductId>::write(out, book);
    out += ',';
    Schema<ProductChoice>::write(out, book);
    out += "]}";
  }
};

/// How a route table names a body or result type without knowing it.
using SchemaOf = std::string (*)(SchemaBook&);

} // namespace portal

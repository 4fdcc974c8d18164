#pragma once

// The words that the route table's rows are written in.

#include <array>

#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/route_parameters.hpp"
#include "http/routes.hpp"

namespace portal::rows {

// -- who: the authorisation matrix in a few names -----------------------------------------------------

inline constexpr std::uint8_t admin_bit = Access::admin;
inline constexpr std::uint8_t app_bits = Access::admin | Access::app;
inline constexpr std::uint8_t read_bits = app_bits | Access::analyst;

/// Keys, the instance's secrets, erasing a person: the operator's own.
inline constexpr Access admin = Access::for_keys(admin_bit);
/// What an application does.
inline constexpr Access app = Access::for_keys(app_bits);
/// Reading business data; analysts see it without personal values.
inline constexpr Access readers = Access::for_keys(read_bits);
/// The log: applications, analysts and auditors (the latter two without personal values).
inline constexpr Access log = Access::for_keys(read_bits | Access::auditor);
/// Who did what, and proofs.
inline constexpr Access auditors = Access::for_keys(Access::admin | Access::auditor);
inline constexpr Access everyone = Access::to_all();

constexpr Access app_or(Scope scope) { return app.and_customers(name_of(scope)); }

constexpr Access readers_or(Scope scope) { return readers.and_customers(name_of(scope)); }

// -- bodies -------------------------------------------------------------------------------------------

inline constexpr std::string_view from_path[] = {"id"};
inline constexpr std::string_view from_parent_path[] = {"subscription"};
inline constexpr std::string_view from_edge[] = {
  "id", "digest", "linkDigest", "allowedOrigins", "insideAllowed", "startAfter", "generation"};

template <class T> std::string changed_schema(SchemaBook& book) {
  return schema_without<T>(book, from_path);
}

template <class T> std::string child_schema(SchemaBook& book) {
  return schema_without<T>(book, from_parent_path);
}

template <class T> std::string minted_schema(SchemaBook& book) {
  return schema_without<T>(book, from_edge);
}

/// The command as the body has it.
template <class T> constexpr Body body_of() { return {BodyKind::json, schema_of<T>, false}; }

/// The same with `customer` beside it.
template <class T> constexpr Body body_for_customer() {
  return {BodyKind::json, schema_of<T>, true};
}

/// The command but for the id, which the path has.
template <class T> constexpr Body changes_of() {
  return {BodyKind::json, changed_schema<T>, false};
}

/// The command but for the subscription beneath which it is made, which the path has.
template <class T> constexpr Body beneath_subscription() {
  return {BodyKind::json, child_schema<T>, false};
}

/// The command but for what the server makes: ids and digests of secrets.
template <class T> constexpr Body request_for(bool names_customer = false) {
  return {BodyKind::json, minted_schema<T>, names_customer};
}

inline constexpr Body a_form{BodyKind::form, nullptr, false};

inline constexpr auto get = Method::get;
inline constexpr auto post = Method::post;
inline constexpr auto patch = Method::patch;
inline constexpr auto remove = Method::remove;

} // namespace portal::rows

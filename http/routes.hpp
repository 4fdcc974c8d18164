#pragma once

// The route table: what the edge serves, who may call it, what it takes and gives, in one row each.
// The row is the documentation, the OpenAPI entry and the line of the authorisation matrix. The rows
// stand in routes_*.cpp by area, in `routes.cpp` all of them are put together and checked.

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "events/schema.hpp"
#include "http/query.hpp"

namespace portal {

enum class Method { get, post, patch, remove };

constexpr auto names_of(Method) {
  return std::to_array<std::string_view>({"GET", "POST", "PATCH", "DELETE"});
}

/// Who may call a route. There is no default: every row says it.
struct Access {
  /// Roles of secret keys, as bits.
  static constexpr std::uint8_t admin = 1;
  static constexpr std::uint8_t app = 2;
  static constexpr std::uint8_t analyst = 4;
  static constexpr std::uint8_t auditor = 8;

  std::uint8_t keys = 0;
  bool customers = false;      ///< portal sessions, and tokens with `scope`
  std::string_view scope = {}; ///< what a token needs; empty: any token will do
  bool open = false;           ///< anyone, without credentials
  bool links = false;          ///< also anyone with a signed link, which the handler checks

  /// Keys with one of these roles, no customer.
  static constexpr Access for_keys(std::uint8_t roles) { return {roles, false, {}, false}; }

  /// The same, and customers for their own objects.
  constexpr Access and_customers(std::string_view needed) const {
    return {keys, true, needed, false};
  }

  /// The same, and whoever has a signed link.
  constexpr Access and_links() const { return {keys, customers, scope, open, true}; }

  static constexpr Access to_all() { return {0, false, {}, true}; }
};

/// What a request body is.
enum class BodyKind {
  none,  ///< ignored if empty, refused otherwise
  json,  ///< one JSON object
  usage, ///< usage events in one of their forms
  form,  ///< a form of the portal page
};

/// The body of a route, for the reader and for OpenAPI.
struct Body {
  BodyKind kind = BodyKind::none;
  SchemaOf schema = nullptr;
  /// Keys name the customer in the body (customers may not need to).
  bool names_customer = false;
};

struct Call;
using CallPtr = std::shared_ptr<Call>;
using RouteHandler = void (*)(const CallPtr&);

struct Route {
  Method method;
  std::string_view path; ///< `/subscriptions/{id}/cancel`
  Access access;
  std::string_view action; ///< its name for auditors, and the operation id: `subscription.cancel`
  RouteHandler handler;
  std::string_view summary;
  std::span<const Parameter> query = {};
  Body body = {};
  SchemaOf result = nullptr;      ///< of success, where it is an object of ours
  int status = 200;               ///< of success
  bool changes_rights = false;    ///< who may do what is different once this is done
  std::string_view produces = {}; ///< what success is, where it is no JSON
};

/// All routes.
std::span<const Route> routes();

/// The portal's pages answer in HTML and find their session themselves.
constexpr bool is_page(std::string_view path) {
  return path.starts_with("/session/") || path.starts_with("/console") || path == "/portal" ||
         path == "/portal/cancel" || path.starts_with("/portal/assets/") ||
         path.starts_with("/portal/actions/") || path == "/portal/logout";
}

} // namespace portal

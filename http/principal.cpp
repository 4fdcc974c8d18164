#include "http/principal.hpp"

#include <algorithm>

namespace portal {

namespace {

std::string roles_of(std::uint8_t roles) {
  std::string text;
  const auto add = [&](std::uint8_t bit, std::string_view name) {
    if ((roles & bit) == 0) return;
    if (!text.empty()) text += ", ";
    text += name;
  };
  add(Access::admin, "admin");
  add(Access::app, "app");
  add(Access::analyst, "analyst");
  add(Access::auditor, "auditor");
  return text;
}

Refusal forbidden(std::string code, std::string message) {
  return {RefusalKind::forbidden, std::move(code), "", std::move(message)};
}

} // namespace

std::optional<Refusal> may_call(const Route& route, const Who& who) {
  const Access& access = route.access;
  if (access.open) return std::nullopt;
  if (!who.principal) {
    return Refusal{
      RefusalKind::unknown_who, "credentials_missing", "",
      "Send a secret key or a customer token as \"Authorization: Bearer …\"."};
  }
  if (who.is_key()) {
    if ((access.keys & who.role) != 0) return std::nullopt;
    return forbidden(
      "role_not_allowed",
      "A key with role " + roles_of(who.role) + " may not do this (" + std::string{route.action} +
        "). Needed: " + (access.keys == 0 ? "a customer" : roles_of(access.keys)) + "."
    );
  }
  if (!access.customers) {
    return forbidden(
      "customers_not_allowed",
      "This is for secret keys (" + roles_of(access.keys) + "); a customer may not do it."
    );
  }
  if (who.session || access.scope.empty()) return std::nullopt;
  if (std::find(who.scopes.begin(), who.scopes.end(), access.scope) != who.scopes.end()) {
    return std::nullopt;
  }
  return forbidden(
    "scope_missing", "The customer token lacks the scope \"" + std::string{access.scope} +
                       "\". Create a token that has it."
  );
}

} // namespace portal

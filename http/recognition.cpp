#include "http/recognition.hpp"

#include "http/console.hpp"
#include "http/reads.hpp"
#include "projections/row_object.hpp"
#include "store/vault.hpp"

namespace portal {

std::string secret_digest(const Vault& vault, std::string_view purpose, std::string_view secret) {
  return hex(vault.digest(purpose, secret));
}

namespace {

/// What looking at the rows led to: unknown means that newer rows might know it.
struct Finding {
  bool unknown = false;
  std::optional<Refusal> refusal;
};

Refusal bad_credentials(std::string_view what) {
  return {
    RefusalKind::unknown_who, "credentials_invalid", "",
    "This " + std::string{what} +
      " is not valid. Check that it was copied whole, or create a new one."};
}

bool proves(
  const Call& call, std::string_view purpose, const Credential& shown, std::string_view digest
) {
  const auto made = secret_digest(call.edge.node.vault(), purpose, shown.secret);
  return equal_in_constant_time(made, digest);
}

std::uint8_t bit_of(Role role) {
  switch (role) {
  case Role::admin: return Access::admin;
  case Role::app: return Access::app;
  case Role::analyst: return Access::analyst;
  case Role::auditor: return Access::auditor;
  }
  return 0;
}

Finding find_key(Call& call, const ViewReader& rows, const Credential& shown) {
  const auto key = row_object<SecretKey>(rows, "secret_key", shown.id);
  if (!key) return {true, bad_credentials("secret key")};
  if (!proves(call, "key", shown, key->digest)) return {false, bad_credentials("secret key")};
  if (auto refusal = key_refusal(*key)) return {false, std::move(refusal)};
  call.who.principal = Principal{PrincipalKind::key, shown.id};
  call.who.role = bit_of(key->role);
  return {};
}

Finding find_token(Call& call, const ViewReader& rows, const Credential& shown) {
  const auto token = row_object<CustomerToken>(rows, "customer_token", shown.id);
  if (!token) return {true, bad_credentials("customer token")};
  if (!proves(call, "token", shown, token->digest)) {
    return {false, bad_credentials("customer token")};
  }
  // Known from here on, so that a refusal stands in this customer's record.
  call.who.principal = Principal{PrincipalKind::token, shown.id};
  call.who.customer = token->customer;
  for (const Scope scope : token->scopes) call.who.scopes.emplace_back(name_of(scope));
  return {false, token_refusal(*token, call.now)};
}

Finding find_session(Call& call, const ViewReader& rows, const Credential& shown) {
  const auto session = row_object<PortalSession>(rows, "portal_session", shown.id);
  if (!session || !session->cookie_digest) return {true, bad_credentials("portal session")};
  if (!proves(call, "session-cookie", shown, *session->cookie_digest)) {
    return {false, bad_credentials("portal session")};
  }
  call.who.principal = Principal{PrincipalKind::session, shown.id};
  call.who.customer = session->customer;
  call.who.session = session->id;
  call.who.return_url = session->return_url;
  return {false, session_refusal(*session, call.now)};
}

Finding find_who(Call& call, const ViewReader& rows, const Credential& shown) {
  if (shown.id.starts_with(KeyId::prefix)) return find_key(call, rows, shown);
  if (shown.id.starts_with(TokenId::prefix)) return find_token(call, rows, shown);
  return find_session(call, rows, shown);
}

bool is_admin_key(Call& call, const std::string& bearer) {
  const EdgeCore& edge = call.edge;
  if (edge.admin_digest.empty()) return false;
  const auto made = secret_digest(edge.node.vault(), "key", bearer);
  if (!equal_in_constant_time(made, edge.admin_digest)) return false;
  call.who.principal = Principal{PrincipalKind::key, edge.admin_id};
  call.who.role = Access::admin;
  return true;
}

/// The credential that the request shows; a refusal when it shows something that is none.
Result<std::optional<Credential>> shown_by(const Call& call) {
  if (call.request.header("authorization") != nullptr) {
    const auto bearer = bearer_of(call.request);
    if (!bearer) {
      return refuse(
        RefusalKind::unknown_who, "credentials_malformed", "",
        "Send the key or token as \"Authorization: Bearer …\"."
      );
    }
    auto shown = parse_credential(*bearer);
    if (!shown || shown->id.starts_with(SessionId::prefix)) {
      return tl::unexpected<Refusal>(bad_credentials("key or token"));
    }
    return std::optional<Credential>{std::move(*shown)};
  }
  const auto cookie = cookie_of(call.request, call.edge.cookies.name());
  if (!cookie || cookie->empty()) return std::optional<Credential>{};
  auto shown = parse_credential(*cookie);
  if (!shown || !shown->id.starts_with(SessionId::prefix)) {
    return tl::unexpected<Refusal>(bad_credentials("portal session"));
  }
  return std::optional<Credential>{std::move(*shown)};
}

/// The key that the console's cookie stands for, as it is now: revoking it closes the console.
Finding find_console(Call& call, const ViewReader& rows, const std::string& id) {
  if (id == call.edge.admin_id && !call.edge.admin_digest.empty()) {
    call.who.principal = Principal{PrincipalKind::key, id};
    call.who.role = Access::admin;
    return {};
  }
  const auto key = row_object<SecretKey>(rows, "secret_key", id);
  if (!key) return {true, bad_credentials("secret key")};
  if (auto refusal = key_refusal(*key)) return {false, std::move(refusal)};
  call.who.principal = Principal{PrincipalKind::key, id};
  call.who.role = bit_of(key->role);
  return {};
}

void recognize_console(const CallPtr& call, std::function<void(std::optional<Refusal>)> then) {
  const auto id = console_key_id(*call);
  if (!id) {
    return then(Refusal{
      RefusalKind::unknown_who, "console_signed_out", "",
      "You are signed out of the console. Open /console and sign in again."});
  }
  when_read(call, [call, id = *id, then = std::move(then)](const ViewReader& rows) {
    then(find_console(*call, rows, id).refusal);
  });
}

/// Counts a failed attempt; too many from one address turn the 401 into a 429.
Refusal failed(const CallPtr& call, Refusal refusal) {
  call->edge.metrics.refused_login();
  const auto wait = call->edge.login_rate.take(
    counted_address(call->request.peer), std::chrono::steady_clock::now()
  );
  if (wait.count() == 0) return refusal;
  call->edge.metrics.limited();
  call->retry_after = wait;
  call->recorded = true; // a flood must not fill the log
  return {
    RefusalKind::too_many, "too_many_failed_logins", "",
    "Too many failed authentications from this address. Try again in " +
      std::to_string(wait.count()) + " s."};
}

} // namespace

void recognize(const CallPtr& call, std::function<void(std::optional<Refusal>)> then) {
  if (const auto bearer = bearer_of(call->request); bearer && is_admin_key(*call, *bearer)) {
    return then(std::nullopt);
  }
  if (is_from_console(*call) && call->request.header("authorization") == nullptr) {
    return recognize_console(call, std::move(then));
  }
  auto shown = shown_by(*call);
  if (!shown) return then(failed(call, shown.error()));
  if (!*shown) return then(std::nullopt);
  Node& node = call->edge.node;
  if (node.status().views_at >= call->edge.rights_at.load()) {
    const auto finding = find_who(*call, *node.rows(), **shown);
    if (!finding.unknown) {
      return then(finding.refusal ? std::optional{failed(call, *finding.refusal)} : std::nullopt);
    }
  }
  when_read(call, [call, credential = **shown, then = std::move(then)](const ViewReader& rows) {
    const auto finding = find_who(*call, rows, credential);
    then(finding.refusal ? std::optional{failed(call, *finding.refusal)} : std::nullopt);
  });
}

} // namespace portal

#include "http/headers.hpp"

#include <algorithm>

#include "http/event_stream.hpp"

namespace portal {

namespace {

bool is_sane_id(std::string_view id) {
  return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
    return c > ' ' && c < '\x7f' && c != '"' && c != '\\' && c != '<' && c != '>';
  });
}

bool is_visible(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < '\x7f'; });
}

bool changes(const Call& call) { return call.route->method != Method::get; }

std::optional<Refusal> read_idempotency_key(Call& call) {
  const auto* key = call.request.header("idempotency-key");
  if (key == nullptr || !changes(call) || !call.who.principal) return std::nullopt;
  if (key->empty() || key->size() > 255 || !is_visible(*key)) {
    return Refusal{
      RefusalKind::invalid, "parameter_invalid", "Idempotency-Key",
      "\"Idempotency-Key\" must be 1 to 255 visible ASCII characters, such as a UUID."};
  }
  Vault& vault = call.edge.node.vault();
  std::string scope{name_of(call.who.principal->kind)};
  scope += '\n' + call.who.principal->id + '\n' + *key;
  std::string asked = call.request.method + '\n' + call.request.path + '\n' + call.request.query;
  asked += '\n' + media_type_of(call.request) + '\n' + call.request.body;
  call.idempotency = IdempotencyKey{vault.digest("idempotency", scope), sha256(asked), *key};
  return std::nullopt;
}

std::optional<Refusal> read_if_match(Call& call) {
  const auto* match = call.request.header("if-match");
  if (match == nullptr || !changes(call) || *match == "*") return std::nullopt;
  const bool quoted = match->size() > 2 && match->front() == '"' && match->back() == '"';
  const auto version =
    quoted ? parse_position(std::string_view{*match}.substr(1, match->size() - 2)) : std::nullopt;
  if (!version) {
    return Refusal{
      RefusalKind::invalid, "parameter_invalid", "If-Match",
      "\"If-Match\" must be the object's version in quotes, such as \"7\" (its ETag)."};
  }
  call.if_version = *version;
  return std::nullopt;
}

Refusal wrong_type(std::string_view wanted) {
  return {
    RefusalKind::unsupported, "content_type_unsupported", "Content-Type",
    "Send the body as Content-Type: " + std::string{wanted} + "."};
}

std::optional<Refusal> read_json(Call& call) {
  if (call.request.body.empty()) return std::nullopt; // the same as {}
  if (media_type_of(call.request) != "application/json") return wrong_type("application/json");
  auto document = JsonDocument::parse(call.request.body);
  if (!document) return document.error();
  if (document->root().kind() != JsonKind::object) {
    return Refusal{
      RefusalKind::invalid, "parameter_invalid_type", "",
      "The body must be a JSON object, not " + std::string{describe(document->root().kind())} +
        "."};
  }
  call.body = std::move(*document);
  return std::nullopt;
}

} // namespace

std::string request_id_of(const Request& request, Instant now) {
  const auto* given = request.header("x-request-id");
  if (given != nullptr && is_sane_id(*given)) return *given;
  return "req_" + new_mint(now).next_suffix();
}

std::optional<Refusal> read_position(Call& call) {
  const auto* header = call.request.header("portal-position");
  if (header == nullptr) return std::nullopt;
  const auto position = parse_position(*header);
  if (!position) {
    return Refusal{
      RefusalKind::invalid, "parameter_invalid", "Portal-Position",
      "\"Portal-Position\" must be a position of the log, as this server gives it."};
  }
  call.at_least = *position;
  return std::nullopt;
}

std::optional<Refusal> read_headers(Call& call) {
  if (auto refusal = read_idempotency_key(call)) return refusal;
  return read_if_match(call);
}

std::optional<Refusal> read_body(Call& call) {
  switch (call.route->body.kind) {
  case BodyKind::none:
    if (call.request.body.empty() || call.route->method == Method::get) return std::nullopt;
    if (auto refusal = read_json(call)) return refusal;
    if (call.body->root().empty()) return std::nullopt;
    return Refusal{
      RefusalKind::invalid, "parameter_unknown", std::string{(*call.body->root().begin()).key()},
      "This request takes no body."};
  case BodyKind::json: return read_json(call);
  case BodyKind::form:
    if (!call.request.body.empty() && media_type_of(call.request) != "application/x-www-form-urlencoded") {
      return wrong_type("application/x-www-form-urlencoded");
    }
    return std::nullopt;
  case BodyKind::usage: return std::nullopt; // in several forms: read by the handler
  }
  return std::nullopt;
}

std::optional<Refusal> cross_site(const Call& call) {
  if (!call.who.session || !changes(call)) return std::nullopt;
  const auto* site = call.request.header("sec-fetch-site");
  const auto* origin = call.request.header("origin");
  const bool from_elsewhere =
    (site != nullptr && *site != "same-origin" && *site != "none") ||
    (origin != nullptr && *origin != call.edge.settings.public_url && site == nullptr);
  if (!from_elsewhere) return std::nullopt;
  return Refusal{
    RefusalKind::forbidden, "cross_site_request", "",
    "A portal session can only be used from the portal's own pages."};
}

std::string media_type_of(const Request& request) {
  const auto* header = request.header("content-type");
  if (header == nullptr) return {};
  auto type = header->substr(0, header->find(';'));
  while (type.ends_with(' ')) type.pop_back();
  std::transform(type.begin(), type.end(), type.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return type;
}

} // namespace portal

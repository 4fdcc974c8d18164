#include "http/problem.hpp"

#include "events/json.hpp"

namespace portal {

int status_of(RefusalKind kind) {
  switch (kind) {
  case RefusalKind::invalid: return 400;
  case RefusalKind::not_found: return 404;
  case RefusalKind::conflict: return 409;
  case RefusalKind::gone: return 410;
  case RefusalKind::stale: return 412;
  case RefusalKind::unsupported: return 415;
  case RefusalKind::impossible: return 422;
  case RefusalKind::unknown_who: return 401;
  case RefusalKind::forbidden: return 403;
  case RefusalKind::payment: return 402;
  case RefusalKind::too_large: return 413;
  case RefusalKind::too_many: return 429;
  }
  return 500;
}

std::string_view error_type_of(int status) {
  switch (status) {
  case 401: return "authentication_error";
  case 402: return "payment_error";
  case 403: return "permission_error";
  case 429: return "rate_limit_error";
  default: return status >= 500 ? "api_error" : "invalid_request_error";
  }
}

namespace {

std::string error_body(
  int status, std::string_view code, std::string_view param, std::string_view message,
  std::string_view request_id
) {
  std::string body;
  {
    Members outer{body};
    Members error{outer.key("error")};
    error.text("type", error_type_of(status)).text("code", code).text("message", message);
    if (!param.empty()) error.text("param", param);
    error.text("requestId", request_id);
  }
  return body;
}

} // namespace

FaultAnswer answer_of(FaultKind kind) {
  switch (kind) {
  case FaultKind::io:
    return {503, "unavailable", "The server could not reach its store. Try again shortly.", 5};
  case FaultKind::no_space:
    return {
      503, "storage_full", "The server has no room to write. Reads go on; try again later.", 60};
  case FaultKind::damaged:
    return {500, "data_damaged", "Stored data failed its check; the operator must look at it.", 0};
  case FaultKind::conflict:
    return {503, "busy", "Another change came between. Send the request again.", 1};
  case FaultKind::indeterminate:
    return {
      503, "outcome_unknown",
      "It is not known whether the change was stored. Send it again with the same Idempotency-Key.",
      5};
  case FaultKind::misuse:
    return {
      500, "internal_error", "The server made a mistake; tell the operator the request id.", 0};
  }
  return {500, "internal_error", "The server made a mistake; tell the operator the request id.", 0};
}

Response json_response(int status, std::string body) {
  Response made;
  made.status = status;
  made.with("content-type", "application/json; charset=utf-8").with("cache-control", "no-store");
  made.body = std::move(body);
  return made;
}

Response problem(const Refusal& refusal, std::string_view request_id) {
  const int status = status_of(refusal.kind);
  auto made = json_response(
    status, error_body(status, refusal.code, refusal.param, refusal.message, request_id)
  );
  if (status == 401) made.with("www-authenticate", "Bearer realm=\"portal\"");
  return made;
}

Response problem(const Fault& fault, std::string_view request_id) {
  const auto answer = answer_of(fault.kind);
  auto made = json_response(
    answer.status, error_body(answer.status, answer.code, {}, answer.message, request_id)
  );
  if (answer.retry_after_s > 0) made.with("retry-after", std::to_string(answer.retry_after_s));
  return made;
}

} // namespace portal

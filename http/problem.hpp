#pragma once

#include <string>
#include <string_view>

#include "events/refusal.hpp"
#include "http/message.hpp"
#include "store/fault.hpp"

namespace portal {

/// The status that a kind of refusal has.
int status_of(RefusalKind kind);

/// The `type` of SPEC's error object for a status of 400 and above.
std::string_view error_type_of(int status);

/// `{"error":{type, code, message, param?, requestId}}` with the status that belongs to it.
Response problem(const Refusal& refusal, std::string_view request_id);

/// A fault of ours: 503 or 500. What went wrong inside is for the log, not for the client.
Response problem(const Fault& fault, std::string_view request_id);

/// What a fault of ours is to the client.
struct FaultAnswer {
  int status;
  std::string_view code;
  std::string_view message;
  int retry_after_s;
};

FaultAnswer answer_of(FaultKind kind);

/// A JSON response.
Response json_response(int status, std::string body);

} // namespace portal

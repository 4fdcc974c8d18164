#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "http/edge_core.hpp"
#include "http/principal.hpp"
#include "http/query.hpp"
#include "http/routes.hpp"

namespace portal {

/// One request on its way through the edge. Shared by the steps that it takes, which follow one
/// another, never at the same time.
struct Call {
  EdgeCore& edge;
  Request request;
  Respond respond;
  std::chrono::steady_clock::time_point began;
  Instant now;
  std::string request_id;

  const Route* route = nullptr;
  std::vector<std::string> path; ///< what stands for the pattern's `{…}`
  Query query;
  Who who;
  std::optional<JsonDocument> body;
  std::optional<Version> if_version;
  std::optional<IdempotencyKey> idempotency;
  Position at_least = 0; ///< Portal-Position of the request

  /// Whose stream tells of what a key did, where that is to be on record.
  std::optional<CustomerId> recorded_for;
  /// Are signed links shown to this caller? Found out once.
  std::optional<bool> shows_links;
  /// True once the log tells of this action: the domain's events do, or a refusal it recorded.
  bool recorded = false;
  /// What the action was about, for the record, where the path does not say.
  std::string resource;
  std::string refused_code;
  std::chrono::seconds retry_after{0}; ///< of a refusal that says so

  Call(EdgeCore& core, Request asked, Respond answer)
      : edge(core), request(std::move(asked)), respond(std::move(answer)),
        began(std::chrono::steady_clock::now()), now(core.node.now()) {
    edge.calls.enter();
  }

  ~Call() { edge.calls.leave(); }

  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;
};

/// The principal, request id and client of the call, for the envelope of what it causes.
Origin origin_of(const Call& call);

/// The problem document of a refusal; remembers the refusal for the record.
Response no(Call& call, const Refusal& refusal);
Response no(Call& call, const Fault& fault);

/// Ends the call. What a customer did or was refused is made durable before the answer leaves.
void answer(const CallPtr& call, Response response);
void answer(const CallPtr& call, const Refusal& refusal);
void answer(const CallPtr& call, const Fault& fault);

/// Sends the answer as it is, with the headers that all have.
void send(const CallPtr& call, Response response);

/// Runs on the node; `then` gets the outcome. Fills in origin, If-Match and idempotency of the call.
void submit(
  const CallPtr& call, std::string stream, AnyCommand command, std::function<void(Outcome)> then
);

/// The same, but waits for the outcome: on the crew alone.
Outcome submit_and_wait(const Call& call, std::string stream, AnyCommand command);

/// The same, answered with the subject's object.
void submit(const CallPtr& call, std::string stream, AnyCommand command, std::string reveal = {});

/// The answer that an outcome deserves: the object, or the problem.
Response response_of(Call& call, Outcome outcome);

} // namespace portal

#include "http/call.hpp"

#include <future>
#include <memory>

#include "http/invoice_link.hpp"
#include "http/problem.hpp"

namespace portal {

namespace {

std::string principal_text(const Who& who) {
  if (!who.principal) return {};
  return std::string{name_of(who.principal->kind)} + " " + who.principal->id;
}

/// What the record says that the action was about: the object of the path, never a secret in it.
std::string resource_of(const Call& call) {
  if (!call.resource.empty()) return call.resource;
  if (call.path.empty()) return {};
  return call.path.front().substr(0, 80);
}

/// For counting: methods are the client's words, and there are many.
std::string_view known_method(std::string_view method) {
  for (const std::string_view known : {"GET", "HEAD", "POST", "PATCH", "DELETE", "OPTIONS"}) {
    if (method == known) return known;
  }
  return "other";
}

RecordAction record_of(const Call& call, const Response& response) {
  RecordAction record;
  record.action = std::string{call.route->action};
  if (auto resource = resource_of(call); !resource.empty()) record.resource = std::move(resource);
  const bool done = response.status < 400;
  record.outcome = done ? ActionOutcome::done : ActionOutcome::refused;
  if (!done) record.reason = call.refused_code.empty() ? "refused" : call.refused_code;
  return record;
}

} // namespace

Origin origin_of(const Call& call) {
  Origin origin;
  if (call.who.principal) origin.principal = *call.who.principal;
  origin.request_id = call.request_id;
  if (!call.request.peer.empty()) origin.ip = Personal<std::string>{call.request.peer};
  if (const auto* agent = call.request.header("user-agent")) {
    origin.user_agent = Personal<std::string>{agent->substr(0, 256)};
  }
  return origin;
}

Response no(Call& call, const Refusal& refusal) {
  call.refused_code = refusal.code;
  auto made = problem(refusal, call.request_id);
  if (call.retry_after.count() > 0) {
    made.with("retry-after", std::to_string(call.retry_after.count()));
  }
  return made;
}

Response no(Call& call, const Fault& fault) {
  call.refused_code = "unavailable";
  return problem(fault, call.request_id);
}

void send(const CallPtr& call, Response response) {
  response.with("x-request-id", call->request_id);
  if (call->request.header("origin") != nullptr && (call->route == nullptr || !is_page(call->route->path))) {
    // Any site's script may use a bearer token that it holds; cookies never count across origins.
    response.with("access-control-allow-origin", "*")
      .with(
        "access-control-expose-headers",
        "etag, idempotent-replayed, portal-position, retry-after, x-request-id"
      );
  }
  const auto took = std::chrono::duration_cast<std::chrono::microseconds>(
    std::chrono::steady_clock::now() - call->began
  );
  const std::string_view route = call->route == nullptr ? std::string_view{} : call->route->path;
  call->edge.metrics.answered(known_method(call->request.method), route, response.status, took);
  if (call->edge.settings.log) {
    call->edge.settings.log(
      {call->request_id, call->request.method, std::string{route}, response.status,
       principal_text(call->who), took}
    );
  }
  call->respond(std::move(response));
}

void answer(const CallPtr& call, Response response) {
  const auto& whose = call->who.customer ? call->who.customer : call->recorded_for;
  if (call->recorded || !whose || call->route == nullptr) {
    send(call, std::move(response));
    return;
  }
  Submission submission;
  submission.stream = stream_of(*whose);
  submission.command = CustomerCommand{record_of(*call, response)};
  submission.origin = origin_of(*call);
  auto shared = std::make_shared<Response>(std::move(response));
  call->edge.node.submit(std::move(submission), [call, shared](Outcome outcome) {
    call->recorded = true;
    // What could not be recorded is not shown; a refusal that could not be, stays a refusal. Keys see what
    // was a deleted customer's, in whose stream nothing more is written.
    const bool refused = shared->status >= 400;
    if (!refused && outcome.fault) {
      auto failed = no(*call, *outcome.fault);
      send(call, std::move(failed));
    } else if (!refused && outcome.refusal && call->who.customer) {
      auto said_no = no(*call, *outcome.refusal);
      if (outcome.retry_after.count() > 0) {
        said_no.with("retry-after", std::to_string(outcome.retry_after.count()));
      }
      send(call, std::move(said_no));
    } else {
      send(call, std::move(*shared));
    }
  });
}

void answer(const CallPtr& call, const Refusal& refusal) { answer(call, no(*call, refusal)); }

void answer(const CallPtr& call, const Fault& fault) { answer(call, no(*call, fault)); }

namespace {

Submission submission_of(const Call& call, std::string stream, AnyCommand command) {
  Submission submission;
  submission.stream = std::move(stream);
  submission.command = std::move(command);
  submission.origin = origin_of(call);
  submission.if_version = call.if_version;
  submission.idempotency = call.idempotency;
  submission.status = call.route->status;
  return submission;
}

/// From here on, whoever asks who someone is must see this change.
void note_rights(const Call& call, const Outcome& outcome) {
  if (!call.route->changes_rights || outcome.position == 0) return;
  auto& at = call.edge.rights_at;
  Position before = at.load();
  while (before < outcome.position && !at.compare_exchange_weak(before, outcome.position)) {
  }
}

void submit_noting(const CallPtr& call, Submission submission, std::function<void(Outcome)> then) {
  call->edge.node.submit(std::move(submission), [call, then = std::move(then)](Outcome outcome) {
    note_rights(*call, outcome);
    then(std::move(outcome));
  });
}

} // namespace

void submit(
  const CallPtr& call, std::string stream, AnyCommand command, std::function<void(Outcome)> then
) {
  submit_noting(call, submission_of(*call, std::move(stream), std::move(command)), std::move(then));
}

void submit(const CallPtr& call, std::string stream, AnyCommand command, std::string reveal) {
  auto submission = submission_of(*call, std::move(stream), std::move(command));
  submission.reveal = std::move(reveal);
  submit_noting(call, std::move(submission), [call](Outcome outcome) {
    send(call, response_of(*call, std::move(outcome)));
  });
}

Outcome submit_and_wait(const Call& call, std::string stream, AnyCommand command) {
  auto promise = std::make_shared<std::promise<Outcome>>();
  auto outcome = promise->get_future();
  call.edge.node.submit(
    submission_of(call, std::move(stream), std::move(command)),
    [promise](Outcome one) { promise->set_value(std::move(one)); }
  );
  return outcome.get();
}

Response response_of(Call& call, Outcome outcome) {
  call.recorded = true;
  Response made;
  if (outcome.fault) {
    made = no(call, *outcome.fault);
  } else if (outcome.refusal) {
    made = no(call, *outcome.refusal);
  } else {
    made = json_response(outcome.status, with_invoice_links(call, std::move(outcome.body)));
    if (outcome.version > 0) made.with("etag", '"' + std::to_string(outcome.version) + '"');
  }
  if (outcome.position > 0) made.with("portal-position", std::to_string(outcome.position));
  if (outcome.replayed) made.with("idempotent-replayed", "true");
  if (outcome.retry_after.count() > 0) {
    std::erase_if(made.headers, [](const Header& header) { return header.name == "retry-after"; });
    made.with("retry-after", std::to_string(outcome.retry_after.count()));
  }
  return made;
}

} // namespace portal

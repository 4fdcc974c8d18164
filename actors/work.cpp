#include "actors/work.hpp"

#include <utility>

namespace portal {

Work::Work(Submission asked, Reply reply, Settle settle)
    : submission(std::move(asked)), reply_(std::move(reply)), settle_(std::move(settle)) {}

Work::~Work() {
  if (!reply_) return;
  answer(Fault{
    FaultKind::indeterminate,
    "A command on " + submission.stream + " was dropped before it had an outcome."});
}

void Work::answer(Outcome outcome) {
  if (!reply_) return;
  const Reply reply = std::exchange(reply_, nullptr);
  if (settle_) settle_(*this, outcome);
  reply(std::move(outcome));
}

void Work::answer(Refusal refusal) {
  Outcome outcome;
  outcome.refusal = std::move(refusal);
  answer(std::move(outcome));
}

void Work::answer(Fault fault, std::chrono::seconds retry_after) {
  Outcome outcome;
  outcome.fault = std::move(fault);
  outcome.retry_after = retry_after;
  answer(std::move(outcome));
}

std::string with_revealed(std::string body, std::string_view reveal) {
  if (reveal.empty() || body.empty() || body.back() != '}') return body;
  const bool has_members = body.find_first_not_of("{ ") != body.size() - 1;
  body.pop_back();
  if (has_members) body += ',';
  body += reveal;
  body += '}';
  return body;
}

} // namespace portal

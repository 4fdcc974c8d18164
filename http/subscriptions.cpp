// Changing a subscription, and quotes for it. Where a quote is refused, the answer holds a fresh one for
// the same change: the customer looks at it, and sends that.
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/problem.hpp"

namespace portal {
namespace {

/// The object with one more member.
std::string with_member(std::string object, std::string_view name, std::string_view json) {
  object.pop_back();
  object += ",\"" + std::string{name} + "\":" + std::string{json} + "}";
  return object;
}

/// The preview says at which position of the log it was made.
Outcome with_position(Outcome outcome) {
  if (!outcome.fault && !outcome.refusal) {
    outcome.body = with_member(
      std::move(outcome.body), "position", '"' + std::to_string(outcome.position) + '"'
    );
  }
  return outcome;
}

bool wants_fresh_quote(const Outcome& outcome) {
  return outcome.refusal && outcome.refusal->code.starts_with("quote_");
}

/// What the update asks for, as a question.
PreviewSubscription preview_of(const UpdateSubscription& ask) {
  return {
    ask.id,
    ask.price,
    ask.quantity,
    ask.items,
    ask.proration_behavior,
    ask.billing_cycle_anchor,
    ask.effective,
    ask.coupon,
    ask.quote};
}

/// Answers with the refusal, and the fresh quote inside the error where one could be made.
void refuse_with_quote(const CallPtr& call, Outcome refused, Outcome fresh) {
  auto response = response_of(*call, std::move(refused));
  if (!fresh.fault && !fresh.refusal && response.body.ends_with("}}")) {
    response.body.pop_back();
    response.body =
      with_member(std::move(response.body), "quote", with_position(std::move(fresh)).body) + "}";
  }
  send(call, std::move(response));
}

void update(const CallPtr& call, const CustomerId& customer, const UpdateSubscription& command) {
  const auto stream = stream_of(customer);
  submit(call, stream, CustomerCommand{command}, [call, stream, command](Outcome outcome) {
    if (!wants_fresh_quote(outcome)) {
      return send(call, response_of(*call, std::move(outcome)));
    }
    // The question is one of its own: not what the key or the version of the first stand for.
    call->idempotency.reset();
    call->if_version.reset();
    submit(
      call, stream, CustomerCommand{preview_of(command)},
      [call, outcome = std::move(outcome)](Outcome fresh) mutable {
        refuse_with_quote(call, std::move(outcome), std::move(fresh));
      }
    );
  });
}

} // namespace

void update_subscription(const CallPtr& call) {
  const auto id = path_id<SubscriptionId>(*call);
  if (!id) return answer(call, id.error());
  auto command = command_of<UpdateSubscription>(*call, {{"id", id->text()}});
  if (!command) return answer(call, command.error());
  with_owner(
    call, {"subscription", id->text()},
    [call, command = std::move(*command)](const CustomerId& customer) {
      update(call, customer, command);
    }
  );
}

void preview_subscription(const CallPtr& call) {
  const auto id = path_id<SubscriptionId>(*call);
  if (!id) return answer(call, id.error());
  auto command = command_of<PreviewSubscription>(*call, {{"id", id->text()}});
  if (!command) return answer(call, command.error());
  with_owner(
    call, {"subscription", id->text()},
    [call, command = std::move(*command)](const CustomerId& customer) {
      submit(call, stream_of(customer), CustomerCommand{command}, [call](Outcome outcome) {
        send(call, response_of(*call, with_position(std::move(outcome))));
      });
    }
  );
}

} // namespace portal

// Where a cancellation starts: beneath its subscription, whose owner it belongs to. And what the offer that
// it shows would cost.
#include "events/customer_rules.hpp"
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/offer_preview.hpp"
#include "http/problem.hpp"
#include "http/whole_state.hpp"

namespace portal {

namespace {

/// Why the caller may not see what is offered in that cancellation, if it may not.
std::optional<Refusal>
not_theirs(const CustomerState& state, const CancellationId& id, const Context& context) {
  const Cancellation* story = find_in(state.cancellations, id);
  if (story == nullptr || session_scope_refusal(state, context, story->subscription)) {
    return not_found(CancellationId::what, id.text(), "");
  }
  return feature_refusal(state, context, PortalFeature::subscription_cancel);
}

void answer_preview(const CallPtr& call, const CustomerId& owner, const CancellationId& id) {
  Node& node = call->edge.node;
  const auto state = whole_state(node, stream_of(owner));
  if (!state) return answer(call, state.error());
  const auto catalog = node.catalog();
  IdMint ids = new_mint(call->now);
  Context context;
  context.now = call->now;
  context.origin = origin_of(*call);
  context.ids = &ids;
  context.catalog = catalog.get();
  if (const auto refusal = not_theirs(*state, id, context)) return answer(call, *refusal);
  const auto preview = preview_offer(*state, id, context);
  if (!preview) return answer(call, preview.error());
  answer(call, json_response(200, write_object("offer_preview", *preview)));
}

} // namespace

void start_cancellation(const CallPtr& call) {
  const auto subscription = path_id<SubscriptionId>(*call);
  if (!subscription) return answer(call, subscription.error());
  auto command = command_of<StartCancellation>(*call, {{"subscription", subscription->text()}});
  if (!command) return answer(call, command.error());
  with_owner(
    call, {"subscription", subscription->text()},
    [call, command = std::move(*command)](const CustomerId& customer) {
      submit(call, stream_of(customer), CustomerCommand{command});
    }
  );
}

void preview_standing_offer(const CallPtr& call) {
  const auto id = path_id<CancellationId>(*call);
  if (!id) return answer(call, id.error());
  with_owner(call, {"cancellation", id->text()}, [call, id = *id](const CustomerId& owner) {
    call->edge.crew.post([call, owner, id] { answer_preview(call, owner, id); });
  });
}

} // namespace portal

// Where a cancellation starts: beneath its subscription, whose owner it belongs to. And what the offer that
// it shows would cost.
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/problem.hpp"

namespace portal {

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
    submit_look(call, owner, CustomerCommand{PreviewOffer{id}});
  });
}

} // namespace portal

// Where a cancellation starts: beneath its subscription, whose owner it belongs to.
#include "http/commands.hpp"
#include "http/handlers.hpp"

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

} // namespace portal

#include "effects/tell.hpp"

#include <future>
#include <memory>

#include "store/vault.hpp"

namespace portal {

bool tell(Node& node, const OutboxItem& item, std::string part, CustomerCommand command) {
  Submission submission;
  submission.stream = item.stream;
  submission.command = std::move(command);
  submission.origin.principal = {PrincipalKind::system, std::move(part)};
  submission.origin.request_id = "req_" + new_mint(node.now()).next_suffix();
  submission.origin.cause = std::to_string(item.position);
  auto promise = std::make_shared<std::promise<bool>>();
  auto told = promise->get_future();
  node.submit(std::move(submission), [promise](const Outcome& outcome) {
    promise->set_value(outcome.status != 0);
  });
  return told.get();
}

} // namespace portal

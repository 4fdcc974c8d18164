#include "effects/outbound.hpp"

#include <future>

namespace portal {

HttpAnswer Outbound::ask(HttpCall call) {
  auto promise = std::make_shared<std::promise<HttpAnswer>>();
  auto answer = promise->get_future();
  send(std::move(call), [promise](HttpAnswer came) { promise->set_value(std::move(came)); });
  return answer.get();
}

} // namespace portal

#include "events/mails.hpp"

#include "events/customer_rules.hpp"

namespace portal {

CustomerDecision
decide(const CustomerState& state, const RecordMail& ask, const Context& /*context*/) {
  const std::string& customer = state.customer->id.text();
  if (ask.failure) {
    return this_happens(
      "customer", customer, MailGivenUp{ask.mail, ask.kind, ask.resource, *ask.failure}
    );
  }
  return this_happens("customer", customer, MailSent{ask.mail, ask.kind, ask.resource});
}

// A mail changes nothing that is decided by.
void evolve(CustomerState& /*state*/, const MailSent& /*event*/, const EventMeta& /*meta*/) {}

void evolve(CustomerState& /*state*/, const MailGivenUp& /*event*/, const EventMeta& /*meta*/) {}

std::vector<Subject> touched(const MailSent& /*event*/) { return {}; }

std::vector<Subject> touched(const MailGivenUp& /*event*/) { return {}; }

} // namespace portal

#include "http/commands.hpp"

#include <algorithm>

#include "http/objects.hpp"
#include "http/reads.hpp"
#include "projections/objects.hpp"

namespace portal {

Result<std::string> assembled_body(
  const Call& call, std::initializer_list<Given> given,
  std::initializer_list<std::string_view> aside
) {
  std::string text;
  {
    Members members{text};
    if (call.body) {
      for (const Json member : call.body->root()) {
        const auto name = member.key();
        if (std::find(aside.begin(), aside.end(), name) != aside.end()) continue;
        for (const auto& one : given) {
          if (one.name == name) {
            return refuse(
              RefusalKind::invalid, "parameter_unknown", std::string{name},
              "\"" + std::string{name} + "\" is not taken from the body; leave it out."
            );
          }
        }
        write_json(members.key(name), member);
      }
    }
    for (const auto& one : given) {
      if (one.is_json) {
        members.raw(one.name, one.value);
      } else {
        members.text(one.name, one.value);
      }
    }
  }
  return text;
}

Result<std::optional<std::string>> body_text(const Call& call, std::string_view name) {
  if (!call.body) return std::optional<std::string>{};
  const auto member = call.body->root().member(name);
  if (!member || member->is_null()) return std::optional<std::string>{};
  if (member->kind() != JsonKind::text) {
    return refuse(
      RefusalKind::invalid, "parameter_invalid_type", std::string{name},
      "\"" + std::string{name} + "\" must be a string, not " +
        std::string{describe(member->kind())} + "."
    );
  }
  return std::optional<std::string>{std::string{member->text()}};
}

Result<CustomerId> named_customer(const Call& call) {
  auto named = body_text(call, "customer");
  if (!named) return tl::unexpected<Refusal>(named.error());
  if (!*named && !call.query.text("customer").empty()) {
    *named = std::string{call.query.text("customer")};
  }
  if (call.who.customer) {
    if (!*named || **named == call.who.customer->text()) return *call.who.customer;
    return tl::unexpected<Refusal>(not_found("customer", **named, "customer"));
  }
  if (!*named) {
    return refuse(
      RefusalKind::invalid, "parameter_missing", "customer",
      "\"customer\" is required: a secret key must say whose this is."
    );
  }
  const auto id = CustomerId::parse(**named);
  if (!id) return tl::unexpected<Refusal>(not_found("customer", **named, "customer"));
  return *id;
}

std::string object_of(std::string_view what) {
  std::string object{what};
  std::replace(object.begin(), object.end(), ' ', '_');
  return object;
}

void with_owner(
  const CallPtr& call, const Subject& subject, std::function<void(const CustomerId&)> then
) {
  if (call->who.customer) return then(*call->who.customer);
  // What the views show already is enough: objects never change hands.
  const auto early = find_object(*call->edge.node.rows(), subject);
  if (early && *early && (*early)->customer) return then(*(*early)->customer);
  when_read(call, [call, subject, then = std::move(then)](const ViewReader& rows) {
    const auto found = find_object(rows, subject);
    if (!found) return answer(call, found.error());
    if (!*found || !(*found)->customer) {
      return answer(call, not_found(words_of(subject.object), subject.id, ""));
    }
    then(*(*found)->customer);
  });
}

void submit_look(const CallPtr& call, const CustomerId& customer, CustomerCommand command) {
  submit(call, stream_of(customer), std::move(command), [call](Outcome outcome) {
    const bool shown = !outcome.refusal && !outcome.fault;
    auto response = response_of(*call, std::move(outcome));
    // Looking is no event of the domain: who looked is recorded like any other reading.
    if (shown) call->recorded = false;
    answer(call, std::move(response));
  });
}

void look_first(
  const CallPtr& call, const CustomerId& customer, CustomerCommand command,
  std::function<void(const std::string&)> then
) {
  submit(
    call, stream_of(customer), std::move(command),
    [call, then = std::move(then)](Outcome outcome) {
      // A customer that is not there, or no more: the reading has words of its own for that, and shows what was.
      const bool absent = outcome.refusal && (outcome.refusal->kind == RefusalKind::not_found ||
                                              outcome.refusal->kind == RefusalKind::gone);
      if (outcome.fault || (outcome.refusal && !absent)) {
        return answer(call, response_of(*call, std::move(outcome)));
      }
      call->edge.crew.post([then, seen = std::move(outcome.body)] { then(seen); });
    }
  );
}

} // namespace portal

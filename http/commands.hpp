#pragma once

// From a request to a command: the body's members, what the path names, and the customer whose stream
// it belongs to. Handlers of one line each come from here.

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include "events/checks.hpp"
#include "http/call.hpp"

namespace portal {

/// A member that the edge gives to a command; the body may not.
struct Given {
  std::string_view name;
  std::string_view value;
  bool is_json = false; ///< `value` is JSON already, not text
};

/// The body as JSON text with `given` put in and the members named in `aside` (which the edge reads
/// itself) taken out. Refused when the body has a member that is given.
Result<std::string> assembled_body(
  const Call& call, std::initializer_list<Given> given,
  std::initializer_list<std::string_view> aside
);

/// The command as the body says it, read strictly.
template <class Command>
Result<Command> command_of(
  const Call& call, std::initializer_list<Given> given = {},
  std::initializer_list<std::string_view> aside = {}
) {
  if (given.size() == 0 && aside.size() == 0 && call.body) {
    return read_message<Command>(call.body->root(), Strictness::strict);
  }
  const auto text = assembled_body(call, given, aside);
  if (!text) return tl::unexpected<Refusal>(text.error());
  return read_text<Command>(*text, Strictness::strict);
}

/// A text member of the body, or nothing. Refused when it is there and no string.
Result<std::optional<std::string>> body_text(const Call& call, std::string_view name);

/// Whose object is to be made: the caller's own, or the one that a key names in the body or query.
Result<CustomerId> named_customer(const Call& call);

/// Calls `then` with the owner of an object: the caller, for customers (whose stream then refuses what
/// is not theirs); for keys, looked up. Answers 404 itself when there is none.
void with_owner(
  const CallPtr& call, const Subject& subject, std::function<void(const CustomerId&)> then
);

/// Asks a customer's actor what would be, and answers with that.
void submit_look(const CallPtr& call, const CustomerId& customer, CustomerCommand command);

/// Asks a customer's actor the same, and goes on with what it says on one of the edge's threads: nothing, where
/// there is no such customer (any more). Answers itself where it fails or refuses otherwise.
void look_first(
  const CallPtr& call, const CustomerId& customer, CustomerCommand command,
  std::function<void(const std::string&)> then
);

/// `payment method` → `payment_method`.
std::string object_of(std::string_view what);

/// The path's first value as an id; 404 when it cannot be one.
template <class IdType> Result<IdType> path_id(const Call& call) {
  if (auto id = IdType::parse(call.path.front())) return *id;
  return tl::unexpected<Refusal>(not_found(IdType::what, call.path.front(), ""));
}

/// `POST /things`: makes something of a customer's.
template <class Command> void create_owned(const CallPtr& call) {
  auto customer = named_customer(*call);
  if (!customer) return answer(call, customer.error());
  auto command = command_of<Command>(*call, {}, {"customer"});
  if (!command) return answer(call, command.error());
  submit(call, stream_of(*customer), CustomerCommand{std::move(*command)});
}

/// `POST /things/{id}/verb`, `PATCH` and `DELETE /things/{id}`: changes something of a customer's.
template <class Command> void change_owned(const CallPtr& call) {
  using IdType = std::remove_cvref_t<decltype(std::declval<Command&>().id)>;
  const auto id = path_id<IdType>(*call);
  if (!id) return answer(call, id.error());
  auto command = command_of<Command>(*call, {{"id", id->text()}});
  if (!command) return answer(call, command.error());
  with_owner(
    call, {object_of(IdType::what), id->text()},
    [call, command = std::move(*command)](const CustomerId& customer) {
      submit(call, stream_of(customer), CustomerCommand{command});
    }
  );
}

/// `POST` to the catalog.
template <class Command> void create_in_catalog(const CallPtr& call) {
  auto command = command_of<Command>(*call);
  if (!command) return answer(call, command.error());
  submit(call, "catalog", CatalogCommand{std::move(*command)});
}

/// `PATCH /prices/{id}`.
template <class Command> void change_in_catalog(const CallPtr& call) {
  using IdType = std::remove_cvref_t<decltype(std::declval<Command&>().id)>;
  const auto id = path_id<IdType>(*call);
  if (!id) return answer(call, id.error());
  auto command = command_of<Command>(*call, {{"id", id->text()}});
  if (!command) return answer(call, command.error());
  submit(call, "catalog", CatalogCommand{std::move(*command)});
}

/// `DELETE /prices/{id}`: archives, which is all that can be done to something that was sold.
template <class Command> void archive_in_catalog(const CallPtr& call) {
  using IdType = std::remove_cvref_t<decltype(std::declval<Command&>().id)>;
  const auto id = path_id<IdType>(*call);
  if (!id) return answer(call, id.error());
  Command command;
  command.id = *id;
  command.active = false;
  submit(call, "catalog", CatalogCommand{std::move(command)});
}

} // namespace portal

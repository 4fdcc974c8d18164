// Customers: who is billed. Their stream begins with `customer.create`.
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/objects.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "projections/calendar.hpp"

namespace portal {

namespace {

void submit_to_path_customer(const CallPtr& call, CustomerCommand command) {
  const auto id = path_id<CustomerId>(*call);
  if (!id) return answer(call, id.error());
  if (call->who.customer && *call->who.customer != *id) {
    return answer(call, not_found("customer", id->text(), ""));
  }
  submit(call, stream_of(*id), std::move(command));
}

/// All objects of that kind that the customer has, oldest page last.
Stored<std::vector<std::string>>
all_objects(const Reading& reading, const std::string& object, const CustomerId& customer) {
  std::vector<std::string> items;
  ListQuery query;
  query.object = object;
  query.customer = customer;
  query.limit = 100;
  while (true) {
    const auto page = list_objects(reading.rows, query);
    if (!page) return tl::unexpected<Fault>(page.error());
    if (!*page || (*page)->rows.empty()) return items;
    for (const auto& row : (*page)->rows) {
      items.push_back(opened(reading.call, api_object(row, reading.now), customer));
    }
    if (!(*page)->has_more) return items;
    query.starting_after = (*page)->rows.back().subject.id;
  }
}

Stored<std::string> usage_of(const Reading& reading, const CustomerId& customer) {
  std::string items = "[";
  const auto read = reading.call.edge.node.log().read_stream(
    stream_of(customer), 1,
    [&](Position /*at*/, std::string_view stored) {
      const auto event = RecordedEvent::parse(std::string{stored});
      if (!event || event->head().type != UsageRecorded::type) return true;
      if (items.size() > 1) items += ',';
      write_json(items, event->data());
      return true;
    }
  );
  if (!read) return tl::unexpected<Fault>(read.error());
  return opened(reading.call, items + "]", customer);
}

Response export_of(const Reading& reading, const CustomerId& customer) {
  Call& call = reading.call;
  const auto row = find_object(reading.rows, {"customer", customer.text()});
  if (!row) return no(call, row.error());
  if (!*row) return no(call, not_found("customer", customer.text(), ""));

  struct Part {
    std::string_view name;
    std::string_view object;
  };

  constexpr std::array parts{
    Part{"paymentMethods", "payment_method"},
    Part{"subscriptions", "subscription"},
    Part{"invoices", "invoice"},
    Part{"payments", "payment"},
    Part{"creditGrants", "credit_grant"},
    Part{"cancellations", "cancellation"},
    Part{"portalSessions", "portal_session"},
    Part{"customerTokens", "customer_token"}};
  std::string out;
  {
    Members members{out};
    members.text("object", "customer_export").text("exportedAt", to_text(reading.now));
    members.raw("customer", opened(call, api_object(**row, reading.now), customer));
    for (const auto& part : parts) {
      const auto items = all_objects(reading, std::string{part.object}, customer);
      if (!items) return no(call, items.error());
      std::string& array = members.key(part.name);
      array += '[';
      for (std::size_t at = 0; at < items->size(); ++at) {
        if (at > 0) array += ',';
        array += (*items)[at];
      }
      array += ']';
    }
    const auto usage = usage_of(reading, customer);
    if (!usage) return no(call, usage.error());
    members.raw("usageEvents", *usage);
  }
  auto response = json_response(200, std::move(out));
  return response.with(
    "content-disposition", "attachment; filename=\"" + customer.text() + ".json\""
  );
}

/// The customer that an earlier request with this Idempotency-Key made: a retry must reach the same
/// stream, whose key alone opens the personal values of the answer.
std::optional<CustomerId> made_before(const Call& call) {
  if (!call.idempotency) return std::nullopt;
  const EventLog& log = call.edge.node.log();
  const auto outcome = log.outcome(call.idempotency->digest);
  if (!outcome || !*outcome) return std::nullopt;
  std::optional<CustomerId> made;
  const auto read = log.read((*outcome)->position, [&](Position /*at*/, std::string_view stored) {
    const auto event = RecordedEvent::parse(std::string{stored});
    if (event) made = customer_of(event->head().stream);
    return false;
  });
  return read ? made : std::nullopt;
}

/// The domain knows a zone's shape alone: which there are is the machine's database's to say.
Check check_zone(const std::string* named) {
  return named == nullptr ? std::nullopt : check_known_zone(*named, "timeZone");
}

} // namespace

void create_customer(const CallPtr& call) {
  auto command = command_of<CreateCustomer>(*call);
  if (!command) return answer(call, command.error());
  const auto& zone = command->time_zone;
  if (const auto unknown = check_zone(zone ? &*zone : nullptr)) return answer(call, *unknown);
  if (command->id.empty()) {
    const auto before = made_before(*call);
    command->id = before ? *before : new_mint(call->now).next<CustomerId>();
  }
  auto stream = stream_of(command->id);
  submit(call, std::move(stream), CustomerCommand{std::move(*command)});
}

void list_customers(const CallPtr& call) {
  read(call, std::nullopt, [](const Reading& reading) {
    return object_list(reading, {"customer", {}, {}, 20, {}, {}});
  });
}

void get_customer(const CallPtr& call) {
  const auto id = path_id<CustomerId>(*call);
  if (!id) return answer(call, id.error());
  read(call, *id, [id = *id](const Reading& reading) {
    return one_object(reading, {"customer", id.text()});
  });
}

void update_customer(const CallPtr& call) {
  auto command = command_of<UpdateCustomer>(*call);
  if (!command) return answer(call, command.error());
  if (const auto unknown = check_zone(command->time_zone.given())) return answer(call, *unknown);
  submit_to_path_customer(call, std::move(*command));
}

void delete_customer(const CallPtr& call) { submit_to_path_customer(call, DeleteCustomer{}); }

void erase_customer(const CallPtr& call) { submit_to_path_customer(call, EraseCustomer{}); }

void export_customer(const CallPtr& call) {
  const auto id = path_id<CustomerId>(*call);
  if (!id) return answer(call, id.error());
  call->edge.crew.post([call, id = *id] {
    read(call, id, [id](const Reading& reading) { return export_of(reading, id); });
  });
}

} // namespace portal

#pragma once

// Reading: at least as new as what was committed when the request arrived, or as things were in the
// past; objects rendered for the one who asks.

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "events/capabilities.hpp"
#include "http/call.hpp"
#include "projections/objects.hpp"

namespace portal {

/// Calls `then` with rows that show all that was committed when the call arrived and what its
/// `Portal-Position` names. Answers itself when that takes too long. `then` runs on this thread or on
/// one of the edge's, never on the projector's.
void when_read(const CallPtr& call, std::function<void(const ViewReader&)> then);

/// What a read looks at.
struct Reading {
  Call& call;
  const ViewReader& rows;
  std::optional<Position> as_of; ///< the past position asked for
  Instant now;                   ///< the time to render at
};

/// Reads and answers. With `?asOf=` the rows are those of then, of `whose` alone, which a key must
/// name; `then` renders.
void read(
  const CallPtr& call, const std::optional<CustomerId>& whose,
  std::function<Response(const Reading&)> make
);

/// The customer a read is about: the caller's own, or the one that a key's query names, if it does.
Result<std::optional<CustomerId>> asked_customer(const Call& call);

/// The same where one is needed.
Result<CustomerId> needed_customer(const Call& call);

/// Does the caller's configuration, and the flow that its session is for, show what that feature covers?
bool shows(const Reading& reading, PortalFeature feature);

/// `json` with personal values opened for those who may see them and null for others.
std::string opened(const Call& call, std::string json, const std::optional<CustomerId>& whose);

/// The API object of a row, personal values opened, `expand` applied: what the caller could not read alone
/// stays an id.
std::string rendered_object(const Reading& reading, const ObjectRow& row);

/// `GET /things/{id}`: the object of that kind, 404 when missing, another customer's, or a draft that a customer
/// asks for.
Response one_object(const Reading& reading, const Subject& subject);

/// A list as SPEC has it, for customers without drafts; `query` without paging and customer, which come from
/// the call.
Response object_list(const Reading& reading, ListQuery query);

/// `{"object":"list","data":[…],"hasMore":…,"nextCursor":…}` around rendered items.
std::string list_json(
  const std::vector<std::string>& items, bool has_more, const std::optional<std::string>& cursor
);

} // namespace portal

#pragma once

// From rows to what the API shows of them.

#include <optional>
#include <string>
#include <string_view>

#include "events/customer.hpp"
#include "http/principal.hpp"
#include "projections/objects.hpp"
#include "store/vault.hpp"

namespace portal {

class Node;

/// The row as an API object, personal values still sealed.
std::string api_object(const ObjectRow& row, Instant now);

/// `portal_session` → `portal session`.
std::string words_of(std::string object);

/// May this customer principal see objects of that kind inside another? Tokens need the kind's scope.
bool may_expand(const Who& who, std::string_view object);

/// Personal values opened for admins, apps and the customer; null for analysts and auditors (who see from
/// where an action came: http/audit.cpp).
std::string open_for_caller(
  Vault& vault, const Who& who, std::string json, const std::optional<CustomerId>& whose
);

/// A state that holds the customer and its objects as the rows have them: for rules that need more
/// than one object, such as capabilities. At most 100 of a kind, the newest.
Stored<CustomerState> state_of(const ViewReader& rows, const CustomerId& customer);

/// Why the caller's configuration does not let it read what `feature` covers, if it does not.
std::optional<Refusal> reading_refusal(
  Node& node, const ViewReader& rows, const Who& who, PortalFeature feature, Instant now
);

} // namespace portal

#pragma once

// How actions are laid out, for the fold (audit_fold.cpp) and the queries (audit.cpp). Positions
// are cut into blocks of 64, so that an index costs one row for 64 events, however busy a principal
// is:
//   'c' customer · position → the action (customer empty for the catalog's and the instance's)
//   'n' customer · position → nothing: an action that the customer's own record tells (activity.hpp)
//   'b' block               → for each action that begins in it: place in the block · customer
//   'p' principal id · block, 'x' action · block, 'r' block (refused) → a bit for each position

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "projections/audit.hpp"
#include "projections/rows.hpp"

namespace portal {

inline constexpr Position audit_block = 64;

/// Events of one type that follow each other.
struct EventRun {
  std::string type;
  Position first = 0;
  std::uint64_t count = 0;
};

/// An action as stored.
struct ActionRow {
  Position position = 0; ///< in the key alone
  std::string customer;  ///< in the key alone
  Instant time;
  Principal principal;
  std::string action;
  ActionResource resource; ///< empty id: none
  ActionOutcome outcome = ActionOutcome::done;
  std::string reason;
  std::optional<Personal<std::string>> ip;
  std::optional<Personal<std::string>> user_agent;
  std::string request_id;
  std::string cause;
  std::vector<EventRun> events;

  Position last_position() const {
    return events.empty() ? position : events.back().first + events.back().count - 1;
  }
};

std::string write_action(const ActionRow& row);
ActionRow read_action(Position position, std::string_view customer, std::string_view stored);

Key actions_of(std::string_view customer);
Key action_key(std::string_view customer, Position position);
Key block_key(Position block);

/// The customer's own record, and an action in it.
Key told_to(std::string_view customer);
Key told_key(std::string_view customer, Position position);

/// The prefixes of the bit rows; a block's number follows.
Key bits_of_principal(std::string_view id);
Key bits_of_action(std::string_view action);
Key bits_of_refused();

/// One action's entry in a 'b' row.
struct BlockEntry {
  Position position = 0;
  std::string customer;
};

void add_entry(std::string& block_row, Position position, std::string_view customer);
std::vector<BlockEntry> read_block(Position block, std::string_view block_row);

/// `sub_1` → subscription; empty when the prefix is no object's.
std::string_view object_of_id(std::string_view id);

} // namespace portal

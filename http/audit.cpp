// For auditors: who did what, and proofs that the log was not altered.
#include "projections/audit.hpp"

#include <algorithm>

#include "events/access.hpp"
#include "events/catalog.hpp"
#include "events/checks.hpp"
#include "events/customer.hpp"
#include "events/webhooks.hpp"
#include "http/event_stream.hpp"
#include "http/handlers.hpp"
#include "http/positions.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "http/routes.hpp"

namespace portal {

namespace {

/// A position among the events there are.
Result<Position>
existing_position(const Call& call, std::string_view text, std::string_view param, Position least) {
  const auto position = parse_position(text);
  const Position head = call.edge.node.log().head();
  if (position && *position >= least && *position <= head) return *position;
  return refuse(
    RefusalKind::invalid, "parameter_invalid", std::string{param},
    "\"" + std::string{param} + "\" must be a position from " + std::to_string(least) + " to " +
      std::to_string(head) + "."
  );
}

std::string hashes_json(const std::vector<Hash>& hashes) {
  std::vector<std::string> texts;
  texts.reserve(hashes.size());
  for (const auto& hash : hashes) texts.push_back(to_hex(hash));
  std::string out;
  Wire<std::vector<std::string>>::write(texts, out);
  return out;
}

void write_head(Members& members, const SignedHead& head) {
  members.text("size", std::to_string(head.size)).text("root", to_hex(head.root));
  members.text("at", to_text(head.at)).text("signedText", head.signed_text());
  members.text("signature", base64url(head.signature));
  members.text("publicKey", base64url(head.public_key));
}

/// What an action can be called: what a route does, or a command.
std::vector<std::string_view> known_actions() {
  std::vector<std::string_view> names;
  for (const Route& route : routes()) names.push_back(route.action);
  const auto note = [&]<class T>(std::type_identity<T> /*alternative*/) {
    names.push_back(T::type);
  };
  Alternatives<CustomerCommand>::for_each(note);
  Alternatives<CatalogCommand>::for_each(note);
  Alternatives<AccessCommand>::for_each(note);
  Alternatives<WebhookCommand>::for_each(note);
  return names;
}

/// An empty list of an action that there is not would read as if nobody had done it.
Check check_action(std::string_view action) {
  static const std::vector<std::string_view> known = known_actions();
  if (std::find(known.begin(), known.end(), action) != known.end()) return std::nullopt;
  const auto near = nearest(action, known);
  return invalid(
    "action", "action_unknown",
    "No action is called \"" + std::string{action} + "\"." +
      (near ? " Did you mean \"" + std::string{*near} + "\"?"
            : std::string{" They are such as \"invoice.pay\" or \"customer.read\"."})
  );
}

Result<ActionQuery> asked_actions(const Call& call) {
  ActionQuery query;
  const auto customer = asked_customer(call);
  if (!customer) return tl::unexpected<Refusal>(customer.error());
  query.customer = *customer;
  if (const auto* principal = call.query.find("principal")) query.principal = *principal;
  if (const auto* action = call.query.find("action")) {
    if (auto unknown = check_action(*action)) return tl::unexpected<Refusal>(std::move(*unknown));
    query.action = *action;
  }
  if (const auto* text = call.query.find("outcome")) {
    query.outcome = parse_enum<ActionOutcome>(*text);
    if (!query.outcome) {
      return refuse(
        RefusalKind::invalid, "parameter_invalid", "outcome",
        "\"outcome\" must be one of: done, refused."
      );
    }
  }
  const auto from = call.query.instant("from");
  if (!from) return tl::unexpected<Refusal>(from.error());
  query.from = *from;
  const auto to = call.query.instant("to");
  if (!to) return tl::unexpected<Refusal>(to.error());
  query.to = *to;
  const auto page = asked_positions(call, "the position of an action");
  if (!page) return tl::unexpected<Refusal>(page.error());
  query.limit = page->limit;
  query.starting_after = page->starting_after;
  query.ending_before = page->ending_before;
  return query;
}

void open_text(std::optional<Personal<std::string>>& field, const PersonalCodec& codec) {
  if (!field || field->sealed() == nullptr) return;
  const auto clear = codec.open(field->sealed()->text);
  if (!clear) return;
  const auto parsed = JsonDocument::parse(*clear);
  if (parsed) field = Personal<std::string>{std::string{parsed->root().text()}};
}

std::string action_json(const Call& call, Action action) {
  // From where is part of who did it: auditors see that, though nothing else that is personal.
  if ((call.who.role & Access::auditor) != 0 && action.customer) {
    if (const auto codec = call.edge.node.vault().codec(*action.customer)) {
      open_text(action.ip, **codec);
      open_text(action.user_agent, **codec);
    }
  }
  std::string out;
  {
    Members members{out};
    members.text("object", "audit_action");
    Wire<Action>::write_members(action, members);
  }
  return opened(call, std::move(out), action.customer);
}

} // namespace

void list_audit_actions(const CallPtr& call) {
  const auto query = asked_actions(*call);
  if (!query) return answer(call, query.error());
  read(call, std::nullopt, [query = *query](const Reading& reading) {
    const auto page = list_actions(reading.rows, query);
    if (!page) return no(reading.call, page.error());
    if (!*page) return no(reading.call, page->error());
    std::vector<std::string> items;
    for (const auto& action : (*page)->actions) items.push_back(action_json(reading.call, action));
    std::optional<std::string> cursor;
    if (!(*page)->actions.empty()) {
      const auto& actions = (*page)->actions;
      cursor = query.ending_before ? actions.front().position : actions.back().position;
    }
    return json_response(200, list_json(items, (*page)->has_more, cursor));
  });
}

void get_audit_checkpoint(const CallPtr& call) {
  const auto head = call->edge.node.log().signed_head();
  if (!head) return answer(call, head.error());
  std::string out;
  {
    Members members{out};
    members.text("object", "audit_checkpoint");
    write_head(members, *head);
  }
  answer(call, json_response(200, std::move(out)));
}

void get_audit_proof(const CallPtr& call) {
  const auto position = existing_position(*call, call->path.front(), "position", 1);
  if (!position) return answer(call, not_found("event", call->path.front(), ""));
  const EventLog& log = call->edge.node.log();
  const auto head = log.signed_head();
  if (!head) return answer(call, head.error());
  Position size = head->size;
  if (const auto* text = call->query.find("size")) {
    const auto asked = existing_position(*call, *text, "size", *position);
    if (!asked) return answer(call, asked.error());
    size = *asked;
  }
  const auto proof = log.inclusion_proof(*position, size);
  if (!proof) return answer(call, proof.error());
  const auto root = log.root_at(size);
  if (!root) return answer(call, root.error());
  std::string stored;
  const auto read = log.read(*position, [&](Position /*at*/, std::string_view bytes) {
    stored = bytes;
    return false;
  });
  if (!read) return answer(call, read.error());
  std::string out;
  {
    Members members{out};
    members.text("object", "audit_proof").text("position", std::to_string(*position));
    members.text("size", std::to_string(size)).text("root", to_hex(*root));
    members.text("leafHash", to_hex(leaf_hash(stored))).text("stored", stored);
    members.raw("path", hashes_json(*proof));
    Members signed_head{members.key("checkpoint")};
    write_head(signed_head, *head);
  }
  answer(call, json_response(200, std::move(out)));
}

void get_audit_consistency(const CallPtr& call) {
  const auto from = existing_position(*call, call->query.text("from"), "from", 1);
  if (!from) return answer(call, from.error());
  const EventLog& log = call->edge.node.log();
  Position to = log.head();
  if (const auto* text = call->query.find("to")) {
    const auto asked = existing_position(*call, *text, "to", *from);
    if (!asked) return answer(call, asked.error());
    to = *asked;
  }
  const auto proof = log.consistency_proof(*from, to);
  if (!proof) return answer(call, proof.error());
  const auto first = log.root_at(*from);
  if (!first) return answer(call, first.error());
  const auto second = log.root_at(to);
  if (!second) return answer(call, second.error());
  std::string out;
  {
    Members members{out};
    members.text("object", "audit_consistency");
    members.text("from", std::to_string(*from)).text("to", std::to_string(to));
    members.text("fromRoot", to_hex(*first)).text("toRoot", to_hex(*second));
    members.raw("path", hashes_json(*proof));
  }
  answer(call, json_response(200, std::move(out)));
}

} // namespace portal

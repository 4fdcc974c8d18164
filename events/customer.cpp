#include "events/customer.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "events/customer_objects.hpp"
#include "events/customer_rules.hpp"
#include "events/invoice_prefix.hpp"

namespace portal {
namespace {

constexpr Millis kept_after_end = std::chrono::hours{24 * 30};
constexpr Millis seen_again_after = std::chrono::minutes{1};

/// The cast takes the overload for exactly this message: a missing one does not compile, instead of
/// coming back here through the variant's conversion.
template <class T>
CustomerDecision decide_exactly(const CustomerState& state, const T& ask, const Context& context) {
  constexpr auto rule =
    static_cast<CustomerDecision (*)(const CustomerState&, const T&, const Context&)>(&decide);
  return rule(state, ask, context);
}

template <class T>
void evolve_exactly(CustomerState& state, const T& event, const EventMeta& meta) {
  constexpr auto fold = static_cast<void (*)(CustomerState&, const T&, const EventMeta&)>(&evolve);
  fold(state, event, meta);
}

template <class T> std::vector<Subject> touched_exactly(const T& event) {
  constexpr auto names = static_cast<std::vector<Subject> (*)(const T&)>(&touched);
  return names(event);
}

template <class T>
std::string render_exactly(const CustomerState& state, const T& object, Instant now) {
  constexpr auto renders =
    static_cast<std::string (*)(const CustomerState&, const T&, Instant)>(&render);
  return renders(state, object, now);
}

/// Calls `visit(kind, map)` for each kind of object that a customer has many of.
template <class State, class Visit> void for_each_kind(State& state, Visit&& visit) {
  visit(std::string_view{"payment_method"}, state.payment_methods);
  visit(std::string_view{"portal_session"}, state.sessions);
  visit(std::string_view{"customer_token"}, state.tokens);
  visit(std::string_view{"subscription"}, state.billing.subscriptions);
  visit(std::string_view{"invoice"}, state.billing.invoices);
  visit(std::string_view{"payment"}, state.billing.payments);
  visit(std::string_view{"credit_grant"}, state.billing.credit_grants);
  visit(std::string_view{"quote"}, state.billing.quotes);
  visit(std::string_view{"cancellation"}, state.cancellations);
}

/// Which commands a deleted customer still takes: those that record, what gateways answer, and the
/// right to be forgotten.
template <class T>
constexpr bool works_when_deleted =
  std::is_same_v<T, EraseCustomer> || std::is_same_v<T, RecordAction> || std::is_same_v<T, Tick> ||
  std::is_same_v<T, OpenSession> || std::is_same_v<T, RegisterPayment> ||
  std::is_same_v<T, SettlePayment> || std::is_same_v<T, SettleSetup> ||
  std::is_same_v<T, ReleasePaymentMethod> || std::is_same_v<T, RecordMail>;

template <class T> Check check_customer(const CustomerState& state) {
  if constexpr (std::is_same_v<T, CreateCustomer>) {
    return std::nullopt;
  } else {
    if (!state.customer) {
      return Refusal{
        RefusalKind::not_found, "customer_not_found", "customer",
        "There is no such customer here. Create it first."};
    }
    if (!state.customer->deleted_at || works_when_deleted<T>) return std::nullopt;
    return Refusal{
      RefusalKind::gone, "customer_deleted", "customer",
      "The customer was deleted on " + to_text(*state.customer->deleted_at) +
        ". Its history can be read; nothing can be changed."};
  }
}

/// The edge has checked session and token against the views; what has ended since counts here.
Check check_principal(const CustomerState& state, const Context& context) {
  const Principal& principal = context.origin.principal;
  const auto unknown = [](std::string_view what) {
    return Refusal{
      RefusalKind::unknown_who, std::string{what} + "_ended", "",
      "This " + std::string{what} + " is over. Ask for a new one."};
  };
  if (principal.kind == PrincipalKind::session) {
    const PortalSession* session = find_in(state.sessions, SessionId{principal.id});
    return session == nullptr ? unknown("session") : session_refusal(*session, context.now);
  }
  if (principal.kind == PrincipalKind::token) {
    const CustomerToken* token = find_in(state.tokens, TokenId{principal.id});
    return token == nullptr ? unknown("token") : token_refusal(*token, context.now);
  }
  return std::nullopt;
}

/// What must hold before a command's own rule is asked.
template <class T>
Check check_first(const CustomerState& state, const T& ask, const Context& context) {
  if (auto fault = check_customer<T>(state)) return fault;
  if constexpr (!std::is_same_v<T, RecordAction>) {
    if (auto fault = check_principal(state, context)) return fault;
  }
  if constexpr (ChoosesId<T>) {
    using IdType = typename std::remove_cvref_t<decltype(ask.id)>::value_type;
    if (ask.id) return check_chosen_id(ask.id->text(), IdType::prefix);
  }
  return std::nullopt;
}

/// A session that changes something was used; once a minute is often enough to say so.
void note_session(
  const CustomerState& state, const Context& context, std::vector<CustomerEvent>& events
) {
  const Principal& principal = context.origin.principal;
  if (principal.kind != PrincipalKind::session || events.empty()) return;
  const PortalSession* session = find_in(state.sessions, SessionId{principal.id});
  if (session == nullptr || session->status != SessionStatus::open) return;
  if (context.now - session->last_seen_at.value_or(Instant{}) < seen_again_after) return;
  const bool noted = std::any_of(events.begin(), events.end(), [](const CustomerEvent& event) {
    return holds_alternative<ActionRecorded>(event) || holds_alternative<SessionEnded>(event);
  });
  if (!noted) events.emplace_back(SessionSeen{session->id});
}

/// Exact as well, and better than the template: time is no area's rule.
CustomerDecision
decide_exactly(const CustomerState& state, const Tick& /*ask*/, const Context& context) {
  const auto due = next_due(state);
  if (!due || *due > context.now) return about("customer", state.customer->id.text());
  Context then = context;
  then.now = *due;
  if (billing_due(state) == due) return do_billing_due(state, then);
  if (sessions_due(state) == due) return do_sessions_due(state, then);
  return cards_due(state) == due ? do_cards_due(state, then) : do_cancellations_due(state, then);
}

} // namespace

std::optional<Refusal> append(std::vector<CustomerEvent>& events, CustomerDecision other) {
  if (!other) return std::move(other.error());
  std::move(other->events.begin(), other->events.end(), std::back_inserter(events));
  return std::nullopt;
}

Decision<CustomerEvent>
decide(const CustomerState& state, const CustomerCommand& command, const Context& context) {
  return visit(
    [&](const auto& ask) -> Decision<CustomerEvent> {
      if (auto fault = check_first(state, ask, context)) {
        return tl::unexpected<Refusal>(std::move(*fault));
      }
      auto decision = decide_exactly(state, ask, context);
      if (decision) close_stories(state, decision->events);
      if (decision) note_session(state, context, decision->events);
      return decision;
    },
    command
  );
}

void evolve(CustomerState& state, const CustomerEvent& event, const EventMeta& meta) {
  visit([&](const auto& one) { evolve_exactly(state, one, meta); }, event);
}

std::vector<Subject> touched(const CustomerEvent& event) {
  return visit([](const auto& one) { return touched_exactly(one); }, event);
}

std::optional<std::string> row_of(const CustomerState& state, const Subject& subject) {
  if (subject.object == "customer") {
    if (!state.customer || state.customer->id.text() != subject.id) return std::nullopt;
    return write_message(*state.customer);
  }
  std::optional<std::string> row;
  for_each_kind(state, [&](std::string_view kind, const auto& map) {
    if (kind != subject.object) return;
    using Key = typename std::remove_cvref_t<decltype(map)>::key_type;
    if (const auto* object = find_in(map, Key{subject.id})) row = write_message(*object);
  });
  return row;
}

bool put_row(CustomerState& state, const Subject& subject, std::string_view row) {
  if (subject.object == "customer") {
    auto customer = read_text<Customer>(row, Strictness::lenient);
    if (!customer) return false;
    state.customer = std::move(*customer);
    return true;
  }
  bool put = false;
  for_each_kind(state, [&](std::string_view kind, auto& map) {
    if (kind != subject.object) return;
    using Map = std::remove_cvref_t<decltype(map)>;
    auto object = read_text<typename Map::mapped_type>(row, Strictness::lenient);
    if (!object) return;
    map.insert_or_assign(typename Map::key_type{subject.id}, std::move(*object));
    put = true;
  });
  return put;
}

void move_object(CustomerState& from, CustomerState& to, const Subject& subject) {
  if (subject.object == "customer") {
    if (!from.customer || from.customer->id.text() != subject.id) return;
    to.customer = std::move(from.customer);
    from.customer.reset();
    return;
  }
  for_each_kind(from, [&](std::string_view kind, auto& objects) {
    if (kind != subject.object) return;
    using Map = std::remove_cvref_t<decltype(objects)>;
    auto node = objects.extract(typename Map::key_type{subject.id});
    if (node.empty()) return;
    for_each_kind(to, [&](std::string_view other_kind, auto& others) {
      if constexpr (std::is_same_v<Map, std::remove_cvref_t<decltype(others)>>) {
        if (other_kind != kind) return;
        others.erase(node.key());
        others.insert(std::move(node));
      }
    });
  });
}

std::optional<std::string> render(const CustomerState& state, const Subject& subject, Instant now) {
  if (subject.object == "usage") return render_usage_counts(subject.id);
  static constexpr auto looked_at =
    std::to_array<std::string_view>({"upcoming_invoice", "offer_preview", "usage_cost"});
  const bool is_look =
    std::find(looked_at.begin(), looked_at.end(), subject.object) != looked_at.end();
  if (is_look) return subject.id;
  if (subject.object == "deleted_invoice") {
    return write_object("invoice", DeletedInvoice{InvoiceId{subject.id}});
  }
  if (subject.object == "customer") {
    if (!state.customer || state.customer->id.text() != subject.id) return std::nullopt;
    return render_exactly(state, *state.customer, now);
  }
  std::optional<std::string> body;
  for_each_kind(state, [&](std::string_view kind, const auto& map) {
    if (kind != subject.object) return;
    using Key = typename std::remove_cvref_t<decltype(map)>::key_type;
    if (const auto* object = find_in(map, Key{subject.id})) {
      body = render_exactly(state, *object, now);
    }
  });
  return body;
}

std::vector<Claim> claims_of(const CustomerCommand& command) {
  if (const auto* usage = get_if<RecordUsage>(&command)) return claims_of(*usage);
  if (const auto* create = get_if<CreateCustomer>(&command)) return prefix_claims(*create);
  if (const auto* update = get_if<UpdateCustomer>(&command)) return prefix_claims(*update);
  return visit([](const auto& ask) { return id_claims(ask); }, command);
}

void mark_taken(CustomerCommand& command, std::size_t claim) {
  auto* usage = get_if<RecordUsage>(&command);
  if (usage != nullptr && claim < usage->events.size()) usage->events[claim].duplicate = true;
}

/// Whether the customer decides what a taken name means: usage counts once, and who had an invoice prefix
/// may have it again.
bool goes_on_when_taken(const CustomerCommand& command, std::size_t /*claim*/) {
  return holds_alternative<RecordUsage>(command) || holds_alternative<CreateCustomer>(command) ||
         holds_alternative<UpdateCustomer>(command);
}

std::string_view action_of(const CustomerCommand& command) { return type_of(command); }

std::optional<Instant> next_due(const CustomerState& state) {
  if (!state.customer) return std::nullopt;
  std::optional<Instant> first;
  for (const auto& due :
       {billing_due(state), sessions_due(state), cancellations_due(state), cards_due(state)}) {
    if (due && (!first || *due < *first)) first = due;
  }
  return first;
}

std::optional<LimitedRedemption>
limited_redemption(const std::vector<CustomerEvent>& events, const Catalog& catalog) {
  for (const CustomerEvent& event : events) {
    std::optional<CouponId> redeemed;
    if (const auto* created = get_if<SubscriptionCreated>(&event)) {
      if (!created->subscription.replaces) redeemed = created->subscription.coupon;
    } else if (const auto* discounted = get_if<SubscriptionDiscounted>(&event)) {
      redeemed = discounted->discount.coupon;
    }
    if (!redeemed) continue;
    const auto coupon = catalog.coupons.find(*redeemed);
    if (coupon == catalog.coupons.end() || !coupon->second.max_redemptions) continue;
    return LimitedRedemption{*redeemed, *coupon->second.max_redemptions};
  }
  return std::nullopt;
}

CustomerEvent refused_event(const CustomerCommand& command, const Refusal& refusal) {
  ActionRefused event;
  event.action = action_of(command);
  event.code = refusal.code;
  if (!refusal.param.empty()) event.param = refusal.param;
  event.message = refusal.message;
  visit(
    [&](const auto& ask) {
      if constexpr (ChoosesId<std::remove_cvref_t<decltype(ask)>>) {
        if (ask.id) event.resource = ask.id->text();
      } else if constexpr (requires { ask.id.text(); }) {
        event.resource = ask.id.text();
      }
    },
    command
  );
  return event;
}

void prune(CustomerState& state, Instant now) {
  std::erase_if(state.sessions, [&](const auto& one) {
    const PortalSession session = as_of(one.second, now);
    return session.ended_at && *session.ended_at + kept_after_end < now;
  });
  std::erase_if(state.tokens, [&](const auto& one) {
    const CustomerToken& token = one.second;
    return token.revoked_at.value_or(token.expires_at) + kept_after_end < now;
  });
  std::erase_if(state.payment_methods, [&](const auto& one) {
    return one.second.detached_at && *one.second.detached_at + kept_after_end < now;
  });
  std::erase_if(state.cancellations, [&](const auto& one) {
    return one.second.closed_at && *one.second.closed_at + kept_after_end < now;
  });
  prune_billing(state, now);
}

} // namespace portal

#pragma once

// What happens to one command inside its entity; included by entity.cpp alone.

#include <algorithm>
#include <string>
#include <utility>

#include "actors/entity.hpp"
#include "actors/idempotency.hpp"
#include "actors/snapshots.hpp"
#include "store/big_endian.hpp"
#include "store/vault.hpp"

namespace portal {

/// Stands in where a customer's key is gone: what is sealed with it is lost, nothing can be opened.
class LosingCodec final : public PersonalCodec {
 public:
  std::string seal(std::string_view /*clear_json*/) const override { return {}; }

  std::optional<std::string> open(std::string_view /*sealed*/) const override {
    return std::nullopt;
  }
};

/// What decisions draw by (events/decider.hpp).
inline std::uint64_t draw_of(std::string_view text) { return get_u64(sha256(text)); }

/// The `version` member of an object's JSON; 0 when it has none.
Version version_in(std::string_view object);

/// The clock's own origin.
const Origin& clock_origin();

template <class Decider> void Entity<Decider>::attempt(const std::shared_ptr<Work>& work) {
  const Instant now = around_.time.now();
  if constexpr (Decider::has_dues) run_due(now);
  if (work->tick) {
    Outcome outcome;
    outcome.status = work->submission.status;
    return answer_when_durable(work, std::move(outcome));
  }
  if (work->refused) return refuse(work, *work->refused, now);
  const auto& command = std::get<Command>(work->submission.command);
  const auto catalog = around_.board.current();
  IdMint ids = new_mint(now);
  const Context context{
    now,
    work->submission.origin,
    &ids,
    catalog.get(),
    work->submission.if_version,
    around_.gateway,
    draw_of,
    work->taken};
  auto decision = decide(state_, command, context);
  if (!decision) return refuse(work, decision.error(), now);
  if (decision->events.empty()) return keep_unchanged(work, decision->subject, now);
  if (lacks_key()) return make_key_first(work);
  if constexpr (std::is_same_v<Event, CustomerEvent>) {
    const auto redemption = limited_redemption(decision->events, *catalog);
    if (redemption && work->redeems != redemption->coupon) return around_.redeem(work, *redemption);
    work->redeemed = redemption.has_value();
  }
  accept(work, std::move(*decision), now);
}

/// Everything that has fallen due by now comes before what a command asks now.
template <class Decider> void Entity<Decider>::run_due(Instant now) {
  static constexpr int steps_max = 10'000;
  if constexpr (Decider::has_dues) {
    for (int step = 0; step < steps_max; ++step) {
      const std::optional<Instant> due = next_due(state_);
      if (!due || *due > now || due == stuck_due_) return;
      const auto catalog = around_.board.current();
      IdMint ids = new_mint(*due);
      const Command tick{Tick{}};
      auto decision = decide(
        state_, tick,
        Context{
          *due, clock_origin(), &ids, catalog.get(), std::nullopt, around_.gateway, draw_of, {}}
      );
      if (!decision || decision->events.empty()) {
        stuck_due_ = due;
        around_.trouble(
          stream_, "what is due at " + to_text(*due) + " does not happen: " +
                     (decision ? std::string{"nothing comes of it"} : decision.error().message)
        );
        return;
      }
      Append append = happen(decision->events, {clock_origin(), action_of(tick), *due});
      const auto snapshot = snapshot_if_due(append, now);
      enqueue(std::move(append), [snapshot](const Stored<Durable>& durable) {
        if (durable && snapshot) snapshot(*durable);
      });
    }
  }
}

template <class Decider>
void Entity<Decider>::accept(
  const std::shared_ptr<Work>& work, Decided<Event> decided, Instant now
) {
  const Submission& asked = work->submission;
  const Version before = version_;
  const bool erased_before = erased_;
  const auto open_with = codec_; // an erasure drops the entity's own
  Append append =
    happen(decided.events, {asked.origin, action_of(std::get<Command>(asked.command)), now});
  append.claims = work->claims;
  if (work->redeemed) append.claims.push_back(work->redemption);
  KeptReply reply;
  reply.status = asked.status;
  reply.body = render(state_, decided.subject, now).value_or("{}");
  reply.reveal = asked.reveal;
  for (std::size_t at = decided.events.size(); at-- > 0 && reply.version == 0;) {
    const auto subjects = touched(decided.events[at]);
    if (std::find(subjects.begin(), subjects.end(), decided.subject) != subjects.end()) {
      reply.version = static_cast<std::int64_t>(before + at + 1);
    }
  }
  if (reply.version == 0) reply.version = static_cast<std::int64_t>(version_in(reply.body));
  if (asked.idempotency) {
    append.idempotency = IdempotencyEntry{
      asked.idempotency->digest, asked.idempotency->request_digest,
      seal_reply(reply, *asked.idempotency, around_.sources.vault)};
  }
  Outcome outcome = outcome_of(std::move(reply), open_with.get());
  const auto snapshot = snapshot_if_due(append, now);
  const bool erases = erased_ && !erased_before;
  CatalogNews news;
  if constexpr (Decider::published) {
    for (std::size_t at = 0; at < decided.events.size(); ++at) {
      news.emplace_back(std::move(decided.events[at]), EventMeta{before + at + 1, now});
    }
  }
  enqueue(
    std::move(append),
    [&around = around_, work, outcome = std::move(outcome), snapshot, erases,
     news = std::move(news)](const Stored<Durable>& durable) mutable {
      if (!durable) return work->answer(durable.error());
      if (snapshot) snapshot(*durable);
      if (!news.empty()) around.board.publish(std::move(news));
      outcome.position = durable->last;
      if (!erases) return work->answer(std::move(outcome));
      around.when_erased(durable->last, [work, outcome](bool erased) {
        if (erased) return work->answer(outcome);
        work->answer(Fault{
          FaultKind::indeterminate, "The erasure is recorded, but the key is not destroyed yet."});
      });
    }
  );
}

template <class Decider>
void Entity<Decider>::keep_unchanged(
  const std::shared_ptr<Work>& work, const Subject& subject, Instant now
) {
  KeptReply reply;
  reply.status = work->submission.status;
  reply.body = render(state_, subject, now).value_or("{}");
  reply.reveal = work->submission.reveal;
  reply.version = static_cast<std::int64_t>(version_in(reply.body));
  const auto& key = work->submission.idempotency;
  if (!key) return answer_when_durable(work, outcome_of(std::move(reply), codec_.get()));
  // Whoever repeats it later is told the same, and undoes nothing that came between.
  reply.stream = stream_;
  Append append;
  append.stream = stream_;
  append.expected = version_;
  append.idempotency = IdempotencyEntry{
    key->digest, key->request_digest, seal_reply(reply, *key, around_.sources.vault)};
  Outcome outcome = outcome_of(std::move(reply), codec_.get());
  enqueue(
    std::move(append),
    [work, outcome = std::move(outcome)](const Stored<Durable>& durable) mutable {
      if (!durable) return work->answer(durable.error());
      outcome.position = durable->last;
      work->answer(std::move(outcome));
    }
  );
}

/// What a customer is refused is an event too, so that auditors see it.
template <class Decider>
void Entity<Decider>::refuse(
  const std::shared_ptr<Work>& work, const Refusal& refusal, Instant now
) {
  const Submission& asked = work->submission;
  if constexpr (requires(const Command& command) { refused_event(command, refusal); }) {
    const Principal& who = asked.origin.principal;
    const auto* command = std::get_if<Command>(&asked.command);
    const bool recorded = who.is_customer() || who.kind == PrincipalKind::link;
    if (recorded && version_ > 0 && command != nullptr) {
      std::vector<Event> events;
      events.push_back(refused_event(*command, refusal));
      Append append = happen(events, {asked.origin, action_of(*command), now});
      if (asked.idempotency) {
        KeptReply reply;
        reply.refusal = refusal;
        append.idempotency = IdempotencyEntry{
          asked.idempotency->digest, asked.idempotency->request_digest,
          seal_reply(reply, *asked.idempotency, around_.sources.vault)};
      }
      const auto snapshot = snapshot_if_due(append, now);
      return enqueue(std::move(append), [work, refusal, snapshot](const Stored<Durable>& durable) {
        if (!durable) return work->answer(durable.error());
        if (snapshot) snapshot(*durable);
        Outcome outcome;
        outcome.refusal = refusal;
        outcome.position = durable->last;
        work->answer(std::move(outcome));
      });
    }
  }
  Outcome outcome;
  outcome.refusal = refusal;
  answer_when_durable(work, std::move(outcome));
}

/// For replies without events of their own: they too may tell only of what can no longer be lost.
template <class Decider>
void Entity<Decider>::answer_when_durable(const std::shared_ptr<Work>& work, Outcome outcome) {
  if (in_flight_->load() == 0 && !around_.committer.failed()) {
    outcome.position = around_.sources.log.head();
    return work->answer(std::move(outcome));
  }
  enqueue(
    {},
    [&log = around_.sources.log, work,
     outcome = std::move(outcome)](const Stored<Durable>& durable) mutable {
      if (!durable) return work->answer(durable.error());
      outcome.position = log.head();
      work->answer(std::move(outcome));
    }
  );
}

template <class Decider> bool Entity<Decider>::lacks_key() const {
  return Decider::personal && !codec_ && !erased_;
}

template <class Decider> void Entity<Decider>::make_key_first(const std::shared_ptr<Work>& work) {
  waiting_.insert(waiting_.begin(), work);
  start_loading(true);
}

template <class Decider> const PersonalCodec& Entity<Decider>::codec() const {
  static const LosingCodec losing;
  return codec_ ? *codec_ : static_cast<const PersonalCodec&>(losing);
}

/// Folds the events into the state and writes what the log will hold of them.
template <class Decider>
Append Entity<Decider>::happen(std::vector<Event>& events, const Doing& doing) {
  Append append;
  append.stream = stream_;
  append.expected = version_;
  append.tails.reserve(events.size());
  Envelope head;
  head.stream = stream_;
  head.action = doing.action;
  head.effective_at = doing.effective_at;
  head.principal = doing.origin.principal;
  head.request_id = doing.origin.request_id;
  head.cause = doing.origin.cause;
  head.ip = doing.origin.ip;
  head.user_agent = doing.origin.user_agent;
  if constexpr (Decider::personal) {
    seal_value(head.ip, codec());
    seal_value(head.user_agent, codec());
  }
  for (Event& event : events) {
    if constexpr (Decider::personal) seal_variant(event, codec());
    evolve(state_, event, EventMeta{version_ + 1, doing.effective_at});
    ++version_;
    head.version = static_cast<std::int64_t>(version_);
    head.type = type_of(event);
    append.tails.push_back(write_tail(head, encode_variant(event)));
    ++head.index;
    if (head.type == erased_event_type) erased_ = true;
  }
  if (erased_) codec_.reset();
  return append;
}

/// Every so many events the state is written aside, once it is durable.
template <class Decider>
std::function<void(const Durable&)>
Entity<Decider>::snapshot_if_due(const Append& append, Instant now) {
  if (version_ - snapshot_version_ < around_.snapshot_every) return {};
  snapshot_version_ = version_;
  prune(state_, now);
  Snapshot snapshot{version_, {}, erased_, write_state(state_)};
  return [&around = around_, stream = stream_, tail = append.tails.back(),
          snapshot = std::move(snapshot)](const Durable& durable) {
    Snapshot kept = snapshot;
    kept.leaf = to_hex(leaf_hash(write_stored(durable.last, durable.recorded_at, tail)));
    around.keep_snapshot(snapshot_key(stream), write_snapshot(kept, shape_of<State>()));
  };
}

template <class Decider>
void Entity<Decider>::enqueue(Append append, std::function<void(const Stored<Durable>&)> then) {
  in_flight_->fetch_add(1);
  around_.committer.enqueue(
    {std::move(append),
     [in_flight = in_flight_, then = std::move(then)](const Stored<Durable>& durable) {
       in_flight->fetch_sub(1);
       then(durable);
     }}
  );
}

} // namespace portal

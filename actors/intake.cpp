// A command on its way to its actor: permit, Idempotency-Key, claims, directory; and what it gives
// back when it is answered.

#include <algorithm>
#include <exception>
#include <iterator>
#include <set>
#include <utility>

#include "actors/running_node.hpp"

namespace portal {
namespace {

constexpr std::chrono::seconds overload_retry{1};

/// Above this, looking claims up is left to a thread that may block.
constexpr std::size_t claims_looked_up_inline = 16;

Refusal customer_busy() {
  return {
    RefusalKind::too_many, "too_many_in_flight", "",
    "Too many commands of this customer are in flight. Wait for some to be answered, then retry."};
}

Fault all_busy() {
  return {FaultKind::io, "The server has as many commands in flight as it takes. Retry shortly."};
}

constexpr std::chrono::seconds room_retry{60};

Refusal already_exists(const Claim& claim) {
  const auto slash = claim.key.find('/');
  const std::string name = slash == std::string::npos ? claim.key : claim.key.substr(slash + 1);
  return {
    RefusalKind::conflict, "resource_already_exists", claim.param,
    "\"" + name + "\" is taken already. Choose another, or leave the field out to have one made."};
}

Refusal coupon_exhausted(const LimitedRedemption& redemption) {
  return {
    RefusalKind::conflict, "coupon_exhausted", "coupon",
    "The coupon \"" + redemption.coupon.text() + "\" was redeemed as often as it may be (" +
      std::to_string(redemption.max) + "). Use another coupon."};
}

std::vector<Claim> claims_of_any(const AnyCommand& command) {
  return std::visit([](const auto& one) { return claims_of(one); }, command);
}

/// Drops the claim if that command may go on without it; answers whether it may.
bool forgo(Work& work, const Claim& named, std::size_t claim) {
  const bool goes_on = std::visit(
    [&](auto& one) {
      if (!goes_on_when_taken(one, claim)) return false;
      mark_taken(one, claim);
      return true;
    },
    work.submission.command
  );
  if (goes_on) work.taken.push_back(named.key);
  return goes_on;
}

} // namespace

Fault no_room_left(const DiskRoom& disk) {
  constexpr std::uint64_t mebibyte = 1'048'576;
  return {
    FaultKind::no_space, "The disk has " + std::to_string(disk.free() / mebibyte) +
                           " MiB left where the data is, less than disk_free_min (" +
                           std::to_string(disk.least() / mebibyte) +
                           " MiB). Commands are refused, reads go on. Make room: commands are "
                           "taken again by themselves."};
}

void RunningNode::submit(Submission submission, Reply reply) {
  ++open_works_;
  const auto work = std::make_shared<Work>(
    std::move(submission), std::move(reply),
    [this](Work& done, const Outcome& outcome) { settle(done, outcome); }
  );
  if (draining_) {
    return work->answer(
      Fault{FaultKind::io, "The server is shutting down. Retry."}, overload_retry
    );
  }
  if (!System::knows(work->submission.stream)) {
    return work->answer(Fault{
      FaultKind::misuse, "No actor decides for \"" + work->submission.stream + "\"."});
  }
  try {
    if (take_permit(work) && enter_key(work) && has_room(work)) take_claims(work, false);
  } catch (const std::exception& problem) {
    work->answer(Fault{FaultKind::misuse, std::string{"Taking a command threw: "} + problem.what()}
    );
  }
}

/// What is told of the world outside (a payment's outcome, a delivery) has happened, and is taken
/// even when room is short. Asked last: what a key has an outcome for is answered all the same.
bool RunningNode::has_room(const std::shared_ptr<Work>& work) {
  if (work->submission.origin.principal.kind == PrincipalKind::system) return true;
  if (!disk_.is_short()) return true;
  ++overloaded_;
  work->answer(no_room_left(disk_), room_retry);
  return false;
}

bool RunningNode::take_permit(const std::shared_ptr<Work>& work) {
  switch (permits_.take(work->submission.stream)) {
  case Permits::Verdict::granted:
    work->permitted = true;
    ++commands_;
    return true;
  case Permits::Verdict::customer_busy: {
    Outcome outcome;
    outcome.refusal = customer_busy();
    outcome.retry_after = overload_retry;
    ++overloaded_;
    work->answer(std::move(outcome));
    return false;
  }
  case Permits::Verdict::all_busy:
    ++overloaded_;
    work->answer(all_busy(), overload_retry);
    return false;
  }
  return false;
}

/// False when the key has answered the command.
bool RunningNode::enter_key(const std::shared_ptr<Work>& work) {
  auto& key = work->submission.idempotency;
  if (!key) return true;
  const auto entry = keys_.enter(*key);
  if (entry == KeysInFlight::Entry::in_use) {
    Outcome outcome;
    outcome.refusal = key_in_use();
    outcome.retry_after = overload_retry;
    work->answer(std::move(outcome));
    return false;
  }
  work->key_in_flight = entry == KeysInFlight::Entry::entered;
  // Looked up only now that no one else can enter it: what was in flight before is in the log.
  const auto stored = engines_.log->outcome(key->digest);
  if (!stored) {
    work->answer(stored.error());
    return false;
  }
  const bool other_stored = *stored && (*stored)->request_digest != key->request_digest;
  if (other_stored || entry == KeysInFlight::Entry::other_request) {
    if (work->key_in_flight) keys_.leave(*key);
    work->key_in_flight = false;
    key.reset();
    work->refused = key_reused(); // by way of the actor, which records it for the auditor
    return true;
  }
  if (!*stored) return true;
  replay(work, **stored);
  return false;
}

void RunningNode::replay(const std::shared_ptr<Work>& work, const StoredOutcome& stored) {
  auto kept = open_reply(stored.outcome, *work->submission.idempotency, *engines_.vault);
  if (!kept) return work->answer(kept.error());
  // The stream that the first request led to: a retry that lets the server choose the id of a new
  // customer arrives with another one.
  std::string stream = kept->stream.value_or(work->submission.stream);
  if (!kept->stream) {
    const auto found_event =
      engines_.log->read(stored.position, [&](Position /*position*/, std::string_view line) {
        if (const auto event = RecordedEvent::parse(std::string{line}))
          stream = event->head().stream;
        return false;
      });
    if (!found_event) return work->answer(found_event.error());
  }
  std::shared_ptr<const PersonalCodec> codec;
  if (const auto customer = customer_of(stream)) {
    auto found = engines_.vault->codec(*customer);
    if (!found) return work->answer(found.error());
    codec = std::move(*found);
  }
  Outcome outcome = outcome_of(std::move(*kept), codec.get());
  outcome.position = stored.position;
  outcome.replayed = true;
  work->answer(std::move(outcome));
}

/// `aside`: on one of the threads that may block.
void RunningNode::take_claims(const std::shared_ptr<Work>& work, bool aside) {
  if (work->refused) return deliver(work);
  const std::vector<Claim> claims = claims_of_any(work->submission.command);
  if (claims.empty()) return deliver(work);
  const auto retry = [this, work] { take_claims_aside(work); };
  if (!aside && claims.size() > claims_looked_up_inline) return retry();
  std::vector<std::string> wanted;
  if (aside) {
    // What the log holds already need not be waited for.
    auto free = free_names(work);
    if (!free) return;
    wanted = std::move(*free);
  } else {
    for (const Claim& claim : claims) wanted.push_back(claim.key);
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  }
  if (wanted.empty() || work->refused) return deliver(work);
  if (!claims_.acquire(wanted, retry)) return;
  work->claims = wanted;
  // Only now is the log's answer final: what was free may have been taken until it was held.
  auto free = free_names(work);
  if (!free) return;
  std::vector<std::string> taken;
  std::set_difference(
    wanted.begin(), wanted.end(), free->begin(), free->end(), std::back_inserter(taken)
  );
  work->claims = std::move(*free);
  claims_.release(taken);
  deliver(work);
}

void RunningNode::take_claims_aside(const std::shared_ptr<Work>& work) {
  aside_.run([this, work] {
    try {
      take_claims(work, true);
    } catch (const std::exception& problem) {
      work->answer(Fault{FaultKind::misuse, std::string{"Taking claims threw: "} + problem.what()});
    }
  });
}

/// The names among the command's claims that nobody has taken, in order; marks or refuses it for the
/// others. Nothing when the log cannot tell: then the command has been answered.
std::optional<std::vector<std::string>> RunningNode::free_names(const std::shared_ptr<Work>& work) {
  auto& command = work->submission.command;
  const std::vector<Claim> claims = claims_of_any(command);
  std::vector<std::string> keys;
  keys.reserve(claims.size());
  for (const Claim& claim : claims) keys.push_back(claim.key);
  const auto taken = engines_.log->claimed(keys);
  if (!taken) {
    work->answer(taken.error());
    return std::nullopt;
  }
  std::set<std::string> free;
  for (std::size_t at = 0; at < claims.size(); ++at) {
    // A name that stands twice in one command is taken the second time.
    if (!(*taken)[at] && free.insert(claims[at].key).second) continue;
    if (!forgo(*work, claims[at], at) && !work->refused) work->refused = already_exists(claims[at]);
  }
  return std::vector<std::string>{free.begin(), free.end()};
}

/// A decision redeems a coupon that may be redeemed only so often: it is taken again once a redemption
/// is set aside for it.
void RunningNode::redeem(const std::shared_ptr<Work>& work, const LimitedRedemption& redemption) {
  aside_.run([this, work, redemption] {
    give_up_redemption(*work);
    auto slot = coupons_.take(redemption.coupon, redemption.max, [this, work, redemption] {
      redeem(work, redemption);
    });
    if (!slot) return work->answer(slot.error());
    switch (slot->verdict) {
    case CouponSlots::Verdict::waiting: return;
    case CouponSlots::Verdict::exhausted: work->refused = coupon_exhausted(redemption); break;
    case CouponSlots::Verdict::taken:
      work->redeems = redemption.coupon;
      work->redemption = std::move(slot->name);
      break;
    }
    deliver(work);
  });
}

void RunningNode::give_up_redemption(Work& work) {
  if (work.redemption.empty()) return;
  coupons_.give_back(work.redeems, std::exchange(work.redemption, {}), work.redeemed);
}

void RunningNode::deliver(const std::shared_ptr<Work>& work) {
  directory_.deliver(work->submission.stream, work);
}

void RunningNode::settle(Work& work, const Outcome& outcome) {
  if (outcome.refusal) ++refusals_;
  if (work.key_in_flight) keys_.leave(*work.submission.idempotency);
  if (!work.claims.empty()) claims_.release(work.claims);
  give_up_redemption(work);
  if (work.permitted) permits_.give_back(work.submission.stream);
  if (--open_works_ == 0) {
    const std::lock_guard lock{idle_mutex_};
    idle_.notify_all();
  }
}

/// The clock's commands need no permit: the clock waits for its own.
void RunningNode::tick(const std::string& stream, std::function<void(bool)> then) {
  ++open_works_;
  Submission submission;
  submission.stream = stream;
  submission.command = CustomerCommand{Tick{}};
  const auto work = std::make_shared<Work>(
    std::move(submission),
    [then = std::move(then)](const Outcome& outcome) { then(outcome.status != 0); },
    [this](Work& done, const Outcome& outcome) { settle(done, outcome); }
  );
  work->tick = true;
  deliver(work);
}

} // namespace portal

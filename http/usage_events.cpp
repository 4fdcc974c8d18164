// POST /usage/events: a batch is read whole, then split by customer and recorded in parallel. Nothing
// is recorded unless every event is well formed and every customer exists.
#include <map>
#include <mutex>
#include <set>

#include "http/cloud_events.hpp"
#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "store/vault.hpp"

namespace portal {

namespace {

/// The answer to a usage command, as its host shows it.
struct UsageCounts {
  std::int64_t accepted = 0;
  std::int64_t duplicates = 0;
  static constexpr Fields fields{
    Field{"accepted", &UsageCounts::accepted, "Events recorded now."},
    Field{"duplicates", &UsageCounts::duplicates, "Events that were recorded before."},
  };
};

/// A batch on its way: some customers' parts in flight, the others waiting their turn.
class Batch : public std::enable_shared_from_this<Batch> {
 public:
  struct Part {
    CustomerId customer;
    RecordUsage command;
    std::size_t first_index = 0;
    std::size_t events = 0;
    std::optional<Outcome> outcome;
  };

  Batch(CallPtr call, std::vector<Part> parts, std::int64_t repeats)
      : call_(std::move(call)), parts_(std::move(parts)), repeats_(repeats) {}

  /// The first part goes alone: it carries the Idempotency-Key itself, so that a key that is in use,
  /// or was used with another body, stops the batch before anything is recorded.
  void begin() {
    if (call_->idempotency) {
      alone_ = true;
    }
    advance();
  }

 private:
  static constexpr std::size_t in_flight_max = 64;

  void advance() {
    std::unique_lock lock{mutex_};
    if (advancing_) return; // a reply that came at once: the loop below goes on
    advancing_ = true;
    while (next_ < parts_.size() && in_flight_ < (alone_ ? std::size_t{1} : in_flight_max) &&
           !stopped_) {
      const std::size_t at = next_++;
      ++in_flight_;
      lock.unlock();
      start(at);
      lock.lock();
    }
    advancing_ = false;
    const bool over = in_flight_ == 0 && (next_ == parts_.size() || stopped_);
    if (!over || answered_) return;
    answered_ = true;
    lock.unlock();
    finish();
  }

  void start(std::size_t at) {
    Part& part = parts_[at];
    Submission submission;
    submission.stream = stream_of(part.customer);
    submission.command = CustomerCommand{std::move(part.command)};
    submission.origin = origin_of(*call_);
    submission.idempotency = call_->idempotency;
    if (at > 0 && submission.idempotency) {
      submission.idempotency->digest = call_->edge.node.vault().digest(
        "idempotency", submission.idempotency->digest + part.customer.text()
      );
    }
    call_->edge.node.submit(
      std::move(submission),
      [self = shared_from_this(), at](Outcome outcome) { self->ended(at, std::move(outcome)); }
    );
  }

  void ended(std::size_t at, Outcome outcome) {
    {
      const std::lock_guard lock{mutex_};
      --in_flight_;
      alone_ = false;
      stopped_ = stopped_ || outcome.fault || outcome.refusal;
      parts_[at].outcome = std::move(outcome);
    }
    advance();
  }

  void finish() {
    UsageCounts sum{0, repeats_};
    Outcome whole;
    whole.status = 200;
    whole.replayed = true;
    std::size_t recorded = 0;
    const Part* failed = nullptr;
    for (const auto& part : parts_) {
      if (!part.outcome) continue;
      if (part.outcome->fault || part.outcome->refusal) {
        if (failed == nullptr) failed = &part;
        continue;
      }
      const auto counts = read_text<UsageCounts>(part.outcome->body, Strictness::lenient);
      if (counts) {
        sum.accepted += counts->accepted;
        sum.duplicates += counts->duplicates;
      }
      recorded += part.events;
      whole.replayed = whole.replayed && part.outcome->replayed;
      whole.position = std::max(whole.position, part.outcome->position);
    }
    if (failed != nullptr) return send(call_, failure(*failed, recorded));
    whole.body = write_message(sum);
    send(call_, response_of(*call_, std::move(whole)));
  }

  Response failure(const Part& part, std::size_t recorded) {
    Outcome outcome = *part.outcome;
    if (outcome.refusal) {
      outcome.refusal->message = "Event " + std::to_string(part.first_index) + " (customer " +
                                 part.customer.text() + "): " + outcome.refusal->message;
      if (recorded > 0) {
        outcome.refusal->message +=
          " " + std::to_string(recorded) +
          " events of the batch were recorded; send it again with the same ids or "
          "Idempotency-Key, and they are not counted twice.";
      }
    }
    return response_of(*call_, std::move(outcome));
  }

  CallPtr call_;
  std::mutex mutex_;
  std::vector<Part> parts_;
  std::int64_t repeats_; ///< events that stand in the batch twice
  std::size_t next_ = 0;
  std::size_t in_flight_ = 0;
  bool alone_ = false;
  bool advancing_ = false;
  bool stopped_ = false;
  bool answered_ = false;
};

struct Split {
  std::vector<Batch::Part> parts;
  std::int64_t repeats = 0;
};

Split split_by_customer(std::vector<SentUsage> all) {
  Split made;
  std::map<CustomerId, std::size_t> places;
  std::set<std::pair<std::string, std::string>> seen;
  for (auto& sent : all) {
    if (!seen.emplace(sent.item.source, sent.item.id).second) {
      ++made.repeats;
      continue;
    }
    const auto [place, fresh] = places.try_emplace(sent.customer, made.parts.size());
    if (fresh) made.parts.push_back({sent.customer, {}, sent.index, 0, {}});
    auto& part = made.parts[place->second];
    part.command.events.push_back(std::move(sent.item));
    ++part.events;
  }
  return made;
}

/// The first part whose customer is not there (or not any more), if there is one.
Stored<const Batch::Part*> missing_customer(const ViewReader& rows, const Split& split) {
  for (const auto& part : split.parts) {
    const auto row = find_object(rows, {"customer", part.customer.text()});
    if (!row) return tl::unexpected<Fault>(row.error());
    if (!*row || (*row)->json.find("\"deletedAt\"") != std::string::npos) return &part;
  }
  return nullptr;
}

void run(const CallPtr& call, Split split) {
  std::make_shared<Batch>(call, std::move(split.parts), split.repeats)->begin();
}

} // namespace

void record_usage(const CallPtr& call) {
  const auto catalog = call->edge.node.catalog();
  const std::string seed = call->idempotency ? "key-" + hex(call->idempotency->digest).substr(0, 40)
                                             : "auto-" + new_mint(call->now).next_suffix();
  auto sent = read_usage(call->request, {*catalog, call->now, seed});
  if (!sent) return answer(call, sent.error());
  auto split = std::make_shared<Split>(split_by_customer(std::move(*sent)));
  const auto early = missing_customer(*call->edge.node.rows(), *split);
  if (early && *early == nullptr) return run(call, std::move(*split));
  when_read(call, [call, split](const ViewReader& rows) {
    const auto missing = missing_customer(rows, *split);
    if (!missing) return answer(call, missing.error());
    if (*missing == nullptr) return run(call, std::move(*split));
    auto refusal = not_found("customer", (*missing)->customer.text(), "customer");
    const auto index = std::to_string((*missing)->first_index);
    refusal.param = "[" + index + "].customer";
    refusal.message = "Event " + index + ": " + refusal.message;
    answer(call, refusal);
  });
}

} // namespace portal

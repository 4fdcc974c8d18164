// Keys:
//   'w' kind · position → stream · object · id · recorded (ms): the work itself
//   'k' kind · object · id → position: where to find it when its outcome comes
//   's' → recorded (ms): when mails that nobody sent were last cleared away
#include "projections/outbox.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include "events/mail_causes.hpp"
#include "projections/occurrence.hpp"
#include "projections/rows.hpp"

namespace portal {
namespace {

Key work_key(std::string_view kind, Position position) {
  Key key{'w'};
  key.text(kind).number(position);
  return key;
}

Key object_key(std::string_view kind, std::string_view object, std::string_view id) {
  Key key{'k'};
  key.text(kind).text(object).last(id);
  return key;
}

/// What an event does to the outbox: asks for work on an object, or tells its outcome.
struct Effect {
  std::string_view kind;
  std::string_view object;
  std::string id;
  bool asked = false;
};

constexpr std::string_view payment = "payment";
constexpr std::string_view method = "payment_method";
constexpr std::string_view mail = "mail";
constexpr Millis mails_cleared_every = std::chrono::hours{1};

/// One overload for each event that matters; all others change nothing.
struct EffectOf {
  using Answer = std::optional<Effect>;

  Answer operator()(const PaymentStarted& it) const {
    if (it.payment.gateway == sandbox_name) return std::nullopt;
    return asks(payment, it.payment.id);
  }

  Answer operator()(const PaymentCheckRequested& it) const { return asks(payment, it.id); }

  Answer operator()(const PaymentCancelRequested& it) const { return asks(payment, it.id); }

  Answer operator()(const PaymentSucceeded& it) const { return ends(payment, it.id); }

  Answer operator()(const PaymentFailed& it) const { return ends(payment, it.id); }

  Answer operator()(const PaymentActionRequired& it) const { return ends(payment, it.id); }

  Answer operator()(const PaymentMethodSetupStarted& it) const { return asks(method, it.id); }

  Answer operator()(const PaymentMethodCheckRequested& it) const { return asks(method, it.id); }

  Answer operator()(const PaymentMethodDetached& it) const {
    if (!it.gateway) return std::nullopt;
    return asks(method, it.id);
  }

  Answer operator()(const PaymentMethodAttached& it) const { return ends(method, it.id); }

  Answer operator()(const PaymentMethodActionRequired& it) const { return ends(method, it.id); }

  Answer operator()(const PaymentMethodSetupFailed& it) const { return ends(method, it.id); }

  Answer operator()(const PaymentMethodReleased& it) const { return ends(method, it.id); }

  Answer operator()(const MailSent& it) const { return Effect{mail_outbox, mail, it.mail, false}; }

  Answer operator()(const MailGivenUp& it) const {
    return Effect{mail_outbox, mail, it.mail, false};
  }

  Answer operator()(const CustomerErased& /*it*/) const {
    return Effect{mail_outbox, mailbox_object, {}, true};
  }

  template <class Other> Answer operator()(const Other& /*it*/) const { return std::nullopt; }

 private:
  template <class IdType> static Effect asks(std::string_view object, const IdType& id) {
    return {payments_outbox, object, id.text(), true};
  }

  template <class IdType> static Effect ends(std::string_view object, const IdType& id) {
    return {payments_outbox, object, id.text(), false};
  }
};

std::optional<Effect> effect_of(const CustomerEvent& happened, const Occurrence& event) {
  if (mail_for(happened, event.head().action)) {
    return Effect{mail_outbox, mail, mail_id(event.position()), true};
  }
  auto effect = visit(EffectOf{}, happened);
  if (effect && effect->object == mailbox_object) effect->id = event.customer();
  return effect;
}

std::uint64_t recorded_ms(Instant at) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(at.ms, 0));
}

class OutboxProjection final : public Projection {
 public:
  std::string_view name() const override { return "outbox"; }

  RowsOf rows_of() const override { return RowsOf::outbox; }

  std::uint8_t version() const override { return 2; }

  void begin() override {}

  Stored<void> fold(const Occurrence& event, ViewWriter& rows) override {
    if (event.is_usage()) return {};
    const auto domain = event.domain();
    if (!domain) return tl::unexpected<Fault>(domain.error());
    const auto* happened = std::get_if<CustomerEvent>(*domain);
    if (happened == nullptr) return {};
    const auto effect = effect_of(*happened, event);
    if (!effect) return {};
    if (effect->kind == mail_outbox && effect->asked) {
      if (auto cleared = clear_mails(event.head().recorded_at, rows); !cleared) return cleared;
    }
    return put(*effect, event, rows);
  }

  Stored<void> finish(ViewWriter& /*rows*/) override { return {}; }

 private:
  /// Nobody wants mails about what was long ago: of those that nobody sent, the old ones go.
  static Stored<void> clear_mails(Instant now, ViewWriter& rows) {
    const auto last = rows.get(Key{'s'});
    if (!last) return tl::unexpected<Fault>(last.error());
    const std::uint64_t at = recorded_ms(now);
    const auto every = static_cast<std::uint64_t>(mails_cleared_every.count());
    if (*last && Pieces{**last}.number() + every > at) return {};
    rows.put(Key{'s'}, Key{}.number(at));
    std::vector<std::pair<std::string, std::string>> old;
    Key all{'w'};
    all.text(mail_outbox);
    auto scanned = rows.scan(
      all, after_prefix(all), Order::ascending,
      [&](std::string_view key, std::string_view value) {
        Pieces work{value};
        work.text(); // the stream
        const std::string_view object = work.text();
        const std::string_view id = work.text();
        if (work.number() + static_cast<std::uint64_t>(mail_kept_for.count()) >= at) return false;
        old.emplace_back(std::string{key}, object_key(mail_outbox, object, id).bytes());
        return true;
      }
    );
    if (!scanned) return scanned;
    for (const auto& [work, known] : old) {
      rows.remove(work);
      rows.remove(known);
    }
    return {};
  }

  static Stored<void> put(const Effect& effect, const Occurrence& event, ViewWriter& rows) {
    const Key known = object_key(effect.kind, effect.object, effect.id);
    const auto before = rows.get(known);
    if (!before) return tl::unexpected<Fault>(before.error());
    if (*before) rows.remove(work_key(effect.kind, Pieces{**before}.number()));
    if (effect.asked) {
      rows.put(known, Key{}.number(event.position()));
      rows.put(
        work_key(effect.kind, event.position()), Key{}
                                                   .text(event.head().stream)
                                                   .text(effect.object)
                                                   .text(effect.id)
                                                   .number(recorded_ms(event.head().recorded_at))
      );
    } else if (*before) {
      rows.remove(known);
    }
    return {};
  }
};

} // namespace

Stored<std::vector<OutboxItem>>
outbox_after(const ViewReader& rows, std::string_view kind, Position after, std::size_t limit) {
  auto prefix = serving_prefix(rows, RowsOf::outbox);
  if (!prefix) return tl::unexpected<Fault>(prefix.error());
  const ScopedReader outbox{rows, std::move(*prefix)};
  std::vector<OutboxItem> items;
  if (limit == 0) return items;
  Key all{'w'};
  all.text(kind);
  const auto scanned = outbox.scan(
    work_key(kind, after + 1), after_prefix(all), Order::ascending,
    [&](std::string_view key, std::string_view value) {
      Pieces place{key.substr(all.bytes().size())};
      Pieces work{value};
      OutboxItem item;
      item.position = place.number();
      item.stream = std::string{work.text()};
      item.object = std::string{work.text()};
      item.id = std::string{work.text()};
      items.push_back(std::move(item));
      return items.size() < limit;
    }
  );
  if (!scanned) return tl::unexpected<Fault>(scanned.error());
  return items;
}

std::string mail_id(Position position) { return "mail_" + std::to_string(position); }

std::unique_ptr<Projection> make_outbox_projection() {
  return std::make_unique<OutboxProjection>();
}

} // namespace portal

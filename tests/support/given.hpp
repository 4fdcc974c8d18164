#pragma once

// Given(events).at(now).when(command).then(events): rules as sentences, for any decider. What a command
// leads to is folded into the state, so that sentences can go on.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "events/access.hpp"
#include "events/catalog.hpp"
#include "events/customer.hpp"

namespace portal::testing {

template <class State> struct Messages;

template <> struct Messages<CustomerState> {
  using Command = CustomerCommand;
  using Event = CustomerEvent;
};

template <> struct Messages<Catalog> {
  using Command = CatalogCommand;
  using Event = CatalogEvent;
};

template <> struct Messages<KeyRing> {
  using Command = AccessCommand;
  using Event = AccessEvent;
};

inline Instant moment(std::string_view text) {
  const auto parsed = parse_instant(text);
  EXPECT_TRUE(parsed) << text;
  return parsed.value_or(Instant{});
}

/// What a failure shows: `price.created.v1 {"id":…}`.
template <class Event> std::string described(const Event& event) {
  std::string text{type_of(event)};
  text += ' ';
  return text += encode_variant(event);
}

template <class State> class Given {
 public:
  using Command = typename Messages<State>::Command;
  using Event = typename Messages<State>::Event;

  explicit Given(const std::vector<Event>& past = {}) {
    for (const Event& event : past) fold(event);
  }

  Given& at(std::string_view time) {
    now = moment(time);
    return *this;
  }

  Given& after(Millis span) {
    now = now + span;
    return *this;
  }

  /// Who acts from now on; a secret key at first.
  Given& by(PrincipalKind kind, std::string id) {
    origin.principal = Principal{kind, std::move(id)};
    return *this;
  }

  Given& if_version(Version seen) {
    version_seen = seen;
    return *this;
  }

  /// A claim of the next command that somebody has already.
  Given& taken(std::string claim) {
    claims_taken.push_back(std::move(claim));
    return *this;
  }

  Given& when(const Command& command) {
    IdMint mint{now, 0, ++commands << 20U};
    auto decision = decide(
      state, command,
      Context{now, origin, &mint, &catalog, version_seen, "sandbox", draw, claims_taken}
    );
    version_seen.reset();
    claims_taken.clear();
    refusal.reset();
    events.clear();
    if (!decision) {
      refusal = decision.error();
      return *this;
    }
    subject = decision->subject;
    events = decision->events;
    for (const Event& event : events) fold(event);
    return *this;
  }

  Given& done() {
    EXPECT_FALSE(refusal) << refusal->code << " at '" << refusal->param
                          << "': " << refusal->message;
    return *this;
  }

  Given& then(const std::vector<Event>& expected) {
    done();
    EXPECT_EQ(all_described(events), all_described(expected));
    return *this;
  }

  /// The types of the events, without their versions.
  Given& then_types(const std::vector<std::string>& expected) {
    done();
    std::vector<std::string> types;
    for (const Event& event : events) {
      const std::string_view type = type_of(event);
      types.emplace_back(type.substr(0, type.rfind(".v")));
    }
    EXPECT_EQ(types, expected);
    return *this;
  }

  Given& refused(std::string_view code, std::string_view param = {}) {
    EXPECT_TRUE(refusal) << "was not refused with " << code;
    if (!refusal) return *this;
    EXPECT_EQ(refusal->code, code) << refusal->message;
    EXPECT_EQ(refusal->param, param) << refusal->message;
    EXPECT_GT(refusal->message.size(), 15U) << "a refusal says what to do";
    return *this;
  }

  Given& refused(RefusalKind kind, std::string_view code, std::string_view param = {}) {
    refused(code, param);
    if (refusal) {
      EXPECT_EQ(static_cast<int>(refusal->kind), static_cast<int>(kind)) << refusal->code;
    }
    return *this;
  }

  /// The subject of the last decision as the API shows it.
  std::string shown() const { return render(state, subject, now).value_or("nothing"); }

  State state;
  Catalog catalog; ///< what a customer's context shows
  Instant now = moment("2026-03-01T12:00:00Z");
  Origin origin{Principal{PrincipalKind::key, "sk_test"}, "req_1", {}, {}, {}};
  std::optional<Version> version_seen;
  std::vector<std::string> claims_taken;
  std::uint64_t (*draw)(std::string_view) = nullptr;
  std::optional<Refusal> refusal;
  std::vector<Event> events;
  Subject subject;
  Version version = 0;
  std::uint64_t commands = 0;

 private:
  void fold(const Event& event) { evolve(state, event, EventMeta{++version, now}); }

  static std::vector<std::string> all_described(const std::vector<Event>& some) {
    std::vector<std::string> texts;
    for (const Event& event : some) texts.push_back(described(event));
    return texts;
  }
};

/// A command as HTTP would read it: strictly, from text.
template <class T> T from_json(std::string_view text) {
  auto read = read_text<T>(text, Strictness::strict);
  EXPECT_TRUE(read) << (read ? "" : read.error().message);
  return read ? std::move(*read) : T{};
}

/// The refusal of reading `text` as a T.
template <class T> Refusal fault_in(std::string_view text) {
  auto read = read_text<T>(text, Strictness::strict);
  EXPECT_FALSE(read) << text << " was read";
  return read ? Refusal{} : read.error();
}

// Compiled once, in given.cpp: every test file would pay seconds for each.
extern template class Given<CustomerState>;
extern template class Given<Catalog>;
extern template class Given<KeyRing>;

} // namespace portal::testing

#include "events/envelope.hpp"

#include <algorithm>
#include <charconv>

#include "events/time.hpp"

namespace portal {

Position Envelope::position_number() const {
  Position number = 0;
  std::from_chars(position.data(), position.data() + position.size(), number);
  return number;
}

namespace {

/// Takes the members of an envelope off a line in the order in which write_stored() puts them, without
/// parsing it: most lines of a log are such, and reading the log is reading them. Whatever it is not
/// sure of (an escape, a byte beyond ASCII, another order) it refuses; the parser then has the word.
class LineFront {
 public:
  explicit LineFront(std::string_view line) : rest_(line) {}

  bool skip(std::string_view literal) {
    if (!rest_.starts_with(literal)) return false;
    rest_.remove_prefix(literal.size());
    return true;
  }

  /// The inside of a string whose opening quote is taken already.
  bool take(std::string& into) {
    const auto text = take_text();
    if (text) into = *text;
    return text.has_value();
  }

  bool take(Instant& into) {
    const auto text = take_text();
    const auto at = text ? parse_instant(*text) : std::nullopt;
    if (at) into = *at;
    return at.has_value();
  }

  bool take(PrincipalKind& into) {
    constexpr auto names = names_of(PrincipalKind{});
    const auto text = take_text();
    const auto* const at = std::find(names.begin(), names.end(), text.value_or(""));
    if (at == names.end()) return false;
    into = static_cast<PrincipalKind>(at - names.begin());
    return true;
  }

  bool take(std::int64_t& into) {
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), into);
    if (error != std::errc{} || end == rest_.data() + rest_.size() || *end != ',') return false;
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return true;
  }

  bool take(std::optional<Personal<std::string>>& into) {
    std::string text;
    if (skip(R"({"$sealed":")")) {
      if (!take(text)) return false;
      into.emplace(Sealed{std::move(text)});
      return skip("}");
    }
    if (!skip("\"") || !take(text)) return false;
    into.emplace(std::move(text));
    return true;
  }

  std::string_view rest() const { return rest_; }

 private:
  std::optional<std::string_view> take_text() {
    for (std::size_t at = 0; at < rest_.size(); ++at) {
      const auto c = static_cast<unsigned char>(rest_[at]);
      if (c == '"') {
        const std::string_view text = rest_.substr(0, at);
        rest_.remove_prefix(at + 1);
        return text;
      }
      if (c == '\\' || c < 0x20 || c >= 0x80) return std::nullopt;
    }
    return std::nullopt;
  }

  std::string_view rest_;
};

/// The JSON behind `data`, when the line is as this build writes it.
std::optional<std::string_view> read_front(std::string_view line, Envelope& head) {
  LineFront front{line};
  const bool fixed =
    front.skip(R"({"position":")") && front.take(head.position) &&
    front.skip(R"(,"recordedAt":")") && front.take(head.recorded_at) &&
    front.skip(R"(,"stream":")") && front.take(head.stream) && front.skip(R"(,"version":)") &&
    front.take(head.version) && front.skip(R"(,"type":")") && front.take(head.type) &&
    front.skip(R"(,"action":")") && front.take(head.action) && front.skip(R"(,"index":)") &&
    front.take(head.index) && front.skip(R"(,"effectiveAt":")") && front.take(head.effective_at) &&
    front.skip(R"(,"principal":{"kind":")") && front.take(head.principal.kind) &&
    front.skip(R"(,"id":")") && front.take(head.principal.id) && front.skip(R"(},"requestId":")") &&
    front.take(head.request_id);
  if (!fixed) return std::nullopt;
  if (front.skip(R"(,"ip":)") && !front.take(head.ip)) return std::nullopt;
  if (front.skip(R"(,"userAgent":)") && !front.take(head.user_agent)) return std::nullopt;
  if (front.skip(R"(,"cause":")") && !front.take(head.cause.emplace())) return std::nullopt;
  if (!front.skip(R"(,"data":)") || !front.rest().ends_with('}')) return std::nullopt;
  return front.rest().substr(0, front.rest().size() - 1);
}

} // namespace

Result<RecordedEvent> RecordedEvent::parse(std::string stored) {
  RecordedEvent made;
  if (const auto data = read_front(stored, made.head_)) {
    if (auto document = JsonDocument::parse(*data)) {
      made.document_ = std::move(*document);
      made.stored_ = std::move(stored);
      return made;
    }
  }
  auto document = JsonDocument::parse(stored);
  if (!document) return tl::unexpected<Refusal>(document.error());
  made.document_ = std::move(*document);
  made.whole_ = true;
  made.stored_ = std::move(stored);
  auto head = read_message<Envelope>(made.document_.root(), Strictness::lenient);
  if (!head) return tl::unexpected<Refusal>(head.error());
  if (!made.document_.root().member("data")) {
    return refuse(RefusalKind::invalid, "parameter_missing", "data", "The event has no data.");
  }
  made.head_ = std::move(*head);
  return made;
}

std::string write_tail(const Envelope& head, std::string_view data) {
  std::string tail;
  tail.reserve(data.size() + 320);
  {
    Members members{tail};
    members.text("stream", head.stream)
      .integer("version", head.version)
      .text("type", head.type)
      .text("action", head.action)
      .integer("index", head.index)
      .text("effectiveAt", to_text(head.effective_at));
    Wire<Principal>::write(head.principal, members.key("principal"));
    members.text("requestId", head.request_id);
    if (head.ip) Wire<Personal<std::string>>::write(*head.ip, members.key("ip"));
    if (head.user_agent) {
      Wire<Personal<std::string>>::write(*head.user_agent, members.key("userAgent"));
    }
    if (head.cause) members.text("cause", *head.cause);
    members.raw("data", data);
  }
  tail.erase(0, 1); // the brace: position and recordedAt come before
  return tail;
}

std::string write_stored(Position position, Instant recorded_at, std::string_view tail) {
  std::string stored;
  stored.reserve(tail.size() + 72);
  stored += R"({"position":")";
  stored += std::to_string(position);
  stored += R"(","recordedAt":")";
  stored += to_text(recorded_at);
  stored += "\",";
  stored += tail;
  return stored;
}

std::string stream_of(const CustomerId& customer) { return "customer/" + customer.text(); }

std::optional<CustomerId> customer_of(std::string_view stream) {
  static constexpr std::string_view prefix = "customer/";
  if (!stream.starts_with(prefix)) return std::nullopt;
  return CustomerId::parse(stream.substr(prefix.size()));
}

} // namespace portal

#include "events/envelope.hpp"

#include <charconv>

namespace portal {

Position Envelope::position_number() const {
  Position number = 0;
  std::from_chars(position.data(), position.data() + position.size(), number);
  return number;
}

namespace {

/// Walks an envelope's members in the order in which write_stored() puts them.
class InOrder {
 public:
  explicit InOrder(const Json& root) : at_(root.begin()), end_(root.end()) {}

  /// Reads the member `name` if it comes next; false when it does not, or has another type.
  template <class T> bool take(std::string_view name, T& into) {
    if (at_ == end_ || (*at_).key() != name) return false;
    Reader reader{Strictness::lenient};
    if (!Wire<T>::read(into, *at_, reader)) return false;
    ++at_;
    return true;
  }

  template <class T> bool take_if_any(std::string_view name, std::optional<T>& into) {
    return at_ == end_ || (*at_).key() != name || take(name, into);
  }

  bool next_is(std::string_view name) const { return at_ != end_ && (*at_).key() == name; }

 private:
  Json::Iterator at_;
  Json::Iterator end_;
};

/// One walk for what this build wrote; false for anything else, which the codec reads by name.
bool read_in_order(const Json& root, Envelope& head) {
  if (root.kind() != JsonKind::object) return false;
  InOrder members{root};
  return members.take("position", head.position) && members.take("recordedAt", head.recorded_at) &&
         members.take("stream", head.stream) && members.take("version", head.version) &&
         members.take("type", head.type) && members.take("action", head.action) &&
         members.take("index", head.index) && members.take("effectiveAt", head.effective_at) &&
         members.take("principal", head.principal) && members.take("requestId", head.request_id) &&
         members.take_if_any("ip", head.ip) && members.take_if_any("userAgent", head.user_agent) &&
         members.take_if_any("cause", head.cause) && members.next_is("data");
}

} // namespace

Result<RecordedEvent> RecordedEvent::parse(std::string stored) {
  RecordedEvent made;
  auto document = JsonDocument::parse(stored);
  if (!document) return tl::unexpected<Refusal>(document.error());
  made.document_ = std::move(*document);
  made.stored_ = std::move(stored);
  if (read_in_order(made.document_.root(), made.head_)) return made;
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

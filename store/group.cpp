#include "store/group.hpp"

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "events/json.hpp"

namespace portal {

namespace {

tl::unexpected<Fault> conflict(const Append& append, Version found) {
  return fault(
    FaultKind::conflict, "Stream " + append.stream + " is at version " + std::to_string(found) +
                           ", not at " + std::to_string(append.expected) +
                           " as the append expects. Read it again and decide anew."
  );
}

/// Why `append` may never be stored, whatever the log holds.
std::optional<std::string> malformed(const Append& append) {
  if (append.stream.empty() || append.stream.front() == '\0') return "has no stream";
  if (append.stream.size() > 0xffff) return "has a stream name of more than 65535 bytes";
  const bool is_outcome = append.idempotency && append.claims.empty();
  if (append.tails.empty() && !is_outcome) return "has no events";
  return std::nullopt;
}

/// The members that a tail must begin with to fit its place.
std::string beginning_of_tail(std::string_view stream, Version version) {
  std::string beginning = R"("stream":)";
  write_text(beginning, stream);
  beginning += R"(,"version":)";
  beginning += std::to_string(version);
  beginning += ',';
  return beginning;
}

/// Takes `literal` off the front of `text`.
bool skip(std::string_view& text, std::string_view literal) {
  if (!text.starts_with(literal)) return false;
  text.remove_prefix(literal.size());
  return true;
}

bool take_number(std::string_view& text, std::uint64_t& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return true;
}

/// Takes a JSON string (with its quotes) off the front.
bool take_text(std::string_view& text, std::string& taken) {
  if (!text.starts_with('"')) return false;
  std::size_t end = 1;
  bool escaped = false;
  while (end < text.size() && text[end] != '"') {
    escaped = escaped || text[end] == '\\';
    end += text[end] == '\\' ? 2U : 1U;
  }
  if (end >= text.size()) return false;
  if (escaped) {
    const auto parsed = JsonDocument::parse(text.substr(0, end + 1));
    if (!parsed) return false;
    taken = parsed->root().text();
  } else {
    taken = text.substr(1, end - 1);
  }
  text.remove_prefix(end + 1);
  return true;
}

} // namespace

std::size_t count_with_events(std::span<const Append> group) {
  return static_cast<std::size_t>(std::count_if(group.begin(), group.end(), [](const Append& one) {
    return !one.tails.empty();
  }));
}

Stored<GroupPlan> plan_group(
  std::span<const Append> group, Position head, Instant recorded_at,
  const std::function<Stored<StreamHead>(std::string_view)>& head_of
) {
  GroupPlan plan;
  plan.recorded_at = recorded_at;
  plan.appended.reserve(group.size());
  std::unordered_map<std::string_view, std::size_t> moved;
  for (std::size_t at = 0; at < group.size(); ++at) {
    const Append& append = group[at];
    if (const auto why = malformed(append)) {
      return fault(FaultKind::misuse, "An append " + *why + ". Nothing of its group was stored.");
    }
    const auto [known, is_new] = moved.try_emplace(append.stream, plan.streams.size());
    if (is_new) {
      auto now = head_of(append.stream);
      if (!now) return tl::unexpected<Fault>(std::move(now.error()));
      plan.streams.push_back({append.stream, *now});
    }
    StreamHead& stream = plan.streams[known->second].head;
    if (stream.version != append.expected) return conflict(append, stream.version);
    const Position first = append.tails.empty() ? head : head + 1;
    for (const std::string& tail : append.tails) {
      stream = {stream.version + 1, ++head};
      const std::string beginning = beginning_of_tail(append.stream, stream.version);
      if (!tail.starts_with(beginning) || !tail.ends_with('}')) {
        return fault(
          FaultKind::misuse, "An event for " + append.stream + " does not begin with " + beginning +
                               " as its place asks. Nothing of its group was stored."
        );
      }
      plan.events.push_back({head, stream.version, at, write_stored(head, recorded_at, tail)});
    }
    plan.appended.push_back({first, head});
  }
  return plan;
}

std::optional<LineHead> read_line_head(std::string_view line) {
  LineHead head;
  std::string at;
  if (!skip(line, R"({"position":")") || !take_number(line, head.position)) return std::nullopt;
  if (!skip(line, R"(","recordedAt":)") || !take_text(line, at)) return std::nullopt;
  if (!skip(line, R"(,"stream":)") || !take_text(line, head.stream)) return std::nullopt;
  if (!skip(line, R"(,"version":)") || !take_number(line, head.version)) return std::nullopt;
  const auto recorded_at = parse_instant(at);
  if (!line.starts_with(',') || !recorded_at) return std::nullopt;
  head.recorded_at = *recorded_at;
  return head;
}

} // namespace portal

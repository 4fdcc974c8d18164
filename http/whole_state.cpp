#include "http/whole_state.hpp"

#include "actors/snapshots.hpp"
#include "events/codec.hpp"

namespace portal {

namespace {

struct Folded {
  CustomerState state;
  Version version = 0;
};

/// The snapshot, if it is of the log that there is.
Stored<Folded> start(const Node& node, const std::string& stream) {
  const auto found = read_snapshot(*node.rows(), stream, shape_of<CustomerState>());
  if (!found) return tl::unexpected<Fault>(found.error());
  if (!*found || (*found)->version == 0) return Folded{};
  bool same = false;
  const auto read = node.log().read_stream(
    stream, (*found)->version,
    [&](Position /*position*/, std::string_view line) {
      same = to_hex(leaf_hash(line)) == (*found)->leaf;
      return false;
    }
  );
  if (!read) return tl::unexpected<Fault>(read.error());
  if (!same) return Folded{};
  auto state = read_state<CustomerState>((*found)->state);
  return state ? Folded{std::move(*state), (*found)->version} : Folded{};
}

} // namespace

Stored<CustomerState> whole_state(const Node& node, const std::string& stream) {
  auto folded = start(node, stream);
  if (!folded) return tl::unexpected<Fault>(folded.error());
  std::optional<Fault> bad;
  const auto fold = [&](Position at, std::string_view line) {
    const auto recorded = RecordedEvent::parse(std::string{line});
    const auto event = recorded
                         ? decode_variant<CustomerEvent>(recorded->head().type, recorded->data())
                         : Result<CustomerEvent>{tl::unexpected<Refusal>(recorded.error())};
    if (!event) {
      bad = Fault{
        FaultKind::damaged, "Event " + std::to_string(at) + " of " + stream +
                              " cannot be folded: " + event.error().message +
                              " Run `portal verify` on the log."};
      return false;
    }
    const Envelope& head = recorded->head();
    evolve(folded->state, *event, EventMeta{static_cast<Version>(head.version), head.effective_at});
    return true;
  };
  const auto read = node.log().read_stream(stream, folded->version + 1, fold);
  if (!read) return tl::unexpected<Fault>(read.error());
  if (bad) return tl::unexpected<Fault>(*bad);
  return std::move(folded->state);
}

} // namespace portal

#include "actors/load.hpp"

#include <exception>
#include <utility>

#include "actors/snapshots.hpp"

namespace portal {
namespace {

Fault unreadable(const std::string& stream, Position position, const std::string& why) {
  return {
    FaultKind::damaged, "Event " + std::to_string(position) + " of " + stream +
                          " cannot be folded: " + why + " Run `portal verify` on the log."};
}

/// Folds one stored line into what is being loaded; what is wrong with it, otherwise.
template <class Decider>
std::optional<std::string> fold_line(LoadOf<Decider>& loaded, std::string_view line) {
  const auto recorded = RecordedEvent::parse(std::string{line});
  if (!recorded) return recorded.error().message;
  const Envelope& head = recorded->head();
  auto event = decode_variant<typename Decider::Event>(head.type, recorded->data());
  if (!event) return event.error().message;
  const auto version = static_cast<Version>(head.version);
  if (version != loaded.version + 1) return "its version is not the next one.";
  evolve(loaded.state, *event, EventMeta{version, head.effective_at});
  loaded.version = version;
  if (head.type == erased_event_type) loaded.erased = true;
  return std::nullopt;
}

/// Starts from the snapshot if the log holds the event that it was taken after.
template <class Decider>
Stored<void> start_from_snapshot(
  LoadOf<Decider>& loaded, const LoadSources& sources, const std::string& stream
) {
  using State = typename Decider::State;
  const auto found = read_snapshot(*sources.views.snapshot(), stream, shape_of<State>());
  if (!found) return tl::unexpected<Fault>(found.error());
  if (!*found || (*found)->version == 0) return {};
  const Snapshot& snapshot = **found;
  bool same = false;
  auto read = sources.log.read_stream(
    stream, snapshot.version,
    [&](Position /*position*/, std::string_view line) {
      same = to_hex(leaf_hash(line)) == snapshot.leaf;
      return false;
    }
  );
  if (!read) return read;
  if (!same) return {};
  auto state = read_state<State>(snapshot.state);
  if (!state) return {};
  loaded.state = std::move(*state);
  loaded.version = loaded.snapshot_version = snapshot.version;
  loaded.erased = snapshot.erased;
  return {};
}

template <class Decider>
Stored<void>
fold_tail(LoadOf<Decider>& loaded, const LoadSources& sources, const std::string& stream) {
  std::optional<Fault> bad;
  auto read = sources.log.read_stream(
    stream, loaded.version + 1,
    [&](Position position, std::string_view line) {
      const auto wrong = fold_line<Decider>(loaded, line);
      if (wrong) bad = unreadable(stream, position, *wrong);
      return !wrong;
    }
  );
  if (!read) return read;
  if (bad) return tl::unexpected<Fault>(*bad);
  return {};
}

Stored<void> find_codec(Load& loaded, Vault& vault, const std::string& stream, bool make_key) {
  const auto customer = customer_of(stream);
  if (!customer || loaded.erased || (loaded.version == 0 && !make_key)) return {};
  auto codec = make_key ? vault.make_key(*customer) : vault.codec(*customer);
  if (!codec) return tl::unexpected<Fault>(codec.error());
  loaded.codec = std::move(*codec);
  return {};
}

} // namespace

template <class Decider>
std::shared_ptr<LoadOf<Decider>>
load(const LoadSources& sources, const std::string& stream, bool make_key) {
  auto loaded = std::make_shared<LoadOf<Decider>>();
  try {
    auto done = start_from_snapshot<Decider>(*loaded, sources, stream);
    if (done) done = fold_tail<Decider>(*loaded, sources, stream);
    if (done) done = find_codec(*loaded, sources.vault, stream, make_key);
    if (!done) loaded->fault = done.error();
  } catch (const std::exception& problem) {
    loaded->fault = unreadable(stream, loaded->version + 1, problem.what());
  }
  return loaded;
}

template std::shared_ptr<LoadOf<CustomerDecider>>
load<CustomerDecider>(const LoadSources&, const std::string&, bool);
template std::shared_ptr<LoadOf<CatalogDecider>>
load<CatalogDecider>(const LoadSources&, const std::string&, bool);
template std::shared_ptr<LoadOf<AccessDecider>>
load<AccessDecider>(const LoadSources&, const std::string&, bool);
template std::shared_ptr<LoadOf<WebhookDecider>>
load<WebhookDecider>(const LoadSources&, const std::string&, bool);

} // namespace portal

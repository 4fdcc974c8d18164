// Three walks: all lines in order of position (line, leaf, versions), all streams (heads and index), and
// the tree (the root at every 256 events, and a proof that each is the beginning of the whole, which
// between them touch every stored node).

#include "store/verify.hpp"

#include <algorithm>
#include <unordered_map>

#include "store/group.hpp"
#include "store/witness.hpp"

namespace portal {

namespace {

constexpr std::uint64_t checkpoint_interval = 256;
constexpr std::uint64_t progress_interval = 4096;

class Verification {
 public:
  Verification(const EventLog& log, const VerifyProgress& progress)
      : log_(log), progress_(progress) {}

  Stored<VerifyReport> run(const std::string& public_key) {
    const auto head = log_.signed_head();
    if (!head) return tl::unexpected<Fault>(head.error());
    report_.head = *head;
    report_.size = head->size;
    steps_ = head->size * 2 + head->size / checkpoint_interval;
    check_head(public_key);
    walk_lines();
    walk_streams();
    walk_tree();
    if (stopped_) return fault(FaultKind::misuse, "The check was stopped before it was done.");
    return std::move(report_);
  }

 private:
  /// Notes a finding; the first by position is the one that is named.
  void find(std::optional<Position> position, const std::string& what) {
    if (report_.first_bad && (!position || *report_.first_bad <= *position)) return;
    if (!report_.finding.empty() && !position) return;
    report_.first_bad = position;
    report_.finding = (position ? "Event " + std::to_string(*position) + ": " : std::string{}) +
                      what +
                      ". Stop, keep a copy of the data directory, and restore it from a backup.";
  }

  bool sound() const { return report_.sound() && !stopped_; }

  bool step() {
    if (++done_ % progress_interval == 0 && progress_ && !progress_(done_, steps_)) stopped_ = true;
    return !stopped_;
  }

  void check_head(const std::string& public_key) {
    if (!verify_signature(report_.head)) find({}, "the signature of the log's head is wrong");
    if (!public_key.empty() && report_.head.public_key != public_key) {
      find({}, "the log's head is signed by another key than this instance's");
    }
  }

  void walk_lines() {
    Position next = 1;
    auto read = log_.read(1, [&](Position position, std::string_view line) {
      if (position > report_.size) return false; // committed since the head was read
      if (position != next) find(next, "it is missing");
      if (sound()) check_line(position, line);
      ++next;
      return step() && sound();
    });
    if (!read) find(next, "it cannot be read (" + read.error().message + ")");
    if (sound() && next <= report_.size) find(next, "it is missing");
    if (!sound()) return;
    report_.root = range_.root();
    if (report_.root != report_.head.root) {
      find({}, "the root over all events is not the one that the log's head states");
    }
  }

  void check_line(Position position, std::string_view line) {
    const auto told = read_line_head(line);
    if (!told || told->position != position) {
      return find(position, "its line does not say that it is event " + std::to_string(position));
    }
    if (told->recorded_at < last_recorded_) {
      return find(position, "it was recorded before the event in front of it");
    }
    last_recorded_ = told->recorded_at;
    StreamHead& stream = streams_[told->stream];
    if (told->version != stream.version + 1) {
      return find(
        position, "it says version " + std::to_string(told->version) + " of stream " +
                    told->stream + ", which was at " + std::to_string(stream.version)
      );
    }
    stream = {told->version, position};
    range_.add(leaf_hash(line));
    if (range_.size() % checkpoint_interval == 0) roots_.push_back(range_.root());
  }

  void walk_streams() {
    if (!sound()) return;
    std::uint64_t listed = 0;
    auto read = log_.streams([&](std::string_view name, Version version, Position last) {
      const auto known = streams_.find(std::string{name});
      if (known == streams_.end()) {
        // Streams begun after the head was read are none of this check.
        if (last <= report_.size) find({}, "stream " + std::string{name} + " has no events");
        return sound();
      }
      ++listed;
      check_stream(known->first, known->second, {version, last});
      return sound();
    });
    if (!read) find({}, "the streams cannot be listed (" + read.error().message + ")");
    if (sound() && listed != streams_.size()) {
      find({}, std::to_string(streams_.size() - listed) + " streams have lost their heads");
    }
    report_.streams = streams_.size();
  }

  void check_stream(const std::string& name, const StreamHead& walked, const StreamHead& stated) {
    const bool moved_on = stated.last > report_.size && stated.version > walked.version;
    if (stated != walked && !moved_on) {
      return find(walked.last, "the head of stream " + name + " does not lead to it");
    }
    Version version = 0;
    Position before = 0;
    auto read = log_.read_stream(name, 1, [&](Position position, std::string_view line) {
      const auto told = read_line_head(line);
      ++version;
      const bool same = told && told->stream == name && told->version == version;
      if (!same || position <= before || told->position != position) {
        find(position, "the index of stream " + name + " leads to it as another event");
      }
      before = position;
      return version < walked.version && step() && sound();
    });
    if (!read) return find(before + 1, read.error().message);
    if (sound() && version < walked.version)
      find(walked.last, "the index of its stream ends before");
  }

  void walk_tree() {
    const Position whole = roots_.size() * checkpoint_interval;
    for (std::uint64_t at = 1; sound() && at <= roots_.size(); ++at) {
      const Position size = at * checkpoint_interval;
      const Hash& walked = roots_[at - 1];
      const auto root = log_.root_at(size);
      const auto proof = log_.consistency_proof(size, whole);
      if (!root || !proof) {
        return find(
          size, "the Merkle tree up to it cannot be read (" +
                  (root ? proof.error() : root.error()).message + ")"
        );
      }
      if (*root != walked || !verify_consistency(size, walked, whole, roots_.back(), *proof)) {
        return find(
          size, "a stored node of the Merkle tree up to it is not the hash of its events"
        );
      }
      step();
    }
  }

  const EventLog& log_;
  const VerifyProgress& progress_;
  VerifyReport report_;
  std::uint64_t done_ = 0;
  std::uint64_t steps_ = 0;
  bool stopped_ = false;
  Instant last_recorded_;
  CompactRange range_;
  std::vector<Hash> roots_;
  std::unordered_map<std::string, StreamHead> streams_;
};

} // namespace

Stored<VerifyReport>
verify(const EventLog& log, const std::string& public_key, const VerifyProgress& progress) {
  return Verification{log, progress}.run(public_key);
}

Stored<std::optional<SignedHead>> read_witness(const std::string& path) {
  auto payload = Witness::read(path);
  if (!payload) return tl::unexpected<Fault>(std::move(payload.error()));
  if (!*payload) return std::nullopt;
  const auto head = read_head(**payload);
  if (head) return head;
  return fault(
    FaultKind::damaged, "The witness " + path +
                          " does not hold a head of a log. Restore log and "
                          "witness together from a backup."
  );
}

Stored<void> verify_witness(const EventLog& log, const std::string& path, VerifyReport& report) {
  const auto find = [&report](const std::string& what) {
    if (report.sound()) report.finding = what;
    return Stored<void>{};
  };
  const auto witnessed = read_witness(path);
  if (!witnessed) return find(witnessed.error().message);
  if (!*witnessed)
    return find("There is no witness at " + path + ": lost events would not be seen.");
  const SignedHead& seen = **witnessed;
  const auto now = log.signed_head();
  if (!now) return tl::unexpected<Fault>(now.error());
  if (!verify_signature(seen) || seen.public_key != now->public_key) {
    return find("The witness " + path + " is signed by another key than the log.");
  }
  if (seen.size > now->size) {
    return find(
      "The witness saw " + std::to_string(seen.size) + " events, the log has " +
      std::to_string(now->size) + ": acknowledged events are lost. Restore from a backup."
    );
  }
  const auto root = log.root_at(seen.size);
  if (!root) return find(root.error().message);
  if (*root != seen.root) {
    return find(
      "The first " + std::to_string(seen.size) + " events are not those that the witness saw."
    );
  }
  return {};
}

} // namespace portal

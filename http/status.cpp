#include "http/status.hpp"

#include <filesystem>

#include <sys/stat.h>

#include "events/webhooks.hpp"
#include "http/handlers.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "store/backup.hpp"

namespace portal {

namespace {

std::optional<DiskStatus> disk_of(const std::string& folder) {
  std::error_code failed;
  const auto space = std::filesystem::space(folder, failed);
  if (folder.empty() || failed) return std::nullopt;
  return DiskStatus{
    static_cast<std::int64_t>(space.capacity), static_cast<std::int64_t>(space.available),
    static_cast<std::int64_t>(space.capacity - space.free)};
}

std::optional<Instant> time_of_file(const std::string& path) {
  struct stat found {};

  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return Instant{static_cast<std::int64_t>(found.st_mtim.tv_sec) * 1'000};
}

/// Name and time of the event at a position.
void describe(const EventLog& log, UndeliveredStatus& undelivered, Position position) {
  const auto read = log.read(position, [&](Position /*at*/, std::string_view stored) {
    if (const auto event = RecordedEvent::parse(std::string{stored})) {
      undelivered.event = event_name(event->head().type);
      undelivered.since = event->head().recorded_at;
    }
    return false;
  });
  if (!read) undelivered.event = "unreadable";
}

/// The delivery that has waited longest over all endpoints in use.
Stored<std::optional<UndeliveredStatus>>
oldest_undelivered(const ViewReader& rows, const EventLog& log) {
  std::optional<UndeliveredStatus> oldest;
  std::int64_t first = 0;
  std::int64_t waiting = 0;
  ListQuery query;
  query.object = "webhook_endpoint";
  query.limit = 100;
  for (bool more = true; more;) {
    const auto page = list_objects(rows, query);
    if (!page) return tl::unexpected<Fault>(page.error());
    if (!*page) break;
    for (const ObjectRow& row : (*page)->rows) {
      query.starting_after = row.subject.id;
      const auto endpoint = read_text<WebhookEndpoint>(row.json, Strictness::lenient);
      if (!endpoint || !endpoint->active) continue;
      waiting += static_cast<std::int64_t>(endpoint->held.size());
      for (const HeldDelivery& held : endpoint->held) {
        if (oldest && held.position >= first) continue;
        first = held.position;
        oldest.emplace();
        oldest->endpoint = endpoint->id.text();
        oldest->position = std::to_string(held.position);
        oldest->attempts = held.attempts;
        oldest->next_attempt = held.next_attempt;
      }
    }
    more = (*page)->has_more;
  }
  if (oldest) {
    oldest->waiting = waiting;
    describe(log, *oldest, static_cast<Position>(first));
  }
  return oldest;
}

void answer_status(const CallPtr& call) {
  // No read(): what is wrong with the views must show here, not hide this.
  const EdgeCore& edge = call->edge;
  const auto node = edge.node.status();
  const bool draining = edge.draining.load();
  ServerStatus status;
  status.now = call->now;
  status.ready = node.ready && !draining;
  if (!status.ready) {
    status.because = draining ? "the server is shutting down" : node.not_ready_because;
  }
  status.head = std::to_string(node.head);
  status.views_at = std::to_string(node.views_at);
  status.views_behind = static_cast<std::int64_t>(node.head - std::min(node.head, node.views_at));
  if (node.rebuild_done < 1.0) {
    status.rebuild_percent = static_cast<std::int64_t>(node.rebuild_done * 100);
  }
  const std::string& folder = edge.settings.data_directory;
  status.disk = disk_of(folder);
  if (!folder.empty()) status.last_backup = time_of_file(folder + "/" + std::string{backup_mark});
  auto undelivered = oldest_undelivered(*edge.node.rows(), edge.node.log());
  if (!undelivered) return answer(call, undelivered.error());
  status.oldest_undelivered = std::move(*undelivered);
  std::string out;
  {
    Members members{out};
    members.text("object", "server_status");
    Wire<ServerStatus>::write_members(status, members);
  }
  answer(call, json_response(200, std::move(out)));
}

} // namespace

void get_status(const CallPtr& call) {
  // It asks the file system, which may take its time: nothing for a thread of sockets.
  call->edge.crew.post([call] { answer_status(call); });
}

} // namespace portal

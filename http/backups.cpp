// Backups: asked for by a command, so that the log tells who took a copy of everything, then made beside
// the running server.
#include "http/backups.hpp"

#include "http/commands.hpp"
#include "http/handlers.hpp"
#include "http/problem.hpp"
#include "http/reads.hpp"
#include "store/thread_name.hpp"

namespace portal {

namespace {

std::string folder_of(const EdgeSettings& settings) {
  if (!settings.backup_folder.empty()) return settings.backup_folder;
  return settings.data_directory + "/backups";
}

std::string shown(const BackupStatus& backup) {
  std::string out;
  {
    Members members{out};
    members.text("object", "backup");
    Wire<BackupStatus>::write_members(backup, members);
  }
  return out;
}

Refusal no_backups() {
  return {
    RefusalKind::conflict, "backups_not_offered", "",
    "This portal keeps its log in memory alone: there is nothing to back up."};
}

/// Where nothing is on disk there are no backups, and no answer but that one.
bool refused(const CallPtr& call) {
  if (call->edge.backups.offered()) return false;
  answer(call, no_backups());
  return true;
}

} // namespace

Backups::Backups(Node& node, const EdgeSettings& settings)
    : node_(node), data_(settings.data_directory), folder_(folder_of(settings)),
      keep_(settings.backups_keep), report_(settings.report) {}

Backups::~Backups() { stop(); }

bool Backups::reserve() {
  const std::lock_guard lock{mutex_};
  if (taken_ || stopping_) return false;
  taken_ = true;
  return true;
}

void Backups::release() {
  const std::lock_guard lock{mutex_};
  taken_ = false;
}

void Backups::start(const BackupId& id, Instant now) {
  const std::lock_guard lock{mutex_};
  if (stopping_) return;
  latest_ = BackupStatus{id, BackupState::running, now, {}, {}, {}, {}, {}, {}};
  if (worker_.joinable()) worker_.join(); // it gave its place back as the last thing that it did
  worker_ = std::thread{[this, id, now] { make(id, now); }};
}

void Backups::make(const BackupId& id, Instant now) {
  name_this_thread("portal-backup");
  const auto made = make_backup(node_.log(), node_.vault(), data_, folder_, id.text(), now, [this] {
    return !stopping_;
  });
  if (!made && report_) report_("The backup " + id.text() + " failed. " + made.error().message);
  if (made && keep_ > 0) {
    const auto removed = remove_old_backups(folder_, keep_);
    if (!removed && report_) report_("An old backup was not removed. " + removed.error().message);
  }
  const std::lock_guard lock{mutex_};
  if (made) {
    latest_.reset();
  } else {
    latest_->status = BackupState::failed;
    latest_->because = made.error().message;
  }
  taken_ = false;
}

Stored<std::vector<BackupStatus>> Backups::list() const {
  std::vector<BackupStatus> all;
  {
    // Before the folder is read: one that ends in between is then seen as running rather than never.
    const std::lock_guard lock{mutex_};
    if (latest_) all.push_back(*latest_);
  }
  auto complete = portal::list_backups(folder_);
  if (!complete) return tl::unexpected<Fault>(std::move(complete.error()));
  for (Backup& one : *complete) {
    // Complete is what the next one may follow: until its thread has said so, it is still running.
    if (!all.empty() && all.front().id.text() == one.id) continue;
    all.push_back(
      {BackupId{one.id},
       BackupState::complete,
       one.made,
       std::move(one.position),
       std::move(one.root),
       one.files,
       one.bytes,
       folder_ + "/" + one.id,
       {}}
    );
  }
  return all;
}

void Backups::stop() {
  std::thread last;
  {
    const std::lock_guard lock{mutex_};
    stopping_ = true;
    last.swap(worker_);
  }
  if (last.joinable()) last.join();
}

void create_backup(const CallPtr& call) {
  if (refused(call)) return;
  const auto id = new_mint(call->now).next<BackupId>();
  auto command = command_of<RequestBackup>(*call, {{"id", id.text()}});
  if (!command) return answer(call, command.error());
  if (!call->edge.backups.reserve()) {
    return answer(
      call,
      Refusal{
        RefusalKind::conflict, "backup_running", "",
        "A backup is being made already. GET /backups tells how far it is."}
    );
  }
  submit(call, "access", AccessCommand{std::move(*command)}, [call, id](Outcome outcome) {
    const bool done = !outcome.fault && !outcome.refusal;
    if (done && !outcome.replayed) {
      call->edge.backups.start(id, call->now);
    } else {
      call->edge.backups.release();
    }
    send(call, response_of(*call, std::move(outcome)));
  });
}

void list_backups(const CallPtr& call) {
  if (refused(call)) return;
  call->edge.crew.post([call] {
    const auto all = call->edge.backups.list();
    if (!all) return answer(call, all.error());
    std::vector<std::string> items;
    for (const BackupStatus& one : *all) items.push_back(shown(one));
    answer(call, json_response(200, list_json(items, false, std::nullopt)));
  });
}

void get_backup(const CallPtr& call) {
  if (refused(call)) return;
  call->edge.crew.post([call] {
    const auto all = call->edge.backups.list();
    if (!all) return answer(call, all.error());
    for (const BackupStatus& one : *all) {
      if (one.id.text() == call->path.front()) return answer(call, json_response(200, shown(one)));
    }
    answer(call, not_found(BackupId::what, call->path.front(), ""));
  });
}

} // namespace portal

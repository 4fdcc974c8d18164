#include "store/backup.hpp"

#include <iostream>
#include <thread>

#include "actors/time_source.hpp"
#include "cli/commands.hpp"

namespace portal {

namespace {

using namespace std::chrono_literals;

void show(std::string_view what, const std::string& value) {
  std::cout << what << std::string(12 - what.size(), ' ') << value << '\n';
}

} // namespace

int back_up(const Settings& settings) {
  const auto api = open_api(settings);
  if (!api) return fail(api.error());
  auto backup = ask(**api, {"POST", "/backups", {}, {}});
  if (!backup) return fail(backup.error());
  const std::string id = text_at(backup->root(), "id");
  while (text_at(backup->root(), "status") == "running") {
    std::this_thread::sleep_for(200ms);
    backup = ask(**api, {"GET", "/backups/" + id, {}, {}});
    if (!backup)
      return fail("What became of the backup " + id + " is not known. " + backup.error());
  }
  if (text_at(backup->root(), "status") != "complete") {
    return fail("The backup " + id + " failed. " + text_at(backup->root(), "because"));
  }
  show("backup", id);
  show("position", text_at(backup->root(), "position"));
  show("root", text_at(backup->root(), "root"));
  show(
    "size",
    text_at(backup->root(), "bytes") + " bytes in " + text_at(backup->root(), "files") + " files"
  );
  show("folder", text_at(backup->root(), "folder"));
  std::cout.flush();
  return exit_done;
}

int restore(const Settings& settings, const std::string& backup) {
  const Layout data{settings.text("data")};
  const auto restored = restore_backup(backup, data, wall_clock(), {});
  if (!restored) return fail(restored.error().message);
  show("backup", restored->id + ", made " + to_text(restored->made));
  show("position", restored->position);
  show("root", restored->root);
  show("folder", data.directory());
  std::cout << "Every file is as it was. What was recorded after position " << restored->position
            << " is not in it: see \"Restoring\" in docs/operations.md before you serve it."
            << std::endl;
  return exit_done;
}

} // namespace portal

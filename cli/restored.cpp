#include "cli/restored.hpp"

#include <filesystem>
#include <future>

#include "store/backup.hpp"
#include "store/files.hpp"

namespace portal {

tl::expected<void, std::string> note_restore(Node& node, const Layout& data) {
  const std::string path = path_in(data.directory(), restore_note);
  if (!exists(path)) return {};
  const auto text = read_file(path);
  if (!text) return tl::unexpected(text.error().message);
  auto note = read_text<NoteRestore>(*text, Strictness::lenient);
  if (!note) {
    return tl::unexpected(
      path + " cannot be read: " + note.error().message +
      " It tells that the folder was restored from a backup. Restore it again."
    );
  }
  Submission submission;
  submission.stream = "access";
  submission.command = AccessCommand{std::move(*note)};
  submission.origin.principal = {PrincipalKind::system, "restore"};
  submission.origin.request_id = "req_" + new_mint(node.now()).next_suffix();
  auto promise = std::make_shared<std::promise<Outcome>>();
  auto told = promise->get_future();
  node.submit(std::move(submission), [promise](Outcome outcome) {
    promise->set_value(std::move(outcome));
  });
  const Outcome outcome = told.get();
  if (outcome.fault) return tl::unexpected(outcome.fault->message);
  if (outcome.refusal) return tl::unexpected(outcome.refusal->message);
  // Left in place it would be taken for what it is, and nothing be noted twice.
  std::error_code ignored;
  std::filesystem::remove(path, ignored);
  return {};
}

} // namespace portal

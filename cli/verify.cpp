#include "store/verify.hpp"

#include <iostream>

#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/log_folder.hpp"

namespace portal {

namespace {

/// A line on a terminal that is written over; silent elsewhere.
bool show_progress(std::uint64_t done, std::uint64_t of) {
  if (::isatty(STDERR_FILENO) == 1 && of > 0) {
    std::cerr << "\rverified " << done * 100 / of << " % (" << done << " of " << of << ")   ";
    if (done >= of) std::cerr << '\n';
  }
  return true;
}

} // namespace

int verify(const Settings& settings) {
  const auto opened = open_log_folder(settings.text("data"));
  if (!opened) return fail(opened.error());
  if (!opened->note.empty()) std::cerr << "portal: " << opened->note << '\n';

  auto report = portal::verify(*opened->log, opened->vault->public_key(), show_progress);
  if (!report) return fail(report.error().message);
  if (const auto compared = verify_witness(*opened->log, opened->layout.witness(), *report);
      !compared) {
    return fail(compared.error().message);
  }
  std::cout << "events      " << report->size << "\nstreams     " << report->streams
            << "\nroot        " << to_hex(report->root) << "\nsigned head " << report->head.size
            << " events at " << to_text(report->head.at) << '\n';
  if (report->sound()) {
    std::cout << "result      sound: every event is as it was stored" << std::endl;
    return exit_done;
  }
  std::cout << "result      NOT SOUND: " << report->finding << '\n';
  if (report->first_bad) std::cout << "first bad   position " << *report->first_bad << '\n';
  std::cout.flush();
  return exit_failed;
}

} // namespace portal

#include <filesystem>
#include <fstream>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "cli/command_line.hpp"
#include "cli/commands.hpp"

namespace portal {
namespace {

int run(std::vector<const char*> arguments, std::string* out = nullptr) {
  arguments.insert(arguments.begin(), "portal");
  constexpr const char* environment[] = {nullptr};
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int code =
    run_command_line(static_cast<int>(arguments.size()), arguments.data(), environment);
  const std::string shown =
    testing::internal::GetCapturedStdout() + testing::internal::GetCapturedStderr();
  if (out != nullptr) *out = shown;
  return code;
}

TEST(CommandLine, ShowsItsVersion) {
  std::string shown;
  EXPECT_EQ(run({"--version"}, &shown), exit_done);
  EXPECT_EQ(shown, "portal " + std::string{portal_version} + "\n");
}

TEST(CommandLine, ShowsHelpOfEveryCommand) {
  for (const char* const command :
       {"serve", "replay", "audit", "verify", "demo", "keys", "views"}) {
    std::string shown;
    EXPECT_EQ(run({command, "--help"}, &shown), exit_done) << command;
    EXPECT_FALSE(shown.empty());
  }
}

TEST(CommandLine, EveryFlagOfHelpIsASetting) {
  std::string shown;
  run({"serve", "--help"}, &shown);
  EXPECT_NE(shown.find("--public-url"), std::string::npos);
  EXPECT_EQ(shown.find("--admin-key"), std::string::npos) << "secrets are not for command lines";
}

TEST(CommandLine, MisuseExitsWith2) {
  EXPECT_EQ(run({}), exit_misuse);
  EXPECT_EQ(run({"fly"}), exit_misuse);
  EXPECT_EQ(run({"serve", "--wings", "2"}), exit_misuse);
  EXPECT_EQ(run({"keys", "create"}), exit_misuse);
  EXPECT_EQ(run({"replay", "--format", "xml"}), exit_misuse);
  EXPECT_EQ(run({"serve", "--listen", "nowhere"}), exit_misuse);
}

TEST(CommandLine, ACommandThatThereIsNotIsNamedWithTheNearest) {
  std::string shown;
  EXPECT_EQ(run({"srve", "--data", "x"}, &shown), exit_misuse);
  EXPECT_NE(shown.find("There is no command `portal srve`. Did you mean serve?"), std::string::npos)
    << shown;
  EXPECT_EQ(run({"keys", "lst"}, &shown), exit_misuse);
  EXPECT_NE(
    shown.find("There is no command `portal keys lst`. Did you mean list?"), std::string::npos
  ) << shown;
  EXPECT_NE(shown.find("`portal keys --help`"), std::string::npos) << shown;
}

TEST(CommandLine, ALimitOfNothingIsRefusedWithARangeThatCanBeRead) {
  std::string shown;
  EXPECT_EQ(run({"replay", "--limit", "0"}, &shown), exit_misuse);
  EXPECT_NE(shown.find("1 to 1000000000"), std::string::npos) << shown;
}

TEST(CommandLine, RawLinesHaveNoOtherFormat) {
  for (const char* const format : {"csv", "table", "ndjson"}) {
    std::string shown;
    EXPECT_EQ(run({"replay", "--raw", "--format", format}, &shown), exit_misuse);
    EXPECT_NE(shown.find("--format excludes --raw"), std::string::npos) << shown;
  }
}

TEST(CommandLine, ARangeThatHoldsNothingIsRefused) {
  const std::vector<std::vector<const char*>> empty{
    {"replay", "--from", "2026-02-01", "--until", "2026-01-01"},
    {"replay", "--after", "9", "--to", "9"},
    {"audit", "--from", "2026-02-01", "--until", "2026-01-01"}};
  for (const auto& arguments : empty) {
    std::string shown;
    EXPECT_EQ(run(arguments, &shown), exit_misuse);
    EXPECT_NE(shown.find(arguments[1]), std::string::npos) << shown;
    EXPECT_NE(shown.find(arguments[3]), std::string::npos) << shown;
  }
}

TEST(OnOneLine, ShowsControlCharactersAsEscapes) {
  EXPECT_EQ(on_one_line("web shop, größer"), "web shop, größer");
  EXPECT_EQ(on_one_line("a\nb\tc\x1b[2J\x7f"), "a\\nb\\u0009c\\u001b[2J\\u007f");
  EXPECT_EQ(on_one_line("\xc2\x9b"), "\\u009b");
}

TEST(CommandLine, PrintsTheSettings) {
  std::string shown;
  EXPECT_EQ(run({"serve", "--data", "here", "--print-config"}, &shown), exit_done);
  EXPECT_NE(shown.find("data = \"here\""), std::string::npos);
}

TEST(CommandLine, AFolderWithoutALogIsNamed) {
  std::string shown;
  EXPECT_EQ(run({"verify", "--data", "/nonexistent/portal"}, &shown), exit_failed);
  EXPECT_NE(shown.find("/nonexistent/portal"), std::string::npos);
}

/// A folder of somebody else's, with files that the portal has names for too.
class StrangeFolder {
 public:
  StrangeFolder() {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_ / "log");
    std::ofstream{path_ / "notes.txt"} << "x";
    std::ofstream{path_ / "log" / "app.log"} << "x";
  }

  StrangeFolder(const StrangeFolder&) = delete;
  StrangeFolder& operator=(const StrangeFolder&) = delete;

  ~StrangeFolder() { std::filesystem::remove_all(path_); }

  const char* path() const { return path_.c_str(); }

  std::size_t entries() const {
    const std::filesystem::recursive_directory_iterator all{path_};
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
  }

 private:
  std::filesystem::path path_ =
    std::filesystem::temp_directory_path() / ("portal-strange-" + std::to_string(::getpid()));
};

TEST(CommandLine, AFolderOfSomebodyElsesIsRefusedAndStaysAsItIs) {
  const StrangeFolder folder;
  for (const std::vector<const char*>& command : std::vector<std::vector<const char*>>{
         {"audit"},
         {"analytics"},
         {"backup"},
         {"verify"},
         {"replay"},
         {"views", "rebuild"},
         {"keys", "list"},
         {"keys", "revoke", "sk_1"},
         {"keys", "create", "--role", "admin"}}) {
    std::vector<const char*> arguments = command;
    arguments.insert(arguments.end(), {"--data", folder.path()});
    std::string shown;
    EXPECT_EQ(run(arguments, &shown), exit_failed) << command.front();
    EXPECT_NE(shown.find(std::string{"There is no log in "} + folder.path()), std::string::npos)
      << shown;
    EXPECT_EQ(folder.entries(), 3U) << command.front() << " wrote into it";
  }
}

/// A folder that nobody can look into, root included: it leads to itself.
class FolderInACircle {
 public:
  FolderInACircle() {
    std::filesystem::remove(path_);
    std::filesystem::create_symlink(path_, path_);
  }

  FolderInACircle(const FolderInACircle&) = delete;
  FolderInACircle& operator=(const FolderInACircle&) = delete;

  ~FolderInACircle() { std::filesystem::remove(path_); }

  const char* path() const { return path_.c_str(); }

 private:
  std::filesystem::path path_ =
    std::filesystem::temp_directory_path() / ("portal-circle-" + std::to_string(::getpid()));
};

TEST(CommandLine, AFolderThatCannotBeLookedIntoIsNamedWithTheReason) {
  const FolderInACircle folder;
  for (const char* const command : {"verify", "replay", "audit", "backup", "demo"}) {
    std::string shown;
    EXPECT_EQ(run({command, "--data", folder.path()}, &shown), exit_failed) << command;
    EXPECT_NE(shown.find(folder.path()), std::string::npos) << shown;
    EXPECT_NE(shown.find("Too many levels of symbolic links"), std::string::npos) << shown;
  }
}

} // namespace
} // namespace portal
